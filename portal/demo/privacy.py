"""A night's deletion, somebody erased, and a member who subscribed early: for their data."""

from datetime import timedelta

from bulletins.consent import wording
from bulletins.models import Subscriber
from network.models import User
from portal import erasures
from portal.demo.telling import World
from portal.keeping import EVENT_NEEDS, OLD_DELIVERIES, OLD_MAIL, STAGES
from portal.models import OutgoingMail, RetentionRun
from portal.outbox import GOODBYE

_TAKEN = {EVENT_NEEDS.key: 3, OLD_MAIL.key: 41, OLD_DELIVERIES.key: 118}


def tell(world: World, member: User) -> None:
    """Write last night's report, and the member's own consent to bulletins."""
    last_night = world.clock.ago(1)
    nothing = dict.fromkeys(STAGES, 0)
    RetentionRun.objects.create(
        started_at=last_night,
        finished_at=last_night + timedelta(seconds=2),
        due=nothing | _TAKEN,
        left=nothing,
    )
    agreed = world.clock.ago(150)
    Subscriber.objects.create(
        email=member.email,
        name=member.name,
        state=Subscriber.State.CONFIRMED,
        consent_wording=wording(),
        consented_at=agreed,
        confirmed_at=agreed + timedelta(minutes=4),
    )
    _tell_of_who_was_erased(world)


def _tell_of_who_was_erased(world: World) -> None:
    """Somebody who is not there any more: the list of erasures has a line, and no name."""
    gone = User.objects.create_user(
        "leaver@example.org", name="Somebody Example-Gone", date_joined=world.clock.ago(200)
    )
    erasures.erase_person(user=gone, by=None, now=world.clock.ago(20))
    OutgoingMail.objects.filter(cause__startswith=GOODBYE).delete()  # sent long ago
