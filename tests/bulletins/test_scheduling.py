"""Approving and giving a time: what was looked at counts, and a second press does nothing."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from bulletins.actions import composing, moving, recipients, starting
from bulletins.actions.correcting import NobodyToCorrect, StillGoingOut, begin_correction
from bulletins.actions.lists import leave
from bulletins.actions.retrying import Corrected, retry, send_again
from bulletins.leaving import Who
from bulletins.mail.editions import digest_of, editions_of
from bulletins.models import Audience, Bulletin, BulletinSettings, Delivery
from bulletins.states import IllegalMove, State
from network.models import Membership
from portal.models import AuditEntry
from tests.factories.bulletins import (
    approved,
    make_bulletin,
    member,
    scheduled,
    sending,
    states_of,
    subscribe,
)
from tests.factories.staff import make_staff

pytestmark = pytest.mark.django_db
S = Delivery.State


def test_what_was_looked_at_is_approved() -> None:
    bulletin = make_bulletin()
    seen = digest_of(editions_of(bulletin))

    row = moving.approve(bulletin=bulletin, by=make_staff(), now=timezone.now(), seen=seen)

    assert digest_of(row.editions.all()) == seen


def test_what_changed_since_is_not_approved() -> None:
    bulletin = make_bulletin()
    seen = digest_of(editions_of(bulletin))
    section = bulletin.sections.get().pk
    composing.rename_section(
        bulletin=bulletin, section=section, heading="Else", by=make_staff(), now=timezone.now()
    )

    with pytest.raises(moving.Changed):
        moving.approve(bulletin=bulletin, by=make_staff(), now=timezone.now(), seen=seen)

    bulletin.refresh_from_db()
    assert (bulletin.state, bulletin.editions.count()) == (State.DRAFT, 0)


@pytest.mark.parametrize("is_asked", [True, False])
def test_second_person_approves_where_that_is_asked(is_asked: bool) -> None:
    BulletinSettings.objects.create(pk=1, needs_second_person=is_asked)
    ada, ben, bulletin = make_staff(), make_staff(), make_bulletin()
    composing.add_section(bulletin=bulletin, heading="More", by=ada, now=timezone.now())
    if is_asked:
        with pytest.raises(moving.NeedsAnother):
            moving.approve(bulletin=bulletin, by=ada, now=timezone.now())

    row = moving.approve(bulletin=bulletin, by=ben if is_asked else ada, now=timezone.now())

    assert row.state == State.APPROVED


def test_send_now_waits_for_ten_minutes() -> None:
    bulletin, now = approved(), timezone.now()

    row = moving.send_now(bulletin=bulletin, by=make_staff(), now=now, was="")

    assert row.scheduled_at == now + timedelta(minutes=10)
    assert starting.start_due(now=now + timedelta(minutes=9)) == 0


def test_cancelled_within_ten_minutes_it_is_not_sent() -> None:
    bulletin, now = approved(), timezone.now()
    moving.send_now(bulletin=bulletin, by=make_staff(), now=now, was="")
    moving.unschedule(bulletin=bulletin, by=make_staff(), now=now)

    assert starting.start_due(now=now + timedelta(minutes=11)) == 0


def test_send_now_pressed_twice_moves_nothing() -> None:
    bulletin, now = approved(), timezone.now()
    first = moving.send_now(bulletin=bulletin, by=make_staff(), now=now, was="")
    later = now + timedelta(seconds=2)

    with pytest.raises(moving.Changed):
        moving.send_now(bulletin=bulletin, by=make_staff(), now=later, was="")

    bulletin.refresh_from_db()
    assert bulletin.scheduled_at == first.scheduled_at
    assert AuditEntry.objects.filter(action="bulletin.schedule").count() == 1


def test_time_is_changed_by_who_saw_it() -> None:
    bulletin = scheduled()
    at = timezone.now() + timedelta(days=2)

    row = moving.schedule(
        bulletin=bulletin, at=at, by=make_staff(), now=timezone.now(),
        was=moving.time_as_seen(bulletin),
    )  # fmt: skip

    assert row.scheduled_at == at


def test_late_one_can_be_scheduled_anew_or_let_be() -> None:
    bulletin = scheduled()
    starting.start_due(now=timezone.now() + timedelta(days=1))
    bulletin.refresh_from_db()
    assert bulletin.state == State.LATE

    row = moving.schedule(
        bulletin=bulletin, at=timezone.now() + timedelta(hours=1), by=make_staff(),
        now=timezone.now(), was=moving.time_as_seen(bulletin),
    )  # fmt: skip

    assert row.state == State.SCHEDULED


# Recipients and corrections --------------------------------------------------------------------


def counts(bulletin: Bulletin) -> dict[Audience, int]:
    return recipients.counted(bulletin, timezone.now())


def test_recipients_are_counted_once_and_as_members_first() -> None:
    member("ada@example.org")
    subscribe("ada@example.org")
    subscribe("ben@example.org")

    assert counts(make_bulletin()) == {Audience.MEMBERS: 1, Audience.SECTOR: 1}


def test_count_is_what_sending_makes() -> None:
    for number in range(3):
        member(f"member{number}@example.org")
    subscribe()
    before = counts(make_bulletin())

    assert sum(before.values()) == sending().recipients


def sent_to_some() -> Bulletin:
    """Ada got it, Ben is in doubt, Cleo's failed; Dan came later."""
    member("ada@example.org")
    subscribe("ben@example.org")
    subscribe("cleo@example.org")
    bulletin = sending()
    rows = bulletin.deliveries
    rows.filter(address="ada@example.org").update(state=S.SENT, sent_at=timezone.now())
    rows.filter(address="ben@example.org").update(state=S.IN_DOUBT)
    rows.filter(address="cleo@example.org").update(state=S.FAILED)
    starting.finish(bulletin=bulletin, now=timezone.now())
    subscribe("dan@example.org")
    return Bulletin.objects.get(pk=bulletin.pk)


