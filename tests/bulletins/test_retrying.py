"""Who did not get it: tried again, or settled by a person; kept for a year."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from bulletins.actions import draining, forgetting_deliveries, moving, retrying, starting, watching
from bulletins.models import Bulletin, Delivery, MailEvent, Suppression
from bulletins.states import IllegalMove, State
from portal.mailsink import Sink
from tests.factories.bulletins import sending, states_of, subscribe, subscribe_many
from tests.factories.staff import make_staff

pytestmark = pytest.mark.django_db
S = Delivery.State
Act = Callable[..., object]


def ended(**states: str) -> Bulletin:
    """A bulletin that was sent, with these addresses in these states."""
    for name in states:
        subscribe(f"{name}@example.org")
    bulletin = sending()
    for name, state in states.items():
        values = {"state": state, "last_error": "550 no"}
        sent_at = timezone.now() if state == S.SENT else None
        bulletin.deliveries.filter(address=f"{name}@example.org").update(sent_at=sent_at, **values)
    assert starting.finish(bulletin=bulletin, now=timezone.now())
    bulletin.refresh_from_db()
    return bulletin


def pk_of(bulletin: Bulletin, name: str) -> int:
    return bulletin.deliveries.get(address=f"{name}@example.org").pk


def test_outcome_is_kept_when_it_ends() -> None:
    bulletin = ended(ada=S.SENT, ben=S.FAILED)

    assert bulletin.outcome == {
        "pending": 0, "claimed": 0, "sent": 1, "failed": 1, "suppressed": 0, "in-doubt": 0,
    }  # fmt: skip


def test_those_that_failed_go_back_in_line_and_it_is_being_sent_again() -> None:
    bulletin = ended(ada=S.SENT, ben=S.FAILED)

    number = retrying.retry(bulletin=bulletin, by=make_staff(), now=timezone.now())

    bulletin.refresh_from_db()
    assert (number, bulletin.state, bulletin.finished_at, bulletin.outcome) == (
        1, State.SENDING, None, None,
    )  # fmt: skip
    assert states_of(bulletin) == {"ada@example.org": S.SENT, "ben@example.org": S.PENDING}


@pytest.mark.django_db(transaction=True)
def test_who_is_tried_again_gets_it_and_nobody_else(mail_sink: Sink) -> None:
    bulletin = ended(ada=S.SENT, ben=S.FAILED)
    retrying.retry(bulletin=bulletin, by=make_staff(), now=timezone.now())

    draining.drain(bulletin=bulletin.pk, lanes=1)

    bulletin.refresh_from_db()
    assert [message.to for message in mail_sink.messages] == [("ben@example.org",)]
    assert (bulletin.state, bulletin.outcome["sent"]) == (State.SENT, 2)


def test_suppressed_address_is_not_tried_again() -> None:
    bulletin = ended(ben=S.FAILED)
    Suppression.objects.create(
        address="ben@example.org", reason="refused", created_at=timezone.now()
    )

    with pytest.raises(retrying.NothingToRetry):
        retrying.retry(bulletin=bulletin, by=make_staff(), now=timezone.now())

    bulletin.refresh_from_db()
    assert bulletin.state == State.SENT


def test_pressed_twice_puts_back_once() -> None:
    bulletin = ended(ben=S.FAILED)
    retrying.retry(bulletin=bulletin, by=make_staff(), now=timezone.now())

    with pytest.raises(retrying.NothingToRetry):
        retrying.retry(bulletin=bulletin, by=make_staff(), now=timezone.now())


def test_one_alone_is_tried_again() -> None:
    bulletin = ended(ben=S.FAILED, cleo=S.FAILED)

    retrying.retry(
        bulletin=bulletin, delivery=pk_of(bulletin, "ben"), by=make_staff(), now=timezone.now()
    )

    assert states_of(bulletin) == {"ben@example.org": S.PENDING, "cleo@example.org": S.FAILED}


def test_doubtful_one_counts_as_sent_and_the_outcome_says_so() -> None:
    bulletin = ended(ada=S.IN_DOUBT)

    retrying.count_as_sent(
        bulletin=bulletin, delivery=pk_of(bulletin, "ada"), by=make_staff(), now=timezone.now()
    )

    bulletin.refresh_from_db()
    assert (bulletin.state, bulletin.outcome["sent"], bulletin.outcome["in-doubt"]) == (
        State.SENT, 1, 0,
    )  # fmt: skip


def test_doubtful_one_is_sent_again_only_by_name() -> None:
    bulletin = ended(ada=S.IN_DOUBT, ben=S.IN_DOUBT)

    retrying.send_again(
        bulletin=bulletin, delivery=pk_of(bulletin, "ada"), by=make_staff(), now=timezone.now()
    )

    assert states_of(bulletin) == {"ada@example.org": S.PENDING, "ben@example.org": S.IN_DOUBT}


@pytest.mark.parametrize("act", [retrying.send_again, retrying.count_as_sent])
def test_what_is_not_in_doubt_is_not_settled(act: Act) -> None:
    bulletin = ended(ada=S.SENT)

    with pytest.raises(retrying.NothingToRetry):
        act(bulletin=bulletin, delivery=pk_of(bulletin, "ada"), by=make_staff(), now=timezone.now())


def test_stopped_one_is_not_taken_up_again() -> None:
    subscribe("ada@example.org")
    bulletin = sending()
    bulletin.deliveries.update(state=S.FAILED)
    for act in (moving.pause, moving.stop):
        why = {"why": "wrong"} if act is moving.pause else {}
        act(bulletin=bulletin, by=make_staff(), now=timezone.now(), **why)

    with pytest.raises(IllegalMove):
        retrying.retry(bulletin=bulletin, by=make_staff(), now=timezone.now())

    assert states_of(bulletin) == {"ada@example.org": S.FAILED}


def test_deliveries_are_forgotten_after_a_year_and_the_outcome_stays() -> None:
    bulletin = ended(ada=S.SENT, ben=S.FAILED)
    MailEvent.objects.create(
        provider="x", event_id="1", kind="bounced", address="ben@example.org",
        delivery=bulletin.deliveries.first(), at=timezone.now(),
    )  # fmt: skip
    now = bulletin.finished_at + forgetting_deliveries.DELIVERIES_KEPT

    assert forgetting_deliveries.forget(now=now) == 0
    assert forgetting_deliveries.forget(now=now + timedelta(seconds=1)) == 2
    assert forgetting_deliveries.forget(now=now + timedelta(days=1)) == 0
    bulletin.refresh_from_db()
    assert (bulletin.outcome["sent"], bulletin.outcome["failed"]) == (1, 1)
    assert MailEvent.objects.get().delivery is None


def test_standing_counts_by_index_in_two_queries(django_assert_num_queries: object) -> None:
    subscribe_many(5)
    bulletin = sending()
    bulletin.deliveries.filter(address="reader0@example.org").update(
        state=S.SENT, sent_at=timezone.now()
    )

    with django_assert_num_queries(2):  # type: ignore[operator]
        how = watching.standing(bulletin, now=timezone.now())

    assert (how.done, how.waiting, how.percent, how.total) == (1, 4, 20, 5)


def test_list_goes_on_behind_the_last_row() -> None:
    subscribe_many(watching.PER_PAGE + 3)
    bulletin = sending()

    first, following = watching.listed(bulletin, S.PENDING)
    second, end = watching.listed(bulletin, S.PENDING, after=following or 0)

    assert (len(first), len(second), end) == (watching.PER_PAGE, 3, None)
    assert not {row.pk for row in first} & {row.pk for row in second}


def test_list_finds_one_address() -> None:
    subscribe_many(3)
    bulletin = sending()

    rows, _end = watching.listed(bulletin, S.PENDING, address="Reader1@example.org")

    assert [row.address for row in rows] == ["reader1@example.org"]
