"""Materials: added once, handed in, published, put in order, withdrawn; their files with them."""

import os
import uuid
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from events import tasks
from events.actions import materials
from events.actions.contributing import LinkOver
from events.actions.materials import About, Gone, NotTaking, Published, TooMany, TooManyWaiting
from events.models import Contribution, Contributor, Event, Material, Workshop
from network.uploads import inspect
from portal.models import AuditEntry, OutgoingMail
from portal.tokens import new_token
from tests.factories.applicants import NOW, make_person
from tests.factories.events import make_event, make_series, workshops_of
from tests.factories.materials import PDF, handed_in, make_material

pytestmark = pytest.mark.django_db
LINK = "https://example.org/film"


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def event() -> Event:
    return make_event(starts_at=timezone.now() + timedelta(days=40))


@pytest.fixture
def workshop(event: Event) -> Workshop:
    return workshops_of(make_series(event))[0]


@pytest.fixture
def speaker(event: Event, workshop: Workshop) -> Contributor:
    one = Contributor.objects.create(
        event=event, name="Amara Example", state="accepted", token_hash=new_token().hash
    )
    Contribution.objects.create(contributor=one, role="facilitator", workshop=workshop)
    return one


def on_disk(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def titles(event: Event) -> list[str]:
    return [row.title for row in Material.objects.filter(event=event).in_order()]


# At the database


def refused(change: Callable[[], Any]) -> str:
    """Try a change; the name of the constraint that refused it."""
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        _now(change)
    return str(error.value.__cause__.diag.constraint_name)  # type: ignore[union-attr]  # psycopg's


def _now(change: Callable[[], Any]) -> None:
    """The composite foreign keys would be checked only when the transaction ends."""
    change()
    connection.check_constraints()


def row(event: Event, **fields: Any) -> Material:
    values = {"title": "Slides", "key": uuid.uuid4(), "added_at": NOW, "link": LINK}
    return Material.objects.create(event=event, **values | fields)


FILE = {"file": "a.pdf", "name": "a.pdf", "content_type": "application/pdf", "size": 1}


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"link": ""}, "material_is_a_file_or_a_link"),
        (FILE, "material_is_a_file_or_a_link"),
        ({"link": "http://example.org/"}, "material_link_is_https"),
        ({"link": "javascript:alert(1)"}, "material_link_is_https"),
        ({**FILE, "link": "", "size": 0}, "material_file_is_described"),
        ({**FILE, "link": "", "content_type": ""}, "material_file_is_described"),
        ({"name": "a.pdf"}, "material_file_is_described"),
    ],
)
def test_material_is_one_file_or_one_safe_link(
    event: Event, fields: dict[str, Any], constraint: str
) -> None:
    assert refused(lambda: row(event, **fields)) == constraint


def test_material_is_of_its_own_events_programme(event: Event, workshop: Workshop) -> None:
    other = make_event()
    elsewhere = make_series(event, start=3)

    found = [
        refused(lambda: row(other, slot=workshop.series)),
        refused(lambda: row(event, workshop=workshop)),
        refused(lambda: row(event, workshop=workshop, slot=elsewhere)),
        refused(lambda: row(other, workshop=workshop, slot=workshop.series)),
    ]

    assert found == [
        "material_part_of_its_event",
        "material_of_a_workshop_has_its_series",
        "material_workshop_of_its_series",
        "material_part_of_its_event",
    ]


def test_two_materials_share_neither_file_nor_key(event: Event) -> None:
    one = row(event, **FILE | {"link": ""})

    again = refused(lambda: row(make_event(), **FILE | {"link": ""}))
    twice = refused(lambda: row(event, key=one.key))

    assert (again, twice) == ("material_has_its_own_file", "material_added_once")


# Added by staff


def test_file_is_kept_under_a_name_of_our_own(folder: Path, event: Event) -> None:
    made = make_material(event, "../../Ada's slides")

    assert on_disk(folder) == {str(made.file)}
    assert str(made.file).startswith("materials/")
    assert "Ada" not in str(made.file)
    assert (folder / str(made.file)).read_bytes() == PDF
    assert (made.name, made.size) == ("Ada's slides.pdf", len(PDF))
    assert AuditEntry.objects.get().action == "material.add"


def test_pressing_twice_adds_once(folder: Path, event: Event) -> None:
    content, by = inspect(PDF, "a.pdf"), make_person()
    same = {"event": event, "about": About("A"), "content": content, "key": uuid.uuid4(), "by": by}

    first, second = (materials.add(**same, now=NOW) for _ in range(2))

    assert first == second
    assert on_disk(folder) == {str(first.file)}


