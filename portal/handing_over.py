"""Open work that names who does it: the kinds of which each app tells this registry.

An app registers its kinds when the site starts; `network.actions.handing_over` hands them over.
Knows no app.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from portal.counting import number_of

MOST_NAMED = 20


@dataclass(frozen=True)
class Kind:
    """One kind of open work.

    `field` ("app.Model.field") names who does it; `words` is `ngettext_lazy` of how many there
    are. `rows(user, now)` finds what is open and theirs; who takes it over needs `right`.
    `give(user=, to=, by=, now=)` hands all of it to somebody, or to nobody. What has no `give`
    was begun by them and can be gone on with by everybody with the right: it is only told of.
    `page` names the admin's page of a row where the row's own name may be shown to Managers.
    """

    field: str
    words: Any
    right: str
    rows: Callable[..., QuerySet[Any]]
    give: Callable[..., None] | None = None
    page: str = ""


@dataclass(frozen=True)
class Work:
    """What of one kind is somebody's: how many, the first few with their address, how many more."""

    kind: Kind
    count: int
    shown: list[tuple[str, str]]

    @property
    def words(self) -> str:
        return str(self.kind.words % self.count)

    @property
    def more(self) -> int:
        return self.count - len(self.shown)

    @property
    def moves(self) -> bool:
        return self.kind.give is not None


_KINDS: dict[str, Kind] = {}


def register(*kinds: Kind) -> None:
    """For an app's `ready`; doing it twice changes nothing."""
    _KINDS.update({kind.field: kind for kind in kinds})


def kinds() -> list[Kind]:
    """All of them, what moves first."""
    return sorted(_KINDS.values(), key=lambda kind: (kind.give is None, kind.field))


def work_of(user: Any, *, now: datetime) -> list[Work]:
    """What is open and somebody's, by kind; kinds of which there is nothing are left out.

    One query for the numbers, and one for the names of each kind that shows them.
    """
    rows = {kind: kind.rows(user, now) for kind in kinds()}
    themselves = type(user)._default_manager.filter(pk=user.pk)
    found = themselves.values_list(*(number_of(mine) for mine in rows.values())).get()
    return [
        Work(kind, number, _names(kind, mine))
        for (kind, mine), number in zip(rows.items(), found, strict=True)
        if number
    ]


def _names(kind: Kind, rows: QuerySet[Any]) -> list[tuple[str, str]]:
    named = rows[:MOST_NAMED] if kind.page else ()
    return [(str(row), reverse(kind.page, args=[row.pk])) for row in named]
