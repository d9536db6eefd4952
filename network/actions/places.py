"""People's places in their organisation: roles, handing over, leaving.

Every act locks the organisation first and reads roles under that lock, so that there is exactly
one primary contact whoever presses what at once. Staff who act for somebody say how it reached
them (`source`), and may do what the primary contact may; never for a place of their own.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from network import mail_organisations as mail
from network.choices import Source
from network.models import Affiliation, Organisation, User
from network.roles import Role, may_decide, may_remove
from portal import audit, outbox
from portal.models import AuditEntry, SiteSettings


class NotAllowed(Exception):
    """Whoever acts has not, or no longer, the role that it takes."""


class NotThere(Exception):
    """Who it is about does not belong to the organisation any more."""


class MustHandOver(Exception):
    """The primary contact hands over first."""


class LastPerson(Exception):
    """Nobody else is there to hand over to: the co-ordinator helps."""


class SomebodyAsked(Exception):
    """Another is asked already to become the primary contact: `place`."""

    def __init__(self, place: Affiliation) -> None:
        super().__init__("somebody else is asked")
        self.place = place


class NotAsked(Exception):
    """Nobody asks, or no longer asks, this person to become the primary contact."""


class OwnPlace(Exception):
    """Staff do not act on their own place for somebody else."""


def lock(organisation: int) -> Organisation:
    """The organisation, locked: first of all, before any row of its people."""
    return Organisation.objects.select_for_update().get(pk=organisation)


def acting_role(organisation: Organisation, *, by: User, source: str) -> str:
    """By which role somebody acts in a locked organisation. Raises NotAllowed for strangers."""
    if source != Source.SITE:
        return Role.PRIMARY
    own = organisation.affiliations.present().filter(user=by).first()
    if own is None:
        raise NotAllowed
    return own.role


def let_in(organisation: Organisation, user: User, *, role: str, now: datetime) -> Affiliation:
    """Give somebody a place in a locked organisation; who has one keeps it as it is.

    Where nobody is the primary contact any more, the person becomes it: there is always one.
    """
    has_primary = primary_of(organisation) is not None
    place, _created = Affiliation.objects.get_or_create(
        organisation=organisation,
        user=user,
        ended_at=None,
        defaults={"role": role if has_primary else Role.PRIMARY, "started_at": now},
    )
    return place


def primary_of(organisation: Organisation) -> Affiliation | None:
    """The primary contact's place; None where nobody is left."""
    present = organisation.affiliations.present().filter(role=Role.PRIMARY)
    return present.select_related("user").first()


@transaction.atomic
def change_role(
    *, place: Affiliation, role: Role, by: User, now: datetime, source: str = Source.SITE
) -> None:
    """Make somebody manager or member; the primary contact does. They are told.

    Raises NotAllowed, NotThere, OwnPlace, and MustHandOver for the primary contact's own role.
    """
    locked, acting = _lock_place(place, by=by, source=source)
    if not may_decide(acting):
        raise NotAllowed
    if Role.PRIMARY in {role, locked.role}:
        raise MustHandOver
    if role != locked.role:
        entry = _give(locked, role, by=by, now=now, source=source)
        for reader in _readers(locked, source):
            _tell(entry, mail.role_changed(locked, to=reader))


@transaction.atomic
def remove(*, place: Affiliation, by: User, now: datetime, source: str = Source.SITE) -> None:
    """Take somebody out, with the open invitations that they sent or got. They are told.

    Raises NotAllowed, NotThere, OwnPlace, and MustHandOver for a primary contact who is not alone.
    """
    locked, acting = _lock_place(place, by=by, source=source)
    if locked.role == Role.PRIMARY and (source == Source.SITE or _others(locked)):
        raise MustHandOver
    if locked.role != Role.PRIMARY and not may_remove(acting, locked.role):
        raise NotAllowed
    entry = _end(locked, by=by, now=now, source=source)
    theirs = Q(invited_by=locked.user) | Q(email=locked.user.email)
    locked.organisation.invitations.open().filter(theirs).update(revoked_at=now)
    for reader in _readers(locked, source):
        _tell(entry, mail.removed(locked, to=reader))


@transaction.atomic
def leave(*, place: Affiliation, by: User, now: datetime) -> None:
    """Leave an organisation oneself; its primary contact is told.

    Raises NotThere, MustHandOver for the primary contact, LastPerson where nobody else is there.
    """
    locked, _acting = _lock_place(place, by=by, source=Source.SITE)
    if locked.user_id != by.pk:
        raise NotAllowed
    check_may_leave(locked)
    entry = _end(locked, by=by, now=now, source=Source.SITE)
    if primary := primary_of(locked.organisation):
        _tell(entry, mail.left(locked, to=primary.user))


def check_may_leave(place: Affiliation) -> None:
    """Raises MustHandOver for the primary contact, LastPerson where nobody else is there."""
    if place.role == Role.PRIMARY:
        raise MustHandOver if _others(place) else LastPerson


@transaction.atomic
def offer(*, place: Affiliation, by: User, now: datetime) -> None:
    """Ask somebody to become the primary contact; nothing changes before they agree.

    Raises NotAllowed, NotThere, and SomebodyAsked while another is.
    """
    locked, acting = _lock_place(place, by=by, source=Source.SITE)
    if not may_decide(acting) or locked.role == Role.PRIMARY:
        raise NotAllowed
    asked = offered_in(locked.organisation)
    if asked is not None and asked != locked:
        raise SomebodyAsked(asked)
    if asked is None:
        entry = _set_offer(locked, now, by=by, now=now)
        _tell(entry, mail.hand_over_asked(locked, by=by))


