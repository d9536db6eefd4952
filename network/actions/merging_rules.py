"""What the network's own records of two organisations do when these become one."""

from collections.abc import Iterator
from datetime import date, datetime

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from network.actions import places
from network.models import (
    Affiliation,
    Confirmation,
    ImportedMember,
    JoinRequest,
    Membership,
    Organisation,
)
from network.models.invitations import OPEN
from network.roles import Role
from portal import merging
from portal.merging import Rule, Words, twins_go

RANKS: list[str] = list(Role)  # the highest first


def settle_places(stays: Organisation, goes: Organisation, now: datetime) -> None:
    """One primary contact, one offer, and one place for each person; the higher role counts."""
    coming = goes.affiliations.present()
    coming.update(offered_at=None)
    if places.primary_of(stays):
        coming.filter(role=Role.PRIMARY).update(role=Role.MANAGER)
    for place in _in_both(stays, goes):
        join_places(place, coming.get(user=place.user_id), now)


def join_places(place: Affiliation, other: Affiliation, now: datetime) -> None:
    """`place` is left, with the higher role since the earlier day; `other` ends."""
    other.ended_at, other.offered_at = now, None
    other.save(update_fields=["ended_at", "offered_at"])
    place.role = min(place.role, other.role, key=RANKS.index)
    place.started_at = min(place.started_at, other.started_at)
    place.offered_at = None if place.role == Role.PRIMARY else place.offered_at
    place.save(update_fields=["role", "started_at", "offered_at"])


def warn_of_places(stays: Organisation, goes: Organisation) -> Words:
    words = []
    present = Affiliation.objects.present().filter(role=Role.PRIMARY)
    leading = present.filter(organisation__in=[stays, goes]).select_related("user")
    by_organisation = {place.organisation_id: place for place in leading}
    first, second = by_organisation.get(stays.pk), by_organisation.get(goes.pk)
    if first and second and first.user_id != second.user_id:
        names = {"first": _named(first), "second": _named(second)}
        both = _("Both have a primary contact: %(first)s stays it, %(second)s becomes a manager.")
        words.append(both % names)
    if number := len(_in_both(stays, goes)):
        one = "%d person belongs to both: one place is left, with the higher role."
        many = "%d people belong to both: one place each is left, with the higher role."
        words.append(ngettext(one, many, number) % number)
    return words


def _named(place: Affiliation) -> str:
    return f"{place.user} ({place.user.email})"


def _in_both(stays: Organisation, goes: Organisation) -> list[Affiliation]:
    there = goes.affiliations.present().values("user")
    return list(stays.affiliations.present().filter(user__in=there).order_by("pk"))


def settle_invitations(stays: Organisation, goes: Organisation, now: datetime) -> None:
    """Who is invited to both keeps the invitation of the record that stays."""
    invited = stays.invitations.filter(OPEN).values("email")
    goes.invitations.filter(OPEN, email__in=invited).update(revoked_at=now)


def settle_listed(stays: Organisation, goes: Organisation, _now: datetime) -> None:
    """One list is what an organisation came by: the one of the record that stays."""
    if ImportedMember.objects.filter(organisation=stays).exists():
        ImportedMember.objects.filter(organisation=goes).delete()


def settle_memberships(stays: Organisation, goes: Organisation, _now: datetime) -> None:
    """Two periods at the same time become one, with all that was done to either."""
    for kept, other in _at_once(stays, goes):
        for relation in merging.relations(Membership):
            relation.move(other, kept)
        other.delete()
        _join(kept, other)


def _join(kept: Membership, other: Membership) -> None:
    """From the earlier start; the end is that of the longer one, the categories of `kept`."""
    if _end(other) > _end(kept):
        kept.ends_on, kept.ending = other.ends_on, other.ending
    kept.starts_on = min(kept.starts_on, other.starts_on)
    days = [day for day in (kept.confirmed_on, other.confirmed_on) if day]
    kept.confirmed_on = max(days, default=None)
    kept.application = kept.application or other.application
    kept.save()


def _at_once(stays: Organisation, goes: Organisation) -> Iterator[tuple[Membership, Membership]]:
    """Pairs of periods, of the one and the other, that have a day in common."""
    both = Membership.objects.filter(organisation__in=[stays, goes])
    periods = list(both.order_by("starts_on", "pk"))
    for kept in (one for one in periods if one.organisation_id == stays.pk):
        for other in (one for one in periods if one.organisation_id == goes.pk):
            if kept.starts_on <= _end(other) and other.starts_on <= _end(kept):
                yield kept, other


def _only_one_is_suspended(kept: Membership, other: Membership) -> bool:
    """While both run: merging neither suspends a membership nor lifts that."""
    running = min(_end(kept), _end(other)) >= timezone.localdate()
    return running and bool(kept.suspended_at) != bool(other.suspended_at)


def _end(membership: Membership) -> date:
    return membership.ends_on or date.max


def warn_of_memberships(stays: Organisation, goes: Organisation) -> Words:
    if not any(_at_once(stays, goes)):
        return []
    return [
        _("Both were members at the same time: the periods become one, from the earlier start to "
          "the later end, with the categories of the record that stays."),
    ]  # fmt: skip


def block_memberships(stays: Organisation, goes: Organisation) -> Words:
    """Where it would not be clear which period counts."""
    pairs = list(_at_once(stays, goes))
    words = []
    if len({one.pk for pair in pairs for one in pair}) < 2 * len(pairs):
        words.append(
            _("A membership of one runs across several of the other. Put their dates right first.")
        )
    if any(_only_one_is_suspended(*pair) for pair in pairs):
        words.append(_("One membership is suspended, the other is not. Suspend or lift one first."))
    ids = [one.pk for pair in pairs for one in pair]
    if Confirmation.objects.waiting().filter(membership__in=ids).count() > 1:
        words.append(_("Confirmations of both wait for an answer. Decide one first."))
    return words


RULES = (
    Rule("network.Affiliation.organisation", settle_places, warn_of_places),
    Rule(
        "network.Membership.organisation",
        settle_memberships,
        warn_of_memberships,
        block_memberships,
    ),
    Rule("network.OrganisationInvitation.organisation", settle_invitations),
    Rule("network.ImportedMember.organisation", settle_listed),
    twins_go("network.RegisteredNumber.organisation", "register", "number"),
    twins_go("network.ListedContact.organisation", "email"),
    twins_go("network.JoinRequest.organisation", "user", where=Q(state=JoinRequest.State.WAITING)),
)
