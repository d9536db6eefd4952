"""What the site itself may forget: used-up sign-in keys, old sessions, mail long sent."""

from datetime import datetime, timedelta

from django.contrib.sessions.models import Session
from django.db import connection

from portal.models import OutgoingMail

MAIL_KEPT = timedelta(days=90)


def tidy(*, now: datetime) -> dict[str, int]:
    """Delete expired sessions, expired security keys and mail sent over 90 days ago."""
    sessions, _ = Session.objects.filter(expire_date__lt=now).delete()
    mails, _ = OutgoingMail.objects.filter(
        state__in=[OutgoingMail.State.SENT, OutgoingMail.State.EXPIRED],
        created_at__lt=now - MAIL_KEPT,
    ).delete()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM portal_security_cache WHERE expires < %s", [now])
        keys = cursor.rowcount
    return {"sessions": sessions, "mails": mails, "keys": keys}
