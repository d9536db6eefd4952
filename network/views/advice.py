"""Advice between members: asking, the questions of one organisation, answering, closing."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from network.actions import advice, places
from network.advice_states import OF_THE_ASKED, TONES, Move, State, can
from network.directory import mark_of
from network.forms.advice import AnswerForm, AskForm, ReportForm
from network.models import AdviceRequest, Affiliation, DirectoryEntry, Organisation
from network.roles import may_look_after
from network.signed_in import who
from network.views.organisations import METHODS, own_place
from portal.rates import is_allowed

PER_PAGE = 20
REFUSALS: dict[type[Exception], Any] = {
    places.NotAllowed: gettext_lazy("The primary contact and managers do this."),
    advice.NotAMember: gettext_lazy("The membership of your organisation does not run."),
    advice.NotOffered: gettext_lazy("They do not take questions any more. Nothing was sent."),
    advice.MovedOn: gettext_lazy(
        "That was not possible any more: this page shows how things stand now."
    ),
    advice.ReportedAlready: gettext_lazy("Your organisation has told the co-ordinator already."),
}
REFUSED = tuple(REFUSALS)
TOO_MANY = gettext_lazy("You have done this many times today. Try again tomorrow.")


@dataclass(frozen=True)
class Act:
    """Something done to a request, on a page that asks first."""

    move: Move
    title: Any
    text: Any
    button: Any
    done: Any
    run: Callable[..., None]


ACTS = {
    "decline": Act(
        Move.DECLINE,
        gettext_lazy("Say that you cannot help?"),
        gettext_lazy(
            "We tell them kindly that you cannot help with this one. They do not see your name or "
            "address. You cannot answer afterwards."
        ),
        gettext_lazy("We cannot help"),
        gettext_lazy("We have told them. Thank you for saying so."),
        advice.decline,
    ),
    "close": Act(
        Move.CLOSE,
        gettext_lazy("Close this request?"),
        gettext_lazy(
            "It stays in your list for a year after you asked, and nobody can answer it any more."
        ),
        gettext_lazy("Close it"),
        gettext_lazy("The request is closed."),
        advice.close,
    ),
}


def member_place(request: HttpRequest, pk: int) -> Affiliation:
    """The person's place in the organisation of the address, while it is a member; else 404."""
    own = own_place(request, pk)
    if not Organisation.objects.members_at(timezone.now()).filter(pk=pk).exists():
        raise Http404
    return own


@require_safe
def index(request: HttpRequest, pk: int) -> HttpResponse:
    """What the organisation was asked and what it asked, what waits first."""
    own = member_place(request, pk)
    rows = AdviceRequest.objects.visible_to(who(request), now=timezone.now()).of(pk)
    rows = rows.select_related("asking", "asked").waiting_first()
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    lines = [_line(row, pk) for row in page]
    context = {"organisation": own.organisation, "page_obj": page, "lines": lines}
    return render(request, "network/advice_list.html", context)


def _line(row: AdviceRequest, pk: int) -> dict[str, Any]:
    is_ours = row.asking_id == pk
    return {"row": row, "is_ours": is_ours, "other": _other(row, pk), **_state(row, pk)}


def _other(row: AdviceRequest, pk: int) -> Organisation:
    return row.asked if row.asking_id == pk else row.asking


def _state(row: AdviceRequest, pk: int) -> dict[str, Any]:
    state = State(row.state)
    needs_us = state == State.ASKED and row.asked_id == pk
    return {"word": _("Answer needed") if needs_us else state.label, "tone": TONES[state]}