def correction(bulletin: Bulletin) -> Bulletin:
    return begin_correction(bulletin=bulletin, by=make_staff(), now=timezone.now())


def started(bulletin: Bulletin) -> Bulletin:
    now, by = timezone.now(), make_staff()
    moving.approve(bulletin=bulletin, by=by, now=now)
    moving.schedule(bulletin=bulletin, at=now, by=by, now=now)
    assert starting.start(bulletin=bulletin.pk, now=now)
    return Bulletin.objects.get(pk=bulletin.pk)


def test_correction_goes_to_those_who_got_it_or_may_have() -> None:
    first = sent_to_some()
    draft = correction(first)
    assert (draft.subject, draft.corrects) == (f"Correction: {first.subject}", first)
    assert counts(draft) == {Audience.MEMBERS: 1, Audience.SECTOR: 1}

    out = started(draft)

    assert states_of(out) == {"ada@example.org": S.PENDING, "ben@example.org": S.PENDING}
    assert out.recipients == 2


def test_who_left_since_gets_no_correction() -> None:
    first = sent_to_some()
    ben = first.deliveries.get(address="ben@example.org")
    leave(who=Who(subscriber=ben.subscriber_id), now=timezone.now())
    from bulletins.actions.claims import Claim

    out = started(correction(first))
    claim = Claim(out.pk, timezone.now())

    assert [row.address for row in claim.rows] == ["ada@example.org"]
    assert states_of(out)["ben@example.org"] == S.SUPPRESSED


def test_who_is_no_member_any_more_gets_no_correction() -> None:
    first = sent_to_some()
    Membership.objects.update(ends_on=timezone.localdate() - timedelta(days=1))
    draft = correction(first)

    assert counts(draft) == {Audience.MEMBERS: 0, Audience.SECTOR: 1}
    assert states_of(started(draft)) == {"ben@example.org": S.PENDING}


@pytest.mark.parametrize("state", [State.SENDING, State.PAUSED])
def test_what_goes_out_still_is_not_corrected_yet(state: str) -> None:
    first = sent_to_some()
    Bulletin.objects.update(state=state, finished_at=None)
    first.refresh_from_db()

    with pytest.raises(StillGoingOut):
        correction(first)


def test_stopped_one_is_corrected() -> None:
    first = sent_to_some()
    Bulletin.objects.update(state=State.STOPPED)
    first.refresh_from_db()

    assert correction(first).corrects == first


def test_correction_waits_while_the_first_goes_on_again() -> None:
    first = sent_to_some()
    draft, now, by = correction(first), timezone.now(), make_staff()
    moving.approve(bulletin=draft, by=by, now=now)
    moving.schedule(bulletin=draft, at=now, by=by, now=now)
    retry(bulletin=first, by=by, now=now)

    assert starting.start_due(now=now) == 0
    first.deliveries.open().update(state=S.SENT, sent_at=now)
    starting.finish(bulletin=first, now=now)
    assert starting.start_due(now=now) == 1

    assert len(states_of(draft)) == 3  # the one who was tried again as well


@pytest.mark.parametrize(("again", "state"), [(retry, S.FAILED), (send_again, S.IN_DOUBT)])
def test_what_is_corrected_is_sent_to_nobody_else(again: Callable[..., Any], state: str) -> None:
    first = sent_to_some()
    started(correction(first))
    before, row = states_of(first), first.deliveries.get(state=state)

    with pytest.raises(Corrected):
        again(bulletin=first, delivery=row.pk, by=make_staff(), now=timezone.now())

    first.refresh_from_db()
    assert (first.state, states_of(first)) == (State.SENT, before)


@pytest.mark.parametrize(("address", "left"), [("ada", (0, 1)), ("ben", (1, 0))])
def test_who_left_since_is_not_counted_for_the_correction(
    address: str, left: tuple[int, int]
) -> None:
    first = sent_to_some()
    row = first.deliveries.get(address=f"{address}@example.org")
    leave(who=Who(row.user_id, row.subscriber_id), now=timezone.now())

    assert tuple(counts(correction(first)).values()) == left


def test_correction_asked_for_twice_is_one_draft() -> None:
    first = sent_to_some()

    assert correction(first) == correction(first)


def test_what_has_gone_to_nobody_is_not_corrected() -> None:
    with pytest.raises(NobodyToCorrect):
        correction(make_bulletin())


def test_page_of_the_first_says_that_it_was_corrected(client: object) -> None:
    first = sent_to_some()
    out = started(correction(first))

    text = client.get(f"/bulletins/{first.slug}/").text  # type: ignore[attr-defined]

    assert "A correction was sent on" in text
    assert f"/bulletins/{out.slug}/" in text


def test_approved_one_is_not_approved_again() -> None:
    bulletin = approved()

    with pytest.raises(IllegalMove):
        moving.approve(bulletin=bulletin, by=make_staff(), now=timezone.now())

    assert AuditEntry.objects.filter(action="bulletin.approve").count() == 1