@transaction.atomic
def take_back_offer(*, place: Affiliation, by: User, now: datetime) -> None:
    """Ask them no longer; they are told. Raises NotAllowed, NotThere, NotAsked."""
    locked, acting = _lock_place(place, by=by, source=Source.SITE)
    if not may_decide(acting):
        raise NotAllowed
    entry = _set_offer(locked, None, by=by, now=now)
    _tell(entry, mail.hand_over_taken_back(locked))


@transaction.atomic
def accept_offer(*, place: Affiliation, by: User, now: datetime) -> None:
    """Become the primary contact, as one was asked; the one before becomes a manager.

    They and the co-ordinator are told. Raises NotAllowed, NotThere, NotAsked.
    """
    locked = _lock_own(place, by=by)
    if locked.offered_at is None:
        raise NotAsked
    _pass_on(locked, by=by, now=now, source=Source.SITE)


@transaction.atomic
def decline_offer(*, place: Affiliation, by: User, now: datetime) -> None:
    """Everything stays as it is; the primary contact is told. Raises as `accept_offer`."""
    locked = _lock_own(place, by=by)
    entry = _set_offer(locked, None, by=by, now=now)
    if primary := primary_of(locked.organisation):
        _tell(entry, mail.hand_over_declined(locked, to=primary.user))


@transaction.atomic
def make_primary(*, place: Affiliation, by: User, now: datetime, source: str) -> None:
    """Staff make somebody the primary contact at once; both people are told.

    Raises NotThere and OwnPlace.
    """
    locked, _acting = _lock_place(place, by=by, source=source)
    if locked.role != Role.PRIMARY:
        _pass_on(locked, by=by, now=now, source=source)


def offered_in(organisation: Organisation) -> Affiliation | None:
    """The place of who is asked to become the primary contact."""
    asked = organisation.affiliations.present().filter(offered_at__isnull=False)
    return asked.select_related("user").first()


def _lock_place(place: Affiliation, *, by: User, source: str) -> tuple[Affiliation, str]:
    """A place as it is now, its organisation locked, and by which role `by` acts on it."""
    organisation = lock(place.organisation_id)
    acting = acting_role(organisation, by=by, source=source)
    present = organisation.affiliations.present().select_related("user")
    locked = present.filter(pk=place.pk).first()
    if locked is None:
        raise NotThere
    if source != Source.SITE and locked.user_id == by.pk:
        raise OwnPlace
    locked.organisation = organisation
    return locked, acting


def _lock_own(place: Affiliation, *, by: User) -> Affiliation:
    locked, _acting = _lock_place(place, by=by, source=Source.SITE)
    if locked.user_id != by.pk:
        raise NotAllowed
    return locked


def _others(place: Affiliation) -> bool:
    """Whether anybody else is in the organisation."""
    return place.organisation.affiliations.present().exclude(pk=place.pk).exists()


def _readers(place: Affiliation, source: str) -> list[User]:
    """Whom an act on a place is told to: the person, and for whom staff acted."""
    primary = primary_of(place.organisation) if source != Source.SITE else None
    asked_for_it = [primary.user] if primary and primary != place else []
    return [place.user, *asked_for_it]


def _set_offer(
    place: Affiliation, offered_at: datetime | None, *, by: User, now: datetime
) -> AuditEntry:
    """Ask, or with None stop asking; raises NotAsked where nobody was."""
    if offered_at is None and place.offered_at is None:
        raise NotAsked
    place.offered_at = offered_at
    place.save(update_fields=["offered_at"])
    action = "affiliation.offer" if offered_at else "affiliation.no-offer"
    return audit.record(by=by, action=action, target=place, now=now)


def _pass_on(place: Affiliation, *, by: User, now: datetime, source: str) -> None:
    """Make a locked place the primary contact's, in place of who was it."""
    organisation = place.organisation
    organisation.affiliations.filter(offered_at__isnull=False).update(offered_at=None)
    place.offered_at = None
    former = primary_of(organisation)
    if former is not None:
        _give(former, Role.MANAGER, by=by, now=now, source=source)
    entry = _give(place, Role.PRIMARY, by=by, now=now, source=source)
    people = {place.user, *([former.user] if former else [])} - {by}
    addresses = {person.email for person in people}
    if source == Source.SITE:
        addresses.add(SiteSettings.current().coordinator_email)
    for address in sorted(addresses):
        _tell(entry, mail.primary_contact_changed(place, to=address))


def _give(place: Affiliation, role: str, *, by: User, now: datetime, source: str) -> AuditEntry:
    old, place.role = place.role, role
    place.save(update_fields=["role", "offered_at"])
    return audit.record(
        by=by,
        action="affiliation.role",
        target=place,
        old={"role": old},
        new={"role": role, "source": source},
        now=now,
    )


def _end(place: Affiliation, *, by: User, now: datetime, source: str) -> AuditEntry:
    place.ended_at, place.offered_at = now, None
    place.save(update_fields=["ended_at", "offered_at"])
    return audit.record(
        by=by,
        action="affiliation.end",
        target=place,
        old={"role": place.role},
        new={"source": source},
        now=now,
    )


def _tell(entry: AuditEntry, letter: outbox.Letter) -> None:
    """One mail for one act and reader."""
    outbox.enqueue(cause=f"affiliation:{entry.pk}:{letter.to}", letter=letter, now=entry.at)
