"""Who comes and who was there: answers, ticks, the list for the lobby, and access needs."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from forums import leaving
from forums.actions import attending as actions
from forums.actions.needs import open_needs
from forums.admin.running_pages import (
    RUN,
    SAFE,
    VIEW,
    about_forum,
    forum_page,
    refused,
    staff,
    to_forum,
)
from forums.choices import Answer
from forums.models import Attendance, Forum
from portal import audit
from portal.whole_numbers import whole_number

MUST_CHOOSE = "must-choose"


@about_forum(VIEW)
def attendance(request: HttpRequest, forum: Forum) -> HttpResponse:
    """Everybody who answered, to tick off in one form, not in pages: a tick is never lost."""
    now = timezone.now()
    if request.method == "POST":
        return _tick(request, forum)
    rows = list(actions.with_membership(forum, now))
    return forum_page(
        request,
        "attendance.html",
        forum,
        title=_("Attendance"),
        groups=_groups(rows),
        number=len(rows),
        present=sum(row.was_present for row in rows),
        may_tick=actions.may_tick(forum, now),
        can_be_joined=forum.can_be_joined(now),
        out=leaving.in_words(forum.times_out()),
    )


def _groups(rows: list[Attendance]) -> list[tuple[object, list[Attendance]]]:
    labels = {
        Answer.IN_PERSON: _("In person"),
        Answer.ONLINE: _("Online"),
        MUST_CHOOSE: _("Meant to come in a way that is gone"),
        Answer.APOLOGIES: _("Cannot come"),
    }
    found: dict[str, list[Attendance]] = {one: [] for one in labels}
    for row in rows:
        found[MUST_CHOOSE if row.must_choose else row.answer].append(row)
    return [(labels[one], mine) for one, mine in found.items() if mine]


def _tick(request: HttpRequest, forum: Forum) -> HttpResponse:
    """What the page had ticked and has not any more is unticked: others' ticks stay."""
    on = _numbers(request, "present")
    off = _numbers(request, "was") - on
    try:
        done = actions.tick(forum=forum, on=on, off=off, by=staff(request), now=timezone.now())
    except actions.NotBegun:
        said = _("Nobody can be ticked: it has not begun, or is closed or cancelled.")
        return refused(request, forum, text=said)
    messages.success(request, _done_words(done))
    if done.kept:
        names = ", ".join(str(one.user) for one in done.kept)
        messages.warning(request, _("Still ticked, for they were there: %s.") % names)
    return to_forum(forum, "attendance")


def _numbers(request: HttpRequest, name: str) -> set[int]:
    found = (whole_number(value) for value in request.POST.getlist(name))
    return {number for number in found if number is not None}


def _done_words(done: actions.Ticked) -> str:
    ticked = ngettext("%(n)d person ticked.", "%(n)d people ticked.", done.ticked)
    said = ticked % {"n": done.ticked}
    if done.unticked:
        away = ngettext("%(n)d tick taken away.", "%(n)d ticks taken away.", done.unticked)
        said += " " + away % {"n": done.unticked}
    return said


@about_forum(RUN, SAFE)
def lobby(request: HttpRequest, forum: Forum) -> HttpResponse:
    """To print: who comes, of which organisation, and how. No addresses and no needs."""
    now = timezone.now()
    audit.record(by=request.user, action="forum.lobby-list", target=forum, now=now)
    rows = [row for row in actions.with_membership(forum, now) if row.is_coming]
    expected = forum.speakers.filter(state="accepted").order_by("name", "pk")
    return forum_page(
        request,
        "lobby.html",
        forum,
        title=_("List for the lobby"),
        groups=_groups(rows),
        speakers=expected.select_related("item"),
        printed_at=now,
        out=leaving.in_words(forum.times_out()),
    )


@about_forum(RUN)
def needs(request: HttpRequest, forum: Forum) -> HttpResponse:
    """Asks first: who looks is in the log before anything is shown."""
    if request.method != "POST":
        return forum_page(request, "needs_ask.html", forum, title=_("What people need"))
    found = open_needs(forum=forum, by=staff(request), now=timezone.now())
    return forum_page(request, "needs.html", forum, title=_("What people need"), found=found)
