"""Offers of a place at the event or in a workshop, and lines for workshops."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.actions.orders import Accept, GiveUp, Leave, Order, Refused, TakeSeat
from events.actions.seating import arrange
from events.forms.refusals import in_words
from events.models import Delegate, Place
from events.views.answers import see_other
from events.views.cards import cards_of
from events.views.doors import Door, by_link, for_booker

SAID = {
    "accept": gettext_lazy("Accepted: the place is yours."),
    "decline": gettext_lazy("Declined. The place goes to the next in line."),
    "leave": gettext_lazy("You are not in that line any more."),
}


def answer(request: HttpRequest, door: Door) -> HttpResponse:
    """Opening it changes nothing; its buttons accept, decline, or leave a line."""
    if request.method == "POST":
        return _answered(request, door)
    now = timezone.now()
    people = Delegate.objects.filter(pk=door.delegate.pk).with_position()
    card = cards_of(door.event, people, now)[0]
    context = {"door": door, "event": door.event, "card": card, "now": now}
    return render(request, "events/offer.html", context)


def _answered(request: HttpRequest, door: Door) -> HttpResponse:
    word = request.POST.get("answer", "")
    order = _order(door.delegate, word, request.POST.get("workshop", ""))
    if order is None:
        messages.info(request, _("There is nothing to answer any more."))
        return see_other(door.offer)
    try:
        arrange(event=door.event, orders=[order], by=door.by, now=timezone.now())
    except Refused as refused:
        messages.error(request, in_words(refused))
        return see_other(door.offer)
    messages.success(request, SAID[word])
    if isinstance(order, TakeSeat) and door.event.takes_changes(timezone.now()):
        return see_other(door.choices)
    return see_other(door.home)


def _order(delegate: Delegate, word: str, workshop: str) -> Order | None:
    """What the button stands for; None where there is nothing left that it could mean."""
    if not workshop:
        return _about_seat(delegate, word)
    is_number = workshop.isascii() and workshop.isdecimal()
    places = Place.objects.open().filter(delegate=delegate).exclude(state=Place.State.CONFIRMED)
    place = places.filter(workshop=int(workshop[:18])).first() if is_number else None
    if place is None:
        return None
    number = place.workshop_id
    is_offered = place.state == Place.State.OFFERED
    if word == "accept" and is_offered:
        return Accept(delegate.pk, number)
    if (word == "decline" and is_offered) or (word == "leave" and not is_offered):
        return GiveUp(delegate.pk, number)
    return None


def _about_seat(delegate: Delegate, word: str) -> Order | None:
    if delegate.state != Delegate.State.OFFERED or word not in {"accept", "decline"}:
        return None
    return TakeSeat(delegate.pk) if word == "accept" else Leave(delegate.pk)


booking_offer, offer = for_booker(answer), by_link(answer)
