"""Open work changes hands: all that somebody does goes to one other person, or to nobody."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.translation import ngettext_lazy

from network.actions import review
from network.models import Application, MemberImport, User
from network.states import State
from portal import audit, handing_over
from portal.handing_over import Kind, Work
from portal.staff_groups import groups_with

ENDED_STATES = (State.APPROVED, State.DECLINED, State.WITHDRAWN)
ENDED_IMPORTS = (MemberImport.State.DONE, MemberImport.State.DISCARDED)


class CannotTakeOver(Exception):
    """Whom the work was to go to may not do all of it."""


def give_up(
    *, user: User, to: User | None, by: User, now: datetime, works: Sequence[Work]
) -> list[Work]:
    """Hand what moves of `works` over, by their rights as they are at this moment.

    Call it in a transaction. Returns what moved. Raises CannotTakeOver.
    """
    moving = [work for work in works if work.kind.give]
    able = who_may_do(moving).exclude(pk=user.pk)
    if to is not None and not able.filter(pk=to.pk).exists():
        raise CannotTakeOver
    for work in moving:
        if work.kind.give:
            work.kind.give(user=user, to=to, by=by, now=now)
    return moving


def who_may(*rights: str) -> QuerySet[User]:
    """Active staff who have all of these rights, by name."""
    found = User.objects.filter(is_active=True, is_staff=True)
    for right in rights:
        holders = User.objects.filter(groups__name__in=groups_with(right))
        found = found.filter(Q(pk__in=holders.values("pk")) | Q(is_superuser=True))
    return found.order_by("name", "pk")


def who_may_do(works: Iterable[Work]) -> QuerySet[User]:
    """Who may take all that moves of `works` over."""
    return who_may(*{work.kind.right for work in works if work.moves})


def no_longer_theirs(user: User, *, now: datetime) -> list[Work]:
    """What is somebody's although they may not do it (any more)."""
    fresh = User.objects.get(pk=user.pk)
    works = handing_over.work_of(user, now=now)
    return [work for work in works if not (fresh.is_staff and fresh.has_perm(work.kind.right))]


def cases_of(user: User, _now: datetime) -> QuerySet[Application]:
    """The cases assigned to somebody that are not over, oldest first; referred ones can return."""
    mine = Application.objects.filter(assignee=user).exclude(state__in=ENDED_STATES)
    return mine.order_by("submitted_at", "pk")


def give_cases(*, user: User, to: User | None, by: User, now: datetime) -> None:
    """Each case with its own entry in the log.

    A case in which `to` or `by` takes part as an applicant waits with nobody's name instead.
    """
    rows = cases_of(user, now).order_by("pk")
    for case in list(rows.select_for_update(of=("self",))):
        is_own = to is not None and any(review.takes_part(case, one) for one in (to, by))
        case.assignee = None if is_own else to
        case.save(update_fields=["assignee"])
        names = {"old": {"assignee": str(user)}, "new": {"assignee": str(case.assignee or "")}}
        audit.record(by=by, action="application.assign", target=case, now=now, **names)


def lists_begun(user: User, _now: datetime) -> QuerySet[MemberImport]:
    """Lists of members that somebody brought in and that are not taken over yet."""
    begun = MemberImport.objects.filter(created_by=user, forgotten_at__isnull=True)
    return begun.exclude(state__in=ENDED_IMPORTS).order_by("pk")


KINDS = (
    Kind(
        "network.Application.assignee",
        ngettext_lazy("%d application", "%d applications"),
        "network.review_application",
        cases_of,
        give_cases,
        "admin:network_application_change",
    ),
    Kind(
        "network.MemberImport.created_by",
        ngettext_lazy("%d list of members", "%d lists of members"),
        "network.import_members",
        lists_begun,
    ),
)
