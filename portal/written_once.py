"""Queries that Django writes as SQL once per process, and PostgreSQL plans once per connection.

Writing takes Django longer than asking, and planning takes PostgreSQL longer than answering.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from copy import copy
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from enum import Enum
from functools import wraps
from typing import Any, NoReturn
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import QuerySet
from django.db.models.sql.compiler import SQLCompiler
from psycopg.sql import Literal

from portal.planned import planned_cursor

type Rows[T] = Callable[..., QuerySet[Any, T]]

MOST = 200  # shapes of one function: a long list has many pages
_SOME_NUMBER = 30_000  # a small integer holds it
_SOME_MOMENT = datetime(9000, 1, 1, tzinfo=UTC)


def written_once[T](rows: Rows[T]) -> Callable[..., list[T]]:
    """Make of a function that returns rows, by named values, one that fetches them.

    Values are numbers, texts, days, moments, UUIDs, and lists of these. They must go into the
    query as they are: the first call refuses, with ValueError, what the function works out from
    them (`now - week`) and a query of its own. It may decide by booleans, None, choices and slices
    alone: for each of those, and each length of a list, the SQL is written anew.
    """
    kept: dict[tuple[Any, ...], _Written[T]] = {}

    @wraps(rows)
    def fetch(**values: Any) -> list[T]:
        shape = tuple((name, _shape(value)) for name, value in values.items())
        written = kept.get(shape)
        if written is None:
            if len(kept) >= MOST:
                kept.clear()  # another thread may do so at any moment
            written = kept[shape] = _write(rows, values)
        return written.fetch(values)

    return fetch


@dataclass(frozen=True)
class _Place:
    """Whose value belongs here; `at` is its place in a list."""

    name: str
    at: int | None = None

    def of(self, values: Mapping[str, Any]) -> Any:
        value = values[self.name]
        return value if self.at is None else tuple(value)[self.at]


@dataclass(frozen=True)
class _Written[T]:
    """Rows with the SQL that Django wrote for them: None where nothing can ever be found."""

    rows: QuerySet[Any, T]
    compiler: SQLCompiler
    sql: str | None
    parameters: tuple[Any, ...]
    converters: dict[int, Any]  # of a column's place: how its values become Python's

    def fetch(self, values: Mapping[str, Any]) -> list[T]:
        if self.sql is None:
            return []
        found = [self._ask(self.sql, [_filled(each, values) for each in self.parameters])]
        compiler: Any = copy(self.compiler)
        compiler.connection = connections[self.rows.db]  # of this thread
        compiler.execute_sql = lambda *_args, **_options: found
        compiler.get_converters = lambda _columns: self.converters
        rows = self.rows.all()
        rows.query.get_compiler = lambda *_args, **_options: compiler  # type: ignore[method-assign]
        return list(rows)

    def _ask(self, sql: str, parameters: list[Any]) -> list[tuple[Any, ...]]:
        with planned_cursor(self.rows.db) as cursor:
            cursor.execute(sql, parameters)
            found = cursor.fetchall()
        shown = self.compiler.col_count if self.compiler.has_extra_select else None
        return [row[:shown] for row in found] if shown else found


def _write[T](rows: Rows[T], values: Mapping[str, Any]) -> _Written[T]:
    """Written twice, with other marks for the values: only marks may differ then."""
    marks = [_marks(values, trial) for trial in (0, 1)]
    with _without_asking():
        one, other = (_compiled(rows(**each)) for each in marks)
    if one.sql != other.sql or len(one.parameters) != len(other.parameters):
        raise ValueError(f"{rows} decides by more than booleans, None, choices and slices")
    places = [_places(each) for each in marks]
    pairs = zip(one.parameters, other.parameters, strict=True)
    parameters = [_parameter(*pair, *places) for pair in pairs]
    return _with_constants(replace(one, parameters=tuple(parameters)))


def _compiled[T](rows: QuerySet[Any, T]) -> _Written[T]:
    compiler = rows.query.get_compiler(rows.db)
    try:
        sql, parameters = compiler.as_sql()
    except EmptyResultSet:
        return _Written(rows, compiler, None, (), {})
    columns = [column for column, *_ in compiler.select or ()][: compiler.col_count]
    return _Written(rows, compiler, sql, tuple(parameters), compiler.get_converters(columns))


def _with_constants[T](written: _Written[T]) -> _Written[T]:
    """What never differs stands in the SQL itself: it does not say of what type it is."""
    connection = connections[written.rows.db]
    connection.ensure_connection()
    left = iter(written.parameters)
    places: list[Any] = []

    def filled(sign: re.Match[str]) -> str:
        if sign[0] == "%%":
            return "%%"
        parameter = next(left)
        if _holds_place(parameter):
            places.append(parameter)
            return "%s"
        return Literal(parameter).as_string(connection.connection).replace("%", "%%")

    sql = None if written.sql is None else re.sub("%%|%s", filled, written.sql)
    return replace(written, sql=sql, parameters=tuple(places))


def _holds_place(parameter: Any) -> bool:
    if isinstance(parameter, list):
        return any(_holds_place(each) for each in parameter)
    return isinstance(parameter, _Place)


@contextmanager
def _without_asking() -> Iterator[None]:
    """What a query found now would be kept for all later values."""
    with ExitStack() as stack:
        for connection in connections.all(initialized_only=True):
            stack.enter_context(connection.execute_wrapper(_refuse))
        yield


def _refuse(*_asked: Any) -> NoReturn:
    raise ValueError("a query while another is written, which would be asked once for all")


def _marks(values: Mapping[str, Any], trial: int) -> dict[str, Any]:
    """Values of the same shapes that stand nowhere else, other ones in each trial."""
    numbers = iter(range(trial * 1000, trial * 1000 + 1000))
    return {name: _mark(value, numbers) for name, value in values.items()}


def _mark(value: Any, numbers: Iterator[int]) -> Any:
    if _decides(value):
        return value
    if isinstance(value, list | tuple | set | frozenset):
        return [_mark(each, numbers) for each in value]
    number = next(numbers)
    match value:
        case int():
            return _SOME_NUMBER + number
        case str():
            return f"\ue000{number}"
        case datetime():
            return _SOME_MOMENT + timedelta(days=number, seconds=number)
        case date():
            return _SOME_MOMENT.date() + timedelta(days=number)
        case UUID():
            return UUID(int=number)
    raise TypeError(f"{type(value)} cannot be put into a query that is written once")


def _decides(value: Any) -> bool:
    return value is None or isinstance(value, bool | Enum | slice)


def _shape(value: Any) -> Any:
    if _decides(value):
        return type(value), value
    if isinstance(value, list | tuple | set | frozenset):
        return tuple(_shape(each) for each in value)
    return type(value)


def _places(marks: Mapping[str, Any]) -> list[tuple[Any, _Place]]:
    """Each mark and its place; a list of pairs, as not every value can be looked up."""
    found: list[tuple[Any, _Place]] = []
    for name, mark in marks.items():
        if isinstance(mark, list):
            found += [(each, _Place(name, at)) for at, each in enumerate(mark)]
        else:
            found.append((mark, _Place(name)))
    return found


def _parameter(
    one: Any, other: Any, places: list[tuple[Any, _Place]], others: list[tuple[Any, _Place]]
) -> Any:
    """A constant of the query, or the place of a value. Raises ValueError for what is neither."""
    if isinstance(one, list):
        pairs = zip(one, other, strict=True)
        return [_parameter(*pair, places, others) for pair in pairs]
    if one == other:
        return one
    for (mark, place), (other_mark, _) in zip(places, others, strict=True):
        if (one, other) == (mark, other_mark):
            return place
    raise ValueError(f"{one!r} was worked out from a value: work it out before, and hand it over")


def _filled(parameter: Any, values: Mapping[str, Any]) -> Any:
    if isinstance(parameter, list):
        return [_filled(each, values) for each in parameter]
    return parameter.of(values) if isinstance(parameter, _Place) else parameter
