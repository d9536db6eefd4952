"""What the pages of one list of members share, and the page that shows how it stands."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from network.forms.imports import DecideForm
from network.models import ImportRow, MemberImport
from portal.admin_pages import page

DECIDED_AT_ONCE = 50  # rows on one page
SHOWN = 100  # rows in each part of the page; all of them are in the file to save

State, Rows = MemberImport.State, ImportRow.State


@dataclass(frozen=True)
class Words:
    """A list's colour and what is said of it while it stands so, and what can be pressed."""

    tone: str
    text: Any
    acts: tuple[str, ...] = ()


WORDS: Mapping[str, Words] = {
    State.MATCHING: Words("wait", _("Say what its columns mean."), ("discard",)),
    State.CHECKING: Words(
        "neutral",
        _("Each row is looked through. You can leave this page: it goes on by itself."),
    ),
    State.CHECKED: Words(
        "wait", _("Look at it: nothing more is taken over until you say so."), ("start", "discard")
    ),
    State.RUNNING: Words("neutral", _("You can leave this page: it goes on by itself.")),
    State.DONE: Words("good", _("What was ready has been taken over."), ("invite",)),
    State.INVITING: Words("neutral", _("The mails are being written. You can leave this page.")),
    State.DISCARDED: Words("neutral", _("Nothing of it was taken over.")),
}
TONES = {state: words.tone for state, words in WORDS.items()}


def import_page(
    request: HttpRequest, template: str, work: MemberImport, *, title: Any, **context: Any
) -> HttpResponse:
    """A page about one list."""
    name = f"admin/network/memberimport/{template}"
    return page(request, name, MemberImport, title=title, work=work, **context)


def show(request: HttpRequest, work: MemberImport) -> HttpResponse:
    """How far a list is, what is wrong or to be decided, and what can be pressed now."""
    counts, words = work.counted(), WORDS[work.state]
    alike = list(work.rows.filter(state=Rows.ALIKE).order_by("number")[:DECIDED_AT_ONCE])
    form = DecideForm(rows=alike)
    return import_page(
        request,
        "show.html",
        work,
        title=work.name,
        words=words,
        counts=[(state.label, counts[state]) for state in Rows if counts.get(state)],
        total=sum(counts.values()),
        percent=_percent(work, counts),
        faulty=list(work.rows.filter(state=Rows.FAULTY).order_by("number")[:SHOWN]),
        ready=list(work.rows.filter(state=Rows.READY).order_by("number")[:SHOWN]),
        alike=[(row, form[f"row-{row.pk}"]) for row in alike],
        may_decide=work.state == State.CHECKED,
        has_left=any(counts.get(state) for state in ImportRow.OPEN) and not work.forgotten_at,
        acts=_acts(request, work, words, counts),
        shown=SHOWN,
    )


def _percent(work: MemberImport, counts: Mapping[str, int]) -> int | None:
    """How much of what is at work is done; None while nothing is."""
    todo = {State.CHECKING: Rows.NEW, State.RUNNING: Rows.READY}.get(State(work.state))
    if todo is None:
        return None
    of = sum(counts.values()) if todo == Rows.NEW else counts.get(todo, 0) + counts.get("done", 0)
    return 100 * (of - counts.get(todo, 0)) // of if of else 100


def _acts(
    request: HttpRequest, work: MemberImport, words: Words, counts: Mapping[str, int]
) -> set[str]:
    """What can be pressed now, and would do something."""
    if not request.user.has_perm("network.import_members"):
        return set()
    idle = set()
    if "start" in words.acts and not counts.get(Rows.READY):
        idle.add("start")
    if "invite" in words.acts and not work.contacts.waiting().exists():
        idle.add("invite")
    return set(words.acts) - idle
