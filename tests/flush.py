"""Empties the database after a test that committed, as Django's flush does but sooner.

Django truncates every table and makes groups and permissions anew, most of a second of work each
time. Here only tables that hold rows are emptied; what a flush leaves behind stays where it is,
and is made anew by Django only when a test changed it.
"""

from collections.abc import Iterable

from django.db import OperationalError, connection, transaction
from django.db.backends.utils import CursorWrapper
from django.test import TransactionTestCase
from psycopg.errors import DeadlockDetected

_REFUSE_DELETE = {"portal_auditentry", "network_applicationevent"}
_by_django = TransactionTestCase._fixture_teardown
_left: dict[str, str] = {}  # tables that a flush leaves filled, and a digest of their rows


def flush_quickly() -> None:
    """Let every test that commits end this way."""
    TransactionTestCase._fixture_teardown = _fixture_teardown


def _fixture_teardown(case: TransactionTestCase) -> None:
    try:
        is_emptied = _emptied()
    except OperationalError as error:
        if not isinstance(error.__cause__, DeadlockDetected):
            raise
        # A page that a closed browser had asked for was still being made: it went on meanwhile.
        is_emptied = _emptied()
    if not is_emptied:
        _by_django(case)
        with connection.cursor() as cursor:
            _left.clear()
            _left.update(_digests(cursor, _filled(cursor)))


def _emptied() -> bool:
    """Empty the tables, or say that Django has to: what it would have left has changed."""
    with transaction.atomic(), connection.cursor() as cursor:
        # Like TRUNCATE, wait for whoever still reads or writes.
        cursor.execute(f"LOCK TABLE {', '.join(_tables())}")
        if not _left or _digests(cursor, _left) != _left:
            return False
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")  # foreign keys are checked when all is gone
        filled = _filled(cursor) - _left.keys()
        if refusing := filled & _REFUSE_DELETE:
            cursor.execute(f"TRUNCATE {', '.join(refusing)} CASCADE")
        for table in filled - refusing:
            cursor.execute(f"DELETE FROM {table}")
    return True


def _tables() -> list[str]:
    return connection.introspection.django_table_names(only_existing=True, include_views=False)


def _filled(cursor: CursorWrapper) -> set[str]:
    """Tables that hold rows."""
    cursor.execute(
        " UNION ALL ".join(
            f"SELECT '{table}' WHERE EXISTS (SELECT FROM {table})" for table in _tables()
        )
    )
    return {table for (table,) in cursor.fetchall()}


def _digests(cursor: CursorWrapper, tables: Iterable[str]) -> dict[str, str]:
    """For each table a digest of its rows."""
    cursor.execute(
        " UNION ALL ".join(
            f"SELECT '{table}', md5(string_agg(row::text, ' ' ORDER BY row::text)) FROM {table} row"
            for table in tables
        )
    )
    return dict(cursor.fetchall())
