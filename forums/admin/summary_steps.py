"""What can be done with a summary now: each step is previewed, confirmed and written down."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from forums.actions import showing, summaries
from forums.choices import Circle
from forums.models import Forum, Summary
from forums.states import Move, State, legal_moves
from forums.widening import narrower, next_wider
from network.models import User


@dataclass(frozen=True)
class Seen:
    """The summary as it was looked at, by whom, and when they pressed."""

    forum: Forum
    version: int
    shown_to: str
    by: User
    now: datetime


@dataclass(frozen=True)
class Step:
    """One act: its name in the address, its button, what it means, and what it calls."""

    name: str
    label: Any
    meaning: Any
    done: Any
    act: Callable[[Seen], Summary]
    takes_away: bool = False


def _of_state(act: Callable[..., Summary]) -> Callable[[Seen], Summary]:
    def run(seen: Seen) -> Summary:
        return act(forum=seen.forum, version=seen.version, by=seen.by, now=seen.now)

    return run


def _to(act: Callable[..., Summary], circle: Circle) -> Callable[[Seen], Summary]:
    def run(seen: Seen) -> Summary:
        return act(
            forum=seen.forum,
            to=circle,
            version=seen.version,
            shown_to=seen.shown_to,
            by=seen.by,
            now=seen.now,
        )

    return run


SHARE = Step(
    "share",
    _("Show it to those who were there"),
    _(
        "Each of them is told by a mail of their own, and has seven days to say “this "
        "identifies us”."
    ),
    _("Those who were there can read it now, and are told."),
    _of_state(summaries.share),
)
TAKE_BACK = Step(
    "take-back",
    _("Take it back"),
    _("Only staff read it then. What was said of it stays, and its seven days begin anew."),
    _("Taken back. Only staff read it now."),
    _of_state(summaries.take_back),
    takes_away=True,
)
AGREE = Step(
    "agree",
    _("It is agreed"),
    _("The text is not changed any more after that. Nobody else reads it yet."),
    _("Agreed. Those who were there read it as before; who else does is for you to decide."),
    _of_state(summaries.agree),
)
WIDER: dict[Circle, tuple[Any, Any, Any]] = {
    Circle.ATTENDEES: (
        _("Show it again to those who were there"),
        _("Those who were there can read it again. Nobody is told."),
        _("Those who were there can read it now."),
    ),
    Circle.MEMBERS: (
        _("Let all members read it"),
        _(
            "Everybody of every member organisation can read it, public bodies and contractors "
            "among them."
        ),
        _("All members can read it now."),
    ),
    Circle.PUBLIC: (
        _("Make it public"),
        _(
            "Everybody can read it, officials and the press among them, with the forum’s title, "
            "its address on the site and the month in which it was held."
        ),
        _("Everybody can read it now."),
    ),
}
NARROWER: dict[Circle, tuple[Any, Any, Any]] = {
    Circle.MEMBERS: (
        _("Keep it to members again"),
        _("It is not public any more. Whoever has read it may have a copy."),
        _("Only members can read it now."),
    ),
    Circle.ATTENDEES: (
        _("Keep it to those who were there again"),
        _("Other members cannot read it any more. Whoever has read it may have a copy."),
        _("Only those who were there can read it now."),
    ),
    Circle.STAFF: (
        _("Keep it to staff again"),
        _("Nobody but staff can read it any more. Whoever has read it may have a copy."),
        _("Only staff read it now."),
    ),
}


def _widening(circle: Circle) -> Step:
    return Step(f"to-{circle.value}", *WIDER[circle], _to(showing.widen, circle))


def _narrowing(circle: Circle) -> Step:
    words = NARROWER[circle]
    return Step(f"back-to-{circle.value}", *words, _to(showing.narrow, circle), takes_away=True)


def steps(summary: Summary, now: datetime, *, open_objections: int) -> list[Step]:
    """What can be done now, the way forward first."""
    is_agreed = bool(summary.agreed_at)
    legal = legal_moves(State(summary.forum.state))
    forward = [SHARE] if Move.SHARE in legal else []
    is_over = summary.review_until is not None and summary.review_until <= now
    if Move.AGREE in legal and is_over and not open_objections:
        forward.append(AGREE)
    if wider := next_wider(summary.shown_to, is_agreed=is_agreed):
        forward.append(_widening(wider))
    back = [_narrowing(circle) for circle in narrower(summary.shown_to, is_agreed=is_agreed)]
    return [*forward, *([TAKE_BACK] if Move.TAKE_BACK in legal else []), *back]


NAMED: dict[str, Step] = {
    step.name: step
    for step in (
        SHARE,
        TAKE_BACK,
        AGREE,
        *(_widening(circle) for circle in WIDER),
        *(_narrowing(circle) for circle in NARROWER),
    )
}
