"""What people need on the day: looked at by few, each look written down, soon forgotten."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from forums.choices import Answer
from forums.models import Attendance, Forum, Speaker
from forums.models.needs import NO_NEEDS
from forums.states import State
from network.models import User
from portal import audit
from portal.keeping import FORUM_NEEDS
from portal.sealing import unseal

KEPT_AFTER = FORUM_NEEDS.period  # after the forum: what the words of consent promise


@dataclass(frozen=True)
class Need:
    """What somebody needs, in their own words."""

    person: str
    text: str


@transaction.atomic
def open_needs(*, forum: Forum, by: User, now: datetime) -> list[Need]:
    """What those who come need. Who looked, and at how many's, is in the log before it is opened.

    Not at whose: who reads the log may not know who has needs.
    """
    coming = Attendance.objects.coming().filter(forum=forum).exclude(needs=b"")
    people = list(coming.select_related("user").order_by("user__name", "pk"))
    speakers = list(forum.speakers.expected().exclude(needs=b"").order_by("name", "pk"))
    if people or speakers:
        new = {"people": len(people), "speakers": len(speakers)}
        audit.record(by=by, action="forum.needs-opened", target=forum, new=new, now=now)
    named = [(str(one.user), one.needs) for one in people]
    named += [(one.name, one.needs) for one in speakers]
    return [Need(name, unseal(bytes(sealed))) for name, sealed in named]


def forget(*, now: datetime) -> int:
    """Delete needs 30 days after their forum, of forums called off, and of who does not come.

    Returns how many; running it twice deletes nothing more.
    """
    return sum(rows.update(**NO_NEEDS) for rows in over(now))


def over(now: datetime) -> tuple[QuerySet[Attendance], QuerySet[Speaker]]:
    """Members and speakers whose needs have served their purpose."""
    past = Q(forum__ends_at__lte=now - KEPT_AFTER) | Q(forum__state=State.CANCELLED)
    members = Attendance.objects.filter(past | ~Q(answer=Answer.IN_PERSON)).exclude(needs=b"")
    return members, Speaker.objects.filter(past).exclude(needs=b"")
