"""Consultancy support for members: asked for, followed, taken back, and how it went."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from network.actions import support
from network.choices import Source
from network.forms.support import HowItWentForm, SupportForm, VersionForm
from network.mail import answer_expected_by
from network.models import Organisation, SupportEvent, SupportRequest
from network.signed_in import who
from network.support_states import MEMBER_WORDS, Actor, Move, State, legal_moves, wording
from portal.rates import is_allowed
from portal.templatetags.portal import moment

METHODS = ["GET", "HEAD", "POST"]


def _members(request: HttpRequest) -> Any:
    """The organisations for which somebody may ask: theirs, whose membership runs."""
    return Organisation.objects.visible_to(who(request)).members_at(timezone.now())


@require_safe
def choose(request: HttpRequest) -> HttpResponse:
    """For which organisation? Straight to its page where there is one."""
    own = list(_members(request).order_by("name", "pk"))
    if len(own) == 1:
        return redirect("network:support_of", own[0].pk)
    return render(request, "network/support_choose.html", {"organisations": own})


@require_safe
def requests_of(request: HttpRequest, pk: int) -> HttpResponse:
    """What an organisation asked for, newest first, and where each stands."""
    organisation = get_object_or_404(_members(request), pk=pk)
    rows = SupportRequest.objects.visible_to(who(request), now=timezone.now())
    newest = rows.filter(organisation=organisation).select_related("by")
    context = {
        "organisation": organisation,
        "others": _members(request).exclude(pk=pk).order_by("name", "pk"),
        "rows": [
            (row, MEMBER_WORDS[State(row.state)]) for row in newest.order_by("-created_at", "-pk")
        ],
    }
    return render(request, "network/support.html", context)


@require_http_methods(METHODS)
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Nothing is kept before the form is sent."""
    organisation = get_object_or_404(_members(request), pk=pk)
    form = SupportForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if (made := _ask(request, organisation, form)) is not None:
            messages.success(request, _("Your request is with the co-ordinator."))
            return redirect("network:support_request", pk, made.reference)
        form = _with_new_key(request, form)
    return render(request, "network/support_ask.html", {"organisation": organisation, "form": form})


def _ask(
    request: HttpRequest, organisation: Organisation, form: SupportForm
) -> SupportRequest | None:
    """The request, or None with the reason on the form."""
    if not is_allowed(request, action="support"):
        form.add_error(None, _("Those were many requests in an hour. Please wait a little"))
        return None
    try:
        return support.ask(
            organisation=organisation, asked=form.asked(), by=who(request), now=timezone.now()
        )
    except support.NotAMember as error:
        raise Http404 from error
    except support.SentAlready as sent:
        said = _(
            "This form was sent already, with other words: see %(reference)s. Press again to send "
            "this as a second request"
        )
        form.add_error(None, said % {"reference": sent.known.reference})
        return None


def _with_new_key(request: HttpRequest, refused: SupportForm) -> SupportForm:
    """The same form and its errors, ready to be sent as something new."""
    typed = request.POST.copy()
    typed["key"] = str(uuid.uuid4())
    form = SupportForm(typed)
    form.full_clean()
    for error in refused.non_field_errors():
        form.add_error(None, error)
    return form


@require_http_methods(METHODS)
def one(request: HttpRequest, pk: int, reference: str) -> HttpResponse:
    """How a request stands and what happened; asked how it went, one answers here."""
    row = _visible(request, pk, reference)
    may = _may(request, row)
    form = HowItWentForm(request.POST or None, initial={"version": row.version})
    if request.method != "POST" or (Move.ANSWER in may and not form.is_valid()):
        return _page(request, row, may, form)
    if Move.ANSWER not in may:
        messages.info(request, _("There is nothing to answer now. It stands as below."))
        return _to(row)
    try:
        support.answer(
            request=row,
            said=form.said(),
            version=form.cleaned_data["version"],
            by=who(request),
            now=timezone.now(),
        )
    except support.NotTheirs as error:
        raise Http404 from error
    except support.MovedOn as error:
        return _too_late(request, row, error)
    messages.success(request, _("Thank you for telling us."))
    return _to(row)


def _visible(request: HttpRequest, pk: int, reference: str) -> SupportRequest:
    rows = SupportRequest.objects.visible_to(who(request), now=timezone.now())
    rows = rows.select_related("organisation", "by")
    return get_object_or_404(rows, organisation=pk, reference=reference)


def _may(request: HttpRequest, row: SupportRequest) -> list[Move]:
    """What the person may do with it now."""
    theirs = SupportRequest.objects.changeable_by(who(request), now=timezone.now())
    return legal_moves(State(row.state), Actor.MEMBER) if theirs.contains(row) else []


def _page(
    request: HttpRequest, row: SupportRequest, may: list[Move], form: HowItWentForm
) -> HttpResponse:
    answer_by = answer_expected_by(row.created_at) if row.state == State.REQUESTED else None
    context = {
        "support": row,
        "words": MEMBER_WORDS[State(row.state)],
        "answer_by": answer_by,
        "is_late": answer_by is not None and answer_by < timezone.localdate(),
        "may_take_back": Move.WITHDRAW in may,
        "form": form if Move.ANSWER in may else None,
        "events": _happened(row),
    }
    return render(request, "network/support_request.html", context)


def _happened(row: SupportRequest) -> list[dict[str, Any]]:
    """In the member's words; staff act as the network, not by name."""
    events = row.events.select_related("by").order_by("-at", "-pk")
    own = {Move.REQUEST, Move.ANSWER, Move.WITHDRAW}
    return [
        {
            "title": wording(Move(event.move), for_staff=False),
            "at": event.at,
            "actor": _actor(row, event) if event.move in own and not row.reduced_at else "",
            "text": "" if row.reduced_at else event.text,
        }
        for event in events
    ]


def _actor(row: SupportRequest, event: SupportEvent) -> Any:
    """Who of the organisation; what staff typed in for somebody is theirs all the same."""
    if event.move == Move.REQUEST and row.source != Source.SITE:
        came_by = {"who": row.by or _("a former colleague"), "source": row.get_source_display()}
        return _("%(who)s, by way of the co-ordinator (%(source)s)") % came_by
    return event.by or _("a former colleague")


@require_http_methods(METHODS)
def take_back(request: HttpRequest, pk: int, reference: str) -> HttpResponse:
    """Asks first."""
    row = _visible(request, pk, reference)
    if Move.WITHDRAW not in _may(request, row):
        messages.info(request, _("It cannot be taken back now. It stands as below."))
        return _to(row)
    form = VersionForm(request.POST or None, initial={"version": row.version})
    if request.method != "POST" or not form.is_valid():
        return render(request, "network/support_take_back.html", {"support": row, "form": form})
    version = form.cleaned_data["version"]
    try:
        support.take_back(request=row, version=version, by=who(request), now=timezone.now())
    except support.NotTheirs as error:
        raise Http404 from error
    except support.MovedOn as error:
        return _too_late(request, row, error)
    messages.success(request, _("Taken back. The co-ordinator is told."))
    return _to(row)


def _to(row: SupportRequest) -> HttpResponse:
    return redirect("network:support_request", row.organisation_id, row.reference)


def _too_late(request: HttpRequest, row: SupportRequest, error: support.MovedOn) -> HttpResponse:
    """Somebody was quicker: say what was done, and show how it stands now."""
    said = _("Meanwhile: %(what)s, %(when)s. Nothing else was changed.")
    if error.event is not None:
        what = wording(Move(error.event.move), for_staff=False)
        messages.info(request, said % {"what": what, "when": moment(error.event.at)})
    return _to(row)
