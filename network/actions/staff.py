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
from network import mail_handing_over as handed_over
from network.actions import deputies
from network.actions import handing_over as handing
from network.actions.staff_lock import lock_staff
from network.models import StaffEnrolment, User
from portal import audit, outbox
from portal.handing_over import Work, work_of
from portal.staff_groups import MANAGERS, PERMISSIONS
from portal.tokens import Token, hash_token, new_token

ENROLMENT_LIVES = timedelta(hours=24)


class EnrolmentOver(Exception):
    """The enrolment link was used, has run out, or was made for somebody else."""


class OwnRights(Exception):
    """A Manager tried to change her own rights or second factor: another Manager has to."""


class AlreadyStaff(Exception):
    """The person is a member of staff already."""


class NotStaff(Exception):
    """The person is not (or no longer) a member of staff."""


class NothingOpen(Exception):
    """There is no open work to hand over (any more)."""


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
    lock_staff()
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
    _lock_other(user, by)
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
    _lock_other(user, by)
    _forget_second_factor(user)
    audit.record(by=by, action="staff.reset-second-factor", target=user, now=now)
    _tell(user, what="reset", by=by, now=now)
    return _new_token(user, by=by, now=now)


@transaction.atomic
def change_groups(
    *, user: User, groups: Sequence[str], by: User, now: datetime, work_to: User | None = None
) -> None:
    """Put a member of staff into exactly these groups.

    What they may not do any more is given up as in `remove_staff`. Raises OwnRights, NotStaff,
    CannotTakeOver or LastManager.
    """
    _lock_other(user, by)
    old = sorted(user.groups.values_list("name", flat=True))
    if sorted(groups) == old:
        return
    user.groups.set(_groups(groups))
    _keep_a_manager()
    change = {"old": {"groups": old}, "new": {"groups": sorted(groups)}}
    audit.record(by=by, action="staff.change-groups", target=user, now=now, **change)
    _give_up(user, work_to, by=by, now=now)
    _tell(user, what="groups", by=by, now=now)


@transaction.atomic
def remove_staff(*, user: User, by: User, now: datetime, work_to: User | None = None) -> None:
    """Take staff rights away; it holds from the person's next request.

    Their open work goes to `work_to`, or waits with nobody's name. A Manager may leave herself.
    Raises NotStaff, CannotTakeOver or LastManager.
    """
    lock_staff()
    _refuse_others_than_staff(user)
    groups = sorted(user.groups.values_list("name", flat=True))
    user.groups.clear()
    user.user_permissions.clear()
    User.objects.filter(pk=user.pk).update(is_staff=False, is_superuser=False)
    _keep_a_manager()
    StaffEnrolment.objects.usable(now).filter(user=user).update(used_at=now)
    audit.record(by=by, action="staff.remove", target=user, old={"groups": groups}, now=now)
    _give_up(user, work_to, by=by, now=now)
    cause = f"staff:{user.pk}:removed:{now.isoformat()}"
    outbox.enqueue(cause=cause, letter=mail.staff_rights_removed(user), now=now)
    _tell_managers(user, what="removed", by=by, now=now)


@transaction.atomic
def hand_over(*, user: User, by: User, now: datetime, work_to: User | None = None) -> None:
    """All open work of a member of staff goes to another; both are told.

    Raises NotStaff, CannotTakeOver or NothingOpen.
    """
    lock_staff()
    _refuse_others_than_staff(user)
    works = work_of(user, now=now)
    if work_to is None or not any(work.moves for work in works):
        raise NothingOpen
    _given(user, work_to, works, by=by, now=now)
    letter = handed_over.given(user, to=work_to, by=by, works=works)
    cause = f"staff:{user.pk}:handed-over:{now.isoformat()}"
    outbox.enqueue(cause=cause, letter=letter, now=now)


def _give_up(user: User, to: User | None, *, by: User, now: datetime) -> None:
    """What somebody may not do any more; their rights were taken away before this looks."""
    deputies.end_what_cannot_stay(user=user, by=by, now=now)
    if works := handing.no_longer_theirs(user, now=now):
        _given(user, to, works, by=by, now=now)


def _given(user: User, to: User | None, works: list[Work], *, by: User, now: datetime) -> None:
    """Hand over, write down how much of each kind, and tell who has it now."""
    moved = handing.give_up(user=user, to=to, by=by, now=now, works=works)
    new = {"to": str(to or "")} | {work.kind.field: work.count for work in moved}
    if moved:
        audit.record(by=by, action="staff.hand-over", target=user, new=new, now=now)
    if to is not None:
        cause = f"staff:{user.pk}:taken-over:{now.isoformat()}"
        letter = handed_over.taken(user, to=to, by=by, works=works)
        outbox.enqueue(cause=cause, letter=letter, now=now)


def managers() -> QuerySet[User]:
    """Who can look after staff now."""
    return User.objects.filter(groups__name=MANAGERS, is_active=True, is_staff=True)


def without_second_step() -> QuerySet[User]:
    """Staff who cannot open a staff page yet: no authenticator app and no passkey."""
    factors = Authenticator.objects.exclude(type=Authenticator.Type.RECOVERY_CODES)
    return User.objects.filter(is_active=True, is_staff=True).exclude(pk__in=factors.values("user"))


def _lock_other(user: User, by: User) -> None:
    lock_staff()
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
