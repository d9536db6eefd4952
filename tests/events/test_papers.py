"""What is printed: tagged PDF, the right people on it, and nothing of what they need."""

import io
from datetime import timedelta
from typing import Any

import pytest
import typst
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from events.actions.needs import Said, record
from events.actions.orders import Leave
from events.actions.seating import arrange
from events.models import Contribution, Contributor, Delegate, Event
from events.papers import builder, certificates, people
from tests.factories.applicants import make_person
from tests.factories.bookings import secret_of
from tests.factories.doors import event_today, officer_client, tick_in
from tests.factories.events import book, make_series, wait_for_seat, workshops_of
from tests.factories.staff import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def event() -> Event:
    return event_today()


def read(content: bytes) -> str:
    pages = PdfReader(io.BytesIO(content)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def pages(content: bytes) -> int:
    return len(PdfReader(io.BytesIO(content)).pages)


def over(event: Event) -> Event:
    """The event, as if it had ended an hour ago."""
    event.starts_at, event.ends_at = (timezone.now() - timedelta(hours=hours) for hours in (5, 1))
    event.booking_closes_at = event.changes_until = event.starts_at
    event.save()
    return event


# Any paper


@pytest.mark.parametrize("make", [people.badges, people.room_sheets])
def test_paper_is_tagged_with_title_and_language(event: Event, make: Any) -> None:
    book(event, *workshops_of(make_series(event))[:1])

    root = PdfReader(io.BytesIO(make(event))).root_object

    assert root["/MarkInfo"]["/Marked"]
    assert root["/StructTreeRoot"]["/K"]
    assert root["/Lang"] == "en-GB"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert b"<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data()


@pytest.mark.parametrize("make", [people.badges, people.room_sheets])
def test_paper_without_anybody_says_so(event: Event, make: Any) -> None:
    make_series(event, capacities=())
    assert "yet." in read(make(event))


@pytest.mark.parametrize(
    ("name", "printed"),
    [
        ("Ọlá Ṣadé Nguyễn-Žižková", "Ọlá Ṣadé Nguyễn-Žižková"),
        ("Ада Ωmega", "Ада Ωmega"),
        ("#strong[x] $1$ \\ *b* @c", "#strong[x] $1$ \\ *b* @c"),
        ("Wei 李小龙", "Wei ___"),
        ("Ada 😀\x07", "Ada __"),
    ],
)
def test_names_are_printed_as_they_are_and_leave_gaps_for_missing_signs(
    event: Event, name: str, printed: str
) -> None:
    Delegate.objects.filter(pk=book(event).pk).update(name=name)

    assert printed in read(people.badges(event))


def test_template_that_is_wrong_is_an_error() -> None:
    with pytest.raises(typst.TypstError):
        builder.build("badges", {})


# Badges


def test_badge_has_name_pronouns_organisation_and_choices(event: Event) -> None:
    workshop = workshops_of(make_series(event))[0]
    workshop.room = "Garden room"
    workshop.save()
    ada = book(event, workshop, name="Adaeze Example")
    Delegate.objects.filter(pk=ada.pk).update(badge_name="Ada", pronouns="she/her")

    printed = read(people.badges(event))

    for part in (str(event), "Ada", "she/her", "Workshop 1.1", "Garden room"):
        assert part in printed
    assert "Adaeze" not in printed


def test_badge_never_says_what_somebody_needs(event: Event) -> None:
    ada = book(event)
    said = Said("planted-access", "planted-food")
    record(delegate=ada, said=said, consent_wording="Yes", now=timezone.now())

    for made in (people.badges(event), people.room_sheets(event)):
        assert "planted" not in read(made)
        assert b"planted" not in made


def test_badges_are_for_who_comes_and_for_contributors(event: Event) -> None:
    book(event, name="Comes Example")
    gone = book(event, name="Gone Example")
    arrange(event=event, orders=[Leave(gone.pk)], by=None, now=event.starts_at - timedelta(days=9))
    wait_for_seat(event)
    for name, state in (("Sam Speaks", "accepted"), ("Dee Declines", "declined")):
        Contributor.objects.create(event=event, name=name, state=state)

    printed = read(people.badges(event))

    assert "Comes Example" in printed
    assert "Sam Speaks Contributor" in printed
    for name in ("Gone", "Delegate Example", "Dee"):
        assert name not in printed


def test_eight_badges_fill_a_page(event: Event) -> None:
    counts = []
    for _ in range(9):
        book(event)
        counts.append(pages(people.badges(event)))
    assert counts == [1] * 8 + [2]


def test_long_names_titles_and_organisations_stay_on_their_badge(event: Event) -> None:
    workshop = workshops_of(make_series(event))[0]
    workshop.title = "A title that goes on and on " * 7
    workshop.save()
    ada = book(event, workshop)
    Delegate.objects.filter(pk=ada.pk).update(name="Bartholomew Constantine " * 6)

    made = people.badges(event)

    assert pages(made) == 1
    assert "…" in read(made)


# Room sheets


def test_room_sheet_lists_who_is_in_each_workshop_by_surname(event: Event) -> None:
    series = make_series(event)
    first, second = workshops_of(series)
    for name, workshop in (("Ada Zimmer", first), ("Zoe Abbot", first), ("Ben Else", second)):
        book(event, workshop, name=name)
    speaker = Contributor.objects.create(event=event, name="Sam Leads", state="accepted")
    Contribution.objects.create(contributor=speaker, role="facilitator", workshop=first)

    made = people.room_sheets(event)

    sheets = [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(made)).pages]
    assert len(sheets) == 2
    assert sheets[0].index("Zoe Abbot") < sheets[0].index("Ada Zimmer")
    assert "Ben Else" not in sheets[0]
    assert "With Sam Leads" in sheets[0]
    assert "2 of 10 places taken" in sheets[0]


