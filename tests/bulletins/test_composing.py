"""Putting a bulletin together, by more than one person."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from bulletins.actions import composing, items, moving
from bulletins.actions.composing import Head, Said, seen_now
from bulletins.models import Bulletin, Item, Picture
from network.uploads import inspect
from portal.models import AuditEntry
from tests.factories.bulletins import approved, make_bulletin
from tests.factories.pictures import JPEG, jpeg
from tests.factories.staff import make_staff

pytestmark = pytest.mark.django_db


def doing(bulletin: Bulletin, **more: Any) -> dict[str, Any]:
    return {"bulletin": bulletin, "by": make_staff(), "now": timezone.now(), **more}


def titles(bulletin: Bulletin) -> list[tuple[str, list[str]]]:
    """What stands where."""
    return [
        (row.heading, list(row.items.order_by("position", "pk").values_list("title", flat=True)))
        for row in bulletin.sections.order_by("position", "pk")
    ]


FIRST, SECOND = "A mentoring project grows", "Where we meet next"


def item_of(bulletin: Bulletin, title: str) -> int:
    return Item.objects.get(section__bulletin=bulletin, title=title).pk


def test_begun_with_its_sections_in_order() -> None:
    head = Head(subject="E-bulletin", slug="e-bulletin")
    made = composing.begin(
        kind="quarterly", head=head, headings=["One", "Two"], by=make_staff(), now=timezone.now()
    )

    assert titles(made) == [("One", []), ("Two", [])]
    assert AuditEntry.objects.filter(action="bulletin.begin", object_id=str(made.pk)).exists()


def test_slug_that_is_taken_is_refused_by_the_database() -> None:
    make_bulletin(slug="taken")
    head = Head(subject="E-bulletin", slug="taken")

    with pytest.raises(IntegrityError), transaction.atomic():
        composing.begin(
            kind="newsletter", head=head, headings=[], by=make_staff(), now=timezone.now()
        )


@pytest.mark.parametrize(("title", "up"), [(FIRST, False), (SECOND, True)])
def test_item_moves_within_its_section(title: str, up: bool) -> None:
    bulletin = make_bulletin()

    items.move_item(**doing(bulletin, item=item_of(bulletin, title), up=up))

    assert titles(bulletin) == [("News of members", [SECOND, FIRST])]


def test_item_at_the_edge_moves_into_the_next_section() -> None:
    bulletin = make_bulletin()
    composing.add_section(**doing(bulletin, heading="Events"))

    items.move_item(**doing(bulletin, item=item_of(bulletin, SECOND), up=False))
    assert titles(bulletin) == [("News of members", [FIRST]), ("Events", [SECOND])]

    items.move_item(**doing(bulletin, item=item_of(bulletin, SECOND), up=True))
    assert titles(bulletin) == [("News of members", [FIRST, SECOND]), ("Events", [])]


def test_item_at_the_very_edge_stays_and_nothing_is_noted() -> None:
    bulletin = make_bulletin()
    before = bulletin.changed_at

    items.move_item(**doing(bulletin, item=item_of(bulletin, FIRST), up=True))

    bulletin.refresh_from_db()
    assert (titles(bulletin)[0][1], bulletin.changed_at) == ([FIRST, SECOND], before)


def test_section_moves_with_its_items() -> None:
    bulletin = make_bulletin()
    events = composing.add_section(**doing(bulletin, heading="Events"))

    composing.move_section(**doing(bulletin, section=events.pk, up=True))

    assert titles(bulletin) == [("Events", []), ("News of members", [FIRST, SECOND])]


def test_item_keeps_its_place_unless_it_changes_section() -> None:
    bulletin = make_bulletin()
    events = composing.add_section(**doing(bulletin, heading="Events"))
    item, here = item_of(bulletin, FIRST), bulletin.sections.earliest("position").pk

    items.change_item(**doing(bulletin, item=item, section=here, said=Said("Grown")))
    assert titles(bulletin) == [("News of members", ["Grown", SECOND]), ("Events", [])]

    items.change_item(**doing(bulletin, item=item, section=events.pk, said=Said("Grown")))
    assert titles(bulletin) == [("News of members", [SECOND]), ("Events", ["Grown"])]


def test_second_of_two_who_saw_the_same_writes_nothing() -> None:
    bulletin = make_bulletin()
    seen, item = seen_now(bulletin), item_of(bulletin, FIRST)
    values = {"item": item, "section": Item.objects.get(pk=item).section_id, "seen": seen}
    items.change_item(**doing(bulletin, **values, said=Said("By Ada")))

    with pytest.raises(composing.Stale):
        items.change_item(**doing(bulletin, **values, said=Said("By Ben")))

    assert titles(bulletin)[0][1] == ["By Ada", SECOND]


def test_who_changed_it_last_is_known() -> None:
    bulletin, ada = make_bulletin(), make_staff(name="Ada Example")

    composing.add_section(bulletin=bulletin, heading="Events", by=ada, now=timezone.now())

    bulletin.refresh_from_db()
    assert bulletin.changed_by == ada


@pytest.mark.parametrize("act", ["add_section", "remove_item", "pick"])
def test_approved_one_is_not_changed(act: str) -> None:
    from bulletins.actions.gathering import add_ticked

    bulletin = approved()
    acts = {
        "add_section": lambda: composing.add_section(**doing(bulletin, heading="X")),
        "remove_item": lambda: items.remove_item(**doing(bulletin, item=item_of(bulletin, FIRST))),
        "pick": lambda: add_ticked(**doing(bulletin, ticked={"post-1": None})),
    }

    with pytest.raises(composing.NotADraft):
        acts[act]()

    assert titles(bulletin) == [("News of members", [FIRST, SECOND])]


def test_item_of_another_bulletin_is_not_touched() -> None:
    mine, other = make_bulletin(), make_bulletin()

    with pytest.raises(composing.Gone):
        items.remove_item(**doing(mine, item=item_of(other, FIRST)))

    assert titles(other)[0][1] == [FIRST, SECOND]


def test_picture_goes_with_its_item(django_capture_on_commit_callbacks: Any) -> None:
    bulletin = make_bulletin()
    section = bulletin.sections.get().pk
    said = Said("With a picture", upload=inspect(JPEG, "a.jpg"), words="A hall")
    item = items.add_item(**doing(bulletin, section=section, said=said))
    picture = item.picture
    assert picture
    storage, name = picture.file.storage, picture.file.name
    assert storage.exists(name)

    with django_capture_on_commit_callbacks(execute=True):
        items.remove_item(**doing(bulletin, item=item.pk))

    assert not Picture.objects.exists()
    assert not storage.exists(name)


@pytest.mark.parametrize(
    ("size", "kept"), [((2400, 1200), (1200, 600)), ((600, 4800), (150, 1200))]
)
def test_picture_is_kept_no_larger_than_a_mail_needs(
    size: tuple[int, int], kept: tuple[int, int]
) -> None:
    bulletin = make_bulletin()
    said = Said("Large", upload=inspect(jpeg(*size), "a.jpg"), words="A hall")

    item = items.add_item(**doing(bulletin, section=bulletin.sections.get().pk, said=said))

    assert item.picture
    assert (item.picture.width, item.picture.height) == kept


def test_approval_and_editing_at_once_leave_what_was_approved() -> None:
    bulletin = make_bulletin()
    moving.approve(bulletin=bulletin, by=make_staff(), now=timezone.now())

    with pytest.raises(composing.NotADraft):
        items.remove_item(**doing(bulletin, item=item_of(bulletin, FIRST)))

    assert all(FIRST in edition.text for edition in bulletin.editions.all())
