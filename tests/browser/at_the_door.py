"""What browser tests at the door have in common: who stands there, and what they see and press."""

from typing import Any

from django.urls import reverse
from playwright.sync_api import expect

from events.models import Contributor, Event
from portal.staff_groups import EVENTS_OFFICERS
from tests.browser.conftest import NewVisitor
from tests.browser.visitor import Visitor
from tests.factories.doors import event_today, volunteer_link
from tests.factories.events import book, make_series, workshops_of
from tests.factories.staff import make_staff


def conference() -> Event:
    """Today, with three delegates and a contributor."""
    event = event_today(title="Annual conference: Staying power", slug="staying-power")
    series = make_series(event)
    for name in ("Ada Zimmer", "Zoë Abbot", "Ọlá Ṣadé Akínwálé"):
        book(event, workshops_of(series)[0], name=name)
    Contributor.objects.create(event=event, name="Sam Speaks", state="accepted")
    return event


def officer(new_visitor: NewVisitor, size: str = "phone", **options: Any) -> Visitor:
    visitor = new_visitor(size, name="officer", **options)
    return visitor.become(make_staff(EVENTS_OFFICERS), second_factor=True)


def volunteer(new_visitor: NewVisitor, event: Event) -> tuple[Visitor, Any]:
    link, secret = volunteer_link(event)
    visitor = new_visitor("phone", name="volunteer")
    visitor.open(reverse("events:volunteer", args=[event.slug, secret]))
    return visitor, link


def door(event: Event) -> str:
    return reverse("events:check_in", args=[event.slug])


def row(visitor: Visitor, name: str) -> Any:
    return visitor.page.locator("[data-who]", has_text=name)


def tick(visitor: Visitor, name: str) -> None:
    visitor.page.get_by_role("button", name=f"Tick in {name}").click()


def note(visitor: Visitor, text: str) -> None:
    expect(visitor.page.locator("[data-note]")).to_contain_text(text)


def everybody(visitor: Visitor, text: str) -> None:
    expect(visitor.page.locator("[data-count=all]")).to_have_text(text)


def go_offline(visitor: Visitor, is_offline: bool) -> None:
    visitor.page.context.set_offline(is_offline)


def quiet(visitor: Visitor) -> None:
    """A lost connection and a 410 are errors in the browser's console, and meant here."""
    script = "error occurred when fetching the script"  # of the worker, begun with a connection
    meant = ("ERR_INTERNET_DISCONNECTED", "Failed to fetch", "410", script)
    visitor.errors[:] = [one for one in visitor.errors if not any(w in one for w in meant)]
