"""One delegate: what is known, where they stand in lines, and what staff do for them."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from events.actions.orders import Choose, GiveUp, Leave, Order, Refused, TakeSeat, Wait
from events.actions.organising import arrange_as_staff
from events.admin import figures
from events.admin.pages import CONFLICT, METHODS, RUN, refuse_without, staff, tag
from events.forms.refusals import in_words
from events.forms.staff import PlaceForm, ReasonForm
from events.models import Delegate, Needs, Notice, Place
from events.places_left import places_left
from portal.admin_pages import page
from portal.whole_numbers import whole_number

State = Delegate.State
TONES = {
    State.WAITING: "wait",
    State.OFFERED: "info",
    State.BOOKED: "good",
    State.CANCELLED: "neutral",
    State.LAPSED: "neutral",
}
PLACE_TONES = {
    Place.State.WAITING: "wait",
    Place.State.OFFERED: "info",
    Place.State.CONFIRMED: "good",
}
READS = ("event", "ticket_type", "booking__booked_by", "booking__organisation")


def state_tag(delegate: Delegate) -> SafeString:
    state = State(delegate.state)
    return tag(state.label, TONES[state])


def place_words(place: Place) -> str:
    """A workshop and, where it is not simply theirs, how it stands."""
    if place.state == Place.State.CONFIRMED:
        return str(place.workshop)
    state = Place.State(place.state).label
    return f"{place.workshop} ({str(state).lower()})"


def load(pk: int | str) -> Delegate:
    """The delegate with booking and position in the event's line. Raises Http404."""
    number = whole_number(str(pk))
    rows = Delegate.objects.with_position().select_related(*READS, "booking__entered_by")
    return get_object_or_404(rows, pk=number)


def show(request: HttpRequest, pk: int | str, form: PlaceForm | None = None) -> HttpResponse:
    """The page of a delegate, perhaps with a form that has errors."""
    delegate = load(pk)
    may_run = request.user.has_perm(RUN)
    is_open = delegate.is_live and not delegate.event.is_over(timezone.now())
    is_coming = delegate.state == State.BOOKED and is_open
    if form is None and may_run and is_coming:
        form = PlaceForm(_choices(delegate))
    return page(
        request,
        "admin/events/delegate/delegate.html",
        Delegate,
        title=delegate.name,
        delegate=delegate,
        event=delegate.event,
        booking=delegate.booking,
        tone=TONES[State(delegate.state)],
        places=_places(delegate),
        notices=_told(delegate),
        gave_needs=Needs.objects.filter(delegate=delegate).exists(),
        came=getattr(delegate, "check_in", None),
        form=form,
        may_let_in=may_run and is_open and delegate.state in {State.WAITING, State.OFFERED},
        may_cancel=may_run and is_open,
    )


def _places(delegate: Delegate) -> list[dict[str, Any]]:
    rows: QuerySet[Place] = (
        Place.objects.open()
        .filter(delegate=delegate)
        .with_position()
        .select_related("workshop", "series")
        .order_by("series__starts_at", "series", "pk")
    )
    return [
        {
            "place": place,
            "state": Place.State(place.state).label,
            "tone": PLACE_TONES[Place.State(place.state)],
        }
        for place in rows
    ]


def _told(delegate: Delegate) -> list[dict[str, Any]]:
    """What they have been told, newest first."""
    rows = Notice.objects.filter(delegate=delegate).order_by("-created_at", "-pk")[:20]
    return [{"kind": Notice.Kind(row.kind).label, "at": row.told_at} for row in rows]


def _choices(delegate: Delegate) -> list[tuple[str, list[tuple[str, str]]]]:
    """The workshops that run, under their series, each with the places left."""
    found: dict[str, list[tuple[str, str]]] = {}
    for one in figures.workshops(delegate.event):
        left = one.capacity - one.taken  # type: ignore[attr-defined]  # annotated
        words = places_left(left) if left > 0 else _("full")
        found.setdefault(str(one.series), []).append((str(one.pk), f"{one} ({words})"))
    return list(found.items())


