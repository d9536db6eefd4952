"""SQL that PostgreSQL plans once per connection, for what is asked again and again."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Self, override

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.utils import CursorWrapper
from psycopg import Cursor
from psycopg.errors import FeatureNotSupported
from psycopg.pq import TransactionStatus


@contextmanager
def planned_cursor(using: str = DEFAULT_DB_ALIAS) -> Iterator[CursorWrapper]:
    """A cursor that sends values apart from the SQL, as a prepared statement needs it.

    The connection prepares what it was asked more than `prepare_threshold` times. PostgreSQL must
    be able to see of what type each value is: from its place, or from a cast.
    """
    connection = connections[using]
    with connection.cursor() as cursor:
        cursor.cursor = _Planned(connection.connection)  # Django's own puts values into the SQL
        yield cursor


class _Planned(Cursor[Any]):
    """Plans again where a column has become of another type: PostgreSQL refuses the old plan."""

    @override
    def execute(self, query: Any, params: Any = None, **options: Any) -> Self:
        try:
            return super().execute(query, params, **options)
        except FeatureNotSupported:
            if self.connection.info.transaction_status != TransactionStatus.IDLE:
                raise  # rolling back forgets the plans, too
        self.connection.execute("DEALLOCATE ALL")
        return super().execute(query, params, **options)
