"""Materials where people find them: each way shows and serves only what it should."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from events.actions import booking
from events.models import Contribution, Contributor, Delegate, Event, Material, Workshop
from portal.staff_groups import EVENTS_OFFICERS
from portal.tokens import new_token
from portal.when import day_and_time
from tests.factories.afterwards import is_over
from tests.factories.applicants import NOW, make_person
from tests.factories.bookings import booked, open_event, person, secret_of
from tests.factories.events import make_event, make_series, workshops_of
from tests.factories.materials import PDF, handed_in, make_material, make_public, pdf, picture
from tests.factories.staff import make_staff, sign_in

pytestmark = pytest.mark.django_db
TOKEN = new_token()


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def event() -> Event:
    return open_event()


@pytest.fixture
def workshop(event: Event) -> Workshop:
    return workshops_of(make_series(event))[0]


@pytest.fixture
def ada(event: Event) -> Delegate:
    return booked(event, person(event, "Ada Example", "ada@example.org"))[0]


@pytest.fixture
def speaker(event: Event, workshop: Workshop) -> Contributor:
    one = Contributor.objects.create(
        event=event, name="Amara Example", state="accepted", token_hash=TOKEN.hash
    )
    Contribution.objects.create(contributor=one, role="facilitator", workshop=workshop)
    return one


def page(name: str, *args: Any) -> str:
    return reverse(f"events:{name}", args=args)


def get(client: Client, name: str, *args: Any) -> int:
    answer = client.get(page(name, *args))
    if answer.streaming:
        content(answer)  # else the file would stay open
    return answer.status_code


def content(answer: Any) -> bytes:
    return b"".join(answer.streaming_content)


# Everybody


def test_public_material_is_on_event_and_programme(
    client: Client, event: Event, workshop: Workshop
) -> None:
    everywhere = make_public(event, "Report of the day", description="What was said")
    own = make_public(event, "Slides", slot=workshop.series_id, workshop=workshop.pk)
    make_material(event, "For delegates")
    film = make_public(event, "A film", link="https://films.example.org/1")

    for name in ("event", "programme"):
        text = client.get(page(name, event.slug)).text
        assert page("material", event.slug, everywhere.pk) in text
        assert page("material", event.slug, own.pk) in text
        assert "on films.example.org" in text
        assert "What was said" in text
        assert "For delegates" not in text
    assert get(client, "material", event.slug, film.pk) == 404


def test_download_is_an_attachment_that_nothing_runs(client: Client, event: Event) -> None:
    made = make_public(event, "Zoë’s report")

    answer = client.get(page("material", event.slug, made.pk))

    assert content(answer) == PDF
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_pages_follow_every_change_at_once(client: Client, event: Event) -> None:
    made = make_public(event, "Before")
    seen = []
    for fields in ({}, {"title": "After"}, {"shown_to": "booked"}, {"shown_to": "everybody"}):
        Material.objects.filter(pk=made.pk).update(**fields or {"title": "Before"})
        text = client.get(page("event", event.slug)).text
        seen.append([word for word in ("Before", "After") if word in text])
    made.delete()
    text = client.get(page("event", event.slug)).text

    assert seen == [["Before"], ["After"], [], ["After"]]
    assert "After" not in text


def test_everybody_gets_nothing_else(client: Client, event: Event, speaker: Contributor) -> None:
    private, waiting = make_material(event), handed_in(speaker)
    Material.objects.filter(pk=waiting.pk).update(shown_to="everybody")
    of_other, draft = make_public(open_event()), open_event()
    of_draft = make_public(draft)
    Event.objects.filter(pk=draft.pk).update(state="draft", published_at=None)

    for material in (private, waiting, of_other):
        assert get(client, "material", event.slug, material.pk) == 404
    assert get(client, "material", draft.slug, of_draft.pk) == 404
    officer = sign_in(make_staff(EVENTS_OFFICERS))
    assert get(officer, "material", draft.slug, of_draft.pk) == 200


def test_file_that_is_missing_on_disk_is_a_404(client: Client, event: Event, folder: Path) -> None:
    made = make_public(event)
    (folder / str(made.file)).unlink()

    assert get(client, "material", event.slug, made.pk) == 404


# Delegates, and who booked them


def test_delegate_finds_and_downloads_by_their_link(client: Client, ada: Delegate) -> None:
    mine, public = make_material(ada.event, "Slides"), make_public(ada.event)
    secret = secret_of(ada)

    text = client.get(page("delegate", secret)).text
    answer = client.get(page("delegate_material", secret, mine.pk))

    assert page("delegate_material", secret, mine.pk) in text
    assert page("delegate_material", secret, public.pk) in text
    assert content(answer) == PDF
    assert answer.headers["Cache-Control"] == "no-store, private"
    assert answer.headers["Referrer-Policy"] in {"no-referrer", "strict-origin"}


def test_booker_finds_and_downloads_on_the_booking(ada: Delegate) -> None:
    made = make_material(ada.event, "Slides")
    reference = ada.booking.reference
    client = sign_in(ada.booking.booked_by, factor=False)

    assert (
        page("booking_material", reference, made.pk) in client.get(page("booking", reference)).text
    )
    answer = client.get(page("booking_material", reference, made.pk))
    assert content(answer) == PDF
    assert answer.headers["Cache-Control"] == "no-store, private"


@pytest.mark.parametrize("state", ["cancelled", "waiting"])
def test_without_a_place_there_is_nothing(client: Client, ada: Delegate, state: str) -> None:
    made, secret, reference = make_material(ada.event), secret_of(ada), ada.booking.reference
    if state == "cancelled":
        booking.cancel(delegate=ada, by=None, now=timezone.now())
    else:
        Delegate.objects.update(state=state, waiting_since=NOW)
    booker = sign_in(ada.booking.booked_by, factor=False)

    assert get(client, "delegate_material", secret, made.pk) == 404
    assert get(booker, "booking_material", reference, made.pk) == 404
    assert "Slides" not in client.get(page("delegate", secret)).text
    assert "Slides" not in booker.get(page("booking", reference)).text


def test_no_way_leads_to_another_events_or_an_unpublished_material(
    client: Client, ada: Delegate, speaker: Contributor
) -> None:
    secret, reference = secret_of(ada), ada.booking.reference
    booker = sign_in(ada.booking.booked_by, factor=False)

    for material in (make_material(make_event()), handed_in(speaker)):
        assert get(client, "delegate_material", secret, material.pk) == 404
        assert get(booker, "booking_material", reference, material.pk) == 404


def test_strangers_and_visitors_get_nothing_of_a_booking(client: Client, ada: Delegate) -> None:
    made, reference = make_material(ada.event), ada.booking.reference
    stranger = sign_in(make_person(), factor=False)

    assert get(stranger, "booking_material", reference, made.pk) == 404
    assert get(client, "booking_material", reference, made.pk) == 302
    assert get(client, "delegate_material", "wrong", made.pk) == 404


# Contributors


def by_speaker(client: Client, **fields: Any) -> Any:
    values = {"key": "7c0e2c3e-55a5-4f3f-9f2c-0c6a6f0f7a11", "title": "My slides"}
    values |= {"description": "", "where": "", "file": pdf()}
    return client.post(page("speaker_hand_in", TOKEN.secret), values | fields)


@pytest.mark.parametrize("days_over", [0, 29])
def test_speaker_hands_in_before_and_after_the_event(
    client: Client, speaker: Contributor, workshop: Workshop, folder: Path, days_over: int
) -> None:
    if days_over:
        is_over(speaker.event, days=days_over)
    assert "Hand in a file" in client.get(page("speaker", TOKEN.secret)).text

    answer = by_speaker(client, where=f"workshop-{workshop.pk}", file=picture())

    assert answer.status_code == 303
    made = Material.objects.get()
    assert (made.title, made.workshop, made.is_published) == ("My slides", workshop, False)
    assert b"Taken at home" not in (folder / str(made.file)).read_bytes()
    text = client.get(page("speaker", TOKEN.secret)).text
    assert "not published yet" in text
    assert get(client, "speaker_material", TOKEN.secret, made.pk) == 200


def test_two_presses_hand_in_once(client: Client, speaker: Contributor) -> None:
    statuses = [by_speaker(client, file=pdf()).status_code for _ in range(2)]

    assert statuses == [303, 303]
    assert Material.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"title": ""}, "Enter a title"),
        ({"title": "x" * 201}, "Shorten the title"),
        ({"title": "a\x00b"}, "Null characters"),
        ({"file": ""}, "Choose a file first"),
        ({"where": "workshop-999999"}, "Choose what it belongs to from the list"),
        ({"key": "none"}, "Open this page again"),
    ],
)
def test_bad_input_is_said_and_nothing_kept(
    client: Client, speaker: Contributor, fields: dict[str, Any], said: str
) -> None:
    answer = by_speaker(client, **fields)

    assert answer.status_code == 200
    assert said in answer.text
    assert "<title>Error: Hand in a file · " in answer.text
    assert not Material.objects.exists()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"<html><script>alert(1)</script>", "Choose a PDF"),
        (b"MZ\x90\x00", "Choose a PDF"),
        (b"%PDF-1.4 broken", "We could not open this PDF"),
        (b"\xff\xd8\xff broken", "We could not open this picture"),
    ],
)
def test_file_is_judged_by_its_content(
    client: Client, speaker: Contributor, folder: Path, data: bytes, said: str
) -> None:
    file = pdf("slides.pdf")
    file.file.write(data)
    file.file.truncate()
    file.file.seek(0)
    file.size = len(data)

    answer = by_speaker(client, file=file)

    assert said in answer.text
    assert not Material.objects.exists()
    assert [path for path in folder.rglob("*") if path.is_file()] == []


def test_speaker_takes_back_what_is_not_shown(client: Client, speaker: Contributor) -> None:
    made, shown = handed_in(speaker), handed_in(speaker)
    Material.objects.filter(pk=shown.pk).update(published_at=NOW)

    asks = client.get(page("speaker_take_back", TOKEN.secret, made.pk))
    for one in (made, shown):
        client.post(page("speaker_take_back", TOKEN.secret, one.pk))

    assert "Take it back?" in asks.text
    assert list(Material.objects.all()) == [shown]


def test_speakers_page_leads_to_nobody_elses_drafts(
    client: Client, event: Event, speaker: Contributor
) -> None:
    other = Contributor.objects.create(
        event=event, name="Ben Example", state="accepted", token_hash=new_token().hash
    )
    theirs, shown, elsewhere = handed_in(other), make_material(event), make_public(make_event())

    assert get(client, "speaker_material", TOKEN.secret, shown.pk) == 200
    assert get(client, "speaker_material", TOKEN.secret, theirs.pk) == 404
    assert get(client, "speaker_material", TOKEN.secret, elsewhere.pk) == 404
    assert get(client, "speaker_take_back", TOKEN.secret, theirs.pk) == 404


@pytest.mark.parametrize("state", ["invited", "declined", "withdrawn"])
def test_who_does_not_take_part_gets_and_gives_nothing(
    client: Client, speaker: Contributor, state: str
) -> None:
    shown = make_material(speaker.event)
    Contributor.objects.update(state=state)

    assert get(client, "speaker_material", TOKEN.secret, shown.pk) == 404
    assert by_speaker(client).status_code == 303
    assert Material.objects.count() == 1


def test_page_says_until_when_it_is_open(client: Client, speaker: Contributor) -> None:
    is_over(speaker.event, days=29)
    until = day_and_time(speaker.event.ends_at + timedelta(days=30))

    text = client.get(page("speaker", TOKEN.secret)).text

    assert f"can be handed in here until {until}." in text
    assert f"It works until {until}." in text


def test_link_is_over_thirty_days_after_the_event(client: Client, speaker: Contributor) -> None:
    made = make_material(speaker.event)
    is_over(speaker.event, days=31)

    assert get(client, "speaker", TOKEN.secret) == 404
    assert by_speaker(client).status_code == 404
    assert get(client, "speaker_material", TOKEN.secret, made.pk) == 404