def test_event_has_a_bounded_number(event: Event, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(materials, "MOST", 1)
    make_material(event, link=LINK)

    with pytest.raises(TooMany):
        make_material(event, link=LINK)


def test_file_whose_row_cannot_be_written_goes(folder: Path, event: Event) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        make_material(event, workshop=1)

    assert on_disk(folder) == set()


def test_order_changes_by_one_place_and_stops_at_the_ends(event: Event) -> None:
    first, second, third = (make_material(event, title, link=LINK) for title in "ABC")
    by = make_person()

    seen = []
    for row_, up in ((first, True), (third, False), (third, True), (first, False), (second, True)):
        materials.move(material=row_, up=up, by=by, now=NOW)
        seen.append("".join(titles(event)))

    assert seen == ["ABC", "ABC", "ACB", "CAB", "CBA"]


def test_change_is_written_down_with_what_was(event: Event, workshop: Workshop) -> None:
    made = make_material(event, "A", link=LINK)
    about = materials.about_workshop(workshop, "B")

    materials.change(material=made, about=about, by=make_person(), now=NOW)

    made.refresh_from_db()
    assert (made.title, made.about) == ("B", str(workshop))
    entry = AuditEntry.objects.get(action="material.change")
    assert entry.old == {"title": "A", "slot_id": None, "workshop_id": None}


def test_withdrawing_takes_the_file_along_once(
    folder: Path, event: Event, django_capture_on_commit_callbacks: Any
) -> None:
    made, kept = make_material(event), make_material(event)

    with django_capture_on_commit_callbacks(execute=True):
        materials.withdraw(material=made, by=make_person(), now=NOW)

    assert on_disk(folder) == {str(kept.file)}
    with pytest.raises(Gone):
        materials.withdraw(material=made, by=make_person(), now=NOW)


# Handed in


def test_handed_in_file_waits_and_the_organisers_are_told(
    speaker: Contributor, workshop: Workshop
) -> None:
    made = handed_in(speaker, slot=workshop.series_id, workshop=workshop.pk)

    assert (made.workshop, made.is_published, made.handed_in_by) == (workshop, False, speaker)
    assert "Draft slides" in OutgoingMail.objects.get().text


def test_handed_in_file_of_somebody_elses_session_is_of_the_whole_event(
    speaker: Contributor, workshop: Workshop
) -> None:
    other = workshops_of(workshop.series)[1]

    made = handed_in(speaker, slot=other.series_id, workshop=other.pk)

    assert (made.slot, made.workshop) == (None, None)


@pytest.mark.parametrize("state", ["planned", "invited", "declined", "withdrawn"])
def test_only_who_takes_part_hands_in(speaker: Contributor, state: str) -> None:
    Contributor.objects.update(state=state)

    with pytest.raises(NotTaking):
        handed_in(speaker)


def test_nothing_is_handed_in_for_a_cancelled_event_or_by_an_old_link(speaker: Contributor) -> None:
    Event.objects.update(state="cancelled", cancelled_at=NOW)
    with pytest.raises(NotTaking):
        handed_in(speaker)
    Contributor.objects.update(token_hash=new_token().hash)

    with pytest.raises(LinkOver):
        handed_in(speaker)


def test_five_files_wait_at_most(speaker: Contributor) -> None:
    waiting = [handed_in(speaker) for _ in range(5)]
    with pytest.raises(TooManyWaiting):
        handed_in(speaker)
    about = About("Slides")

    materials.change(material=waiting[0], about=about, publish=True, by=make_person(), now=NOW)

    assert handed_in(speaker).position == 6


def test_contributor_takes_back_only_what_is_their_own_and_not_shown(
    folder: Path, speaker: Contributor, django_capture_on_commit_callbacks: Any
) -> None:
    mine, shown, other = handed_in(speaker), handed_in(speaker), make_material(speaker.event)
    Material.objects.filter(pk=shown.pk).update(published_at=NOW)

    for one, refusal in ((shown, Published), (other, Gone)):
        with pytest.raises(refusal):
            materials.take_back(contributor=speaker, material=one, now=NOW)
    with django_capture_on_commit_callbacks(execute=True):
        materials.take_back(contributor=speaker, material=mine, now=NOW)

    assert on_disk(folder) == {str(shown.file), str(other.file)}


# Files that belong to nothing


def age(stored: str, days: int) -> None:
    then = (timezone.now() - timedelta(days=days)).timestamp()
    os.utime(default_storage.path(stored), (then, then))


def test_sweep_deletes_old_files_without_a_row(folder: Path, event: Event, settings: Any) -> None:
    kept, orphan, fresh = (str(make_material(event).file) for _ in range(3))
    Material.objects.filter(file__in=[orphan, fresh]).delete()
    age(kept, 2), age(orphan, 2)

    tasks.sweep_materials()

    assert on_disk(folder) == {kept, fresh}
    scheduled = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    assert tasks.sweep_materials.name in scheduled
