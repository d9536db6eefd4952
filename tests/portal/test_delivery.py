"""Sending: what each answer of a mail server, each fault and each death does to a row."""

import re
import uuid
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.utils import timezone

from portal import delivery
from portal.delivery import BACK_OFF_MINUTES, BATCH, LEASE, TROUBLE_LASTS, deliver_due
from portal.mailsink import Drop, Sink
from portal.models import Heartbeat, OutgoingMail
from portal.outbox import Letter, enqueue, enqueue_credential
from tests.conftest import Deliver

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
State = OutgoingMail.State


def mail_to(*names: str, now: datetime = NOW) -> list[OutgoingMail]:
    return [
        enqueue(
            cause=f"test:{name}",
            letter=Letter(f"{name}@example.org", f"To {name}", f"Dear {name}"),
            now=now,
        )
        for name in names
    ]


def code_to(name: str, *, expires_at: datetime) -> OutgoingMail:
    letter = Letter(f"{name}@example.org", "Your code", "1234", "<p>1234</p>")
    return enqueue_credential(cause=f"code:{name}", letter=letter, expires_at=expires_at, now=NOW)


def states() -> dict[str, str]:
    rows = OutgoingMail.objects.values_list("to", "state")
    return {to.partition("@")[0]: state for to, state in rows}


def again(mail: OutgoingMail) -> OutgoingMail:
    mail.refresh_from_db()
    return mail


def test_a_mail_arrives_whole_and_is_recorded(deliver: Deliver) -> None:
    letter = Letter("ada@example.org", "Zoë and Ọlá", "Plain, Ọlá", "<p>Rich, Ọlá</p>")
    mail = enqueue(cause="test", letter=letter, now=NOW)
    (message,) = deliver(now=NOW)
    assert (message.to, message.subject) == (("ada@example.org",), "Zoë and Ọlá")
    assert (message.text.strip(), message.html.strip()) == ("Plain, Ọlá", "<p>Rich, Ọlá</p>")
    assert message.sender == "Race and Justice Network <network@example.org>"
    assert message.reply_to == "coordinator@example.org"
    headers = dict(message.headers)
    assert headers["Message-ID"] == mail.message_id
    assert headers["Date"] == "Mon, 02 Mar 2026 09:30:00 +0000"
    assert headers["Auto-Submitted"] == "auto-generated"
    assert (again(mail).state, mail.sent_at, mail.attempts) == (State.SENT, NOW, 1)


def test_a_second_run_sends_nothing_more(deliver: Deliver) -> None:
    mail_to("ada", "ben")
    assert len(deliver(now=NOW)) == len(deliver(now=NOW + MINUTE)) == 2


def test_more_than_a_batch_goes_out_oldest_first(deliver: Deliver) -> None:
    names = [f"n{number:02}" for number in range(BATCH * 2 + 3)]
    for place, name in enumerate(names):
        mail_to(name, now=NOW - MINUTE + timedelta(seconds=place))
    assert [message.text.strip() for message in deliver(now=NOW)] == [f"Dear {n}" for n in names]


def test_recipients_never_see_each_other(deliver: Deliver) -> None:
    mail_to("ada", "ben")
    assert [message.to for message in deliver(now=NOW)] == [
        ("ada@example.org",),
        ("ben@example.org",),
    ]


# What a server answers ------------------------------------------------------------------------


def test_a_refusal_for_good_parks_that_mail_alone(deliver: Deliver, mail_sink: Sink) -> None:
    mail_sink.faults.refuse = lambda address: address.startswith("gone")
    gone, _ada = mail_to("gone", "ada")
    assert [message.to for message in deliver(now=NOW)] == [("ada@example.org",)]
    assert (again(gone).state, gone.last_error) == (State.PARKED, "SMTPRecipientsRefused 550 5.1.1")
    mail_sink.faults.refuse = lambda _address: False
    assert len(deliver(now=NOW + timedelta(days=2))) == 1


