"""Addresses of the pages of bookings, and what is sent to them."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse

from events.models import Delegate, Event, Workshop
from tests.factories.bookings import secret_of

OWN = ["delegate", "delegate_choices", "delegate_hand_over", "delegate_cancel", "delegate_badge"]
OWN += ["delegate_needs", "delegate_remove_needs", "offer"]


def page(event: Event) -> str:
    """Where an event is booked."""
    return reverse("events:book", args=[event.slug])


def own(name: str, delegate: Delegate) -> str:
    """A page by the delegate's own link."""
    return reverse(f"events:{name}", args=[secret_of(delegate)])


def bookers(name: str, delegate: Delegate) -> str:
    """A page about the delegate for who booked them."""
    return reverse(f"events:booking_{name}", args=[delegate.booking.reference, delegate.pk])


def said(response: HttpResponse) -> str:
    return response.content.decode()


def choice(workshop: Workshop | None, delegate: Delegate, series: int = 0) -> dict[str, Any]:
    """What the page for choosing sends; no workshop gives up the one in `series`."""
    delegate.refresh_from_db()
    number = workshop.series_id if workshop else series
    return {f"series_{number}": workshop.pk if workshop else "", "seen": delegate.revision}
