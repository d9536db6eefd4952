"""Who comes and who was there, as staff write it down.

Ticks change only what somebody meant to change: two people tick at two doors at once.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import models, transaction
from django.db.models import Exists, OuterRef

from forums.actions import moving
from forums.choices import Answer
from forums.models import Attendance, Forum
from forums.models.circles import belonging, insiders, own_organisations
from forums.states import IN_HAND, State
from network.choices import Source
from network.models import Organisation, User
from portal import audit


class NotBegun(Exception):
    """Nobody can have been there yet."""


class NotAMember(Exception):
    """The person does not belong to this organisation, or it is no member now."""


@dataclass(frozen=True)
class Ticked:
    """How many ticks were new, how many were taken away, and who could not be unticked."""

    ticked: int
    unticked: int
    kept: list[Attendance]


def with_membership(forum: Forum, now: datetime) -> models.QuerySet[Attendance]:
    """Everybody who answered, by name.

    Each with `is_member`, whether they belong to one now, and `is_outside`, whether they are a
    member and no part of the sanctuary.
    """
    running = Exists(belonging(now).filter(user=OuterRef("user")))
    inside = Exists(insiders(now).filter(pk=OuterRef("user")))
    rows = forum.attendances.annotate(is_member=running, is_outside=running & ~inside)
    return rows.select_related("user", "organisation").order_by("user__name", "user__email", "pk")


def may_tick(forum: Forum, now: datetime) -> bool:
    """From the start on, and until it is closed."""
    return forum.state in IN_HAND | {State.OPEN} and forum.starts_at <= now


@transaction.atomic
def tick(
    *, forum: Forum, on: Collection[int], off: Collection[int], by: User, now: datetime
) -> Ticked:
    """Tick attendances `on` and take the ticks of `off` away, by number.

    Only people of member organisations are ticked. Who gave feedback was there: that tick
    stays. The same again changes nothing. Raises NotBegun.
    """
    row = moving.lock(forum)
    if not may_tick(row, now):
        raise NotBegun
    known = with_membership(row, now).select_for_update(of=("self",))
    found = list(known.filter(pk__in={*on, *off}))
    new = [one for one in found if one.pk in on and one.is_member and not one.was_present]  # type: ignore[attr-defined]  # annotated
    old = [one for one in found if one.pk in off and one.pk not in on and one.was_present]
    kept = [one for one in old if one.has_given_feedback]
    gone = [one for one in old if not one.has_given_feedback]
    for one in new:
        one.was_present, one.marked_at, one.marked_by = True, now, by
    for one in gone:
        one.was_present, one.marked_at, one.marked_by = False, None, None
    Attendance.objects.bulk_update(new + gone, ["was_present", "marked_at", "marked_by"])
    if new or gone:
        values = {"ticked": [one.pk for one in new], "unticked": [one.pk for one in gone]}
        audit.record(by=by, action="forum.tick", target=row, new=values, now=now)
    return Ticked(len(new), len(gone), kept)


@transaction.atomic
def add_present(
    *, forum: Forum, user: User, organisation: Organisation, answer: Answer, by: User, now: datetime
) -> Attendance:
    """Somebody came without an answer: written down and ticked at once. Twice is once.

    Who had answered keeps what they said, unless they could not come, and is ticked. Raises
    NotBegun and NotAMember.
    """
    row = moving.lock(forum)
    if not may_tick(row, now):
        raise NotBegun
    _refuse_strangers(user, organisation, now)
    values = {"answer": answer, "answered_at": now, "source": Source.MEETING, "entered_by": by}
    mine, _made = Attendance.objects.get_or_create(
        forum=row, user=user, defaults={"organisation": organisation, **values}
    )
    if not mine.is_coming:
        Attendance.objects.filter(pk=mine.pk).update(**values)
    tick(forum=row, on=[mine.pk], off=[], by=by, now=now)
    return mine


def _refuse_strangers(user: User, organisation: Organisation, now: datetime) -> None:
    theirs = own_organisations(user, now=now)
    if not user.is_active or not theirs.filter(pk=organisation.pk).exists():
        raise NotAMember
