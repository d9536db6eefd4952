"""Materials in the admin: added, published, put in order, withdrawn, and people told of them."""

import uuid
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from events.models import CheckIn, Contributor, Event, Material, Workshop
from portal.models import OutgoingMail
from portal.staff_groups import COORDINATORS, EDITORS, EVENTS_OFFICERS, MANAGERS
from portal.tokens import new_token
from tests.factories.applicants import NOW
from tests.factories.events import book, make_event, make_series, workshops_of
from tests.factories.materials import PDF, handed_in, make_material, pdf
from tests.factories.staff import make_staff, sign_in

pytestmark = pytest.mark.django_db
FORM = {"title": "Slides", "description": "", "where": "", "shown_to": "booked", "link": ""}


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def officer() -> Client:
    return sign_in(make_staff(EVENTS_OFFICERS))


@pytest.fixture
def event() -> Event:
    return make_event()


@pytest.fixture
def workshop(event: Event) -> Workshop:
    return workshops_of(make_series(event))[0]


def url(event: Event, name: str, *args: Any) -> str:
    return reverse(f"admin:events_event_{name}", args=[event.pk, *args])


def add(client: Client, event: Event, **fields: Any) -> Any:
    values = {"key": str(uuid.uuid4()), "file": pdf()} | FORM
    return client.post(url(event, "material_add"), values | fields)


def waiting(event: Event) -> Material:
    speaker = Contributor.objects.create(
        event=event, name="Amara Example", state="accepted", token_hash=new_token().hash
    )
    return handed_in(speaker)


def test_file_is_added_for_a_workshop(officer: Client, event: Event, workshop: Workshop) -> None:
    answer = add(officer, event, where=f"workshop-{workshop.pk}", shown_to="everybody")

    assert answer.url == url(event, "materials")
    made = Material.objects.get()
    assert (made.workshop, made.slot, made.shown_to) == (workshop, workshop.series, "everybody")
    assert made.is_published


def test_link_is_added_for_a_part_of_the_day(
    officer: Client, event: Event, workshop: Workshop
) -> None:
    link, where = "https://example.org/film", f"slot-{workshop.series_id}"

    add(officer, event, file="", link=link, where=where)

    made = Material.objects.get()
    assert (made.link, str(made.file), made.slot) == (link, "", workshop.series)


def test_too_many_files_in_an_hour_are_refused(
    officer: Client, event: Event, settings: Any
) -> None:
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"upload": "1/h/user"}
    assert add(officer, event).status_code == 302

    form = add(officer, event, description="Of the morning").context["form"]

    assert form.errors == {"file": ["Those were many files in an hour. Please wait a little"]}
    typed = [form[name].value() for name in ("title", "description")]
    assert typed == ["Slides", "Of the morning"]
    assert Material.objects.count() == 1


def test_link_may_begin_with_a_capital_letter(officer: Client, event: Event) -> None:
    add(officer, event, file="", link="Https://vimeo.com/Film")

    assert Material.objects.get().link == "https://vimeo.com/Film"


NO_HTTPS = "Enter an address that begins with https://"
NO_KEY = "Open this page again: what tells one press from two was missing or broken"


@pytest.mark.parametrize(
    ("fields", "errors"),
    [
        ({"file": ""}, {"file": ["Choose a file, or give a link"]}),
        (
            {"link": "https://example.org/"},
            {"file": ["Choose a file or give a link, not both"]},
        ),
        ({"file": "", "link": "http://example.org/"}, {"link": [NO_HTTPS]}),
        ({"file": "", "link": "javascript:alert(1)"}, {"link": [NO_HTTPS]}),
        (
            {"file": "", "link": f"https://example.org/{'x' * 481}"},
            {"link": ["Shorten the link to 500 characters: it has 501"]},
        ),
        ({"shown_to": "nobody"}, {"shown_to": ["Choose who may see it"]}),
        ({"where": "slot-0"}, {"where": ["Choose what it belongs to from the list"]}),
        ({"key": "none"}, {"key": [NO_KEY]}),
        ({"title": " "}, {"title": ["Enter a title"]}),
    ],
)
def test_bad_input_is_said_once_and_nothing_added(
    officer: Client, event: Event, fields: dict[str, str], errors: dict[str, list[str]]
) -> None:
    answer = add(officer, event, **fields)

    assert answer.context["form"].errors == errors
    assert not Material.objects.exists()


def test_another_events_workshop_is_no_choice(officer: Client, workshop: Workshop) -> None:
    answer = add(officer, make_event(), where=f"workshop-{workshop.pk}")

    assert "Choose what it belongs to from the list" in answer.text
    assert not Material.objects.exists()


def test_handed_in_file_is_looked_at_then_published(officer: Client, event: Event) -> None:
    made = waiting(event)
    assert "1 to look at" in officer.get(url(event, "change")).text
    file = officer.get(url(event, "material_file", made.pk))
    assert b"".join(file.streaming_content) == PDF

    officer.post(url(event, "material", made.pk), FORM)
    made.refresh_from_db()
    assert (made.title, made.is_published) == ("Slides", False)
    officer.post(url(event, "material", made.pk), FORM | {"act": "publish"})

    made.refresh_from_db()
    assert made.is_published
    assert "to look at" not in officer.get(url(event, "change")).text


