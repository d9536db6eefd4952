"""What the mail provider reports: kept once, and what follows from it for addresses and lists."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from bulletins.actions import claims, lists, moving
from bulletins.actions.draining import message_host
from bulletins.mail_reports import CAME_BACK, Fate, Report, report_of
from bulletins.models import Delivery, MailEvent, Subscriber, Suppression
from portal.keeping import OLD_REPORTS
from portal.models import OutgoingMail

SAID_WITHIN = timedelta(days=7)  # of sending, where only the address says which mail it was
CLOCKS_DIFFER = timedelta(minutes=5)
KEPT = OLD_REPORTS.period
OURS = re.compile(r"<?bulletin-(\d{1,18})\.(\d{1,18})@([^\s<>@]+)>?", re.ASCII)


@dataclass(frozen=True)
class About:
    """The mail that a report is about, as far as it is known.

    `is_certain`: by its Message-ID, or because nothing else went to the address since.
    """

    delivery: Delivery | None = None
    mail: OutgoingMail | None = None
    is_certain: bool = False


def take_in(*, provider: str, event: Any, now: datetime) -> bool:
    """Keep an event of django-anymail; did it say anything new that matters to us?"""
    report = report_of(event, provider=provider, now=now)
    return report is not None and take(report=report, now=now)


@transaction.atomic
def take(*, report: Report, now: datetime) -> bool:
    """Keep a report once, and do what follows from it; repeated, late or early ones do no harm."""
    about = _about(report)
    _row, is_new = MailEvent.objects.get_or_create(
        provider=report.provider,
        event_id=report.key,
        defaults={
            "kind": report.fate,
            "address": report.address,
            "detail": report.detail,
            "delivery": about.delivery,
            "mail": about.mail,
            "at": report.at,
        },
    )
    if not is_new:
        return False
    if about.delivery:
        _settle(about.delivery, report, is_certain=about.is_certain)
    address = about.delivery.address if about.delivery else report.address
    if not _confirmed_since(address, report.at):
        _follow(report, address, now)
    return True


def forget_old(*, now: datetime) -> int:
    """Delete reports of over 90 days ago; return how many."""
    deleted, _ = old(now).delete()
    return deleted


def old(now: datetime) -> QuerySet[MailEvent]:
    """Reports that have been kept long enough."""
    return MailEvent.objects.filter(at__lt=now - KEPT)


def _about(report: Report) -> About:
    """By our Message-ID where the provider gives it, else by the address."""
    if found := OURS.fullmatch(report.message_id):
        bulletin, number, host = found.groups()
        rows = Delivery.objects.filter(pk=int(number), bulletin=int(bulletin))
        # The provider may serve another site of ours, whose numbers mean something else here.
        return About(rows.first(), is_certain=True) if host == message_host() else About()
    if mail := _mail(report):
        return About(mail=mail, is_certain=True)
    return _by_address(report)


def _mail(report: Report) -> OutgoingMail | None:
    bare = report.message_id.strip("<>")
    return OutgoingMail.objects.filter(message_id__in=[bare, f"<{bare}>"]).first()


def _by_address(report: Report) -> About:
    """The newest bulletin to the address; uncertain if other mail has gone there since."""
    sent = (report.at - SAID_WITHIN, report.at + CLOCKS_DIFFER)
    rows = Delivery.objects.filter(address=report.address, handing_over_at__range=sent)
    row = rows.order_by("-handing_over_at", "-pk").first()
    mails = OutgoingMail.objects.filter(to__iexact=report.address, sent_at__range=sent)
    if row is None:
        return About(mail=mails.order_by("-sent_at", "-pk").first())
    return About(row, is_certain=not mails.filter(sent_at__gte=row.handing_over_at).exists())


def _settle(row: Delivery, report: Report, *, is_certain: bool) -> None:
    """In doubt becomes sent where the mail has been seen since; no state is ever turned back."""
    has_gone_out = report.fate in CAME_BACK | {Fate.ARRIVED, Fate.COMPLAINED}
    if is_certain and has_gone_out and row.state == Delivery.State.IN_DOUBT:
        _count_as_sent(row, row.handing_over_at or report.at)
    if report.fate in CAME_BACK:
        rows = Delivery.objects.filter(pk=row.pk, came_back_at__isnull=True)
        rows.update(came_back_at=report.at)


def _count_as_sent(row: Delivery, at: datetime) -> None:
    """The bulletin is locked before its delivery, as everywhere."""
    bulletin = moving.locked(row.bulletin)
    doubtful = bulletin.deliveries.filter(pk=row.pk, state=Delivery.State.IN_DOUBT)
    if doubtful.update(state=Delivery.State.SENT, sent_at=at):
        moving.recount(bulletin)


def _confirmed_since(address: str, at: datetime) -> bool:
    """Somebody confirmed the address after what is reported, which is overtaken by it."""
    return Subscriber.objects.subscribed().filter(email=address, confirmed_at__gt=at).exists()


def _follow(report: Report, address: str, now: datetime) -> None:
    reasons = Suppression.Reason
    if report.fate == Fate.DEAD:
        claims.suppress(address, reason=reasons.BOUNCED, detail=report.detail, now=now)
    if report.fate in {Fate.COMPLAINED, Fate.LEFT}:
        lists.leave_everything(address=address, now=now)
    if report.fate == Fate.COMPLAINED:
        claims.suppress(address, reason=reasons.COMPLAINED, detail=report.detail, now=now)