# Acts -------------------------------------------------------------------------------------------


@require_http_methods(["POST"])
def place(request: HttpRequest, pk: int) -> HttpResponse:
    """Give, line up or take away a workshop, past its places if need be; the log has why."""
    refuse_without(request, RUN)
    delegate = load(pk)
    form = PlaceForm(_choices(delegate), request.POST)
    if not form.is_valid():
        return show(request, pk, form)
    orders: dict[str, type[Choose | Wait | GiveUp]] = {
        "choose": Choose,
        "wait": Wait,
        "give-up": GiveUp,
    }
    order = orders[form.cleaned_data["act"]](delegate.pk, int(form.cleaned_data["workshop"]))
    return _do(request, delegate, order, form, form.cleaned_data["reason"])


def _do(
    request: HttpRequest, delegate: Delegate, order: Order, form: PlaceForm, reason: str
) -> HttpResponse:
    try:
        arrange_as_staff(
            delegate=delegate, orders=[order], reason=reason, by=staff(request),
            now=timezone.now(),
        )  # fmt: skip
    except Refused as error:
        form.add_error(None, _why(error, order))
        return show(request, delegate.pk, form)
    messages.success(request, _("Done. They are told by e-mail."))
    return _back(delegate)


def _why(error: Refused, order: Order) -> str:
    if isinstance(order, GiveUp):
        return _("They have no place there, and do not wait for one.")
    return in_words(error)


def _back(delegate: Delegate) -> HttpResponse:
    return redirect(reverse("admin:events_delegate_change", args=[delegate.pk]))


@require_http_methods(METHODS)
def let_in(request: HttpRequest, pk: int) -> HttpResponse:
    """Book somebody who waits or is offered a place, also past the event's capacity."""
    refuse_without(request, RUN)
    delegate = load(pk)
    if delegate.state not in {State.WAITING, State.OFFERED}:
        return _too_late(request, delegate)
    text = _("They get a place now, even if the event is full, and are told by e-mail.")
    return _confirm(
        request, delegate, TakeSeat(delegate.pk), _("Give %(name)s a place?"), text,
        button=_("Give them the place"),
    )  # fmt: skip


@require_http_methods(METHODS)
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Give up a delegate's place for them."""
    refuse_without(request, RUN)
    delegate = load(pk)
    if not delegate.is_live:
        return _too_late(request, delegate)
    text = _(
        "Their place and their workshops go to who waits next. They are told by e-mail. To bring "
        "them back they have to be booked again."
    )
    return _confirm(
        request, delegate, Leave(delegate.pk), _("Cancel the place of %(name)s?"), text,
        button=_("Cancel their place"), harms=True,
    )  # fmt: skip


def _confirm(
    request: HttpRequest, delegate: Delegate, order: Order, title: str, text: str, **more: Any
) -> HttpResponse:
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            arrange_as_staff(
                delegate=delegate, orders=[order], reason=form.cleaned_data["reason"],
                by=staff(request), now=timezone.now(),
            )  # fmt: skip
        except Refused:
            return _too_late(request, delegate)
        messages.success(request, _("Done. They are told by e-mail."))
        return _back(delegate)
    return _page(request, delegate, "confirm.html", title, form=form, text=text, **more)


def _too_late(request: HttpRequest, delegate: Delegate) -> HttpResponse:
    text = _("This has changed meanwhile: nothing was done. Look at the delegate's page again.")
    return _page(request, delegate, "refused.html", _("Nothing was done"), CONFLICT, text=text)


def _page(
    request: HttpRequest,
    delegate: Delegate,
    template: str,
    title: str,
    status: int = 200,
    **context: Any,
) -> HttpResponse:
    return page(
        request,
        f"admin/events/delegate/{template}",
        Delegate,
        title=title % {"name": delegate.name},
        status=status,
        delegate=delegate,
        event=delegate.event,
        **context,
    )