def test_material_stays_with_its_workshop_that_is_called_off(
    officer: Client, event: Event, workshop: Workshop
) -> None:
    made = make_material(event, slot=workshop.series_id, workshop=workshop.pk)
    Workshop.objects.update(cancelled_at=NOW)
    form = officer.get(url(event, "material", made.pk)).context["form"]
    shown = {name: form[name].value() for name in form.fields}

    officer.post(url(event, "material", made.pk), shown | {"title": "Handout"})

    made.refresh_from_db()
    assert (made.title, made.workshop) == ("Handout", workshop)
    assert add(officer, event, where=f"workshop-{workshop.pk}").context["form"].has_error("where")


def test_link_has_no_file_to_download(officer: Client, event: Event) -> None:
    made = make_material(event, link="https://example.org/film")

    assert officer.get(url(event, "material_file", made.pk)).status_code == 404


def test_order_is_changed_by_buttons(officer: Client, event: Event) -> None:
    for title in "AB":
        make_material(event, title)
    last = Material.objects.get(title="B")

    officer.post(url(event, "material_move", last.pk), {"way": "up"})

    rows = Material.objects.in_order()
    assert [row.title for row in rows] == ["B", "A"]
    assert officer.get(url(event, "material_move", last.pk)).status_code == 405


def test_withdrawing_asks_first_and_twice_is_once(officer: Client, event: Event) -> None:
    made = make_material(event)

    asked = officer.get(url(event, "material_withdraw", made.pk))
    assert "cannot be undone" in asked.text
    assert Material.objects.exists()
    again = [officer.post(url(event, "material_withdraw", made.pk)).status_code for _ in range(2)]

    assert again == [302, 404]
    assert not Material.objects.exists()


@pytest.mark.parametrize(
    "name", ["material", "material_file", "material_move", "material_withdraw"]
)
def test_material_of_another_event_is_not_found(officer: Client, event: Event, name: str) -> None:
    foreign = make_material(make_event())

    statuses = {
        getattr(officer, method)(url(event, name, foreign.pk)).status_code
        for method in ("get", "post")
    }

    assert statuses <= {404, 405}
    assert 404 in statuses
    assert Material.objects.get() == foreign


@pytest.mark.parametrize(
    ("group", "status"),
    [(EVENTS_OFFICERS, 200), (COORDINATORS, 200), (MANAGERS, 403), (EDITORS, 403)],
)
def test_materials_are_the_work_of_who_runs_events(event: Event, group: str, status: int) -> None:
    client = sign_in(make_staff(group))

    assert client.get(url(event, "materials")).status_code == status
    assert client.get(url(event, "material_add")).status_code == status


def test_list_is_empty_and_says_what_to_do(officer: Client, event: Event) -> None:
    assert "No materials yet" in officer.get(url(event, "materials")).text


@pytest.mark.parametrize("count", [1, 3])
def test_list_takes_as_many_queries_for_many(
    officer: Client, event: Event, count: int, django_assert_num_queries: Any
) -> None:
    officer.get(url(event, "materials"))
    for _ in range(count):
        make_material(event)

    with django_assert_num_queries(4):
        officer.get(url(event, "materials"))


def test_part_that_has_materials_is_not_deleted(
    officer: Client, event: Event, workshop: Workshop
) -> None:
    make_material(event, slot=workshop.series_id, workshop=workshop.pk)
    delete = reverse("admin:events_slot_delete", args=[workshop.series_id])

    officer.post(delete, {"post": "yes"})

    assert Workshop.objects.filter(pk=workshop.pk).exists()


def test_draft_that_is_deleted_takes_its_files_along(
    officer: Client,
    event: Event,
    workshop: Workshop,
    folder: Path,
    django_capture_on_commit_callbacks: Any,
) -> None:
    make_material(event, slot=workshop.series_id, workshop=workshop.pk)
    Event.objects.update(state="draft", published_at=None)

    with django_capture_on_commit_callbacks(execute=True):
        officer.post(url(event, "delete"), {"post": "yes"})

    assert not Event.objects.exists()
    assert [path for path in folder.rglob("*") if path.is_file()] == []


def test_those_who_came_are_told_by_a_message(officer: Client, event: Event) -> None:
    make_material(event)
    came, _stayed_away = book(event, email="came@example.org"), book(event, email="no@example.org")
    CheckIn.objects.create(event=event, delegate=came, at=NOW, key=uuid.uuid4())
    page = officer.get(url(event, "write") + "?about=materials")
    form = page.context["form"]
    written = {name: form[name].value() or "" for name in form.fields}

    officer.post(url(event, "write"), written | {"act": "send"})

    mail = OutgoingMail.objects.get(cause__startswith="event-message:")
    assert mail.to == "came@example.org"
    assert "are there to be read and downloaded" in mail.text