# Certificates


def test_certificate_names_person_event_and_workshops(event: Event) -> None:
    ada = book(event, workshops_of(make_series(event))[0], name="Ada Example")
    tick_in(ada)
    over(event)
    ada.refresh_from_db()

    printed = read(certificates.certificate(ada))

    for part in ("Certificate of attendance", "Ada Example", str(event), "Workshop 1.1"):
        assert part in printed


def test_certificate_is_due_once_the_day_is_over_for_who_was_there(event: Event) -> None:
    ada, ben = book(event), book(event)
    tick_in(ada)
    during = [certificates.is_due(one, timezone.now()) for one in (ada, ben)]
    over(event)
    after = [
        certificates.is_due(Delegate.objects.select_related("event").get(pk=one.pk), timezone.now())
        for one in (ada, ben)
    ]

    assert (during, after) == ([False, False], [True, False])


def certificate_by_link(delegate: Delegate) -> Any:
    url = reverse("events:delegate_certificate", args=[secret_of(delegate)])
    return Client().get(url)


def certificate_by_booker(delegate: Delegate, client: Client) -> Any:
    arguments = [delegate.booking.reference, delegate.pk]
    return client.get(reverse("events:booking_certificate", args=arguments))


def test_certificate_opens_by_the_delegates_link_and_for_the_booker(event: Event) -> None:
    ada = book(event)
    tick_in(ada)
    over(event)

    own = certificate_by_link(ada)
    bookers = certificate_by_booker(ada, sign_in(ada.booking.booked_by, factor=False))

    for answer in (own, bookers):
        assert answer.status_code == 200
        assert answer["Content-Type"] == "application/pdf"
        assert answer.content.startswith(b"%PDF")
    assert own["Cache-Control"] == "no-store, private"
    assert own["Referrer-Policy"] == "strict-origin"


def test_pages_of_delegate_and_booker_lead_to_the_certificate(event: Event) -> None:
    ada, ben = book(event), book(event)
    tick_in(ada)
    over(event)
    booker = sign_in(ada.booking.booked_by, factor=False)

    pages = [
        Client().get(reverse("events:delegate", args=[secret_of(ada)])),
        booker.get(reverse("events:booking", args=[ada.booking.reference])),
        Client().get(reverse("events:delegate", args=[secret_of(ben)])),
    ]

    leads = ["certificate.pdf" in page.content.decode() for page in pages]
    assert leads == [True, True, False]


def test_certificate_of_somebody_not_ticked_in_is_words(event: Event) -> None:
    ada = book(event)
    over(event)

    answer = certificate_by_link(ada)

    assert answer.status_code == 404
    assert "No certificate yet" in answer.content.decode()


def test_certificate_is_not_for_strangers(event: Event) -> None:
    ada = book(event)
    tick_in(ada)
    over(event)

    answer = certificate_by_booker(ada, sign_in(make_person(), factor=False))

    assert answer.status_code == 404
    assert ada.name not in answer.content.decode()


# Their pages


@pytest.mark.parametrize("name", ["badges", "room_sheets"])
def test_officers_print(event: Event, name: str) -> None:
    book(event)
    url = reverse(f"events:{name}", args=[event.slug])
    client = officer_client()

    answer = client.get(url)

    assert answer["Content-Type"] == "application/pdf"
    assert answer["Cache-Control"] == "no-store, private"
    assert client.post(url).status_code == 405
    assert sign_in(make_person(), factor=False).get(url).status_code == 403


def test_one_badge_is_printed_for_who_came_late(event: Event) -> None:
    ada, _ben = book(event, name="Ada Example"), book(event, name="Ben Example")

    answer = officer_client().get(reverse("events:check_in_badge", args=[event.slug, ada.pk]))

    printed = read(answer.content)
    assert "Ada Example" in printed
    assert "Ben Example" not in printed


def test_papers_of_sixty_take_as_few_queries_as_of_three(
    event: Event, django_assert_max_num_queries: Any
) -> None:
    series = make_series(event, capacities=(100,))
    for _ in range(60):
        book(event, *workshops_of(series))
    with django_assert_max_num_queries(8):
        people.badges(event)
        people.room_sheets(event)


def test_lists_are_sorted_by_surname_without_regard_to_accents() -> None:
    names = ["Zoë Zimmer", "Ada Ọlátúnjí", "Ben O’Malley", "Ada Olsen", "", "!"]

    assert sorted(names, key=people.surname_first) == [
        "",
        "!",
        "Ada Ọlátúnjí",
        "Ada Olsen",
        "Ben O’Malley",
        "Zoë Zimmer",
    ]