@require_http_methods(METHODS)
def ask(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    """Ask an organisation of the directory that takes questions."""
    own = member_place(request, pk)
    offered = advice.offers(now=timezone.now()).exclude(organisation=pk)
    entry = get_object_or_404(offered.select_related("organisation"), slug=slug)
    form = AskForm(request.POST or None, initial={"key": uuid.uuid4()})
    if request.method == "POST" and form.is_valid():
        if is_allowed(request, action="advice"):
            return _ask(request, own, entry, form)
        form.add_error(None, TOO_MANY)
    context = {
        "organisation": own.organisation,
        "entry": entry,
        "mark": mark_of(entry.sector),
        "form": form,
    }
    return render(request, "network/advice_ask.html", context)


def _ask(
    request: HttpRequest, own: Affiliation, entry: DirectoryEntry, form: AskForm
) -> HttpResponse:
    try:
        made = advice.ask(
            asking=own.organisation,
            asked=entry.organisation,
            by=who(request),
            now=timezone.now(),
            **form.cleaned_data,
        )
    except advice.AskedAlready as already:
        messages.info(request, _("Your organisation has asked them already: this is the question."))
        return redirect("network:advice", own.organisation_id, already.request.reference)
    except REFUSED as error:
        messages.error(request, REFUSALS[type(error)])
        return redirect("network:advice_list", own.organisation_id)
    messages.success(request, _("We have passed your question on. The answer comes by e-mail."))
    return redirect("network:advice", own.organisation_id, made.reference)


def _one(request: HttpRequest, pk: int, reference: str) -> tuple[Affiliation, AdviceRequest]:
    """The person's place, and the request of the address; 404 for anybody else's."""
    own = member_place(request, pk)
    rows = AdviceRequest.objects.visible_to(who(request), now=timezone.now()).of(pk)
    rows = rows.select_related("asking", "asked", "by", "answered_by")
    return own, get_object_or_404(rows, reference=reference)


@require_http_methods(METHODS)
def show(request: HttpRequest, pk: int, reference: str) -> HttpResponse:
    """Question and answer; the answer is written here."""
    own, row = _one(request, pk, reference)
    if request.method != "POST":
        return _show(request, own, row, AnswerForm())
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _show(request, own, row, form)
    run = partial(advice.answer, text=form.cleaned_data["text"])
    done = _("Your answer is on its way. They see how to reach you, and you them.")
    return _do(request, own, row, run, done)


def _show(
    request: HttpRequest, own: Affiliation, row: AdviceRequest, form: AnswerForm
) -> HttpResponse:
    pk = own.organisation_id
    may_act = may_look_after(own.role)
    may_answer = may_act and row.asked_id == pk and can(Move.ANSWER, row.state)
    context = {
        "organisation": own.organisation,
        "row": row,
        "is_ours": row.asking_id == pk,
        "other": _other(row, pk),
        "mark": mark_of(_other(row, pk).sector),
        "form": form if may_answer else None,
        "acts": [name for name in ACTS if may_act and _fits(name, row, pk)],
        "has_reported": row.reports.filter(organisation=pk).exists(),
        "may_report": row.asked_id == pk or row.is_answered,
        **_state(row, pk),
    }
    return render(request, "network/advice.html", context)


def _fits(name: str, row: AdviceRequest, pk: int) -> bool:
    """Whether one of ACTS is for this side, as things stand."""
    move = ACTS[name].move
    side = row.asked_id if move in OF_THE_ASKED else row.asking_id
    return side == pk and can(move, row.state)


@require_http_methods(METHODS)
def act(request: HttpRequest, pk: int, reference: str, name: str) -> HttpResponse:
    """Ask, then do one of ACTS."""
    if name not in ACTS:
        raise Http404
    wanted = ACTS[name]
    own, row = _one(request, pk, reference)
    side = row.asked_id if wanted.move in OF_THE_ASKED else row.asking_id
    if side != pk:
        raise Http404
    if request.method == "POST":
        return _do(request, own, row, wanted.run, wanted.done)
    context = {
        "organisation": own.organisation,
        "title": wanted.title,
        "text": wanted.text,
        "button": wanted.button,
        "back": reverse("network:advice", args=[pk, reference]),
    }
    return render(request, "network/sure.html", context)


@require_http_methods(METHODS)
def report(request: HttpRequest, pk: int, reference: str) -> HttpResponse:
    """Tell the co-ordinator that the other side's message is not all right."""
    own, row = _one(request, pk, reference)
    form = ReportForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        run = partial(advice.report, organisation=own.organisation, text=form.cleaned_data["text"])
        done = _("Thank you. The co-ordinator looks into it, and writes to you if need be.")
        return _do(request, own, row, run, done)
    context = {"organisation": own.organisation, "row": row, "form": form}
    return render(request, "network/advice_report.html", context)


def _do(
    request: HttpRequest, own: Affiliation, row: AdviceRequest, run: Callable[..., Any], done: Any
) -> HttpResponse:
    """Do it and say so, or say why not; back to the request."""
    if not is_allowed(request, action="advice-act"):
        messages.error(request, TOO_MANY)
        return redirect("network:advice", own.organisation_id, row.reference)
    try:
        run(request=row, by=who(request), now=timezone.now())
    except REFUSED as error:
        messages.error(request, REFUSALS[type(error)])
    else:
        messages.success(request, done)
    return redirect("network:advice", own.organisation_id, row.reference)
