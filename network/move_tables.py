"""The table of legal moves of what members send in and staff decide about.

Pure: no database, no request, no settings.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class Actor(models.TextChoices):
    """The side that makes a move."""

    MEMBER = "member", _("Member")
    STAFF = "staff", _("Staff")
    SITE = "site", _("The site")


class IllegalMove(Exception):
    """The move does not exist from this state."""

    def __init__(self, state: str, move: str) -> None:
        super().__init__(f"{move} is not a legal move from {state}")
        self.state, self.move = state, move


@dataclass(frozen=True, slots=True)
class Transition[S]:
    """One row of the table: from where, to where, by whom, and what each side calls it."""

    sources: frozenset[S]
    target: S
    actor: Actor
    staff_wording: "StrOrPromise"
    member_wording: "StrOrPromise"


@dataclass(frozen=True, slots=True)
class Table[S: str, M: str]:
    """`moves` in the order in which buttons stand; `begins` comes before all of them.

    `begun` is what either side calls that: staff, members.
    """

    moves: Mapping[M, Transition[S]]
    begins: M
    begun: "tuple[StrOrPromise, StrOrPromise]"

    def target(self, state: S, move: M) -> S:
        """The state that `move` leads to. Raises `IllegalMove` when it is not legal."""
        way = self.moves.get(move)
        if way is None or state not in way.sources:
            raise IllegalMove(state, move)
        return way.target

    def legal_moves(self, state: S, actor: Actor) -> list[M]:
        """The moves that `actor` may make from `state`, in the order of the table."""
        ways = self.moves.items()
        return [move for move, way in ways if state in way.sources and way.actor == actor]

    def wording(self, move: M, *, for_staff: bool) -> "StrOrPromise":
        """What happened, in one side's words."""
        if move == self.begins:
            return self.begun[0] if for_staff else self.begun[1]
        return self.moves[move].staff_wording if for_staff else self.moves[move].member_wording

    def moves_of(self, actor: Actor) -> Iterable[M]:
        """All that `actor` can ever do."""
        return [move for move, way in self.moves.items() if way.actor == actor]
