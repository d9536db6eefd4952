"""What was raised in the sanctuary: who raised it is asked whether it may be taken further."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from forums.mail import issues as mail
from forums.models import AgendaItem, Agreement, Attendance, Forum
from forums.models.issues import AgreementQuerySet
from network.choices import Source
from network.models import User
from portal import audit, outbox
from portal.keeping import QUESTIONS_UNUSED

ASKED_LATELY = QUESTIONS_UNUSED.period  # who was asked can still answer, and staff use the answer


class NotOfTheSanctuary(Exception):
    """Only what was raised under the sanctuary needs to be asked about, of who was there."""


class InUse(Exception):
    """An issue rests on this agreement; only staff can undo that first."""


@transaction.atomic
def ask(
    *, item: AgendaItem, raised_by: Attendance, statement: str, by: User, now: datetime
) -> Agreement:
    """Ask by mail; the statement itself stands on a page behind sign-in alone.

    Asking twice for the same asks once. Raises NotOfTheSanctuary.
    """
    row = AgendaItem.objects.select_for_update().get(pk=item.pk)
    was_there = raised_by.was_present and raised_by.forum_id == row.forum_id
    if not (row.is_sanctuary and was_there):
        raise NotOfTheSanctuary
    agreement, is_new = Agreement.objects.get_or_create(
        item=row,
        by=raised_by.user,
        organisation=raised_by.organisation,
        statement=statement,
        agrees=None,
        defaults={"asked_at": now, "asked_by": by},
    )
    if is_new:
        letter = mail.ask(agreement, person=raised_by.user)
        outbox.enqueue(cause=f"agreement:{agreement.pk}:asked", letter=letter, now=now)
        audit.record(by=by, action="agreement.ask", target=agreement, now=now)
    return agreement


@transaction.atomic
def answer(*, agreement: Agreement, agrees: bool, by: User, now: datetime) -> Agreement:
    """Who raised it agrees or declines, and may change their mind until it is used.

    Raises InUse where an issue rests on a "yes" that would be taken back.
    """
    return _answer(agreement, agrees, by=by, now=now, source=Source.SITE, entered_by=None)


@transaction.atomic
def record_answer(
    *, agreement: Agreement, agrees: bool, source: str, by: User, now: datetime
) -> Agreement:
    """Staff write down an answer that came by telephone or so; that person gets a copy.

    Raises InUse, as above.
    """
    row = _answer(agreement, agrees, by=by, now=now, source=source, entered_by=by)
    if row.by is not None:
        letter = mail.recorded(row, person=row.by)
        cause = f"agreement:{row.pk}:recorded:{agrees}:{row.answered_at:%Y%m%d%H%M%S%f}"
        outbox.enqueue(cause=cause, letter=letter, now=now)
    return row


def _answer(
    agreement: Agreement,
    agrees: bool,
    *,
    by: User,
    now: datetime,
    source: str,
    entered_by: User | None,
) -> Agreement:
    """Lock and set; the same answer once more changes nothing."""
    row = (
        Agreement.objects.select_for_update(of=("self",)).select_related("by").get(pk=agreement.pk)
    )
    if row.agrees == agrees:
        return row
    if row.agrees and row.sources.exists():
        raise InUse
    row.agrees, row.answered_at = agrees, now
    row.source, row.entered_by = source, entered_by
    row.save()
    values = {"agrees": agrees, "source": source}
    audit.record(by=by, action="agreement.answer", target=row, new=values, now=now)
    return row


@transaction.atomic
def forget(*, now: datetime) -> int:
    """Delete what nothing was made of once its forum's notes are gone; return how many.

    Declined, not answered or not used: what was said in the sanctuary, and by whom, does not
    outlast the notes. Running it twice deletes nothing more.
    """
    unused = unused_ones(now)
    rows = Forum.objects.filter(items__agreements__in=unused).distinct().order_by("pk")
    return sum(_forget(forum, unused.filter(item__forum=forum), now) for forum in rows)


def unused_ones(now: datetime) -> AgreementQuerySet:
    """Those nothing was made of, of forums whose notes are gone."""
    unused = Agreement.objects.filter(sources__isnull=True, asked_at__lte=now - ASKED_LATELY)
    return unused.filter(item__forum__notes_until__lte=timezone.localdate(now))


def _forget(forum: Forum, unused: AgreementQuerySet, now: datetime) -> int:
    count, _each = unused.delete()
    new = {"agreements": count}
    audit.record(by=None, action="agreement.forget", target=forum, new=new, now=now)
    return count
