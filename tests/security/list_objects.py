"""What there is of the lists of bulletins, one of each kind."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from bulletins.models import AddressCheck, MailEvent, Suppression
from portal.tokens import new_token
from tests.factories.bulletins import subscribe


def arguments() -> dict[str, list[Any]]:
    """As Objects.arguments: a link to confirm, and the records of the admin."""
    now, token = timezone.now(), new_token()
    subscribe(
        "asked@example.org",
        state="asked",
        confirmed_at=None,
        token_hash=token.hash,
        token_expires_at=now + timedelta(days=1),
    )
    subscriber = subscribe("reader@example.org")
    held = Suppression.objects.create(address="gone@example.org", reason="bounced", created_at=now)
    event = MailEvent.objects.create(
        provider="Brevo", event_id="1", kind="dead", address="gone@example.org", at=now
    )
    found = {"name": "", "texts": [], "trouble": "timeout", "alias": "", "problems": []}
    check = AddressCheck.objects.create(
        domain="example.org",
        spf="unknown",
        dkim="unknown",
        dmarc="unknown",
        found=dict.fromkeys(("spf", "dkim", "dmarc"), found),
        checked_at=now,
    )
    return {
        "bulletins:confirm": [token.secret],
        "admin:bulletins_subscriber": [subscriber.pk],
        "admin:bulletins_subscriber_bring_in": [],
        "admin:bulletins_subscriber_take_over": [],
        "admin:bulletins_subscriber_template": ["csv"],
        "admin:bulletins_subscriber_export": ["csv"],
        "admin:bulletins_suppression": [held.pk],
        "admin:bulletins_mailevent": [event.pk],
        "admin:bulletins_addresscheck": [check.pk],
    }
