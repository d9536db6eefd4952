from typing import Any, override

from cryptography.fernet import InvalidToken
from django.core.management.base import BaseCommand, CommandError

from portal.resealing import reseal_all


class Command(BaseCommand):
    help = (
        "Seals notes, needs, second factors and waiting codes anew with the first of "
        "ENCRYPTION_KEYS, so that the others can be taken out of the list."
    )

    @override
    def handle(self, *args: Any, **options: Any) -> None:
        """Restart web and worker with the new list of keys before."""
        try:
            count = reseal_all()
        except InvalidToken:
            raise CommandError(
                "Something was sealed with a key that is not in ENCRYPTION_KEYS. Put the earlier "
                "keys at the end of the list, and run this again."
            ) from None
        self.stdout.write(f"{count} texts are sealed with the first of ENCRYPTION_KEYS.")
