"""That two records of one organisation became one, and what both held before."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from network.models.organisations import Organisation


class OrganisationMerge(models.Model):
    """`gone` is the number of the record that was deleted: no record goes twice.

    `sealed` holds both records as they were, as JSON, until its day.
    """

    kept = models.ForeignKey(
        Organisation,
        verbose_name=_("organisation"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="merges",
    )
    gone = models.PositiveBigIntegerField(_("number of the other record"), unique=True)
    gone_name = models.CharField(_("its name"), max_length=200)
    at = models.DateTimeField(_("when"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("by"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    sealed = models.BinaryField(default=b"", db_default=b"")

    class Meta:
        verbose_name = _("merged organisation")
        verbose_name_plural = _("merged organisations")
        permissions = [("merge_organisation", _("Can make one of two records"))]

    def __str__(self) -> str:
        return f"{self.gone_name} → {self.kept or '?'}"
