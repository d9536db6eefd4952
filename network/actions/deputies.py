"""Somebody stands in for a member of staff who is away: named for a span of days, ended early.

A deputy holds every group of the person already: standing in gives no right.
"""

from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from network import mail_handing_over as mail
from network.actions.staff_lock import lock_staff
from network.models import Deputyship, User
from portal import audit, outbox
from portal.outbox import Letter

LONGEST = timedelta(days=366)


class CannotStandIn(Exception):
    """Whom was chosen is not staff, or does not hold every group of the person."""


class Overlaps(Exception):
    """Somebody stands in for this person on some of these days already."""


class WrongDays(Exception):
    """The span is over, ends before it begins, or is longer than a year."""


def possible_deputies(user: User) -> QuerySet[User]:
    """Active staff who hold every group that a person has, by name."""
    groups = list(user.groups.values_list("pk", flat=True))
    staff = User.objects.filter(is_active=True, is_staff=True).exclude(pk=user.pk)
    if not groups:
        return staff.none()
    shared = Count("groups", filter=Q(groups__in=groups), distinct=True)
    return staff.alias(shared=shared).filter(shared=len(groups)).order_by("name", "pk")


@transaction.atomic
def name_deputy(
    *, user: User, deputy: User, starts_on: date, ends_on: date, by: User, now: datetime
) -> Deputyship:
    """Let `deputy` do a person's work too on these days, the last included; tell both.

    Naming the same again changes nothing. Raises CannotStandIn, WrongDays or Overlaps.
    """
    lock_staff()
    _check_days(starts_on, ends_on, timezone.localdate(now))
    if not user.is_staff or not possible_deputies(user).filter(pk=deputy.pk).exists():
        raise CannotStandIn
    span = {"user": user, "deputy": deputy, "starts_on": starts_on, "ends_on": ends_on}
    if found := Deputyship.objects.filter(**span).first():
        return found
    try:
        with transaction.atomic():
            made = Deputyship.objects.create(**span, named_at=now, named_by=by)
    except IntegrityError as clash:
        raise Overlaps from clash
    new = {"deputy": str(deputy), "from": starts_on, "until": ends_on}
    audit.record(by=by, action="staff.deputy-named", target=user, new=new, now=now)
    for reader in (user, deputy):
        _tell(mail.deputy_named(made, reader=reader, by=by), made, "named", reader, now)
    return made


@transaction.atomic
def end_deputyship(*, deputyship: Deputyship, by: User, now: datetime) -> None:
    """From today on nobody stands in by it; both are told. A second press changes nothing."""
    lock_staff()
    for row in _running(now).filter(pk=deputyship.pk):
        _end(row, by, now)


def end_what_cannot_stay(*, user: User, by: User, now: datetime) -> None:
    """After somebody's groups were changed: end what they, or others for them, may not do."""
    for row in _running(now).filter(Q(user=user) | Q(deputy=user)).order_by("pk"):
        is_staff = User.objects.filter(pk=row.user_id, is_staff=True).exists()
        if not is_staff or not possible_deputies(row.user).filter(pk=row.deputy_id).exists():
            _end(row, by, now)


def _running(now: datetime) -> QuerySet[Deputyship]:
    rows = Deputyship.objects.not_over(timezone.localdate(now))
    return rows.select_related("user", "deputy")


def _end(row: Deputyship, by: User, now: datetime) -> None:
    """What has run for days keeps them; what has not begun goes."""
    today = timezone.localdate(now)
    old = {"deputy": str(row.deputy), "from": row.starts_on, "until": row.ends_on}
    audit.record(by=by, action="staff.deputy-ended", target=row.user, old=old, now=now)
    for reader in (row.user, row.deputy):
        _tell(mail.deputy_ended(row, reader=reader, by=by), row, "ended", reader, now)
    if row.starts_on >= today:
        row.delete()
    else:
        row.ends_on = today - timedelta(days=1)
        row.save(update_fields=["ends_on"])


def _check_days(starts_on: date, ends_on: date, today: date) -> None:
    if ends_on < max(starts_on, today) or ends_on - starts_on > LONGEST:
        raise WrongDays


def _tell(letter: Letter, row: Deputyship, what: str, reader: User, now: datetime) -> None:
    cause = f"deputy:{row.pk}:{what}:{reader.pk}"
    outbox.enqueue(cause=cause, letter=letter, now=now)
