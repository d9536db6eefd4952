"""What an erasure does with the site's own records, and with Django's and allauth's."""

from typing import Any

from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.admin.models import LogEntry
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from portal.about import Me, by, to
from portal.erasing import Answers, Fate
from portal.models import OutgoingMail


def _sessions(one: Me) -> QuerySet[Any]:
    open_ones = UserSession.objects.filter(user=one.user.pk).values("session_key")
    return Session.objects.filter(session_key__in=open_ones)


FATES = (
    Fate(_("Open sessions"), Session, _sessions),
    Fate(_("Browsers of sign-ins"), UserSession, by(UserSession, "user")),
    Fate(_("Second steps of sign-in"), Authenticator, by(Authenticator, "user")),
    Fate(_("Mail from us"), OutgoingMail, to(OutgoingMail, "to")),
    Fate(_("Confirmations of addresses"), EmailConfirmation,
         by(EmailConfirmation, "email_address__user")),
    Fate(_("Addresses"), EmailAddress, by(EmailAddress, "user")),
    Fate(_("Changes of staff’s records"), LogEntry, by(LogEntry, "user")),
)  # fmt: skip
ANSWERS = Answers(
    FATES,
    reworded="portal.OutgoingMail.subject portal.OutgoingMail.text portal.OutgoingMail.html "
    "portal.OutgoingMail.last_error admin.LogEntry.object_repr admin.LogEntry.change_message",
    stays={
        _(
            "The record of what was done on the site, and when: without the name and without "
            "what it says of the person."
        ): "portal.AuditEntry.actor_name portal.AuditEntry.object_label portal.AuditEntry.old "
        "portal.AuditEntry.new",
        _("The co-ordinator’s name, address and number on the site, until staff change them."): (
            "portal.OutgoingMail.reply_to portal.SiteSettings.coordinator_name "
            "portal.SiteSettings.coordinator_email portal.SiteSettings.coordinator_phone"
        ),
    },
)
