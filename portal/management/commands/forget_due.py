from typing import Any, override

from django.core.management.base import BaseCommand

from portal.restored import forget_what_is_due


class Command(BaseCommand):
    help = (
        "Deletes at once what is due by its date: notes, needs, drafts, figures, old mail. Beat "
        "asks workers to do so all the time; this does it without them."
    )

    @override
    def handle(self, *args: Any, **options: Any) -> None:
        for name in forget_what_is_due():
            self.stdout.write(name)
