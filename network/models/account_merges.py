"""That two accounts of one person became one, and what both held before."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class AccountMerge(models.Model):
    """`gone` is left without an address: logs that nobody can rewrite go on naming it.

    `sealed` holds both accounts as they were, as JSON, until its day.
    """

    kept = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("person"),
        on_delete=models.CASCADE,
        related_name="account_merges",
    )
    gone = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        verbose_name=_("the other account"),
        on_delete=models.CASCADE,
        related_name="folded",
    )
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
        verbose_name = _("merged account")
        verbose_name_plural = _("merged accounts")
        permissions = [("merge_person", _("Can make one of two accounts"))]

    def __str__(self) -> str:
        return f"{self.kept}"
