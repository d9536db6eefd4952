from typing import Any, override

from django.core.management.base import CommandError
from django.core.management.commands import migrate
from django.db import OperationalError, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg.errors import LockNotAvailable


class Command(migrate.Command):
    """Django's own, on a running site: as long as it takes, but never long in anybody's way."""

    @override
    def handle(self, *args: Any, **options: Any) -> None:
        line = connections[options["database"]]
        _set(line, "SET statement_timeout = 0")  # lock_timeout stays
        try:
            super().handle(*args, **options)
        except OperationalError as error:
            if not isinstance(error.__cause__, LockNotAvailable):
                raise
            raise CommandError(
                "A table was in use for too long: this migration gave up and the site serves on. "
                "Run it again at a quieter time."
            ) from None
        _set(line, "RESET statement_timeout")


def _set(line: BaseDatabaseWrapper, statement: str) -> None:
    with line.cursor() as cursor:
        cursor.execute(statement)
