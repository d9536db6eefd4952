"""Managers look after staff: invite, hand over an enrolment link, reset, remove."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group
from django.db import transaction

from network import mail
from network.models import StaffEnrolment, User
from portal import audit, outbox
from portal.staff_groups import MANAGERS
from portal.tokens import Token, hash_token, new_token

ENROLMENT_LIVES = timedelta(hours=24)


class EnrolmentOver(Exception):
    """The enrolment link was used, has run out, or was made for somebody else."""


@transaction.atomic
def invite_staff(
    *, email: str, name: str, groups: Sequence[str], by: User | None, now: datetime
) -> tuple[User, Token]:
    """Make somebody staff in the named groups; return them and their enrolment token.

    `by` is None only for the first Manager, made by `manage.py make_manager`. The token is
    shown once, to be handed over in person or by telephone: the mail does not carry it.
    """
    email = email.strip().lower()
    user = User.objects.filter(email=email).first()
    if user is None:
        user = User.objects.create_user(email, name=name)
        EmailAddress.objects.create(user=user, email=email, primary=True, verified=True)
    user.is_staff = True
    user.name = user.name or name
    user.save()
    user.groups.set(Group.objects.filter(name__in=groups))
    audit.record(by=by, action="staff.invite", target=user, new={"groups": list(groups)}, now=now)
    if by is not None:
        cause = f"staff:{user.pk}:invited:{now.isoformat()}"
        outbox.enqueue(cause=cause, letter=mail.staff_invited(user, by=by), now=now)
        _tell_managers(user, what="invited", by=by, now=now)
    return user, new_enrolment(user=user, by=by, now=now)


@transaction.atomic
def new_enrolment(*, user: User, by: User | None, now: datetime) -> Token:
    """A fresh one-time enrolment link; earlier ones of this person die."""
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


@transaction.atomic
def use_enrolment(*, secret: str, by: User, now: datetime) -> None:
    """Use up the link for the signed-in person. Raises EnrolmentOver."""
    used = (
        StaffEnrolment.objects.usable(now)
        .filter(token_hash=hash_token(secret), user=by)
        .update(used_at=now)
    )
    if not used:
        raise EnrolmentOver
    audit.record(by=by, action="staff.enrolment-used", target=by, now=now)


@transaction.atomic
def reset_second_factor(*, user: User, by: User, now: datetime) -> Token:
    """Take somebody's second factors away after they lost them; return a new enrolment token."""
    Authenticator.objects.filter(user=user).delete()
    audit.record(by=by, action="staff.reset-second-factor", target=user, now=now)
    cause = f"staff:{user.pk}:reset:{now.isoformat()}"
    letter = mail.staff_changed(user, to=user.email, what="second-factor-reset", by=by)
    outbox.enqueue(cause=cause, letter=letter, now=now)
    _tell_managers(user, what="second-factor-reset", by=by, now=now)
    return new_enrolment(user=user, by=by, now=now)


@transaction.atomic
def remove_staff(*, user: User, by: User, now: datetime) -> None:
    """Take staff rights away; it holds from the person's next request."""
    groups = list(user.groups.values_list("name", flat=True))
    user.groups.clear()
    user.user_permissions.clear()
    User.objects.filter(pk=user.pk).update(is_staff=False, is_superuser=False)
    StaffEnrolment.objects.usable(now).filter(user=user).update(used_at=now)
    audit.record(by=by, action="staff.remove", target=user, old={"groups": groups}, now=now)
    cause = f"staff:{user.pk}:removed:{now.isoformat()}"
    outbox.enqueue(cause=cause, letter=mail.staff_rights_removed(user), now=now)
    _tell_managers(user, what="removed", by=by, now=now)


def _tell_managers(user: User, *, what: str, by: User, now: datetime) -> None:
    others = User.objects.filter(groups__name=MANAGERS, is_active=True).exclude(pk=by.pk)
    for manager in others.exclude(pk=user.pk):
        cause = f"staff:{user.pk}:{what}:{now.isoformat()}:{manager.pk}"
        letter = mail.staff_changed(user, to=manager.email, what=what, by=by)
        outbox.enqueue(cause=cause, letter=letter, now=now)
