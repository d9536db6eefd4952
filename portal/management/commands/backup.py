from pathlib import Path
from typing import Any, override

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from portal import erasure_list
from portal.backups import BackupError
from portal.backups.making import backup


class Command(BaseCommand):
    help = (
        "Backs up the database and the media store into a new folder below FOLDER. The backups of "
        "the last seven days stay, of each week before the newest, none over 35 days."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path)

    @override
    def handle(self, *args: Any, folder: Path, **options: Any) -> None:
        try:
            made = backup(folder=folder, media=Path(settings.MEDIA_ROOT), now=timezone.now())
            erasure_list.keep(folder)
        except (BackupError, OSError) as error:
            raise CommandError(f"No backup was made. {error}") from None
        rows = sum(table.rows for table in made.manifest.tables.values())
        self.stdout.write(f"{made.path}: {rows} rows, {len(made.manifest.files) - 1} files.")
        for path in made.removed:
            self.stdout.write(f"Removed {path.name}.")
