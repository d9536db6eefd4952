from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal import confided


class AuditEntryQuerySet(models.QuerySet["AuditEntry"]):
    def visible_to(self, user: Any) -> "AuditEntryQuerySet":
        """All, or for who keeps no confidences those that tell of none."""
        if confided.may_read(user):
            return self
        return self.exclude(confided.beginning("action", confided.ACTIONS))


class AuditEntry(models.Model):
    """Who did what to which object, and what it was before and after.

    Append-only by trigger (migration 0002): DELETE is refused, UPDATE as well, except that a
    removed person's `actor` becomes NULL, and that an erasure may blank who it was, or what it
    was about, while setting `erasure`. See docs/adr/0003.
    """

    at = models.DateTimeField(_("when"), db_index=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("who"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    actor_name = models.CharField(_("name at the time"), max_length=200)
    action = models.CharField(_("what"), max_length=80, db_index=True)
    object_type = models.CharField(_("kind of object"), max_length=80)
    object_id = models.CharField(_("object's number"), max_length=80)
    object_label = models.CharField(_("object"), max_length=200)
    old = models.JSONField(_("before"), default=dict)
    new = models.JSONField(_("after"), default=dict)
    request_id = models.CharField(_("request"), max_length=40, blank=True)
    erasure = models.CharField(max_length=40, blank=True, editable=False)

    objects = AuditEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit log")
        indexes = [models.Index(fields=["object_type", "object_id"], name="audit_object")]

    def __str__(self) -> str:
        return f"{self.action}: {self.object_label}"
