from django.db import models
from django.utils.translation import gettext_lazy as _

from events.models.bookings import Delegate


class Needs(models.Model):
    """What somebody needs on the day, given with consent; sealed, deleted 30 days after.

    `events.actions.needs` opens it, and writes down who looked before it is shown.
    """

    delegate = models.OneToOneField(Delegate, on_delete=models.CASCADE, related_name="needs")
    sealed = models.BinaryField()
    consented_at = models.DateTimeField(_("agreed"))
    consent_wording = models.CharField(_("to these words"), max_length=500)
    updated_at = models.DateTimeField(_("last changed"))

    class Meta:
        verbose_name = _("access and dietary needs")
        verbose_name_plural = _("access and dietary needs")
        default_permissions = ()  # who may see them is a right of its own: Event's view_needs

    def __str__(self) -> str:
        return f"{self.delegate}"
