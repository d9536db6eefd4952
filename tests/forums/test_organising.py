"""Beginning and changing a forum, opening it, calling it off, and who is told."""

from datetime import timedelta

import pytest
from django.db import IntegrityError
from django.utils import timezone

from forums.actions import moving, organising, summaries
from forums.actions.moving import Stale
from forums.actions.video_links import set_link
from forums.choices import Answer, SpeakerKind
from forums.models import Forum, JoiningLink, Summary
from forums.states import IllegalMove, State
from portal.models import AuditEntry, OutgoingMail
from portal.when import in_words
from tests.factories.forums import (
    held_forum,
    insider,
    join,
    make_forum,
    open_forum,
    outsider,
)
from tests.factories.said import agreed_summary, draft_summary, shared_summary, there_and_forum
from tests.factories.staff import make_staff
from tests.forums.running import PLACE, details, details_of

pytestmark = pytest.mark.django_db


def told() -> list[str]:
    return sorted(OutgoingMail.objects.values_list("to", flat=True))


def change(forum: Forum, **fields: object) -> int:
    forum.refresh_from_db()
    return organising.change(
        forum=forum,
        version=forum.version,
        details=details_of(forum, **fields),
        by=make_staff(),
        now=timezone.now(),
    )


def people(forum: Forum) -> None:
    """One person of each answer, and one who is no member any more."""
    join(forum, insider("person@example.org"), Answer.IN_PERSON)
    join(forum, insider("online@example.org"), Answer.ONLINE)
    join(forum, insider("sorry@example.org"), Answer.APOLOGIES)
    gone = insider("gone@example.org")
    join(forum, gone, Answer.IN_PERSON)
    ended = timezone.localdate() - timedelta(days=1)
    gone.affiliations.get().organisation.memberships.update(ends_on=ended)


def test_new_forum_has_the_usual_agenda() -> None:
    by, now = make_staff(), timezone.now()
    forum = organising.begin(details=details(), by=by, now=now)
    rules = list(forum.items.order_by("position").values_list("rule", flat=True))
    assert (forum.state, forum.venue) == (State.DRAFT, "Example Hall")
    assert rules == ["on-record", "on-record", "sanctuary", "non-attributable", "on-record"]
    assert AuditEntry.objects.get(action="forum.begin").actor == by


def test_address_is_taken_once() -> None:
    make_forum(slug="forum-autumn-2026")
    with pytest.raises(IntegrityError):
        organising.begin(details=details(), by=make_staff(), now=timezone.now())


def test_who_was_asked_to_a_draft_is_told_as_well() -> None:
    forum = make_forum()
    forum.speakers.create(name="Jo", email="jo@example.org", state="invited")
    forum.speakers.create(name="Planned", email="planned@example.org")
    assert change(forum, starts_at=forum.starts_at + timedelta(minutes=30)) == 1
    assert cancel(Forum.objects.get()) == 1
    assert told() == ["jo@example.org", "jo@example.org"]


@pytest.mark.parametrize(
    ("fields", "to"),
    [
        ({"starts_at": timedelta(minutes=30)}, ["online@example.org", "person@example.org"]),
        ({"venue": "Another Hall"}, ["person@example.org"]),
        ({"venue_address": "2 Example Street"}, ["person@example.org"]),
        ({"is_online": False}, ["online@example.org"]),
        ({"venue": ""}, ["person@example.org"]),
        ({"about": "More of it."}, []),
        ({"venue_access": "A lift."}, []),
    ],
)
def test_exactly_those_affected_are_told(fields: dict[str, object], to: list[str]) -> None:
    forum = open_forum(**PLACE)
    people(forum)
    if "starts_at" in fields:
        fields = {"starts_at": forum.starts_at + timedelta(minutes=30)}
    assert change(forum, **fields) == len(to)
    assert told() == to


def test_mail_of_a_move_says_the_new_time_and_no_way_in() -> None:
    forum = open_forum(**PLACE)
    JoiningLink.objects.create(
        forum=forum, url="https://meet.example.org/secret", changed_at=timezone.now()
    )
    join(forum, insider())
    later = forum.starts_at + timedelta(minutes=30)
    change(forum, starts_at=later)
    mail = OutgoingMail.objects.get()
    assert mail.subject == f"A change: {forum.title}"
    assert in_words(later, forum.ends_at) in " ".join(mail.text.split())
    assert "secret" not in mail.text + mail.html


