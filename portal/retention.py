"""What the site itself may forget: used-up sign-in keys, old sessions, mail long settled."""

from datetime import datetime, timedelta

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import connection
from django.db.models import Exists, OuterRef

from portal.models import OutgoingMail

MAIL_KEPT = timedelta(days=90)


def tidy(*, now: datetime) -> dict[str, int]:
    """Delete expired sessions with what is kept about them (address, browser), expired security
    keys, and mail written over 90 days ago that no worker will touch any more.

    Returns how many of each; running it twice removes nothing more.
    """
    sessions, _ = Session.objects.filter(expire_date__lt=now).delete()
    still_there = Session.objects.filter(session_key=OuterRef("session_key"))
    UserSession.objects.filter(~Exists(still_there)).delete()
    mails, _ = (
        OutgoingMail.objects.filter(created_at__lt=now - MAIL_KEPT)
        .exclude(state__in=[OutgoingMail.State.WAITING, OutgoingMail.State.SENDING])
        .delete()
    )
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM portal_security_cache WHERE expires < %s", [now])
        keys = cursor.rowcount
    return {"sessions": sessions, "mails": mails, "keys": keys}
