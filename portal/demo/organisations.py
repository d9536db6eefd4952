"""People of the demo accounts' organisations: invited, asked to take over, gone, in two places."""

from datetime import datetime

from network.actions import colleagues, facts, membership, places
from network.models import Affiliation, Organisation, User
from network.roles import Role
from portal.demo.telling import World

_WAITS, _RAN_OUT = "nia.pattern-rhys@example.org", "old.address@example.org"


def tell(world: World, accounts: dict[str, User]) -> None:
    """At the member's organisation everything happens; the colleague belongs to two."""
    member, colleague = accounts["member@example.org"], accounts["colleague@example.org"]
    here, ago = led_by(member), world.clock.ago
    _bring_in(here, world.people.new(since=ago(91)), role=Role.MANAGER, by=member, at=ago(90))
    gone = _bring_in(here, world.people.new(since=ago(81)), by=member, at=ago(80))
    places.leave(place=gone, by=gone.user, now=ago(30))
    for email, days in ((_RAN_OUT, 40), (_WAITS, 3)):
        colleagues.invite(
            organisation=here, email=email, role=Role.MEMBER, by=member, now=ago(days)
        )
    _say_more(here, by=member, at=ago(12))
    membership.ask_to_join(
        organisation=here,
        by=world.people.new(since=ago(2)),
        message="I started on the helpline in spring. Marcia knows me.",
        now=ago(2),
    )
    taking_over = Affiliation.objects.present().get(user=colleague, organisation=here)
    places.offer(place=taking_over, by=member, now=ago(1))
    other = accounts["other@example.org"]
    _bring_in(led_by(other), colleague, by=other, at=ago(20))


def led_by(person: User) -> Organisation:
    own = Affiliation.objects.present().filter(user=person, role=Role.PRIMARY)
    return own.select_related("organisation").get().organisation


def _bring_in(
    organisation: Organisation, person: User, *, by: User, at: datetime, role: str = Role.MEMBER
) -> Affiliation:
    """Invited, and in on the same day."""
    invitation = colleagues.invite(
        organisation=organisation, email=person.email, role=role, by=by, now=at
    )
    return colleagues.accept(invitation=invitation, by=person, now=at)


def _say_more(organisation: Organisation, *, by: User, at: datetime) -> None:
    known = facts.facts_of(organisation)
    facts.change_facts(
        organisation=organisation,
        facts=known | {"website": "https://oasis-road.example.org"},
        version=facts.version_of(known),
        by=by,
        now=at,
    )
