"""Rights of the records below an event: they are those of the event itself."""

from typing import Any

from django.contrib.admin.options import InlineModelAdmin
from django.http import HttpRequest

from events.admin.pages import CHANGE, VIEW
from portal.admin_records import AuditedAdmin

ROWS = "admin/events/rows.html"  # Django's table of rows, its headings and cells in words


class OfEvent(AuditedAdmin):
    """Read by who may look at events, changed by who sets them up."""

    def render_change_form(
        self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any
    ) -> Any:
        """Headed by what the record is called, not by "Change"."""
        if (original := context.get("original")) is not None:
            context |= {"title": str(original), "subtitle": None}
        return super().render_change_form(request, context, *args, **kwargs)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(VIEW)

    def has_view_permission(self, request: HttpRequest, _obj: Any = None) -> bool:
        return request.user.has_perm(VIEW)

    def has_add_permission(self, request: HttpRequest, _obj: Any = None) -> bool:
        return request.user.has_perm(CHANGE)

    def has_change_permission(self, request: HttpRequest, _obj: Any = None) -> bool:
        return request.user.has_perm(CHANGE)

    def has_delete_permission(self, _request: HttpRequest, _obj: Any = None) -> bool:
        return False


class PartOfEvent(InlineModelAdmin):
    """Rows inside an event's record. One empty row is there to fill in without JavaScript."""

    extra = 1

    def has_view_permission(self, request: HttpRequest, _obj: Any = None) -> bool:
        return request.user.has_perm(VIEW)

    def has_add_permission(self, request: HttpRequest, _obj: Any = None) -> bool:
        return request.user.has_perm(CHANGE)

    def has_change_permission(self, request: HttpRequest, _obj: Any = None) -> bool:
        return request.user.has_perm(CHANGE)

    def has_delete_permission(self, request: HttpRequest, _obj: Any = None) -> bool:
        return request.user.has_perm(CHANGE)
