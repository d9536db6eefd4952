"""Managers look after staff: invite, hand over an enrolment link, reset, change groups, remove.

Nobody does any of it to herself except leaving, so that no right is ever raised by its owner, and
there is always a Manager left. All of it runs under one lock, on the row of the Managers' group.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import QuerySet

from network import mail
from network.actions import review
from network.models import Application, StaffEnrolment, User
from network.states import State
from portal import audit, outbox
from portal.staff_groups import MANAGERS, PERMISSIONS
from portal.tokens import Token, hash_token, new_token

ENROLMENT_LIVES = timedelta(hours=24)
ENDED_STATES = (State.APPROVED, State.DECLINED, State.WITHDRAWN)


class EnrolmentOver(Exception):
    """The enrolment link was used, has run out, or was made for somebody else."""


class OwnRights(Exception):
    """A Manager tried to change her own rights or second factor: another Manager has to."""


class AlreadyStaff(Exception):
    """The person is a member of staff already."""


class NotStaff(Exception):
    """The person is not (or no longer) a member of staff."""


class CannotTakeOver(Exception):
    """Whom the open cases were to go to may not review applications."""


class LastManager(Exception):
    """Nobody would be left who can look after staff."""


@transaction.atomic
def invite_staff(
    *, email: str, name: str, groups: Sequence[str], by: User | None, now: datetime
) -> tuple[User, Token]:
    """Make somebody staff in the named groups; return them and their enrolment token.

    `by` is None only for the first Manager, made by `manage.py make_manager`. The token is
    shown once, to be handed over in person or by telephone: the mail does not carry it. A second
    factor that the person had before goes: it was enrolled without a Manager's link.
    Raises OwnRights or AlreadyStaff.
    """
    _lock()
    email, name = email.strip().lower(), " ".join(name.split())
    user = User.objects.filter(email=email).first()
    if user is None:
        user = User.objects.create_user(email, name=name)
        EmailAddress.objects.create(user=user, email=email, primary=True, verified=True)
    _refuse_own(user, by)
    if user.is_staff and by is not None:
        raise AlreadyStaff
    user.is_staff = True
    user.name = user.name or name
    user.save(update_fields=["is_staff", "name"])
    user.groups.set(_groups(groups))
    _forget_second_factor(user)
    audit.record(by=by, action="staff.invite", target=user, new={"groups": list(groups)}, now=now)
    if by is not None:
        cause = f"staff:{user.pk}:invited:{now.isoformat()}"
        outbox.enqueue(cause=cause, letter=mail.staff_invited(user, by=by), now=now)
        _tell_managers(user, what="invited", by=by, now=now)
    return user, _new_token(user, by=by, now=now)


@transaction.atomic
def new_enrolment(*, user: User, by: User, now: datetime) -> Token:
    """A fresh one-time enrolment link; earlier ones of this person die.

    Raises OwnRights or NotStaff.
    """
    _lock_staff(user, by)
    _tell(user, what="link", by=by, now=now)
    return _new_token(user, by=by, now=now)


def _new_token(user: User, *, by: User | None, now: datetime) -> Token:
    StaffEnrolment.objects.usable(now).filter(user=user).update(used_at=now)
    token = new_token()
    StaffEnrolment.objects.create(
        user=user,
        token_hash=token.hash,
        created_at=now,
        created_by=by,
        expires_at=now + ENROLMENT_LIVES,
    )
    audit.record(by=by, action="staff.enrolment-link", target=user, now=now)
    return token


def find_enrolment(secret: str, *, by: User, now: datetime) -> StaffEnrolment | None:
    """The usable link of this member of staff, or None. Changes nothing."""
    mine = StaffEnrolment.objects.usable(now).filter(user=by, user__is_staff=True)
    return mine.filter(token_hash=hash_token(secret)).first()


@transaction.atomic
def use_enrolment(*, secret: str, by: User, now: datetime) -> None:
    """Use up the link for the signed-in person. Raises EnrolmentOver."""
    found = find_enrolment(secret, by=by, now=now)
    if found is None or not StaffEnrolment.objects.usable(now).filter(pk=found.pk).update(
        used_at=now
    ):
        raise EnrolmentOver
    audit.record(by=by, action="staff.enrolment-used", target=by, now=now)


@transaction.atomic
def second_factor_enrolled(*, by: User, kind: str, now: datetime) -> None:
    """Record that a member of staff added a second factor, and tell the Managers."""
    new = {"kind": kind}
    audit.record(by=by, action="staff.second-factor-added", target=by, new=new, now=now)
    _tell_managers(by, what="enrolled", by=by, now=now)


@transaction.atomic
def reset_second_factor(*, user: User, by: User, now: datetime) -> Token:
    """Take somebody's second factors away after they lost them; return a new enrolment token.

    Ends their sessions, too. Raises OwnRights or NotStaff.
    """
    _lock_staff(user, by)
    _forget_second_factor(user)
    audit.record(by=by, action="staff.reset-second-factor", target=user, now=now)
    _tell(user, what="reset", by=by, now=now)
    return _new_token(user, by=by, now=now)


@transaction.atomic
def change_groups(
    *, user: User, groups: Sequence[str], by: User, now: datetime, cases_to: User | None = None
) -> None:
    """Put a member of staff into exactly these groups.

    Who reviews no more gives their unfinished cases up as in `remove_staff`. Raises OwnRights,
    NotStaff, CannotTakeOver or LastManager.
    """
    _lock_staff(user, by)
    old = sorted(user.groups.values_list("name", flat=True))
    if sorted(groups) == old:
        return
    user.groups.set(_groups(groups))
    _keep_a_manager()
    change = {"old": {"groups": old}, "new": {"groups": sorted(groups)}}
    audit.record(by=by, action="staff.change-groups", target=user, now=now, **change)
    if not _may_review(user):
        _hand_over_cases(user, cases_to, by=by, now=now)
    _tell(user, what="groups", by=by, now=now)


@transaction.atomic
def remove_staff(*, user: User, by: User, now: datetime, cases_to: User | None = None) -> None:
    """Take staff rights away; it holds from the person's next request.

    Their unfinished cases go to `cases_to`, or wait in the queue with nobody's name. A Manager
    may leave herself. Raises NotStaff, CannotTakeOver or LastManager.
    """
    _lock()
    _refuse_others_than_staff(user)
    groups = sorted(user.groups.values_list("name", flat=True))
    user.groups.clear()
    user.user_permissions.clear()
    User.objects.filter(pk=user.pk).update(is_staff=False, is_superuser=False)
    _keep_a_manager()
    StaffEnrolment.objects.usable(now).filter(user=user).update(used_at=now)
    audit.record(by=by, action="staff.remove", target=user, old={"groups": groups}, now=now)
    _hand_over_cases(user, cases_to, by=by, now=now)
    cause = f"staff:{user.pk}:removed:{now.isoformat()}"
    outbox.enqueue(cause=cause, letter=mail.staff_rights_removed(user), now=now)
    _tell_managers(user, what="removed", by=by, now=now)


def cases_of(user: User) -> QuerySet[Application]:
    """The cases assigned to somebody that are not over, oldest first; referred ones can return."""
    mine = Application.objects.filter(assignee=user).exclude(state__in=ENDED_STATES)
    return mine.order_by("submitted_at", "pk")


def _hand_over_cases(user: User, to: User | None, *, by: User, now: datetime) -> None:
    """Each case with its own entry in the log. Rights were taken away before this looks at them.

    A case in which `to` or `by` takes part as an applicant waits with nobody's name instead.
    """
    if to is not None and not _may_review(to):
        raise CannotTakeOver
    for case in list(cases_of(user).order_by("pk").select_for_update(of=("self",))):
        is_own = to is not None and any(review.takes_part(case, one) for one in (to, by))
        case.assignee = None if is_own else to
        case.save(update_fields=["assignee"])
        names = {"old": {"assignee": str(user)}, "new": {"assignee": str(case.assignee or "")}}
        audit.record(by=by, action="application.assign", target=case, now=now, **names)


def _may_review(user: User) -> bool:
    """By their rights as they are now, not as they were when the row was read."""
    fresh = User.objects.get(pk=user.pk)
    return fresh.is_staff and fresh.has_perm("network.review_application")


def managers() -> QuerySet[User]:
    """Who can look after staff now."""
    return User.objects.filter(groups__name=MANAGERS, is_active=True, is_staff=True)


def without_second_step() -> QuerySet[User]:
    """Staff who cannot open a staff page yet: no authenticator app and no passkey."""
    factors = Authenticator.objects.exclude(type=Authenticator.Type.RECOVERY_CODES)
    return User.objects.filter(is_active=True, is_staff=True).exclude(pk__in=factors.values("user"))


def _lock() -> None:
    """Two Managers who remove each other at once: the second sees what the first did."""
    list(Group.objects.select_for_update(no_key=True).filter(name=MANAGERS))


def _lock_staff(user: User, by: User) -> None:
    _lock()
    _refuse_own(user, by)
    _refuse_others_than_staff(user)


def _refuse_own(user: User, by: User | None) -> None:
    if by is not None and user.pk == by.pk:
        raise OwnRights


def _refuse_others_than_staff(user: User) -> None:
    if not User.objects.filter(pk=user.pk, is_staff=True).exists():
        raise NotStaff


def _keep_a_manager() -> None:
    if not managers().exists():
        raise LastManager


def _groups(names: Sequence[str]) -> QuerySet[Group]:
    return Group.objects.filter(name__in=set(names) & set(PERMISSIONS))


def _forget_second_factor(user: User) -> None:
    Authenticator.objects.filter(user=user).delete()
    for session in UserSession.objects.filter(user=user):
        session.end()


def _tell(user: User, *, what: str, by: User, now: datetime) -> None:
    cause = f"staff:{user.pk}:{what}:{now.isoformat()}"
    letter = mail.staff_changed(user, to=user.email, what=what, by=by)
    outbox.enqueue(cause=cause, letter=letter, now=now)
    _tell_managers(user, what=what, by=by, now=now)


def _tell_managers(user: User, *, what: str, by: User, now: datetime) -> None:
    for manager in managers().exclude(pk__in=[by.pk, user.pk]).order_by("pk"):
        cause = f"staff:{user.pk}:{what}:{now.isoformat()}:{manager.pk}"
        letter = mail.staff_changed(user, to=manager.email, what=what, by=by)
        outbox.enqueue(cause=cause, letter=letter, now=now)