def test_a_greylisted_mail_goes_out_later_and_once(deliver: Deliver, mail_sink: Sink) -> None:
    mail_sink.faults.greylist = 1
    (mail,) = mail_to("ada")
    assert deliver(now=NOW) == []
    assert (again(mail).state, mail.next_attempt_at) == (State.WAITING, NOW + MINUTE)
    assert deliver(now=NOW + 0.9 * MINUTE) == []
    assert len(deliver(now=NOW + MINUTE)) == len(deliver(now=NOW + 9 * MINUTE)) == 1


def test_a_mail_that_is_always_put_off_is_parked_in_the_end(
    deliver: Deliver, mail_sink: Sink
) -> None:
    mail_sink.faults.greylist = 99
    (mail,) = mail_to("ada")
    tried_at = [NOW]
    for _ in BACK_OFF_MINUTES:
        deliver(now=tried_at[-1])
        tried_at.append(again(mail).next_attempt_at)
    deliver(now=tried_at[-1])
    assert tuple((b - a) // MINUTE for a, b in pairwise(tried_at)) == (BACK_OFF_MINUTES)
    assert (again(mail).state, mail.attempts) == (State.PARKED, len(BACK_OFF_MINUTES) + 1)


# What happens on the line ---------------------------------------------------------------------


def test_a_line_lost_before_the_text_is_tried_again(deliver: Deliver, mail_sink: Sink) -> None:
    mail_sink.faults.drop, mail_sink.faults.drops = Drop.BEFORE_DATA, 1
    (mail,) = mail_to("ada")
    assert deliver(now=NOW) == []
    assert (again(mail).state, mail.handing_over_at) == (State.WAITING, None)
    assert [message.text.strip() for message in deliver(now=NOW + MINUTE)] == ["Dear ada"]


@pytest.mark.parametrize(("drop", "stored"), [(Drop.DURING_DATA, 0), (Drop.AFTER_DOT, 1)])
def test_a_line_lost_from_the_text_on_leaves_a_doubt(
    deliver: Deliver, mail_sink: Sink, drop: Drop, stored: int
) -> None:
    mail_sink.faults.drop, mail_sink.faults.drops = drop, 1
    (mail,) = mail_to("ada")
    assert len(deliver(now=NOW)) == stored
    assert again(mail).state == State.IN_DOUBT
    assert len(deliver(now=NOW + timedelta(days=2))) == stored


def test_a_doubtful_mail_sent_again_keeps_its_message_id(deliver: Deliver, mail_sink: Sink) -> None:
    mail_sink.faults.drop, mail_sink.faults.drops = Drop.AFTER_DOT, 1
    (mail,) = mail_to("ada")
    deliver(now=NOW)
    delivery_time = NOW + MINUTE
    OutgoingMail.objects.update(state=State.WAITING)
    ids = [dict(message.headers)["Message-ID"] for message in deliver(now=delivery_time)]
    assert ids == [mail.message_id, mail.message_id]


def test_a_server_that_stalls_after_the_text_leaves_a_doubt(
    deliver: Deliver, mail_sink: Sink, settings: Any
) -> None:
    settings.MAILERS["default"]["OPTIONS"]["timeout"] = 0.3
    mail_sink.faults.stall = 2
    (mail,) = mail_to("ada")
    deliver(now=NOW)
    assert again(mail).state == State.IN_DOUBT


def test_trouble_on_the_line_spares_the_rest_of_the_claim(
    deliver: Deliver, mail_sink: Sink
) -> None:
    mail_sink.faults.drop, mail_sink.faults.drops = Drop.AFTER_DOT, 99
    mail_to("ada", "ben", "cy")
    deliver(now=NOW)
    assert states() == {"ada": State.IN_DOUBT, "ben": State.WAITING, "cy": State.WAITING}
    deliver(now=NOW + TROUBLE_LASTS / 2)
    assert states()["ben"] == State.WAITING
    mail_sink.faults.drops = 0
    deliver(now=NOW + TROUBLE_LASTS)
    assert states() == {"ada": State.IN_DOUBT, "ben": State.SENT, "cy": State.SENT}


def test_an_absent_server_costs_no_attempts(deliver: Deliver, mail_sink: Sink) -> None:
    mails = mail_to(*(f"n{number}" for number in range(BATCH + 2)))
    port = mail_sink.port
    mail_sink.stop()
    for minutes in range(20):
        assert deliver_due(now=NOW + minutes * MINUTE) == 0
    rows = {(again(mail).state, mail.attempts, mail.claim) for mail in mails}
    assert rows == {(State.WAITING, 0, None)}
    with Sink(mail_sink.directory, port):
        assert deliver_due(now=NOW + 20 * MINUTE) == BATCH + 2


def test_an_absent_server_is_tried_once_in_half_a_minute(mail_sink: Sink) -> None:
    mail_to("ada")
    mail_sink.stop()
    for second in (0, 10, 29, 30, 45):
        deliver_due(now=NOW + timedelta(seconds=second))
    trouble = Heartbeat.objects.get(name=delivery.TROUBLE)
    assert trouble.beat_at == NOW + timedelta(seconds=30)


# What is wrong with a row ---------------------------------------------------------------------


@pytest.mark.parametrize("to", ["no address", "a@example.org, b@example.org", "ọlá@example.org"])
def test_an_impossible_address_parks_that_mail_alone(deliver: Deliver, to: str) -> None:
    poison = enqueue(cause="poison", letter=Letter(to, "Hello", "Text"), now=NOW - MINUTE)
    mail_to("ada")
    assert [message.to for message in deliver(now=NOW)] == [("ada@example.org",)]
    assert again(poison).state == State.PARKED


def test_a_body_that_cannot_be_unsealed_parks_that_mail_alone(deliver: Deliver) -> None:
    poison = code_to("ben", expires_at=NOW + 60 * MINUTE)
    OutgoingMail.objects.update(sealed=b"sealed with a key that was lost")
    mail_to("ada")
    assert [message.to for message in deliver(now=NOW)] == [("ada@example.org",)]
    assert (again(poison).state, poison.last_error) == (State.PARKED, "InvalidToken")


def test_a_line_break_in_a_stored_header_is_no_header(deliver: Deliver) -> None:
    (poison,) = mail_to("eve", now=NOW - MINUTE)
    OutgoingMail.objects.update(subject="Hi\r\nBcc: all@example.org")
    mail_to("ada")
    assert [message.to for message in deliver(now=NOW)] == [("ada@example.org",)]
    assert again(poison).state == State.PARKED


# Credentials ----------------------------------------------------------------------------------


def test_a_credential_is_sent_and_erased(deliver: Deliver) -> None:
    mail = code_to("ada", expires_at=NOW + MINUTE)
    (message,) = deliver(now=NOW)
    assert (message.text.strip(), message.html.strip()) == ("1234", "<p>1234</p>")
    assert (again(mail).state, bytes(mail.sealed), mail.text) == (State.SENT, b"", "")


@pytest.mark.parametrize("state", [State.WAITING, State.PARKED, State.IN_DOUBT])
def test_a_credential_that_ran_out_is_dropped_unsent(deliver: Deliver, state: str) -> None:
    mail = code_to("ada", expires_at=NOW + MINUTE)
    OutgoingMail.objects.update(state=state)
    assert deliver(now=NOW + MINUTE) == []
    assert (again(mail).state, bytes(mail.sealed)) == (State.EXPIRED, b"")


def test_a_credential_that_runs_out_while_claimed_is_dropped_unsent(mail_sink: Sink) -> None:
    mail = code_to("ada", expires_at=NOW + MINUTE)
    batch = delivery._Batch(delivery.claim_batch(now=NOW), lambda: NOW + MINUTE)
    batch.deliver(float("inf"))
    assert mail_sink.messages == []
    assert (again(mail).state, bytes(mail.sealed)) == (State.EXPIRED, b"")


# Runs that died -------------------------------------------------------------------------------


def claimed_by_another(
    mail: OutgoingMail, *, at: datetime, handing_over: bool = False, attempts: int = 1
) -> None:
    OutgoingMail.objects.filter(pk=mail.pk).update(
        state=State.SENDING,
        claim=uuid.uuid4(),
        lease_until=at + LEASE,
        handing_over_at=at if handing_over else None,
        attempts=attempts,
    )


def test_a_claim_under_lease_is_left_alone(deliver: Deliver) -> None:
    claimed_by_another(*mail_to("ada"), at=NOW)
    assert deliver(now=NOW + LEASE) == []
    assert states() == {"ada": State.SENDING}


def test_a_claim_that_ran_out_is_sent_by_the_next_run(deliver: Deliver) -> None:
    claimed_by_another(*mail_to("ada"), at=NOW)
    assert len(deliver(now=NOW + 1.01 * LEASE)) == 1


def test_a_mail_that_was_being_handed_over_is_in_doubt(deliver: Deliver) -> None:
    claimed_by_another(*mail_to("ada"), at=NOW, handing_over=True)
    assert deliver(now=NOW + 1.01 * LEASE) == []
    assert states() == {"ada": State.IN_DOUBT}


def test_a_mail_that_keeps_killing_workers_is_parked(deliver: Deliver) -> None:
    claimed_by_another(*mail_to("ada"), at=NOW, attempts=len(BACK_OFF_MINUTES) + 1)
    assert deliver(now=NOW + 1.01 * LEASE) == []
    assert states() == {"ada": State.PARKED}


def test_an_old_mark_of_an_earlier_attempt_is_no_doubt(deliver: Deliver, mail_sink: Sink) -> None:
    mail_to("ada")
    OutgoingMail.objects.update(handing_over_at=NOW - 60 * MINUTE)
    (claimed,) = delivery.claim_batch(now=NOW)
    assert again(claimed).handing_over_at is None
    assert len(deliver(now=NOW + 1.01 * LEASE)) == 1


def test_a_run_whose_claim_was_taken_over_sends_nothing(mail_sink: Sink) -> None:
    (mail,) = mail_to("ada")
    batch = delivery._Batch(delivery.claim_batch(now=NOW), timezone.now)
    claimed_by_another(mail, at=NOW + 2 * LEASE)
    batch.deliver(float("inf"))
    assert (batch.sent, mail_sink.messages) == (0, [])
    assert states() == {"ada": State.SENDING}


def test_a_claim_taken_over_at_the_last_moment_calls_the_hand_over_off(mail_sink: Sink) -> None:
    (mail,) = mail_to("ada")
    batch = delivery._Batch(delivery.claim_batch(now=NOW), timezone.now)
    mark = batch._mark

    def taken_over_just_before(held: Any) -> None:
        claimed_by_another(mail, at=NOW + 2 * LEASE)
        mark(held)

    batch._mark = taken_over_just_before  # type: ignore[method-assign]  # a race, made to happen
    batch.deliver(float("inf"))
    assert (batch.sent, mail_sink.messages) == (0, [])
    assert states() == {"ada": State.SENDING}


def test_a_run_out_of_time_stops_after_the_mail_in_hand(mail_sink: Sink) -> None:
    mail_to("ada", "ben")
    assert deliver_due(now=NOW, seconds=0) == 1
    assert sorted(states().values()) == [State.SENT, State.WAITING]


def test_logs_of_failures_name_nobody(
    deliver: Deliver, mail_sink: Sink, caplog: pytest.LogCaptureFixture
) -> None:
    mail_sink.faults.drop, mail_sink.faults.drops = Drop.AFTER_DOT, 1
    mail_to("ada")
    deliver(now=NOW)
    ours = [record for record in caplog.records if record.name.startswith("portal")]
    assert [record.levelname for record in ours] == ["WARNING"]
    assert not re.search(r"ada|@", ours[0].getMessage())
