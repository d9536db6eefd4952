"""Guidance enquiries: asked, answered, closed."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from network import mail
from network.choices import Source
from network.models import GuidanceEnquiry, User
from network.references import new_reference
from portal import audit, outbox
from portal.keeping import OLD_ENQUIRIES
from portal.letters import from_text
from portal.models import SiteSettings
from portal.outbox import Letter

State = GuidanceEnquiry.State
KEPT = OLD_ENQUIRIES.period


class NotOpen(Exception):
    """The enquiry has been answered or closed meanwhile."""


@transaction.atomic
def send_enquiry(
    *,
    fields: Mapping[str, Any],
    typed: Mapping[str, Any],
    now: datetime,
    by: User | None = None,
    source: str = Source.SITE,
    reference: str = "",
) -> GuidanceEnquiry:
    """Keep an enquiry with what was typed into the checker; acknowledge it by a fixed text.

    `reference` is for demo data, as in `start_application`.
    """
    enquiry = GuidanceEnquiry.objects.create(
        **fields,
        typed=dict(typed),
        reference=reference or new_reference(),
        source=source,
        created_at=now,
    )
    if enquiry.email:
        outbox.enqueue(
            cause=f"enquiry:{enquiry.pk}:received", letter=mail.enquiry_received(enquiry), now=now
        )
    outbox.enqueue(
        cause=f"enquiry:{enquiry.pk}:waiting",
        letter=mail.enquiry_waiting(enquiry, to=SiteSettings.current().coordinator_email),
        now=now,
    )
    audit.record(by=by, action="enquiry.receive", target=enquiry, new={"source": source}, now=now)
    return enquiry


@transaction.atomic
def answer_enquiry(
    *, enquiry: GuidanceEnquiry, text: str, by: User, now: datetime, send: bool = True
) -> None:
    """Answer in writing, or (`send=False`, or without an address) note a call that was made.

    Raises NotOpen when it was answered or closed already.
    """
    locked = GuidanceEnquiry.objects.select_for_update(of=("self",)).get(pk=enquiry.pk)
    check_open(locked)
    is_mailed = send and bool(locked.email)
    locked.state, locked.answer = State.ANSWERED, text
    locked.answered_at, locked.answered_by = now, by
    locked.save()
    audit.record(by=by, action="enquiry.answer", target=locked, new={"mailed": is_mailed}, now=now)
    if is_mailed:
        outbox.enqueue(
            cause=f"enquiry:{locked.pk}:answer", letter=answer_letter(locked, text), now=now
        )


def answer_letter(enquiry: GuidanceEnquiry, text: str) -> Letter:
    """The answer as the enquirer gets it."""
    subject = f"Your question to the Race and Justice Network ({enquiry.reference})"
    return from_text(to=enquiry.email, subject=subject, body=text)


def check_open(enquiry: GuidanceEnquiry) -> None:
    """Raise NotOpen where it was answered or closed already."""
    if enquiry.state != State.NEW:
        raise NotOpen


@transaction.atomic
def close_enquiry(*, enquiry: GuidanceEnquiry, by: User, now: datetime) -> None:
    """Close an enquiry. Raises NotOpen when it was closed already."""
    closed = (
        GuidanceEnquiry.objects.filter(pk=enquiry.pk)
        .exclude(state=State.CLOSED)
        .update(state=State.CLOSED, closed_at=now)
    )
    if not closed:
        raise NotOpen
    audit.record(by=by, action="enquiry.close", target=enquiry, now=now)


def forget_old_enquiries(*, now: datetime) -> int:
    """Delete enquiries received more than 12 months ago; return how many."""
    deleted, _ = old_enquiries(now).delete()
    return deleted


def old_enquiries(now: datetime) -> QuerySet[GuidanceEnquiry]:
    """Those that have been kept long enough."""
    return GuidanceEnquiry.objects.filter(created_at__lt=now - KEPT)
