"""What mail providers report: taken in once, believed only with the secret, never turned back."""

import json
from base64 import b64encode
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from bulletins.actions import lists, mail_events, starting
from bulletins.leaving import Who
from bulletins.models import Bulletin, Delivery, MailEvent, Preference, Suppression
from portal import outbox
from portal.models import OutgoingMail
from portal.outbox import Letter
from tests.factories.bulletins import member, sending, subscribe
from tests.factories.mail_reports import (
    BREVO_BOUNCE,
    POSTMARK_BOUNCE,
    POSTMARK_COMPLAINT,
    POSTMARK_DELIVERY,
    POSTMARK_OPEN,
    brevo,
)

pytestmark = pytest.mark.django_db
ADA = "ada@example.org"
States = Delivery.State


def auth(secret: str | None = None, user: str = "events") -> dict[str, str]:
    pair = f"{user}:{settings.MAIL_WEBHOOK_SECRET if secret is None else secret}"
    return {"Authorization": f"Basic {b64encode(pair.encode()).decode()}"}


def post(payload: Any, provider: str = "brevo", headers: dict[str, str] | None = None) -> int:
    """Post as the provider does: no cookie, no token of a form."""
    body = payload if isinstance(payload, bytes | str) else json.dumps(payload)
    return (
        Client(enforce_csrf_checks=True)
        .post(
            f"/mail-events/{provider}/",
            body,
            content_type="application/json",
            headers=auth() if headers is None else headers,
        )
        .status_code
    )


def delivered(state: str = States.SENT, *, hours: float = 1) -> Delivery:
    """A bulletin that went to Ada `hours` ago, and how that ended."""
    subscribe(ADA, confirmed_at=timezone.now() - timedelta(days=90))
    row = sending().deliveries.get()
    at = timezone.now() - timedelta(hours=hours)
    row.state, row.handing_over_at = state, at
    row.sent_at = at if state == States.SENT else None
    row.save()
    return row


def message_id(row: Delivery, host: str = "testserver") -> str:
    return f"<bulletin-{row.bulletin_id}.{row.pk}@{host}>"


def now_ms() -> int:
    return int(timezone.now().timestamp() * 1000)


def report(event: str, row: Delivery, *, at: int | None = None, **fields: Any) -> dict[str, Any]:
    return brevo(event, message_id=message_id(row)) | {"ts_epoch": at or now_ms()} | fields


def reasons() -> dict[str, str]:
    return dict(Suppression.objects.values_list("address", "reason"))


@pytest.mark.parametrize(
    ("provider", "payload"), [("brevo", BREVO_BOUNCE), ("postmark", POSTMARK_BOUNCE)]
)
def test_hard_bounce_suppresses_the_address(provider: str, payload: dict[str, Any]) -> None:
    assert post(payload, provider) == 200

    event = MailEvent.objects.get()
    assert (event.provider.lower(), event.kind, event.address) == (provider, "dead", ADA)
    assert reasons() == {ADA: "bounced"}


@pytest.mark.parametrize(
    ("provider", "payload"),
    [("brevo", BREVO_BOUNCE | {"event": "spam"}), ("postmark", POSTMARK_COMPLAINT)],
)
def test_complaint_suppresses_and_leaves_the_lists(provider: str, payload: dict[str, Any]) -> None:
    ada, row = member(ADA), subscribe(ADA, confirmed_at=timezone.now() - timedelta(days=400))
    if provider == "brevo":
        payload |= {"ts_epoch": now_ms()}

    assert post(payload | {"BouncedAt": timezone.now().isoformat()}, provider) == 200

    row.refresh_from_db()
    assert reasons() == {ADA: "complained"}
    assert row.state == "left"
    assert Preference.objects.get(user=ada).left_at


@pytest.mark.parametrize(
    ("provider", "payload"),
    [
        ("brevo", BREVO_BOUNCE | {"event": "soft_bounce"}),
        ("brevo", BREVO_BOUNCE | {"event": "deferred"}),
        ("brevo", BREVO_BOUNCE | {"event": "blocked"}),
        ("postmark", POSTMARK_BOUNCE | {"Type": "SoftBounce"}),
        ("postmark", POSTMARK_BOUNCE | {"Type": "Blocked"}),
        (
            "mailjet",
            [{"event": "bounce", "time": 1793896434, "MessageID": 1, "email": ADA,
              "hard_bounce": False, "error": "user unknown"}],
        ),
    ],
)  # fmt: skip
def test_soft_bounce_is_only_noted(provider: str, payload: Any) -> None:
    assert post(payload, provider) == 200

    assert MailEvent.objects.count() == 1
    assert reasons() == {}


