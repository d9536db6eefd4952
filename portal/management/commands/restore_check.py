from pathlib import Path
from typing import Any, override

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from portal.backups import BackupError
from portal.backups.restoring import restore_check


class Command(BaseCommand):
    help = (
        "Proves that a backup below FOLDER (the newest, or --name) can be restored: restores it "
        "into a throw-away database, migrates, compares and looks it over, and drops it again."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path)
        parser.add_argument("--name", default="", help="of one backup: portal-20260302T020000Z")

    @override
    def handle(self, *args: Any, folder: Path, name: str, **options: Any) -> None:
        try:
            found = restore_check(folder=folder, name=name, now=timezone.now())
        except (BackupError, OSError) as error:
            raise CommandError(f"Nothing could be checked. {error}") from None
        for line in found.said:
            self.stdout.write(line)
        if found.faults:
            raise CommandError("\n".join([f"{found.backup} is not well:", *found.faults]))
        self.stdout.write(f"{found.backup.name} can be restored.")