def test_speaker_who_was_asked_is_told_and_one_who_said_no_is_not() -> None:
    forum, now = open_forum(**PLACE), timezone.now()
    forum.speakers.create(name="Jo", email="jo@example.org", state="invited")
    forum.speakers.create(
        name="No", email="no@example.org", state="declined", answered_at=now,
        kind=SpeakerKind.OFFICIAL,
    )  # fmt: skip
    change(forum, venue="Another Hall")
    assert told() == ["jo@example.org"]


def test_second_move_is_told_as_well() -> None:
    forum = open_forum(**PLACE)
    join(forum, insider("person@example.org"), Answer.IN_PERSON)
    change(forum, venue="Another Hall"), change(forum, venue="Example Hall")
    assert told() == ["person@example.org", "person@example.org"]


def test_end_that_is_put_right_afterwards_is_told_to_nobody() -> None:
    forum = open_forum(starts_at=timezone.now() - timedelta(hours=1), **PLACE)
    people(forum)
    assert change(forum, ends_at=timezone.now()) == 0


def test_older_page_changes_nothing() -> None:
    forum = make_forum()
    change(forum, title="By Ben")
    with pytest.raises(Stale):
        organising.change(
            forum=forum,
            version=1,
            details=details_of(forum, title="By Efua"),
            by=make_staff(),
            now=timezone.now(),
        )
    forum.refresh_from_db()
    assert forum.title == "By Ben"


@pytest.mark.parametrize(
    "fields",
    [
        {"venue": "Elsewhere"},
        {"is_online": False, "venue": "X"},
        {"slug": "another"},
        {"notes_until": timezone.localdate()},
    ],
)
def test_what_took_place_keeps_day_and_place(fields: dict[str, object]) -> None:
    with pytest.raises(organising.Settled):
        change(held_forum(), **fields)


def test_address_that_members_know_is_kept() -> None:
    with pytest.raises(organising.Settled):
        change(open_forum(), slug="another")


def test_forum_that_has_begun_does_not_begin_later() -> None:
    forum = open_forum(starts_at=timezone.now() - timedelta(minutes=5), **PLACE)
    with pytest.raises(organising.Settled):
        change(forum, starts_at=timezone.now() + timedelta(minutes=5))


def test_draft_whose_day_has_gone_by_gets_another() -> None:
    forum = make_forum(starts_at=timezone.now() - timedelta(hours=5), **PLACE)
    later = timezone.now() + timedelta(days=7)
    change(forum, starts_at=later, ends_at=later + timedelta(hours=2))
    forum.refresh_from_db()
    assert forum.starts_at == later


def opened(forum: Forum) -> Forum:
    return organising.open_to_members(
        forum=forum, version=forum.version, by=make_staff(), now=timezone.now()
    )


def test_forum_with_place_and_agenda_is_opened() -> None:
    assert opened(make_forum(**PLACE)).state == State.OPEN


def test_forum_that_nobody_could_come_to_is_not_opened() -> None:
    forum = make_forum()
    with pytest.raises(organising.NotReady) as caught:
        opened(forum)
    forum.refresh_from_db()
    assert caught.value.reasons == ["Nobody could come: give it a place, or a way in online."]
    assert (forum.state, AuditEntry.objects.filter(action="forum.open").count()) == ("draft", 0)


@pytest.mark.parametrize("begins_in", [timedelta(days=14), timedelta(hours=-1)])
def test_forum_is_not_held_before_it_is_over(begins_in: timedelta) -> None:
    forum = open_forum(starts_at=timezone.now() + begins_in)
    with pytest.raises(organising.TooEarly):
        organising.hold(forum=forum, version=forum.version, by=make_staff(), now=timezone.now())
    forum.refresh_from_db()
    assert forum.state == State.OPEN


