"""Booking an event, and the pages of a booking for who made it."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from events.actions import booking as booking_actions
from events.actions.feedback import to_ask
from events.actions.orders import AlreadyBooked, EventFull, NotOpen, Refused
from events.forms.booking import BookingForms
from events.forms.terms import Terms, terms_for, why_closed
from events.invoicing import DUE
from events.models import Booking, Delegate, Event, Material
from events.papers.invoices import standing
from events.views.answers import see_other
from events.views.cards import cards_of, how_many
from events.views.doors import LINK_LIVES, Door
from events.views.handouts import handouts
from events.views.own_places import own_places
from network.signed_in import who
from portal.rates import is_allowed

PER_PAGE = 20
CONFIRMED = {"confirm", "wait"}  # after these nobody is asked once more


@require_http_methods(["GET", "HEAD", "POST"])
def book(request: HttpRequest, slug: str) -> HttpResponse:
    """One page for everything; what was typed stays until it is booked."""
    now, by = timezone.now(), who(request)
    event = get_object_or_404(Event.objects.visible_to(by), slug=slug)
    terms = terms_for(event, by, now)
    closed = why_closed(terms, now)
    if closed and (request.method != "POST" or not terms.tickets):
        context = {"event": event, "reason": closed, "is_booked": terms.is_booked}
        return render(request, "events/book_closed.html", context)
    if request.method != "POST":
        return _page(request, BookingForms(terms))
    action = request.POST.get("action", "")
    forms = BookingForms(terms, request.POST, action=action)
    if not forms.is_checked or not forms.is_valid():
        return _page(request, forms)
    if forms.total_pence and action not in CONFIRMED:
        return render(request, "events/book_check.html", {"event": event, "forms": forms})
    return _book(request, forms, is_waiting=action == "wait", now=now)


def _book(
    request: HttpRequest, forms: BookingForms, *, is_waiting: bool, now: datetime
) -> HttpResponse:
    terms = forms.terms
    try:
        made = booking_actions.book(
            event=terms.event,
            people=forms.delegates(),
            by=terms.by,
            key=forms.key,
            now=now,
            organisation=forms.head.chosen_organisation,
            phone=forms.head.cleaned_data["phone"],
            purchase_order=forms.head.cleaned_data.get("purchase_order", ""),
            waiting=is_waiting,
        )
    except Refused as refused:
        return _refused(request, terms, refused, now)
    return see_other(reverse("events:booking", args=[made.reference]))


def _refused(request: HttpRequest, terms: Terms, refused: Exception, now: datetime) -> HttpResponse:
    """The page once more, with everything typed and the places as they are by now."""
    fresh = BookingForms(terms_for(terms.event, terms.by, now), request.POST, action="book")
    if fresh.is_valid():
        fresh.refused(refused)
    if isinstance(refused, AlreadyBooked) and not is_allowed(request, action="probe"):
        return render(request, "events/book_paused.html", {"event": terms.event}, status=429)
    return _page(request, fresh, is_full=isinstance(refused, EventFull))


def _page(request: HttpRequest, forms: BookingForms, *, is_full: bool = False) -> HttpResponse:
    context = {
        "event": forms.terms.event,
        "terms": forms.terms,
        "forms": forms,
        "has_errors": forms.has_errors,
        "is_full": is_full or forms.terms.is_full,
    }
    return render(request, "events/book.html", context)


@require_safe
def bookings(request: HttpRequest) -> HttpResponse:
    """What somebody has booked, what comes first first; past ones below."""
    now = timezone.now()
    people = Prefetch("delegates", Delegate.objects.order_by("pk"))
    mine = Booking.objects.visible_to(request.user).select_related("event")
    mine = mine.prefetch_related(people).order_by("-event__starts_at", "-pk")
    page = Paginator(mine, PER_PAGE).get_page(request.GET.get("page"))
    own = own_places(who(request), since=now - LINK_LIVES, most=PER_PAGE)
    context = {
        "own_places": own if page.number == 1 else [],
        "page_obj": page,
        "upcoming": [one for one in page if not one.event.is_over(now)][::-1],
        "past": [one for one in page if one.event.is_over(now)],
    }
    return render(request, "events/bookings.html", context)


def _fetch(request: HttpRequest, reference: str) -> Booking:
    mine = Booking.objects.visible_to(request.user).select_related("event", "organisation")
    return get_object_or_404(mine, reference=reference)


@require_safe
def booking(request: HttpRequest, reference: str) -> HttpResponse:
    """The confirmation, and from then on the place to change things."""
    now, found = timezone.now(), _fetch(request, reference)
    people = found.delegates.select_related("ticket_type", "check_in")
    cards = cards_of(found.event, people.with_position().order_by("pk"), now)
    for card in cards:  # both are known: no query for either
        card.delegate.booking, card.delegate.event = found, found.event
    taking = [card.delegate for card in cards if card.delegate.state in Delegate.TAKING]
    rows = found.invoices.order_by("-pk")
    invoices = [(one, standing(one)) for one in rows]
    context: dict[str, Any] = {
        "booking": found,
        "event": found.event,
        "cards": [(card, Door(card.delegate, who(request))) for card in cards],
        "asked": set(to_ask(found.event, now).filter(booking=found).values_list("pk", flat=True)),
        "materials": handouts(
            Material.objects.for_booking(found).in_order(),
            lambda one: reverse("events:booking_material", args=[found.reference, one.pk]),
        ),
        "title": how_many(cards),
        "is_live": any(card.delegate.is_live for card in cards),
        "has_place": bool(taking),
        "due_pence": sum(one.amount_pence for one, _words in invoices if one.state == DUE),
        "invoices": invoices,
        "is_over": found.event.is_over(now),
        "takes_changes": found.event.takes_changes(now),
        "takes_cancellations": found.event.takes_cancellations(now),
    }
    return render(request, "events/booking.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def cancel_booking(request: HttpRequest, reference: str) -> HttpResponse:
    """Asks first, then gives up the places of everybody in the booking."""
    now, found = timezone.now(), _fetch(request, reference)
    live = list(found.delegates.live().order_by("pk"))
    is_open = found.event.takes_cancellations(now)
    if request.method != "POST" and live and is_open:
        context = {"booking": found, "event": found.event, "delegates": live}
        return render(request, "events/cancel_booking.html", context)
    if not live:
        messages.info(request, _("This booking was cancelled already."))
    elif not is_open:
        messages.error(request, _("The event has started or was cancelled: nothing was changed."))
    elif request.method == "POST":
        _cancel_all(request, found, now)
    return redirect("events:booking", reference)


def _cancel_all(request: HttpRequest, found: Booking, now: datetime) -> None:
    try:
        booking_actions.cancel_booking(booking=found, by=who(request), now=now)
        messages.success(request, _("The whole booking is cancelled. Thank you for telling us."))
    except NotOpen:
        messages.error(request, _("The event has started or was cancelled: nothing was changed."))
