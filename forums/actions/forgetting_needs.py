"""What those who come need on the day is forgotten soon after it."""

from datetime import datetime, timedelta

from django.db.models import Q

from forums.choices import Answer
from forums.models import Attendance
from forums.states import State

KEPT_AFTER = timedelta(days=30)  # after the forum: what the words of consent promise


def forget_needs(*, now: datetime) -> int:
    """Delete needs 30 days after their forum, of forums called off, and of who does not come.

    Returns how many; running it twice deletes nothing more.
    """
    over = Q(forum__ends_at__lte=now - KEPT_AFTER) | Q(forum__state=State.CANCELLED)
    over |= ~Q(answer=Answer.IN_PERSON)
    said = Attendance.objects.filter(over).exclude(needs=b"")
    return said.update(needs=b"", needs_consented_at=None, needs_consent_wording="")
