from django.db import models
from django.utils.translation import gettext_lazy as _


class RetentionRun(models.Model):
    """One night's deletion: how much of each stage (`portal.keeping.STAGES`) was due, and after.

    What is left was not to go yet: drafts whose people were not warned for 14 days, say.
    `trouble` names the jobs that failed.
    """

    started_at = models.DateTimeField(_("started"))
    finished_at = models.DateTimeField(_("finished"))
    due = models.JSONField(_("due"))
    left = models.JSONField(_("left"))
    trouble = models.JSONField(_("failed"), default=list)

    class Meta:
        verbose_name = _("retention: what is kept, and how long")
        verbose_name_plural = _("retention: what is kept, and how long")

    def __str__(self) -> str:
        return f"{self.started_at:%Y-%m-%d}"
