"""Bulletins in the admin: their list, and the ways to what is done with one."""

from typing import Any, cast

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from bulletins.actions import composing
from bulletins.actions.due import left_without
from bulletins.admin import (
    approving,
    beginning,
    calendar,
    deliveries,
    items,
    picking,
    previewing,
    scheduling,
    sections,
    sending,
    standing,
)
from bulletins.admin.pages import CHANGE, TONES, tag
from bulletins.models import Bulletin
from bulletins.states import State
from portal import audit
from portal.admin_records import Records
from portal.templatetags.portal import moment


class LeftFilter(admin.SimpleListFilter):
    title = _("somebody went without")
    parameter_name = "left"

    def lookups(self, _request: HttpRequest, _model_admin: Any) -> list[tuple[str, Any]]:
        return [("failed", _("Lately: failed")), ("in-doubt", _("Lately: in doubt"))]

    def queryset(self, _request: HttpRequest, rows: QuerySet[Bulletin]) -> QuerySet[Bulletin]:
        wanted = left_without(timezone.localdate()).get(self.value() or "")
        return rows.filter(wanted) if wanted else rows


@admin.register(Bulletin)
class BulletinAdmin(Records):
    """Made and changed on pages of our own."""

    list_display = ("subject", "state_tag", "kind", "when", "recipients", "what_became")
    list_filter = ("state", "kind", LeftFilter)
    search_fields = ("subject", "slug")
    search_help_text = _("Subject or web address")
    ordering = ("-pk",)
    list_per_page = 25
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    change_list_template = "admin/bulletins/bulletin/change_list.html"
    view_on_site = False

    @admin.display(description=_("state"), ordering="state")
    def state_tag(self, bulletin: Bulletin) -> SafeString:
        state = State(bulletin.state)
        return tag(state.label, TONES[state])

    @admin.display(description=_("when"), ordering="scheduled_at")
    def when(self, bulletin: Bulletin) -> str:
        return moment(bulletin.started_at or bulletin.scheduled_at)

    @admin.display(description=_("what became of it"))
    def what_became(self, bulletin: Bulletin) -> str:
        return calendar.outcome_words(bulletin)

    def has_delete_permission(self, request: HttpRequest, obj: Bulletin | None = None) -> bool:
        """A draft that was made by mistake may go; what was sent stays.

        So does a digest, which would be made again.
        """
        may_go = obj is None or (obj.state == State.DRAFT and not obj.comes_by_itself)
        return may_go and request.user.has_perm(CHANGE)

    def delete_model(self, request: HttpRequest, obj: Bulletin) -> None:
        audit.record(by=request.user, action="bulletin.delete", target=obj, old={"slug": obj.slug})
        composing.let_pictures_go(obj)
        super().delete_model(request, obj)

    def add_view(
        self, request: HttpRequest, _form_url: str = "", _extra: Any = None
    ) -> HttpResponse:
        return beginning.begin(request)

    def change_view(
        self, request: HttpRequest, object_id: str, _form_url: str = "", _extra: Any = None
    ) -> HttpResponse:
        known = object_id.isascii() and object_id.isdigit() and len(object_id) < 19
        return cast(HttpResponse, standing.show(request, pk=int(object_id) if known else 0))

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        routes: list[tuple[str, Any, str]] = [
            ("details/", sections.details, "details"),
            ("pick/", picking.pick, "pick"),
            ("sections/add/", sections.add, "section_add"),
            ("sections/<int:section>/", sections.rename, "section"),
            ("sections/<int:section>/move/", sections.move, "section_move"),
            ("sections/<int:section>/remove/", sections.remove, "section_remove"),
            ("items/add/<int:section>/", items.add, "item_add"),
            ("items/<int:item>/", items.change, "item"),
            ("items/<int:item>/move/", items.move, "item_move"),
            ("items/<int:item>/remove/", items.remove, "item_remove"),
            ("preview/", previewing.preview, "preview"),
            ("preview/<slug:audience>/<slug:shape>/", previewing.frame, "frame"),
            ("test/", previewing.test, "test"),
            ("check/", approving.check, "check"),
            ("take-back/", approving.take_back, "take_back"),
            ("schedule/", scheduling.schedule, "schedule"),
            ("send-now/", scheduling.send_now, "send_now"),
            ("unschedule/", scheduling.unschedule, "unschedule"),
            ("pause/", sending.pause, "pause"),
            ("resume/", sending.resume, "resume"),
            ("stop/", sending.stop, "stop"),
            ("correct/", sending.correct, "correct"),
            ("deliveries/<slug:state>/", deliveries.listed, "deliveries"),
            ("retry/", deliveries.retry, "retry"),
            ("retry/<int:delivery>/", deliveries.retry_one, "retry_one"),
            ("doubt/<int:delivery>/", deliveries.doubt, "doubt"),
        ]
        own = [
            path(f"<int:pk>/{route}", wrap(view), name=f"bulletins_bulletin_{name}")
            for route, view, name in routes
        ]
        year = path("calendar/", wrap(calendar.calendar), name="bulletins_bulletin_calendar")
        return [year, *own, *super().get_urls()]