def closed(forum: Forum) -> Forum:
    return moving.close(forum=forum, version=forum.version, by=make_staff(), now=timezone.now())


def reopened(forum: Forum) -> Forum:
    return organising.reopen(
        forum=forum, version=forum.version, by=make_staff(), now=timezone.now()
    )


def test_summary_that_comes_after_the_end_is_shown_once_the_forum_is_taken_up_again() -> None:
    there, forum = there_and_forum()
    forum = closed(forum)
    with pytest.raises(summaries.NotHeld):
        draft_summary(forum)
    summary = shared_summary(reopened(forum))
    assert Summary.objects.visible_to(there, now=timezone.now()).get() == summary


def test_forum_whose_summary_is_agreed_stays_closed() -> None:
    forum = closed(agreed_summary(held_forum(days_ago=9)).forum)
    with pytest.raises(organising.Settled):
        reopened(forum)
    forum.refresh_from_db()
    assert forum.state == State.CLOSED


def cancel(forum: Forum) -> int:
    return organising.cancel(
        forum=forum, version=forum.version, why="The hall is flooded.", by=make_staff(),
        now=timezone.now(),
    )  # fmt: skip


def test_cancelling_tells_those_who_come() -> None:
    forum = open_forum(**PLACE)
    people(forum)
    assert cancel(forum) == 3
    assert told() == ["gone@example.org", "online@example.org", "person@example.org"]
    mail = OutgoingMail.objects.first()
    assert mail
    assert "The hall is flooded." in mail.text


def test_cancelling_twice_tells_once() -> None:
    forum = open_forum(**PLACE)
    join(forum, insider("person@example.org"))
    cancel(forum)
    with pytest.raises(Stale):
        cancel(forum)
    forum.refresh_from_db()
    with pytest.raises(IllegalMove):
        cancel(forum)
    assert told() == ["person@example.org"]


def test_draft_that_was_given_up_is_not_shown_to_members() -> None:
    forum, member = make_forum(), insider()
    assert cancel(forum) == 0
    assert not Forum.objects.visible_to(member, now=timezone.now()).exists()


def test_log_knows_that_the_way_in_was_changed_and_not_what_it_is() -> None:
    forum, now, by = make_forum(), timezone.now(), make_staff()
    way = {"url": "https://meet.example.org/secret", "dial_in": "020 7946 0000, code 77"}
    set_link(forum=forum, version=1, by=by, now=now, **way)
    entry = AuditEntry.objects.get(action="forum.joining-link")
    assert JoiningLink.objects.get(forum=forum).url == "https://meet.example.org/secret"
    assert (entry.old, entry.new) == ({}, {"has_link": True, "has_number": True})


def test_way_in_is_taken_away_with_empty_boxes() -> None:
    forum, now, by = make_forum(), timezone.now(), make_staff()
    set_link(forum=forum, version=1, url="https://a.example.org/", dial_in="", by=by, now=now)
    set_link(forum=forum, version=2, url="", dial_in="", by=by, now=now)
    assert not JoiningLink.objects.exists()


def test_way_in_of_an_older_page_is_refused() -> None:
    forum, now, by = make_forum(), timezone.now(), make_staff()
    set_link(forum=forum, version=1, url="https://a.example.org/", dial_in="", by=by, now=now)
    with pytest.raises(Stale):
        set_link(forum=forum, version=1, url="https://b.example.org/", dial_in="", by=by, now=now)


def test_unchanged_details_write_nothing() -> None:
    forum = make_forum()
    change(forum)
    forum.refresh_from_db()
    assert (forum.version, AuditEntry.objects.count()) == (1, 0)


def test_changed_texts_stay_out_of_the_log() -> None:
    forum = make_forum(about="Old.")
    change(forum, about="New words.")
    entry = AuditEntry.objects.get(action="forum.change")
    assert (entry.old, entry.new) == ({"about": "…"}, {"about": "…"})


def test_officials_of_the_state_are_told_of_a_move_as_members_are() -> None:
    forum = open_forum(**PLACE)
    join(forum, outsider("officer@example.org"), Answer.IN_PERSON)
    change(forum, venue="Another Hall")
    assert told() == ["officer@example.org"]