def test_opening_a_mail_is_not_kept() -> None:
    assert post(POSTMARK_OPEN, "postmark") == 200

    assert not MailEvent.objects.exists()


def test_same_event_again_changes_nothing() -> None:
    row = delivered()
    for _ in range(3):
        assert post(report("hard_bounce", row, at=1793896434223)) == 200
    Suppression.objects.all().delete()

    post(report("hard_bounce", row, at=1793896434223))

    assert MailEvent.objects.count() == 1
    assert reasons() == {}


def test_sent_mail_that_comes_back_stays_sent_and_says_so() -> None:
    row = delivered()

    post(report("hard_bounce", row))

    row.refresh_from_db()
    assert (row.state, row.came_back_at is not None) == (States.SENT, True)
    assert MailEvent.objects.get().delivery == row


@pytest.mark.parametrize(
    ("event", "came_back"), [("delivered", False), ("hard_bounce", True), ("soft_bounce", True)]
)
def test_doubt_is_settled_by_what_the_provider_saw(event: str, came_back: bool) -> None:
    row = delivered(States.IN_DOUBT)

    post(report(event, row))

    row.refresh_from_db()
    assert (row.state, row.sent_at) == (States.SENT, row.handing_over_at)
    assert (row.came_back_at is not None) == came_back


@pytest.mark.parametrize("event", ["deferred", "request", "opened"])
def test_doubt_is_not_settled_by_what_says_nothing(event: str) -> None:
    row = delivered(States.IN_DOUBT)

    post(report(event, row))

    row.refresh_from_db()
    assert row.state == States.IN_DOUBT


@pytest.mark.parametrize("order", [("delivered", "hard_bounce"), ("hard_bounce", "delivered")])
def test_order_of_events_does_not_matter(order: tuple[str, str]) -> None:
    row = delivered(States.IN_DOUBT)

    for event in order:
        post(report(event, row))

    row.refresh_from_db()
    assert (row.state, row.came_back_at is not None) == (States.SENT, True)
    assert reasons() == {ADA: "bounced"}


@pytest.mark.parametrize("state", [States.PENDING, States.FAILED, States.SUPPRESSED])
def test_no_other_state_is_touched(state: str) -> None:
    row = delivered(state)

    post(report("delivered", row))

    row.refresh_from_db()
    assert row.state == state


def test_without_our_number_it_is_the_newest_to_the_address() -> None:
    row = delivered(States.IN_DOUBT)

    post(POSTMARK_DELIVERY | {"DeliveredAt": timezone.now().isoformat()}, "postmark")

    row.refresh_from_db()
    assert (row.state, MailEvent.objects.get().delivery_id) == (States.SENT, row.pk)


def test_without_our_number_a_week_is_the_limit() -> None:
    delivered(States.IN_DOUBT, hours=7 * 24 + 1)

    post(POSTMARK_DELIVERY | {"DeliveredAt": timezone.now().isoformat()}, "postmark")

    assert MailEvent.objects.get().delivery is None


def test_doubt_stays_where_the_report_may_be_about_another_mail() -> None:
    row = delivered(States.IN_DOUBT)
    code = outbox.enqueue(cause="x", letter=Letter(to=ADA, subject="Code", text="1"))
    OutgoingMail.objects.filter(pk=code.pk).update(state="sent", sent_at=timezone.now())

    post(POSTMARK_DELIVERY | {"DeliveredAt": timezone.now().isoformat()}, "postmark")

    row.refresh_from_db()
    assert row.state == States.IN_DOUBT


def test_bounce_of_the_sites_own_mail_is_kept_with_that_mail() -> None:
    row = delivered()
    mail = outbox.enqueue(cause="x", letter=Letter(to=ADA, subject="Code", text="1"))

    post(brevo("soft_bounce", message_id=mail.message_id))

    row.refresh_from_db()
    event = MailEvent.objects.get()
    assert (event.mail, event.delivery, row.came_back_at) == (mail, None, None)


