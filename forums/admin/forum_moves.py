"""The moves of a forum that its page has buttons for: each asks first."""

from collections.abc import Callable
from copy import copy
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from forums.actions import announcing, moving, organising, plans
from forums.admin.running_pages import (
    RUN,
    about_forum,
    forum_page,
    refused,
    staff,
    to_forum,
    told_words,
    version_in,
)
from forums.choices import Rule
from forums.forms.running import CancelForm
from forums.models import Forum
from forums.opening_rules import lacks_link, obstacles
from forums.states import Move, State, target
from network.models import User


@about_forum(RUN)
def open_to_members(request: HttpRequest, forum: Forum) -> HttpResponse:
    """Asks first, with what members will see and with what stands in the way."""
    target(Move.OPEN, State(forum.state))
    if request.method == "POST":
        return _opened(request, forum)
    now, plan, setting = timezone.now(), plans.plan_of(forum), organising.setting_of(forum)
    return forum_page(
        request,
        "open.html",
        forum,
        title=_("Open it to members?"),
        plan=plan,
        shared=[row for row in plan.rows if row.item.rule != Rule.SANCTUARY],
        obstacles=obstacles(setting, now),
        warnings=plan.warnings(),
        lacks_link=lacks_link(setting),
    )


def _opened(request: HttpRequest, forum: Forum) -> HttpResponse:
    try:
        _act(request, organising.open_to_members, forum)
    except organising.NotReady as error:
        return refused(request, forum, text=" ".join(error.reasons))
    messages.success(request, _("It is open: members see it and say whether they come."))
    return to_forum(forum)


@about_forum(RUN)
def hold(request: HttpRequest, forum: Forum) -> HttpResponse:
    """Asks first. From then on notes can be written, until the day on which they go."""
    target(Move.HOLD, State(forum.state))
    if request.method == "POST":
        try:
            _act(request, organising.hold, forum)
        except organising.TooEarly:
            return refused(request, forum, text=_("It is not over yet."))
        messages.success(request, _("It was held. Now tick who was there, if that is not done."))
        return to_forum(forum)
    return forum_page(
        request,
        "hold.html",
        forum,
        title=_("Has it been held?"),
        present=forum.attendances.filter(was_present=True).count(),
        is_to_come=not forum.is_over(timezone.now()),
    )


@about_forum(RUN)
def close(request: HttpRequest, forum: Forum) -> HttpResponse:
    """Asks first: nothing more is done about it."""
    target(Move.CLOSE, State(forum.state))
    if request.method == "POST":
        _act(request, moving.close, forum)
        messages.success(request, _("It is closed."))
        return to_forum(forum)
    return forum_page(
        request,
        "close.html",
        forum,
        title=_("Close this forum?"),
        has_no_summary=forum.state == State.HELD,
    )


@about_forum(RUN)
def reopen(request: HttpRequest, forum: Forum) -> HttpResponse:
    """Asks first: it is worked on as before it was closed."""
    target(Move.REOPEN, State(forum.state))
    if request.method == "POST":
        _act(request, organising.reopen, forum)
        messages.success(request, _("It is taken up again."))
        return to_forum(forum)
    return forum_page(request, "reopen.html", forum, title=_("Take this forum up again?"))


@about_forum(RUN)
def cancel(request: HttpRequest, forum: Forum) -> HttpResponse:
    """Asks for the reason, shows the mails with it, then tells those who were to come.

    No other words go out than those that were looked at.
    """
    target(Move.CANCEL, State(forum.state))
    form = CancelForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _cancel_page(request, forum, form, _who_hears(forum, ""))
    why = form.cleaned_data["why"]
    rounds = _who_hears(forum, why)
    is_looked_at = not rounds or request.POST.get("seen") == why
    if request.POST.get("act") == "cancel" and is_looked_at:
        return _cancelled(request, forum, why)
    return _cancel_page(request, forum, form, rounds, shows_mails=True)


def _who_hears(forum: Forum, why: str) -> list[announcing.Round]:
    with_words = copy(forum)  # not saved
    with_words.cancelled_why = why
    return announcing.of_cancelling(with_words, now=timezone.now())


def _cancelled(request: HttpRequest, forum: Forum, why: str) -> HttpResponse:
    told = _act(request, organising.cancel, forum, why=why)
    messages.success(request, _("It is cancelled.") + (f" {told_words(told)}" if told else ""))
    return to_forum(forum)


def _cancel_page(
    request: HttpRequest,
    forum: Forum,
    form: CancelForm,
    rounds: list[announcing.Round],
    *,
    shows_mails: bool = False,
) -> HttpResponse:
    return forum_page(
        request,
        "cancel.html",
        forum,
        title=_("Cancel this forum?"),
        form=form,
        rounds=rounds,
        shows_mails=shows_mails,
    )


def _act(request: HttpRequest, act: Callable[..., Any], forum: Forum, **more: Any) -> Any:
    """Make a move of the version that the page showed, by who is at work, now."""
    by: User = staff(request)
    return act(forum=forum, version=version_in(request), by=by, now=timezone.now(), **more)
