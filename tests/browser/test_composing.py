"""A bulletin from beginning to end, as an editor makes it and a reader finds it."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from bulletins.actions import draining, starting
from bulletins.models import Bulletin, Delivery
from bulletins.states import State
from portal.staff_groups import EDITORS
from tests.browser.conftest import SIZES, NewVisitor
from tests.browser.visitor import Visitor
from tests.bulletins.test_gathering import event, post
from tests.factories.bulletins import member, subscribe
from tests.factories.staff import make_staff

pytestmark = pytest.mark.django_db(transaction=True)
LONG = "The Northmere, Eastholm and Thornby Vale gathering on " + "Resettlement" * 5
SUBJECT = "E-bulletin"


def what_came_in() -> None:
    post(slug="choir")
    post(slug="rules", kind="policy", title="New rules on release", summary="From May on.")
    post(slug="long", title=LONG, is_for_members=True)
    event(title="Spring briefing", summary="Two hours online.")


def begin(visitor: Visitor) -> Bulletin:
    visitor.open("/admin/bulletins/bulletin/calendar/").see("Bulletins of")
    visitor.activate(
        visitor.page.get_by_role("link", name="Begin the bulletin for this quarter").first
    )
    visitor.see("Begin: Quarterly e-bulletin")
    visitor.fill("Introduction", "Much has happened: https://example.org/ tells more.")
    visitor.press("Begin it", SUBJECT)
    return Bulletin.objects.get()


def add_own_item(visitor: Visitor, bulletin: Bulletin) -> None:
    visitor.page.get_by_role(
        "link", name=re.compile("Add an item of your own.*From the network")
    ).click()
    sections = bulletin.sections.count()
    visitor.see("Add an item").press("Save").see("Add an item")
    visitor.fill("Title", "A word from the co-ordinator").fill("Text", "Thank you all.")
    visitor.press("Save", SUBJECT)
    visitor.activate(visitor.page.get_by_role("button", name=re.compile("Up.*A word from")))
    visitor.see(SUBJECT)
    visitor.follow(re.compile("Remove.*Spring briefing"), "Remove").follow("Keep it")
    assert bulletin.sections.count() == sections > 0
    assert bulletin.sections.filter(items__title="Spring briefing").exists()


def look_at_it(visitor: Visitor) -> None:
    visitor.follow("Look at it", "Preview")
    for shape in ("Mail, on a phone", "Web page", "Plain text"):
        visitor.activate(visitor.page.get_by_role("link", name=shape))
        visitor.see("Preview")
    visitor.follow("Send a test", "Send a test").press("Send the test", "Preview")


def approve_and_schedule(visitor: Visitor, bulletin: Bulletin) -> None:
    visitor.follow("Checks and approval", "Checks and approval").press("Approve it", SUBJECT)
    visitor.follow("Or send it now", "Send it now?").press("Send it now", SUBJECT)
    assert visitor.page.get_by_text("Until then you can cancel it").is_visible()
    visitor.press("Cancel: do not send it", SUBJECT)
    day = timezone.localtime() + timedelta(days=7)
    tuesday = day + timedelta(days=(1 - day.weekday()) % 7)
    visitor.fill("Day and time", f"{tuesday:%Y-%m-%d}T03:00")
    visitor.press("Schedule it", "When to send it")
    visitor.press("Schedule it all the same", SUBJECT)
    bulletin.refresh_from_db()
    assert bulletin.state == State.SCHEDULED


def watch(visitor: Visitor, bulletin: Bulletin, path: str) -> None:
    assert bulletin.scheduled_at
    assert starting.start(bulletin=bulletin.pk, now=bulletin.scheduled_at)
    visitor.open(path).see(SUBJECT)
    visitor.follow("Pause", "Pause it?").fill("Why?", "A wrong date").press("Pause it", SUBJECT)
    visitor.press("Go on sending", SUBJECT)
    draining.drain(bulletin=bulletin.pk, lanes=1, now=bulletin.scheduled_at)
    visitor.page.get_by_text("Sent; it ended").wait_for()  # by itself
    visitor.see(SUBJECT)
    Delivery.objects.filter(address="ben@example.org").update(
        state="failed", sent_at=None, last_error="550 5.2.2 mailbox full"
    )
    Delivery.objects.filter(address="cleo@example.org").update(
        state="in-doubt", sent_at=None, last_error="the worker stopped while handing over"
    )
    Bulletin.objects.update(outcome=bulletin.deliveries.counts())
    visitor.open(path).see(SUBJECT)
    for state, act, heading in (
        ("failed", "Search", "Failed"),
        ("in-doubt", "Settle it", "Did it arrive?"),
    ):
        visitor.open(f"{path.removesuffix('change/')}deliveries/{state}/")
        if act == "Settle it":
            visitor.activate(visitor.page.get_by_role("link", name="Settle it").first)
            visitor.see(heading)


@pytest.mark.parametrize("size", SIZES)
def test_editor_makes_and_sends_it_and_a_member_reads_it(
    new_visitor: NewVisitor, size: str
) -> None:
    visitor = new_visitor(size, name="editor")
    visitor.become(make_staff(EDITORS, name="Efua Editor"), second_factor=True)
    reader = member("ada@example.org", "Ada Example")
    for name in ("ben", "cleo"):
        subscribe(f"{name}@example.org")
    what_came_in()

    bulletin = begin(visitor)
    path = f"/admin/bulletins/bulletin/{bulletin.pk}/change/"
    visitor.press("Add the ticked", SUBJECT)
    add_own_item(visitor, bulletin)
    visitor.open(path)
    look_at_it(visitor)
    approve_and_schedule(visitor, bulletin)
    watch(visitor, bulletin, path)
    visitor.open("/admin/bulletins/bulletin/").open("/staff/")

    reading = new_visitor(size, name="member").become(reader)
    reading.open(f"/bulletins/{bulletin.slug}/").see(SUBJECT)
    assert reading.page.get_by_role("heading", name="Spring briefing").is_visible()


def test_it_is_put_together_without_javascript(new_visitor: NewVisitor) -> None:
    visitor = new_visitor("phone", name="plain", javascript=False)
    visitor.become(make_staff(EDITORS), second_factor=True)
    what_came_in()

    begin(visitor)
    visitor.press("Add the ticked", SUBJECT)
    visitor.activate(
        visitor.page.get_by_role("button", name=re.compile("Down.*A choir in two prisons"))
    )
    visitor.see(SUBJECT)

    assert visitor.page.url.split("#")[1].startswith("item-")
