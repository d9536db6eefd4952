"""What the site itself may forget: used-up sign-in keys, old sessions, mail long settled.

And the retention classes of its own records (`portal.keeping`).
"""

from datetime import datetime

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet

from portal.keeping import (
    ACCOUNTS,
    AUDIT,
    MAIL,
    NOT_PERSONAL,
    OLD_MAIL,
    SESSIONS,
    SITE,
    Fields,
)
from portal.models import OutgoingMail

MAIL_KEPT = OLD_MAIL.period
# In which retention class each field of the site's own records is, and of Django's and allauth's.
FIELDS: Fields = {
    "portal.AuditEntry": {
        AUDIT: "actor actor_name object_label old new",
        NOT_PERSONAL: "action object_type object_id request_id erasure",
    },
    "portal.Erasure": {NOT_PERSONAL: "key counts"},
    "portal.Heartbeat": {NOT_PERSONAL: "name"},
    "portal.OutgoingMail": {
        MAIL: "to reply_to subject text html attachments sealed last_error",
        NOT_PERSONAL: "cause message_id",
    },
    "portal.RetentionRun": {NOT_PERSONAL: "due left trouble"},
    "portal.SiteSettings": {
        SITE: "coordinator_name coordinator_email coordinator_phone",
        NOT_PERSONAL: "working_days invoice_details confirmations_from",
    },
    "account.EmailAddress": {ACCOUNTS: "user email"},
    "account.EmailConfirmation": {ACCOUNTS: "key"},
    "mfa.Authenticator": {ACCOUNTS: "user data"},
    "sessions.Session": {SESSIONS: "session_key session_data"},
    "usersessions.UserSession": {SESSIONS: "user ip session_key user_agent data"},
    "admin.LogEntry": {AUDIT: "user object_id object_repr change_message"},
    "auth.Permission": {NOT_PERSONAL: "name codename"},
    "auth.Group": {NOT_PERSONAL: "name"},
    "contenttypes.ContentType": {NOT_PERSONAL: "app_label model"},
}


def tidy(*, now: datetime) -> dict[str, int]:
    """Delete expired sessions with what is kept about them (address, browser), expired security
    keys, and mail written over 90 days ago that no worker will touch any more.

    Returns how many of each; running it twice removes nothing more.
    """
    sessions, _ = over_sessions(now).delete()
    still_there = Session.objects.filter(session_key=OuterRef("session_key"))
    UserSession.objects.filter(~Exists(still_there)).delete()
    mails, _ = old_mail(now).delete()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM portal_security_cache WHERE expires < %s", [now])
        keys = cursor.rowcount
    return {"sessions": sessions, "mails": mails, "keys": keys}


def over_sessions(now: datetime) -> QuerySet[Session]:
    """Sessions that let nobody in any more."""
    return Session.objects.filter(expire_date__lt=now)


def old_mail(now: datetime) -> QuerySet[OutgoingMail]:
    """Mail that has been kept long enough and that no worker will touch any more."""
    moving_on = [OutgoingMail.State.WAITING, OutgoingMail.State.SENDING]
    return OutgoingMail.objects.filter(created_at__lt=now - MAIL_KEPT).exclude(state__in=moving_on)
