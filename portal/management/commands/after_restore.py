from typing import Any, override

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from portal import restored


class Command(BaseCommand):
    help = (
        "For a database that was restored from a backup, before the site opens: holds the mail "
        "that may have been sent since, ends all sessions, erases "
        "again who was erased since, deletes what was due since, and says "
        "what is missing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--no-input", action="store_true", help="do not ask first")

    @override
    def handle(self, *args: Any, no_input: bool, **options: Any) -> None:
        """Running it twice does nothing twice."""
        if not no_input and input("Was this database restored from a backup? [yes/no] ") != "yes":
            raise CommandError("Nothing was done.")
        self.stdout.write(f"{restored.hold_mail()} mails are in doubt now.")
        held = restored.hold_bulletins(now=timezone.now())
        self.stdout.write(f"{held} bulletins held.")
        self.stdout.write(f"{restored.end_sessions()} sessions ended.")
        again = restored.erase_again(now=timezone.now())
        self.stdout.write(f"People erased again: {again}.")
        self.stdout.write(f"{len(restored.forget_what_is_due())} jobs deleted what was due.")
        if found := restored.faults():
            raise CommandError("\n".join(found))
        self.stdout.write("Files, sealed texts and sign-in are well.")
