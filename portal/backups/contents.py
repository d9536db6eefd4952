"""What a database holds, in numbers that are equal only if the rows are."""

from typing import Any

from portal.backups.manifest import Table

# Keys to what somebody is in the middle of: a backup must not bring signed-out sessions back.
LEFT_EMPTY = ("django_session", "usersessions_usersession", "portal_security_cache")

_TABLES = """
    SELECT relname FROM pg_class
    WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace
    ORDER BY relname
"""
# The sum of 60 bits of each row's digest: the order of rows, which a restore may change, is
# nothing to it.
_DIGEST = """
    SELECT count(*), coalesce(sum(('x' || left(digest, 15))::bit(60)::bigint), 0)::text
    FROM (SELECT encode(sha256(convert_to(r::text, 'UTF8')), 'hex') AS digest FROM {} r) digests
"""


def tables(cursor: Any) -> dict[str, Table]:
    """Measure each table of the cursor's database but for those whose rows are left out.

    Compare only what was read under the same `TimeZone`: it shows in the rows' text.
    """
    cursor.execute(_TABLES)
    names = [name for (name,) in cursor.fetchall() if name not in LEFT_EMPTY]
    return {name: _table(cursor, name) for name in names}


def _table(cursor: Any, name: str) -> Table:
    cursor.execute(_DIGEST.format('"' + name.replace('"', '""') + '"'))
    rows, digest = cursor.fetchone()
    return Table(rows, digest)
