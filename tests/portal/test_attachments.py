"""Files with a mail: they arrive whole, break no header, and lie sealed where the mail does."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, connection
from django.urls import reverse

from portal.attachments import LIMIT_BYTES, Attachment, TooLarge
from portal.mailsink import File
from portal.models import OutgoingMail
from portal.outbox import Letter, enqueue, enqueue_credential
from portal.sealing import seal
from portal.staff_groups import COORDINATORS
from tests.conftest import Deliver
from tests.factories.staff import make_staff, sign_in

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
LATER = NOW + timedelta(days=1)
PICTURE = Attachment("code.png", "image/png", bytes(range(256)), is_inline=True)
ENTRY = Attachment(
    "event.ics", "text/calendar; method=REQUEST; charset=utf-8", "SUMMARY:Ọlá\r\n".encode()
)
State = OutgoingMail.State


def letter(*files: Attachment) -> Letter:
    return Letter("ada@example.org", "Hello", "Plain, Ọlá", "<p>Rich</p>", files)


@pytest.mark.parametrize("is_credential", [False, True])
def test_files_arrive_as_they_were_beside_both_texts(deliver: Deliver, is_credential: bool) -> None:
    if is_credential:
        enqueue_credential(cause="a", letter=letter(ENTRY, PICTURE), expires_at=LATER, now=NOW)
    else:
        enqueue(cause="a", letter=letter(ENTRY, PICTURE), now=NOW)

    (message,) = deliver(now=NOW)

    assert (message.text.strip(), message.html.strip()) == ("Plain, Ọlá", "<p>Rich</p>")
    assert message.files == (
        File("event.ics", 'text/calendar; method="REQUEST"; charset="utf-8"', ENTRY.content),
        File("code.png", "image/png", PICTURE.content),
    )


def test_a_mail_without_files_has_none(deliver: Deliver) -> None:
    enqueue(cause="a", letter=letter(), now=NOW)
    assert deliver(now=NOW)[0].files == ()


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("code.png\r\nBcc: all@example.org", "code.png Bcc all@example.org"),
        ("../../etc/passwd", "passwd"),
        ('"; x="y.png', "x= y.png"),
        ("Zoë’s Ọlá.ics", "Zoë’s Ọlá.ics"),
        ("\0\u202e", "attachment"),
        ("n" * 300 + ".ics", "n" * 96 + ".ics"),
    ],
)
def test_names_are_fit_for_a_header(deliver: Deliver, name: str, safe: str) -> None:
    enqueue(cause="a", letter=letter(Attachment(name, "image/png", b"x")), now=NOW)

    (message,) = deliver(now=NOW)

    assert [one.name for one in message.files] == [safe]
    assert message.to == ("ada@example.org",)
    assert "Bcc" not in dict(message.headers)


@pytest.mark.parametrize("kind", ["", "text", "image/png\r\nX: y", "text/plain; name=a b"])
def test_a_content_type_that_is_none_is_refused(kind: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        Attachment("a", kind, b"")


def test_more_than_the_limit_in_all_is_refused_and_writes_nothing() -> None:
    half = Attachment("half", "image/png", bytes(LIMIT_BYTES // 2))
    more = Attachment("more", "image/png", bytes(LIMIT_BYTES // 2 + 1))
    enqueue(cause="fits", letter=letter(half, half), now=NOW)

    with pytest.raises(TooLarge):
        enqueue(cause="a", letter=letter(half, more), now=NOW)
    with pytest.raises(TooLarge):
        enqueue_credential(cause="b", letter=letter(half, more), expires_at=LATER, now=NOW)

    assert OutgoingMail.objects.count() == 1


def test_files_of_a_credential_lie_sealed_and_go_with_it(deliver: Deliver) -> None:
    secret = Attachment("code-4711.txt", "text/plain", b"4711-SECRET")
    mail = enqueue_credential(cause="a", letter=letter(secret), expires_at=LATER, now=NOW)
    with connection.cursor() as cursor:
        cursor.execute("SELECT mail::text FROM portal_outgoingmail mail")
        (row,) = cursor.fetchone()
    assert not [trace for trace in ("4711", "NDcxMS1TRUNSRVQ") if trace in row]

    deliver(now=NOW)

    mail.refresh_from_db()
    assert (mail.state, bytes(mail.sealed), mail.attachments) == (State.SENT, b"", [])


def test_the_database_refuses_open_files_with_a_credential() -> None:
    mail = enqueue_credential(cause="a", letter=letter(), expires_at=LATER, now=NOW)
    with pytest.raises(IntegrityError, match="mail_credential_is_sealed"):
        OutgoingMail.objects.filter(pk=mail.pk).update(attachments=[["a", "text/plain", "", False]])


def test_a_credential_sealed_before_there_were_files_is_sent(deliver: Deliver) -> None:
    enqueue_credential(cause="a", letter=letter(), expires_at=LATER, now=NOW)
    OutgoingMail.objects.update(sealed=seal('["Old text", "<p>Old</p>"]'))
    (message,) = deliver(now=NOW)
    assert (message.text.strip(), message.files) == ("Old text", ())


def test_staff_see_the_mail_without_loading_its_files() -> None:
    mail = enqueue(cause="a", letter=letter(PICTURE), now=NOW)
    client = sign_in(make_staff(COORDINATORS))
    page = client.get(reverse("admin:portal_outgoingmail_change", args=[mail.pk]))
    assert "Plain, Ọlá" in page.content.decode()
    assert "code.png" not in page.content.decode()
