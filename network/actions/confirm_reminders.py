"""Members are reminded to confirm: before the day, on it, and in the days of grace."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from network import mail_membership as mail
from network.actions.membership_moves import lock
from network.models import Membership, User, site_rule
from network.standing import REMINDED, Reminder, reminder_on
from portal import outbox
from portal.models import OutgoingMail


def remind(*, now: datetime) -> int:
    """Write the reminders that are due and not written; return of how many memberships.

    Each goes out once per membership, due day, reminder and person. Mails are kept for longer
    than `network.standing.SENT_WITHIN`, so that none is written again.
    """
    if site_rule().since is None:
        return 0
    asked = Membership.objects.with_standing(now).filter(standing__in=REMINDED)
    asked = asked.select_related("organisation").order_by("pk")
    return sum(_remind(membership, now) for membership in asked.iterator())


def _remind(membership: Membership, now: datetime) -> bool:
    """Looks before it locks: most have had theirs."""
    return bool(_missing(membership, now)) and _write(membership, now)


@transaction.atomic
def _write(membership: Membership, now: datetime) -> bool:
    locked = lock(membership)
    due, missing = locked.due_on(), _missing(locked, now)
    letters = {
        cause: mail.confirmation_asked(locked, person, reminder=reminder, due=due)
        for cause, (reminder, person) in missing.items()
    }
    outbox.enqueue_all(letters=letters, now=now)
    return bool(letters)


def _missing(membership: Membership, now: datetime) -> dict[str, tuple[Reminder, User]]:
    """By cause: what a membership's people should have by now and have not."""
    reminder = reminder_on(timezone.localdate(now), membership.period, site_rule())
    if reminder is None:
        return {}
    about = f"membership:{membership.pk}:confirm:{membership.due_on():%Y%m%d}:{reminder.value}"
    people = membership.organisation.contacts()
    wanted = {f"{about}:{person.pk}": (reminder, person) for person in people}
    known = OutgoingMail.objects.filter(cause__in=wanted).values_list("cause", flat=True)
    return {cause: wanted[cause] for cause in wanted.keys() - set(known)}
