from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal import confided


class OutgoingMailQuerySet(models.QuerySet["OutgoingMail"]):
    def visible_to(self, user: Any) -> "OutgoingMailQuerySet":
        """All, or for who keeps no confidences those that are in none."""
        if confided.may_read(user):
            return self
        return self.exclude(confided.beginning("cause", confided.MAILS))

    def due(self, now: datetime) -> "OutgoingMailQuerySet":
        """Waiting, and its next attempt has come."""
        return self.filter(state=OutgoingMail.State.WAITING, next_attempt_at__lte=now)

    def stuck(self) -> "OutgoingMailQuerySet":
        """Given up on, or of unknown fate: staff should look."""
        return self.filter(state__in=[OutgoingMail.State.PARKED, OutgoingMail.State.IN_DOUBT])

    def lapsed(self, now: datetime) -> "OutgoingMailQuerySet":
        """Credentials that nobody may use any more, unless one is being sent right now."""
        states = [
            OutgoingMail.State.WAITING,
            OutgoingMail.State.PARKED,
            OutgoingMail.State.IN_DOUBT,
        ]
        return self.filter(state__in=states, expires_at__lte=now)


class OutgoingMail(models.Model):
    """One message to one person, written in the same transaction as what caused it.

    A credential (a code, an invitation, a personal link) keeps its body and attachments only
    encrypted, never shows them, is never sent twice, lapses at `expires_at`, and loses them once
    sent. `attachments` is what portal.attachments packs.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        SENDING = "sending", _("Being sent")
        SENT = "sent", _("Sent")
        IN_DOUBT = "in-doubt", _("In doubt")
        PARKED = "parked", _("Given up")
        EXPIRED = "expired", _("Lapsed")

    cause = models.CharField(_("cause"), max_length=200, unique=True)
    to = models.EmailField(_("to"), max_length=254)
    reply_to = models.CharField(_("reply to"), max_length=254)
    subject = models.CharField(_("subject"), max_length=250)
    text = models.TextField(_("text"), blank=True)
    html = models.TextField(blank=True)
    attachments = models.JSONField(default=list, db_default=[], blank=True, editable=False)
    sealed = models.BinaryField(blank=True, default=b"")
    is_credential = models.BooleanField(_("credential"), default=False)
    message_id = models.CharField(max_length=120, unique=True)
    state = models.CharField(
        _("state"), max_length=10, choices=State.choices, default=State.WAITING
    )
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    last_error = models.CharField(_("last error"), max_length=300, blank=True)
    created_at = models.DateTimeField(_("written"))
    next_attempt_at = models.DateTimeField(_("next attempt"))
    claim = models.UUIDField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    handing_over_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)

    objects = OutgoingMailQuerySet.as_manager()

    class Meta:
        verbose_name = _("outgoing mail")
        verbose_name_plural = _("outgoing mail")
        constraints = [
            models.CheckConstraint(
                condition=Q(state="sent", sent_at__isnull=False)
                | (~Q(state="sent") & Q(sent_at__isnull=True)),
                name="mail_sent_has_its_time",
            ),
            models.CheckConstraint(
                condition=Q(state="sending", claim__isnull=False, lease_until__isnull=False)
                | (~Q(state="sending") & Q(claim__isnull=True, lease_until__isnull=True)),
                name="mail_sending_has_a_claim",
            ),
            models.CheckConstraint(
                condition=Q(is_credential=False) | Q(text="", html="", attachments=[]),
                name="mail_credential_is_sealed",
            ),
            models.CheckConstraint(
                condition=Q(is_credential=False) | Q(expires_at__isnull=False),
                name="mail_credential_expires",
            ),
            models.CheckConstraint(
                condition=~Q(is_credential=True, state__in=["sent", "expired"]) | Q(sealed=b""),
                name="mail_credential_erased_once_done",
            ),
        ]
        indexes = [
            models.Index(fields=["next_attempt_at"], name="mail_due", condition=Q(state="waiting")),
            models.Index(fields=["lease_until"], name="mail_lease", condition=Q(state="sending")),
            models.Index(
                fields=["expires_at"],
                name="mail_lapses",
                condition=Q(state__in=["waiting", "parked", "in-doubt"]),
            ),
        ]

    def __str__(self) -> str:
        if self.is_confided:
            return f"{self.pk}"  # labels stand in the log that others read
        return f"{self.subject} → {self.to}"

    @property
    def is_confided(self) -> bool:
        return self.cause.startswith(confided.MAILS)

    @property
    def can_be_sent_again(self) -> bool:
        return not self.is_credential and self.state in {self.State.PARKED, self.State.IN_DOUBT}
