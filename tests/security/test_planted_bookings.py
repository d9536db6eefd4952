"""What delegates and their bookers tell is planted; every role then follows every link."""

import pytest
from django.urls import reverse
from django.utils import timezone

from events.actions import needs
from events.models import Booking, Delegate, Event, Material
from portal.models import AuditEntry, OutgoingMail
from tests.factories.bookings import secret_of
from tests.factories.materials import make_material, make_public
from tests.security.event_objects import make_delegate
from tests.security.people import ROLES, Person, make_everyone
from tests.security.test_planted_secrets import crawl

pytestmark = pytest.mark.django_db
NAME, PHONE, NEED = "Quiet Delegate 5821", "07700 905821", "quiet-need-4712"
LINK = "https://meet.example.org/quiet-link-3609"
SLIDES, DRAFT = "quiet-slides-8264", "quiet-draft-slides-1957"
# secret → roles that may see it somewhere: who booked, and staff who look after events
SECRETS = {
    NAME: {"applicant", "coordinator", "events", "manager"},
    PHONE: {"applicant", "coordinator", "events", "manager"},
    NEED: {"events"},
    SLIDES: {"applicant", "coordinator", "events", "manager"},  # by title, in the log
    DRAFT: {"coordinator", "events", "manager"},
    LINK: {"applicant", "coordinator", "events", "manager"},
}


@pytest.fixture
def everyone() -> dict[str, Person]:
    return make_everyone()


@pytest.fixture
def planted(everyone: dict[str, Person]) -> Delegate:
    delegate = make_delegate(everyone, NAME)
    Booking.objects.update(phone=PHONE)
    Event.objects.update(online_link=LINK)
    make_material(delegate.event, SLIDES)
    Material.objects.filter(pk=make_public(delegate.event, DRAFT).pk).update(published_at=None)
    said = needs.Said(access=NEED, dietary=NEED)
    needs.record(delegate=delegate, said=said, consent_wording="I agree", now=timezone.now())
    return delegate


@pytest.mark.parametrize("role", ROLES)
def test_bookings_are_seen_only_where_allowed(
    role: str, everyone: dict[str, Person], planted: Delegate
) -> None:
    booking = reverse("events:booking", args=[planted.booking.reference])
    own = (f"/events/{planted.event.slug}/", booking)
    start = ("/", "/dashboard/", "/search/?q=quiet", "/events/", *own, "/admin/")

    pages = dict(crawl(everyone[role].client, start))

    seen = {secret: [path for path, text in pages.items() if secret in text] for secret in SECRETS}
    leaks = {secret: paths for secret, paths in seen.items() if role not in SECRETS[secret]}
    assert not any(leaks.values()), leaks
    if role == "applicant":
        assert all(seen[secret] for secret in (NAME, PHONE, LINK, SLIDES))


def test_delegates_link_shows_no_need_and_no_telephone_of_the_booker(
    everyone: dict[str, Person], planted: Delegate
) -> None:
    start = (reverse("events:delegate", args=[secret_of(planted)]),)

    pages = dict(crawl(everyone["anonymous"].client, start))

    assert any(NAME in text for text in pages.values())
    assert not any(secret in text for text in pages.values() for secret in (NEED, PHONE))


def test_needs_are_in_no_mail_and_no_audit_entry(planted: Delegate) -> None:
    mails = " ".join(f"{mail.subject}{mail.text}" for mail in OutgoingMail.objects.all())
    entries = " ".join(f"{entry.old}{entry.new}" for entry in AuditEntry.objects.all())

    assert NEED not in mails + entries
