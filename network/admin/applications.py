"""Applications in the admin: the queue, and one page per case."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from network.admin import acts, decisions, entering, queue
from network.admin.pages import REVIEW
from network.admin.waiting import time_waited
from network.models import Application
from network.templatetags.queue import SHOWN
from portal.admin_lookups import ListedLookups

CASE = "<int:pk>/"


@admin.register(Application)
class ApplicationAdmin(ListedLookups):
    """Read-only as Django's forms go: everything is done by the views of this package."""

    list_display = (
        "reference",
        "organisation_name",
        "state_tag",
        "claimed_words",
        "waiting_words",
        "turn",
        "assignee",
        "flags",
    )
    list_display_links = ("reference", "organisation_name")
    list_filter = (
        queue.CasesFilter,
        queue.CategoryFilter,
        queue.FlagFilter,
        "state",
        queue.RegionFilter,
    )
    list_select_related = ("assignee",)
    list_per_page = 25
    paginator = queue.FirstCases
    ordering = ("submitted_at", "id")
    search_fields = ("reference", "organisation_name", "people__user__email")
    search_help_text = _("Reference, organisation, or e-mail address of a person. Looks in all.")
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    actions = None
    change_list_template = "admin/network/application/queue.html"

    @admin.display(description=_("state"), ordering="state")
    def state_tag(self, application: Application) -> SafeString:
        return queue.state_tag(application)

    @admin.display(description=_("claims"))
    def claimed_words(self, application: Application) -> str:
        return queue.claimed_words(application)

    @admin.display(description=_("working days waiting"), ordering=time_waited())
    def waiting_words(self, application: Application) -> str | SafeString:
        return queue.waiting_words(application)

    @admin.display(description=_("whose turn"))
    def turn(self, application: Application) -> Any:
        return application.whose_turn.label

    @admin.display(description=_("flags"))
    def flags(self, application: Application) -> SafeString:
        return queue.flag_tags(application)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return entering.may_type(request)

    def has_change_permission(self, _request: HttpRequest, _obj: Application | None = None) -> bool:
        return False

    def has_delete_permission(self, _request: HttpRequest, _obj: Application | None = None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Application]:
        """Only what a row shows: an application's other columns stay in the database."""
        return super().get_queryset(request).only(*SHOWN, "assignee__name", "assignee__email")

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        routes: list[tuple[str, Any, str]] = [
            ("start-review/", decisions.start_review, "start_review"),
            ("decide/<slug:move>/", decisions.decide, "decide"),
            ("findings/<slug:category>/", acts.record_finding, "finding"),
            ("notes/", acts.add_note, "note"),
            ("assign/", acts.assign, "assign"),
            ("match/", acts.match, "match"),
            ("leadership/", acts.leadership, "leadership"),
            ("documents/<int:document>/", acts.document, "document"),
            ("type-for/", entering.type_for, "type_for"),
            ("withdraw-for/", entering.withdraw_for, "withdraw_for"),
        ]
        own = [
            path(f"{CASE}{route}", wrap(view), name=f"network_application_{name}")
            for route, view, name in routes
        ]
        return [*own, *super().get_urls()]

    def add_view(
        self, request: HttpRequest, _form_url: str = "", _extra_context: Any = None
    ) -> HttpResponse:
        return entering.enter(request)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        _form_url: str = "",
        _extra_context: Any = None,
    ) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        return acts.show_case(request, object_id)

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        extra = {"may_review": request.user.has_perm(REVIEW), "title": _("Applications")}
        return super().changelist_view(request, {**extra, **(extra_context or {})})
