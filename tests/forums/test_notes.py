"""Confidential notes: kept sealed, opened with a trace, gone on their day."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone

from forums.actions import moving, notes
from forums.choices import Rule
from forums.models import AgendaItem, Forum, Note
from network.models import User
from portal.models import AuditEntry
from portal.sealing import unseal
from portal.staff_groups import MANAGERS
from tests.factories.forums import (
    attended,
    held_forum,
    insider,
    item_of,
    open_forum,
    outsider,
    write_note,
)
from tests.factories.staff import make_staff, sign_in

pytestmark = pytest.mark.django_db
SAID = "quiet-words-5823"


def written(item: AgendaItem, text: str = SAID, version: int = 0, by: User | None = None) -> Any:
    return notes.write(
        item=item, text=text, version=version, by=by or make_staff(), now=timezone.now()
    )


def item() -> AgendaItem:
    return item_of(held_forum(), Rule.NON_ATTRIBUTABLE)


def log() -> list[tuple[str, str, dict[str, Any]]]:
    rows = AuditEntry.objects.filter(action__startswith="notes.").order_by("pk")
    return [(row.action, row.actor_name, row.new) for row in rows]


def page(user: User | None, forum: Forum) -> Any:
    client = sign_in(user, factor=False) if user else Client()
    return client.get(f"/forums/{forum.slug}/notes/")


def test_notes_lie_sealed() -> None:
    note = written(item())
    assert SAID.encode() not in bytes(note.sealed)
    assert unseal(bytes(note.sealed)) == SAID


def test_writing_is_logged_without_a_word_of_it() -> None:
    one, by = item(), make_staff(name="Ada Officer")
    written(one, by=by)
    assert log() == [("notes.write", "Ada Officer", {"item": one.pk, "version": 1})]


def test_what_was_saved_meanwhile_is_not_overwritten() -> None:
    one = item()
    written(one)
    with pytest.raises(notes.Stale):
        written(one, "of an old tab")
    assert unseal(bytes(Note.objects.get().sealed)) == SAID


def test_pressing_twice_keeps_notes_once() -> None:
    one, by = item(), make_staff()
    assert [written(one, by=by).version for _press in range(2)] == [1, 1]


def test_emptied_notes_are_removed() -> None:
    one = item()
    written(one)
    written(one, "", version=1)
    assert (Note.objects.count(), log()[-1][0]) == (0, "notes.remove")


def test_nothing_is_written_of_a_sanctuary_item() -> None:
    with pytest.raises(notes.Sanctuary):
        written(item_of(held_forum(), Rule.SANCTUARY))


def test_an_item_that_became_a_sanctuary_meanwhile_gets_no_notes() -> None:
    one = item()
    AgendaItem.objects.filter(pk=one.pk).update(rule=Rule.SANCTUARY)
    with pytest.raises(notes.Sanctuary):
        written(one)


def test_no_notes_before_the_forum_was_held() -> None:
    with pytest.raises(notes.NotKept):
        written(item_of(open_forum(), Rule.ON_RECORD))


@pytest.mark.parametrize("group", [MANAGERS, "Editors", "Events officers"])
def test_other_staff_write_none(group: str) -> None:
    with pytest.raises(PermissionDenied):
        written(item(), by=make_staff(group))


def test_opening_is_logged_before_anything_is_shown() -> None:
    forum, by = held_forum(), make_staff(name="Ada Officer")
    one = item_of(forum, Rule.ON_RECORD)
    write_note(one, SAID)
    opened = notes.look_at(forum=forum, by=by, now=timezone.now())
    assert opened[one.pk].text == SAID
    assert log() == [("notes.opened", "Ada Officer", {"items": [one.pk]})]


def test_an_opening_that_cannot_be_logged_shows_nothing(monkeypatch: Any) -> None:
    def broken(*_args: object, **_values: object) -> None:
        raise RuntimeError("the log is full")

    forum = held_forum()
    write_note(item_of(forum, Rule.ON_RECORD), SAID)
    monkeypatch.setattr("portal.audit.record", broken)
    with pytest.raises(RuntimeError):
        notes.look_at(forum=forum, by=make_staff(), now=timezone.now())


def test_who_was_there_reads_notes_and_is_logged() -> None:
    forum, user = held_forum(), insider("there@example.org")
    attended(forum, user)
    write_note(item_of(forum, Rule.ON_RECORD), SAID)
    answer = page(user, forum)
    assert SAID in answer.content.decode()
    assert answer.headers["Cache-Control"] == "no-store, private"
    assert [entry[:2] for entry in log()] == [("notes.opened", str(user))]


def test_who_was_not_there_finds_no_page() -> None:
    forum, before = held_forum(), insider()
    write_note(item_of(forum, Rule.ON_RECORD), SAID)
    officer, away = outsider(), insider()
    attended(forum, officer)
    attended(held_forum(), away)
    people = (before, officer, away, make_staff(MANAGERS))
    assert [page(one, forum).status_code for one in people] == [404, 404, 404, 404]
    assert log() == []


def test_staff_without_the_second_step_open_nothing() -> None:
    forum = held_forum()
    write_note(item_of(forum, Rule.ON_RECORD), SAID)
    assert page(make_staff(), forum).status_code == 404


def test_visitors_are_led_to_sign_in_whatever_there_is() -> None:
    forum = held_forum()
    answers = [Client().get(f"/forums/{slug}/notes/").status_code for slug in (forum.slug, "none")]
    assert answers == [302, 302]


def test_notes_say_that_they_are_gone_once_they_are() -> None:
    forum, user = held_forum(), insider()
    attended(forum, user)
    write_note(item_of(forum, Rule.ON_RECORD), SAID)
    Forum.objects.filter(pk=forum.pk).update(notes_until=timezone.localdate())
    text = page(user, forum).content.decode()
    assert "were deleted" in text
    assert SAID not in text


def test_notes_go_on_their_day_and_that_is_logged_once() -> None:
    forum = held_forum()
    write_note(item_of(forum, Rule.ON_RECORD), SAID)
    day = timezone.now() + timedelta(days=366)
    counts = [notes.forget(now=when) for when in (day - timedelta(days=3), day, day)]
    assert (counts, Note.objects.count()) == ([0, 1, 0], 0)
    until = str(forum.notes_until)
    assert log() == [("notes.deleted", "the site", {"notes": 1, "notes_until": until})]


@pytest.mark.parametrize(("days", "is_kept"), [(1, True), (364, True), (365, False), (0, False)])
def test_notes_may_go_earlier_and_never_later(days: int, is_kept: bool) -> None:
    forum = held_forum()  # yesterday
    day = timezone.localdate() + timedelta(days=days)
    common = {"forum": forum, "day": day, "version": forum.version, "now": timezone.now()}
    if not is_kept:
        with pytest.raises(notes.NotThatDay):
            notes.let_go_on(**common, by=make_staff())
        return
    assert notes.let_go_on(**common, by=make_staff()).notes_until == day


def test_the_day_of_notes_is_not_set_on_what_was_not_seen() -> None:
    forum, day = held_forum(), timezone.localdate() + timedelta(days=9)
    with pytest.raises(moving.Stale):
        notes.let_go_on(
            forum=forum, day=day, version=forum.version - 1, by=make_staff(), now=timezone.now()
        )


def test_who_was_there_reads_what_people_took_upon_themselves() -> None:
    forum, user, now = item().forum, insider(), timezone.now()
    attended(forum, user)
    forum.actions.create(text="Write to three prisons.", owner=user, created_at=now)
    assert "Write to three prisons." in page(user, forum).text
