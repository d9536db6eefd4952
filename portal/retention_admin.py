"""The page that shows staff what is kept, how long, and what tonight's run would do."""

from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext

from portal import keeping, retention_runs
from portal.admin_pages import page
from portal.admin_records import ReadOnlyAdmin
from portal.field_classes import classes
from portal.models import RetentionRun

SEE = "portal.view_retentionrun"


@admin.register(RetentionRun)
class RetentionRunAdmin(ReadOnlyAdmin):
    """Its list is the one page; a single run's record can be opened from it by number."""

    fields = ("started_at", "finished_at", "due", "left", "trouble")

    def changelist_view(self, request: HttpRequest, _extra_context: Any = None) -> HttpResponse:
        if not request.user.has_perm(SEE):
            raise PermissionDenied
        last = RetentionRun.objects.order_by("-started_at", "-pk").first()
        return page(
            request,
            "admin/portal/retentionrun/classes.html",
            RetentionRun,
            title=gettext("Retention: what is kept, and how long"),
            classes=list(_classes(last)),
            last=last,
        )


def _classes(last: RetentionRun | None) -> Iterator[dict[str, Any]]:
    """Each class with its fields, and each of its stages with what the run would take."""
    due = retention_runs.due(timezone.now())
    fields = sorted((name, each) for name, each in classes().items() if each)
    for each in keeping.CLASSES:
        yield {
            "is": each,
            "fields": [name for name, of in fields if of is each],
            "stages": [
                {"is": stage, "due": due[stage.key], "taken": _taken(last, stage.key)}
                for stage in each.stages
            ],
        }


def _taken(run: RetentionRun | None, key: str) -> int | None:
    """How many rows went in a run; None where nothing is known of it."""
    if run is None or key not in run.due:
        return None
    return max(int(run.due[key]) - int(run.left[key]), 0)
