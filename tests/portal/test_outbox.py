"""Writing mail: once per cause, in the transaction of its cause, sealed where it must be."""

import contextlib
from datetime import timedelta

import pytest
from django.core.cache import caches
from django.db import connection, transaction
from django.utils import timezone

from portal.models import OutgoingMail, SiteSettings
from portal.outbox import Letter, enqueue, enqueue_all, enqueue_credential, send_again
from tests.conftest import Deliver

LETTER = Letter(to="ada@example.org", subject="Hello", text="Hello Ada\n")
State = OutgoingMail.State


class Undone(Exception):
    pass


@pytest.mark.django_db
def test_a_cause_is_written_once() -> None:
    first = enqueue(cause="welcome:1", letter=LETTER)
    second = enqueue(cause="welcome:1", letter=Letter("b@example.org", "Other", "Other"))
    assert second == first
    assert list(OutgoingMail.objects.values_list("to", "subject")) == [("ada@example.org", "Hello")]


@pytest.mark.django_db
def test_many_are_written_in_one_statement_once_per_cause(deliver: Deliver) -> None:
    enqueue(cause="lunch:1", letter=LETTER)
    letters = {f"lunch:{n}": Letter(f"p{n}@example.org", "Lunch", "At one") for n in (1, 2, 3)}

    enqueue_all(letters=letters)
    enqueue_all(letters=letters)

    assert {message.to for message in deliver()} == {
        ("ada@example.org",), ("p2@example.org",), ("p3@example.org",),
    }  # fmt: skip


@pytest.mark.django_db
def test_long_causes_that_differ_at_the_end_are_two() -> None:
    causes = [f"event:{'x' * 300}@example.org:{n}" for n in (1, 2, 1)]
    assert len({enqueue(cause=cause, letter=LETTER).pk for cause in causes}) == 2


@pytest.mark.django_db(transaction=True)
def test_a_rolled_back_cause_leaves_no_mail(deliver: Deliver) -> None:
    with contextlib.suppress(Undone), transaction.atomic():
        enqueue(cause="welcome:1", letter=LETTER)
        raise Undone
    assert deliver() == []


@pytest.mark.django_db
def test_replies_go_to_the_coordinator_of_that_moment() -> None:
    SiteSettings.objects.create(pk=1, coordinator_email="new@example.org")
    caches["pages"].clear()
    assert enqueue(cause="welcome:1", letter=LETTER).reply_to == "new@example.org"


@pytest.mark.django_db
def test_line_breaks_and_nul_in_a_letter_break_nothing() -> None:
    letter = Letter("ada@example.org", "Hi\r\nBcc: all@example.org\0", "Te\0xt", "<p>\0</p>")
    mail = enqueue(cause="welcome:1", letter=letter)
    mail.refresh_from_db()
    assert (mail.subject, mail.text, mail.html) == ("Hi Bcc: all@example.org", "Text", "<p></p>")


@pytest.mark.django_db
def test_message_ids_are_of_the_sites_own_host_and_differ() -> None:
    ids = [enqueue(cause=f"welcome:{n}", letter=LETTER).message_id for n in (1, 2)]
    assert [text.partition("@")[2] for text in ids] == ["testserver>", "testserver>"]
    assert ids[0] != ids[1]


@pytest.mark.django_db
def test_a_credential_lies_sealed_in_the_database() -> None:
    secret = "4711-SECRET"
    letter = Letter("ada@example.org", "Your code", secret, f"<p>{secret}</p>")
    in_an_hour = timezone.now() + timedelta(hours=1)
    enqueue_credential(cause="code:1", letter=letter, expires_at=in_an_hour)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT mail::text, convert_from(sealed, 'UTF8') FROM portal_outgoingmail mail"
        )
        assert all(secret not in column for column in cursor.fetchone())


@pytest.mark.django_db
@pytest.mark.parametrize("state", [State.PARKED, State.IN_DOUBT])
def test_stuck_mail_is_sent_again_once_asked(deliver: Deliver, state: str) -> None:
    mail = enqueue(cause="welcome:1", letter=LETTER)
    stuck(mail, state)
    assert deliver() == []
    assert [send_again(mail=mail, now=timezone.now()) for _ in range(2)] == [True, False]
    assert [message.subject for message in deliver()] == ["Hello"]


@pytest.mark.django_db
def test_a_credential_is_never_sent_again(deliver: Deliver) -> None:
    in_an_hour = timezone.now() + timedelta(hours=1)
    mail = enqueue_credential(cause="code:1", letter=LETTER, expires_at=in_an_hour)
    stuck(mail, State.IN_DOUBT)
    assert send_again(mail=mail, now=timezone.now()) is False
    assert deliver() == []


@pytest.mark.django_db
@pytest.mark.parametrize("state", [State.WAITING, State.EXPIRED])
def test_only_stuck_mail_can_be_sent_again(state: str) -> None:
    mail = enqueue(cause="welcome:1", letter=LETTER)
    stuck(mail, state)
    assert send_again(mail=mail, now=timezone.now()) is False


def stuck(mail: OutgoingMail, state: str) -> None:
    OutgoingMail.objects.filter(pk=mail.pk).update(state=state, attempts=9)
