"""Answers that staff type, ticks from two doors, and needs that are opened with an entry."""

from datetime import timedelta

import pytest
from django.utils import timezone

from forums.actions import attending, joining
from forums.actions.needs import Need, open_needs
from forums.choices import Answer
from forums.models import Attendance, Forum
from network.choices import Source
from network.models import Organisation, User
from portal.models import AuditEntry, OutgoingMail
from portal.sealing import seal
from tests.factories.applicants import make_person
from tests.factories.forums import attended, held_forum, insider, join, make_forum, open_forum
from tests.factories.staff import make_staff

pytestmark = pytest.mark.django_db


def begun() -> Forum:
    """Open, and going on."""
    return open_forum(starts_at=timezone.now() - timedelta(hours=1))


def tick(forum: Forum, on: list[Attendance], off: list[Attendance]) -> attending.Ticked:
    return attending.tick(
        forum=forum,
        on=[row.pk for row in on],
        off=[row.pk for row in off],
        by=make_staff(),
        now=timezone.now(),
    )


def there(forum: Forum) -> set[int]:
    return set(forum.attendances.filter(was_present=True).values_list("pk", flat=True))


def lapse(user: User) -> None:
    ended = timezone.localdate() - timedelta(days=1)
    user.affiliations.get().organisation.memberships.update(ends_on=ended)


def test_who_was_there_is_ticked_from_the_start_on() -> None:
    forum = begun()
    row = join(forum, insider())
    assert tick(forum, [row], []).ticked == 1
    assert there(forum) == {row.pk}


def test_nobody_is_ticked_before_the_start() -> None:
    forum = open_forum()
    with pytest.raises(attending.NotBegun):
        tick(forum, [join(forum, insider())], [])


@pytest.mark.parametrize("state", ["closed", "cancelled"])
def test_nobody_is_ticked_once_it_is_closed_or_cancelled(state: str) -> None:
    forum = held_forum()
    row = join(forum, insider())
    Forum.objects.filter(pk=forum.pk).update(state=state, cancelled_at=timezone.now())
    with pytest.raises(attending.NotBegun):
        tick(forum, [row], [])


def test_second_press_changes_nothing() -> None:
    forum = begun()
    row = join(forum, insider())
    tick(forum, [row], [])
    first = Attendance.objects.get().marked_at
    assert (tick(forum, [row], []).ticked, Attendance.objects.get().marked_at) == (0, first)
    assert AuditEntry.objects.filter(action="forum.tick").count() == 1


def test_ticks_of_two_people_at_two_doors_both_stay() -> None:
    forum = begun()
    left, right = join(forum, insider()), join(forum, insider())
    tick(forum, [left], []), tick(forum, [right], [])
    assert there(forum) == {left.pk, right.pk}


def test_tick_is_taken_away() -> None:
    forum = begun()
    row = attended(forum, insider())
    assert (tick(forum, [], [row]).unticked, there(forum)) == (1, set())


def test_who_gave_feedback_stays_ticked() -> None:
    forum = held_forum()
    row = attended(forum, insider(), has_given_feedback=True)
    assert tick(forum, [], [row]).kept == [row]
    assert there(forum) == {row.pk}


def test_who_is_no_member_any_more_is_not_ticked() -> None:
    forum, user = begun(), insider()
    row = join(forum, user)
    lapse(user)
    assert (tick(forum, [row], []).ticked, there(forum)) == (0, set())


def test_attendance_of_another_forum_is_not_ticked() -> None:
    forum, other = begun(), begun()
    assert tick(forum, [join(other, insider())], []).ticked == 0
    assert there(other) == set()


def organisation_of(user: User) -> Organisation:
    return user.affiliations.get().organisation


def came(forum: Forum, user: User, organisation: Organisation | None = None) -> Attendance:
    return attending.add_present(
        forum=forum,
        user=user,
        organisation=organisation or organisation_of(user),
        answer=Answer.IN_PERSON,
        by=make_staff(),
        now=timezone.now(),
    )


def test_who_came_without_an_answer_is_added_once() -> None:
    forum, user = begun(), insider()
    came(forum, user), came(forum, user)
    row = Attendance.objects.get()
    assert (row.was_present, row.source, row.answer) == (True, Source.MEETING, Answer.IN_PERSON)


def test_who_could_not_come_and_came_is_written_down_as_there() -> None:
    forum, user = begun(), insider()
    join(forum, user, Answer.APOLOGIES)
    came(forum, user)
    row = Attendance.objects.get()
    assert (row.was_present, row.answer) == (True, Answer.IN_PERSON)


def test_who_said_online_keeps_that() -> None:
    forum, user = begun(), insider()
    join(forum, user, Answer.ONLINE)
    came(forum, user)
    assert Attendance.objects.get().answer == Answer.ONLINE


@pytest.mark.parametrize("who", ["lapsed", "stranger"])
def test_only_people_of_members_are_added(who: str) -> None:
    forum, user = begun(), insider()
    organisation = organisation_of(user)
    if who == "lapsed":
        lapse(user)
    else:
        user = make_person()
    with pytest.raises(attending.NotAMember):
        came(forum, user, organisation)
    assert not Attendance.objects.exists()


def enter(forum: Forum, user: User, answer: Answer = Answer.ONLINE) -> Attendance:
    return joining.answer(
        forum=forum,
        user=user,
        organisation=organisation_of(user),
        answer=answer,
        source=Source.TELEPHONE,
        by=make_staff(name="Efua Staff"),
        now=timezone.now(),
    )


def test_answer_on_behalf_has_its_source_and_a_copy_goes_out() -> None:
    forum, user = open_forum(), insider("ada@example.org")
    row = enter(forum, user)
    assert (row.answer, row.source, str(row.entered_by)) == ("online", "telephone", "Efua Staff")
    assert OutgoingMail.objects.get().to == "ada@example.org"


def test_same_answer_twice_is_told_once_and_another_again() -> None:
    forum, user = open_forum(), insider()
    enter(forum, user), enter(forum, user)
    assert OutgoingMail.objects.count() == 1
    enter(forum, user, Answer.APOLOGIES)
    enter(forum, user)
    assert OutgoingMail.objects.count() == 3


@pytest.mark.parametrize("make", [make_forum, held_forum])
def test_answers_are_taken_for_open_forums_only(make) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(joining.NotOpen):
        enter(make(), insider())


def opened(forum: Forum) -> list[Need]:
    return open_needs(forum=forum, by=make_staff(), now=timezone.now())


def test_needs_of_those_who_come_are_opened_with_an_entry() -> None:
    forum = open_forum()
    row = join(forum, insider(), needs=seal("A ramp."))
    join(forum, insider(), Answer.APOLOGIES, needs=seal("Nothing now."))
    join(forum, insider())
    forum.speakers.create(name="Jo", needs=seal("A chair."))
    assert opened(forum) == [Need(str(row.user), "A ramp."), Need("Jo", "A chair.")]
    entry = AuditEntry.objects.get(action="forum.needs-opened")
    assert (entry.new, entry.object_id) == ({"people": 1, "speakers": 1}, str(forum.pk))
    assert "ramp" not in f"{entry.old}{entry.new}{entry.object_label}"


def test_nothing_opened_writes_nothing_down() -> None:
    assert (opened(open_forum()), AuditEntry.objects.filter(action__contains="needs").count()) == (
        [],
        0,
    )
