"""The page of a forum: how it stands, what strikes, and what can be done with it."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from forums import leaving
from forums.actions import plans
from forums.actions.attending import may_tick, with_membership
from forums.actions.organising import has_agreed_summary, setting_of
from forums.admin.running_pages import SAFE, VIEW, about_forum, forum_page, forum_url
from forums.choices import Answer
from forums.models import Forum
from forums.opening_rules import lacks_link, obstacles
from forums.states import SET_UP, Move, State, legal_moves

# What is done by a button here, and how the button looks.
BUTTONS = {
    Move.OPEN: "btn-primary",
    Move.HOLD: "btn-primary",
    Move.CLOSE: "",
    Move.REOPEN: "",
    Move.CANCEL: "btn-danger",
}


@about_forum(VIEW, SAFE)
def show(request: HttpRequest, forum: Forum) -> HttpResponse:
    now, plan, setting = timezone.now(), plans.plan_of(forum), setting_of(forum)
    is_ahead = forum.state in SET_UP and not forum.is_over(now)
    return forum_page(
        request,
        "forum.html",
        forum,
        title=forum.title,
        plan=plan,
        has_link=setting.has_link,
        obstacles=obstacles(setting, now) if forum.state == State.DRAFT else [],
        warnings=plan.warnings() if is_ahead else [],
        lacks_link=is_ahead and lacks_link(setting),
        answers=_answers(forum, now),
        out=leaving.in_words(plan.times_out()),
        is_over=forum.is_over(now),
        may_tick=may_tick(forum, now),
        moves=_moves(forum, now),
    )


def _moves(forum: Forum, now: datetime) -> list[dict[str, object]]:
    """What can be done now by a button here."""
    legal = [one for one in legal_moves(State(forum.state)) if one in BUTTONS]
    return [
        {"url": forum_url(forum, one.value), "label": one.label, "look": BUTTONS[one]}
        for one in legal
        if _is_possible(one, forum, now)
    ]


def _is_possible(move: Move, forum: Forum, now: datetime) -> bool:
    match move:
        case Move.HOLD:
            return forum.is_over(now)
        case Move.REOPEN:
            return not has_agreed_summary(forum)
        case _:
            return True


def _answers(forum: Forum, now: datetime) -> dict[str, int]:
    """How many come in person and online, must choose, cannot come, and were there. One query.

    `outside` are those of them who come and are no part of the sanctuary.
    """
    rows = list(with_membership(forum, now))
    said = [row.answer for row in rows if forum.takes(row.answer)]
    outside = [row for row in rows if row.is_coming and row.is_outside]  # type: ignore[attr-defined]  # annotated
    return {
        "in_person": said.count(Answer.IN_PERSON),
        "online": said.count(Answer.ONLINE),
        "must_choose": len(rows) - len(said),
        "apologies": said.count(Answer.APOLOGIES),
        "present": sum(row.was_present for row in rows),
        "outside": len(outside),
    }