def test_number_of_another_site_is_nothing_of_ours() -> None:
    row = delivered(States.IN_DOUBT)
    foreign = brevo("delivered", message_id=message_id(row, "staging.example.org"))

    post(foreign | {"ts_epoch": now_ms()})

    row.refresh_from_db()
    assert row.state == States.IN_DOUBT


def test_address_is_that_of_the_delivery_whatever_the_provider_calls_it() -> None:
    row = delivered()

    post(report("hard_bounce", row, email="forwarded@elsewhere.example"))

    assert reasons() == {ADA: "bounced"}


def test_late_report_does_not_undo_a_later_wish() -> None:
    before = now_ms() - 3_600_000
    row = subscribe(ADA)

    post(BREVO_BOUNCE | {"event": "spam", "ts_epoch": before})

    row.refresh_from_db()
    assert (row.state, reasons()) == ("confirmed", {})
    assert MailEvent.objects.count() == 1


def test_coming_back_by_the_link_lifts_a_complaint() -> None:
    row = delivered()
    post(report("spam", row))

    lists.come_back(who=Who(subscriber=row.subscriber_id), now=timezone.now())

    assert reasons() == {}


def test_old_reports_are_forgotten() -> None:
    post(BREVO_BOUNCE)
    MailEvent.objects.update(at=timezone.now() - timedelta(days=91))

    assert mail_events.forget_old(now=timezone.now()) == 1


WRONG = {
    "none": {},
    "wrong": {"secret": "x" * 43},
    "empty": {"secret": ""},
    "other-user": {"user": "admin"},
}


@pytest.mark.parametrize("wrong", WRONG)
@pytest.mark.parametrize("provider", ["brevo", "mailjet", "mailtrap", "postmark"])
def test_without_the_secret_nothing_is_taken(provider: str, wrong: str) -> None:
    headers = auth(**WRONG[wrong]) if WRONG[wrong] else {}

    assert post(BREVO_BOUNCE, provider, headers) == 400
    assert not MailEvent.objects.exists()


@pytest.mark.parametrize("provider", ["brevo", "mailjet", "mailtrap", "postmark"])
@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"null", b"7", b'"x"', b"\xff\xfe", b"[" * 100_000, b'{"event": []}'],
)
def test_what_is_no_report_is_refused_or_ignored(provider: str, body: bytes) -> None:
    assert post(body, provider) in {200, 400}
    assert not MailEvent.objects.exists()


@pytest.mark.parametrize(
    "odd",
    [
        {"email": None},
        {"email": ["a@example.org"]},
        {"email": "x" * 300 + "@example.org"},
        {"email": "nobody"},
        {"ts_epoch": 10**40},
        {"ts_epoch": "yesterday"},
        {"reason": "NUL \0 " + "x" * 5000},
        {"message-id": {"a": 1}},
        {"message-id": f"<bulletin-{'9' * 18}.{'9' * 18}@testserver>"},
    ],
)
def test_odd_values_break_nothing(odd: dict[str, Any]) -> None:
    assert post(BREVO_BOUNCE | odd) in {200, 400}


def test_ten_megabytes_are_not_read() -> None:
    assert post(b" " * 10_000_000) in {400, 413}


def test_looking_is_no_report(client: Client) -> None:
    assert client.get("/mail-events/brevo/", headers=auth()).status_code == 405


def test_bulletin_still_adds_up() -> None:
    row = delivered(States.IN_DOUBT)

    post(report("hard_bounce", row))

    bulletin = Bulletin.objects.get()
    assert sum(bulletin.deliveries.counts().values()) == bulletin.recipients


def test_outcome_of_what_has_ended_follows_the_report() -> None:
    row = delivered(States.IN_DOUBT)
    starting.finish(bulletin=row.bulletin, now=timezone.now())

    post(report("delivered", row))

    bulletin = Bulletin.objects.get()
    assert bulletin.outcome == bulletin.deliveries.counts()
    assert (bulletin.outcome["sent"], bulletin.outcome["in-doubt"]) == (1, 0)
