"""Issues in the admin: the board, and pages of our own for each."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path

from forums.admin import (
    issue_agreements,
    issue_board,
    issue_briefing,
    issue_detail,
    issue_sources,
    issue_steps,
    issue_submissions,
    issue_writing,
)
from forums.models import Body, Issue
from portal.admin_records import AuditedAdmin, ReadOnlyAdmin
from portal.whole_numbers import whole_number


@admin.register(Issue)
class IssueAdmin(ReadOnlyAdmin):
    """Read-only as Django's forms go: everything is done by the views of this package."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(issue_writing.ADD)

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        routes: list[tuple[str, Any, str]] = [
            ("<int:pk>/edit/", issue_writing.edit, "edit"),
            ("<int:pk>/draft/", issue_submissions.draft, "draft"),
            ("<int:pk>/draft/<int:submission>/", issue_submissions.draft, "redraft"),
            ("<int:pk>/draft/<int:submission>/discard/", issue_submissions.discard, "discard"),
            ("<int:pk>/expected/<int:submission>/", issue_submissions.expected, "expected"),
            ("<int:pk>/step/<slug:step>/", issue_steps.of_issue, "turn"),
            (
                "<int:pk>/submission/<int:submission>/<slug:step>/",
                issue_steps.of_submission,
                "step",
            ),
            ("<int:pk>/show/<slug:circle>/", issue_steps.show, "show"),
            ("<int:pk>/their-words/<int:event>/", issue_steps.their_words, "their_words"),
            ("<int:pk>/source/", issue_sources.attach, "source"),
            ("<int:pk>/source/<int:source>/remove/", issue_sources.detach, "source_remove"),
            ("<int:pk>/voice/", issue_sources.add_voice, "voice"),
            ("<int:pk>/voice/<int:voice>/remove/", issue_sources.remove_voice, "voice_remove"),
            ("agreements/", issue_agreements.index, "agreements"),
            ("agreements/ask/", issue_agreements.choose, "agreement_item"),
            ("agreements/ask/<int:item>/", issue_agreements.ask, "ask"),
            ("agreements/<int:pk>/", issue_agreements.agreement, "agreement"),
            ("briefing/", issue_briefing.choose, "briefing"),
            ("briefing/paper/", issue_briefing.paper, "paper"),
            ("briefing/docx/", issue_briefing.docx, "docx"),
        ]
        own = [path(route, wrap(view), name=f"forums_issue_{name}") for route, view, name in routes]
        return [*own, *super().get_urls()]

    def changelist_view(self, request: HttpRequest, _extra_context: Any = None) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        return issue_board.board(request)

    def add_view(
        self, request: HttpRequest, _form_url: str = "", _extra_context: Any = None
    ) -> HttpResponse:
        return issue_writing.begin(request)  # type: ignore[return-value]  # a page, no stream

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        _form_url: str = "",
        _extra_context: Any = None,
    ) -> HttpResponse:
        if not self.has_view_permission(request) or request.method not in {"GET", "HEAD"}:
            raise PermissionDenied
        return issue_detail.show(request, get_object_or_404(Issue, pk=whole_number(object_id)))


@admin.register(Body)
class BodyAdmin(AuditedAdmin):
    """Bodies are never deleted: what was put to them stays."""

    list_display = ("name", "short_name", "is_listed")
    search_fields = ("name", "short_name")
    ordering = ("name", "pk")
    long_texts = ("contact",)

    def has_delete_permission(self, _request: HttpRequest, _obj: Body | None = None) -> bool:
        return False
