from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bulletins.address_rules import Result
from bulletins.mail_reports import Fate
from portal.models import OutgoingMail


class BulletinSettings(models.Model):
    """What holds for all bulletins: one row. The defaults are the careful ones."""

    needs_second_person = models.BooleanField(
        _("a second person approves"),
        default=False,
        help_text=_("Then nobody can approve a bulletin in which they changed something last."),
    )
    sends_digests = models.BooleanField(
        _("send digests"),
        default=False,
        help_text=_("Weekly and monthly digests of news, to those who asked for them."),
    )
    dkim_selector = models.CharField(
        _("DKIM selector"),
        max_length=63,
        blank=True,
        help_text=_("The name that the mail provider gave to your key, such as “mail”."),
    )

    class Meta:
        verbose_name = verbose_name_plural = _("settings for bulletins")
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="bulletin_settings_single")]

    def __str__(self) -> str:
        return str(_("Settings for bulletins"))

    @classmethod
    def current(cls) -> "BulletinSettings":
        """The row, or the defaults while nobody has changed any."""
        return cls.objects.filter(pk=1).first() or cls(pk=1)


class MailEvent(models.Model):
    """What the mail provider said about one address, once: bounces, complaints, arrivals.

    It is about a `delivery` of a bulletin or about a `mail` of the outbox, or it is not known.
    """

    provider = models.CharField(_("provider"), max_length=30)
    event_id = models.CharField(max_length=200)
    kind = models.CharField(_("what"), max_length=20, choices=Fate.choices)
    address = models.EmailField(_("e-mail address"))
    detail = models.CharField(_("in detail"), max_length=300, blank=True)
    delivery = models.ForeignKey(
        "bulletins.Delivery",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="mail_events",
    )
    mail = models.ForeignKey(
        OutgoingMail, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField(_("when"))

    class Meta:
        verbose_name = _("report of the mail provider")
        verbose_name_plural = _("reports of the mail provider")
        constraints = [
            models.UniqueConstraint(fields=["provider", "event_id"], name="mail_event_once"),
        ]
        indexes = [models.Index(fields=["-at", "-id"], name="mail_event_newest")]

    def __str__(self) -> str:
        return f"{self.kind}: {self.address}"


class AddressCheck(models.Model):
    """What the sending domain says of itself: SPF, DKIM and DMARC (RFC 7208, 6376, 7489)."""

    Result = Result

    domain = models.CharField(_("domain"), max_length=253)
    selector = models.CharField(_("DKIM selector"), max_length=63, blank=True)
    spf = models.CharField(max_length=10, choices=Result.choices)
    dkim = models.CharField(max_length=10, choices=Result.choices)
    dmarc = models.CharField(max_length=10, choices=Result.choices)
    found = models.JSONField(default=dict)
    checked_at = models.DateTimeField(_("looked up"))

    class Meta:
        verbose_name = _("check of the sending address")
        verbose_name_plural = _("checks of the sending address")

    def __str__(self) -> str:
        return self.domain
