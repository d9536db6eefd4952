"""Consultancy support for members: asked for, followed, taken back, and how it went."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from network.actions import support
from network.actions.moderating import MovedOn, NotAMember, NotTheirs, SentAlready
from network.choices import Source
from network.forms.deciding import VersionForm
from network.forms.support import HowItWentForm, SupportForm
from network.mail import answer_expected_by
from network.models import Organisation, SupportRequest
from network.move_tables import Actor
from network.signed_in import who
from network.support_states import MEMBER_WORDS, TABLE, Move, State
from network.views import moderated
from network.views.moderated import METHODS, happened, members_of, say_too_late
from portal.rates import is_allowed

OWN_MOVES = frozenset({Move.REQUEST, Move.ANSWER, Move.WITHDRAW})


@require_safe
def choose(request: HttpRequest) -> HttpResponse:
    return moderated.choose(request, title=_("Consultancy support"), to="network:support_of")


@require_safe
def requests_of(request: HttpRequest, pk: int) -> HttpResponse:
    """What an organisation asked for, newest first, and where each stands."""
    organisation = get_object_or_404(members_of(request), pk=pk)
    rows = SupportRequest.objects.visible_to(who(request), now=timezone.now())
    newest = rows.filter(organisation=organisation).select_related("by")
    context = {
        "organisation": organisation,
        "others": moderated.others(request, organisation, to="network:support_of"),
        "rows": [
            (row, MEMBER_WORDS[State(row.state)]) for row in newest.order_by("-created_at", "-pk")
        ],
    }
    return render(request, "network/support.html", context)


@require_http_methods(METHODS)
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Nothing is kept before the form is sent."""
    organisation = get_object_or_404(members_of(request), pk=pk)
    form = SupportForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if (made := _ask(request, organisation, form)) is not None:
            messages.success(request, _("Your request is with the co-ordinator."))
            return redirect("network:support_request", pk, made.reference)
        form = form.with_new_key()
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
    except NotAMember as error:
        raise Http404 from error
    except SentAlready as sent:
        said = _(
            "This form was sent already, with other words: see %(reference)s. Press again to send "
            "this as a second request"
        )
        form.add_error(None, said % {"reference": sent.known.reference})
        return None


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
    except NotTheirs as error:
        raise Http404 from error
    except MovedOn as error:
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
    return TABLE.legal_moves(State(row.state), Actor.MEMBER) if theirs.contains(row) else []


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
    """What staff typed in for somebody is theirs all the same; a reduced request names nobody."""
    events = happened(row, TABLE, OWN_MOVES)
    for event in events:
        if row.reduced_at:
            event |= {"actor": "", "text": ""}
        elif event["move"] == Move.REQUEST and row.source != Source.SITE:
            event["actor"] = _came_by(row)
    return events


def _came_by(row: SupportRequest) -> str:
    said = _("%(who)s, by way of the co-ordinator (%(source)s)")
    return said % {"who": row.by or _("a former colleague"), "source": row.get_source_display()}


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
    except NotTheirs as error:
        raise Http404 from error
    except MovedOn as error:
        return _too_late(request, row, error)
    messages.success(request, _("Taken back. The co-ordinator is told."))
    return _to(row)


def _to(row: SupportRequest) -> HttpResponse:
    return redirect("network:support_request", row.organisation_id, row.reference)


def _too_late(request: HttpRequest, row: SupportRequest, error: MovedOn) -> HttpResponse:
    say_too_late(request, error, TABLE)
    return _to(row)
