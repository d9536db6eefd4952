"""The co-ordinator is reminded once of each answer that did not come by its day."""

from datetime import datetime, timedelta

from django.utils import timezone

from forums.mail import issues as mail
from forums.models import Issue, Submission
from portal import outbox
from portal.models import OutgoingMail, SiteSettings

NAGGED_FOR = timedelta(days=60)  # mails are kept for longer, so that none is written again


def nag_overdue(*, now: datetime) -> int:
    """Write what is not written yet, once per submission and expected day; return how many.

    A holding reply with a new day is a new expectation: until it passes nothing is written.
    """
    today = timezone.localdate(now)
    late = Submission.objects.overdue(today)
    late = late.filter(issue__state=Issue.State.OPEN, expected_on__gte=today - NAGGED_FOR)
    late = late.select_related("body")
    to = SiteSettings.current().coordinator_email
    causes = {f"submission-overdue:{one.pk}:{one.expected_on}": one for one in late}
    known = OutgoingMail.objects.filter(cause__in=causes).values_list("cause", flat=True)
    fresh = causes.keys() - set(known)
    letters = {cause: mail.overdue(causes[cause], to=to) for cause in sorted(fresh)}
    if letters:
        outbox.enqueue_all(letters=letters, now=now)
    return len(letters)
