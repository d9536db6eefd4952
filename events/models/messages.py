from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from events.models.events import Event


class Message(models.Model):
    """Something staff wrote to people of an event, as it was sent: to whom, and to how many.

    The mails are rows of the outbox, one per address, found by `cause`. `key` comes from the
    form: pressing twice sends once.
    """

    class Circle(models.TextChoices):
        BOOKED = "booked", _("Delegates who are booked")
        OFFERED = "offered", _("People who are offered a place and have not answered")
        WAITING = "waiting", _("People on a waiting list")
        CONTRIBUTORS = "contributors", _("Contributors")
        CAME = "came", _("Delegates who came (all who were booked, if nobody was ticked in)")

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="messages")
    key = models.UUIDField(unique=True, editable=False)
    circle = models.CharField(_("to"), max_length=12, choices=Circle.choices)
    to_whom = models.CharField(_("to whom, in words"), max_length=500)
    subject = models.CharField(_("subject"), max_length=150)
    body = models.TextField(_("message"), max_length=5000)
    recipients = models.PositiveIntegerField(_("recipients"))
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("sent by"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    sent_at = models.DateTimeField(_("sent"))

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        indexes = [models.Index(fields=["event", "-sent_at"], name="message_of_event")]

    def __str__(self) -> str:
        return self.subject

    @property
    def cause(self) -> str:
        """How the causes of this message's mails begin."""
        return f"event-message:{self.pk}:"
