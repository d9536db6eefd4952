"""What follows a booking: its invoices, and after the day feedback, certificate and figures."""

import pytest
from django.utils import timezone

from events.actions import booking, feedback, invoices
from events.actions.feedback import Said
from events.models import Booking, Delegate, Event, Invoice
from network.models import User
from portal.models import SiteSettings
from portal.staff_groups import EVENTS_OFFICERS
from tests.browser.conftest import NewVisitor
from tests.factories.afterwards import is_over, tick
from tests.factories.applicants import make_person
from tests.factories.bookings import booked, make_member, open_event, person, secret_of
from tests.factories.events import make_series, workshops_of
from tests.factories.invoices import priced_booking, priced_event
from tests.factories.staff import make_staff

pytestmark = pytest.mark.django_db(transaction=True)
LONG = "Cymdeithas Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch"
DETAILS = "Example Bank, sort code 00-00-00, account 00000000\nRace and Justice Network"
SIZES = ["phone", "desktop"]


@pytest.fixture
def booker() -> User:
    return make_person("booker@example.org", "Amara Booker", phone="020 7946 0101")


def invoice_of(made: Booking) -> Invoice:
    return made.invoices.latest("pk")


def in_every_state(booker: User) -> dict[str, Booking]:
    """One booking for each way in which an invoice can stand."""
    event, now = priced_event(title="Supervision that holds"), timezone.now()
    names = ("due", "replaced", "paid", "waived", "refunded")
    made = {
        name: priced_booking(f"Ada {name}", f"Ben {name}", by=booker, event=event) for name in names
    }
    for name in ("paid", "refunded"):
        invoice = invoice_of(made[name])
        invoices.mark_paid(invoice=invoice, transfer="BACS 77", by=None, now=now)
    waived = invoice_of(made["waived"])
    invoices.waive(invoice=waived, reason="A bursary", by=None, now=now)
    for name in ("replaced", "refunded", "paid"):
        booking.cancel(delegate=made[name].delegates.all()[0], by=booker, now=now)
    back = invoice_of(made["refunded"])
    invoices.refund(invoice=back, pence=4500, reason="Cannot come", by=None, now=now)
    return made


@pytest.mark.parametrize("size", SIZES)
def test_invoices_of_a_booking_and_for_staff(
    new_visitor: NewVisitor, booker: User, size: str
) -> None:
    SiteSettings.objects.update(invoice_details=DETAILS)
    made = in_every_state(booker)
    mine = new_visitor(size, name="pays").become(booker)
    for one in made.values():
        mine.open(f"/events/bookings/{one.reference}/")
        address = f"/events/bookings/{one.reference}/invoices/{invoice_of(one).number}/"
        assert mine.page.request.get(address).headers["content-type"] == "application/pdf"

    staff = new_visitor(size, name="settles")
    staff.become(make_staff(EVENTS_OFFICERS, name="Efua Example"), second_factor=True)
    rows = "/admin/events/invoice/"
    staff.open(rows).open(f"{rows}?state=all").open(f"{rows}?q=nobody").open(
        f"{rows}?state=to-refund"
    )
    for one in made.values():
        staff.open(f"{rows}{invoice_of(one).pk}/change/")
    due = f"{rows}{invoice_of(made['due']).pk}/"
    staff.open(f"{due}waive/").press("Waive it")  # without a reason
    staff.open(f"{due}paid/").press("Mark as paid")  # without a reference
    staff.fill("Reference of the bank transfer", "BACS 78").press("Mark as paid")
    staff.open(f"{due}waive/").see("Nothing was done")
    staff.open(f"{rows}{invoice_of(made['paid']).pk}/refund/")
    staff.fill("Why?", "Cannot come").press("Mark as refunded")
    assert staff.page.get_by_text("£45 refunded").first.is_visible()


@pytest.fixture
def event() -> Event:
    """A day with two series, the first workshop with a long title."""
    event = open_event(title="Annual conference 2031", slug="conference-2031")
    for start in (1, 3):
        make_series(event, start=start, capacities=(30, 30))
    event.slots.order_by("starts_at")[0].workshops.filter(position=1).update(title=LONG)
    return event


def have_come(event: Event, booker: User) -> list[Delegate]:
    """Seven people in the first workshops, of whom five were ticked in; yesterday."""
    choices = [workshops_of(series)[0] for series in event.slots.order_by("starts_at")]
    names = [("Ada", "ada@example.org"), *((name, "") for name in ("Ben", "Cleo", "Dev", "Efe"))]
    people = [person(event, f"{name} Example", email, choices=choices) for name, email in names]
    people += [person(event, f"{name} Away") for name in ("Gus", "Han")]
    make_member(booker)
    made = booked(event, *people, by=booker)
    is_over(event)
    for one in made[:5]:
        tick(one)
    return list(Delegate.objects.filter(event=event).order_by("pk"))


@pytest.mark.parametrize("size", SIZES)
def test_feedback_certificate_and_figures(
    new_visitor: NewVisitor, event: Event, booker: User, size: str
) -> None:
    staff = new_visitor(size, name="counts")
    staff.become(make_staff(EVENTS_OFFICERS, name="Efua Example"), second_factor=True)
    figures = f"/admin/events/event/{event.pk}/outcome/"
    staff.open(figures)  # nobody yet
    people = have_come(event, booker)
    staff.open(figures)  # no feedback yet

    ada = new_visitor(size, name="came", dark=size == "desktop")
    own = f"/events/delegate/{secret_of(people[0])}/"
    ada.open(own).follow("Tell us how it was", "How was it?").press("Send answers")  # empty: error
    ada.choose("How was it?", "Very good").fill("What was good?", "The round tables.")
    ada.press("Send answers", event.title)
    assert ada.page.get_by_text("Thank you for telling us how it was.").is_visible()
    ada.open(f"{own}feedback/")  # said already
    certificate = ada.page.request.get(f"{own}certificate.pdf")
    assert certificate.headers["content-type"] == "application/pdf"

    home = f"/events/bookings/{people[1].booking.reference}/"
    mine = new_visitor(size, name="booked").become(booker)
    mine.open("/events/bookings/").open(home)
    # Ada has an address of her own, so Ben is the first who is asked here
    mine.follow("Tell us how it was", "How was it?").choose("How was it?", "Good")
    mine.press("Send answers").open(f"{home}delegates/{people[5].pk}/certificate.pdf")

    staff.open(figures)  # too few to be shown
    for one in people[2:5]:
        said = [Said(w, 4, "Time to talk.\nAnd lunch.", LONG) for w in feedback.workshops_of(one)]
        feedback.give(delegate=one, said=[Said(None, 5, "Warm", ""), *said], now=timezone.now())
    staff.open(figures)
    assert staff.page.get_by_text("Time to talk.").count() == 0
    is_over(event, days=40)
    ada.open(f"{own}feedback/")  # too late
