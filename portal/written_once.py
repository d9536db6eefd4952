"""SQL that many requests ask: Django writes it once per process, which takes longer than asking."""

from typing import Any

from django.db.models import QuerySet


def sql_by(rows: QuerySet[Any], **last: Any) -> tuple[str, tuple[Any, ...]]:
    """The SQL of `rows` filtered by one field, and its values but for that one, the last.

    `last` names the field, with any value that fits: `sql_by(User.objects.all(), pk=0)`. Ask with
    `Model.objects.raw(sql, [*values, wanted])`, and keep what is returned (`functools.cache`).
    """
    sql, values = rows.filter(**last).query.sql_with_params()
    return sql, values[:-1]
