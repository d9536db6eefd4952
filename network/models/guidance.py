from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from network.choices import Source


class GuidanceEnquiry(models.Model):
    """Somebody asks the co-ordinator, with what they had already typed into the checker."""

    class State(models.TextChoices):
        NEW = "new", _("New")
        ANSWERED = "answered", _("Answered")
        CLOSED = "closed", _("Closed")

    reference = models.CharField(_("reference"), max_length=20, unique=True)
    name = models.CharField(_("name"), max_length=150)
    email = models.EmailField(_("e-mail address"), blank=True)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    wants_call = models.BooleanField(_("would like a call"), default=False)
    may_leave_message = models.BooleanField(_("we may leave a message"), default=False)
    organisation_name = models.CharField(_("organisation"), max_length=200, blank=True)
    message = models.TextField(_("message"), max_length=5000)
    typed = models.JSONField(_("typed into the checker"), default=dict, blank=True)
    source = models.CharField(
        _("came by"), max_length=12, choices=Source.choices, default=Source.SITE
    )
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.NEW)
    created_at = models.DateTimeField(_("received"))
    answer = models.TextField(_("answer"), max_length=6000, blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)

    class Meta:
        verbose_name = _("guidance enquiry")
        verbose_name_plural = _("guidance enquiries")
        permissions = [("answer_guidanceenquiry", _("Can answer guidance enquiries"))]
        constraints = [
            models.CheckConstraint(
                condition=~Q(email="") | ~Q(phone=""),
                name="enquiry_can_be_answered",
                violation_error_message=_("Give an e-mail address or a telephone number."),
            ),
            models.CheckConstraint(
                condition=~Q(state="answered") | Q(answered_at__isnull=False),
                name="enquiry_answered_has_its_time",
            ),
            models.CheckConstraint(
                condition=~Q(state="closed") | Q(closed_at__isnull=False),
                name="enquiry_closed_has_its_time",
            ),
        ]
        indexes = [models.Index(fields=["state", "created_at"], name="enquiry_queue")]

    def __str__(self) -> str:
        return f"{self.reference} {self.name}"
