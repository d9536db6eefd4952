"""Forums in the admin: their list, and the ways to what is done with one."""

from datetime import datetime
from typing import Any, cast

from django.contrib import admin
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from forums.actions.due import of_front_page
from forums.admin import (
    agenda_items,
    agenda_topics,
    attendance,
    attendance_for,
    beginning,
    forum_moves,
    joining_link,
    overview,
    papers,
    series,
    telling_speakers,
)
from forums.admin.running_pages import tag
from forums.models import Attendance, Forum
from forums.states import TONES, State
from portal.admin_records import Records
from portal.templatetags.portal import moment


class DueFilter(admin.SimpleListFilter):
    title = _("what is due")
    parameter_name = "due"

    def lookups(self, _request: HttpRequest, _model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("link", _("Soon, without a way in online")),
            ("hold", _("Over, not marked as held")),
            ("ticks", _("Over, nobody ticked")),
            ("summary", _("Summary: its seven days are over")),
        ]

    def queryset(self, _request: HttpRequest, rows: QuerySet[Forum]) -> QuerySet[Forum]:
        wanted = of_front_page(timezone.now()).get(self.value() or "")
        return rows.filter(wanted) if wanted else rows


@admin.register(Forum)
class ForumAdmin(Records):
    """Made and changed on pages of our own."""

    list_display = ("title", "state_tag", "when", "days_until", "coming", "present")
    list_filter = ("state", DueFilter)
    search_fields = ("title", "slug")
    search_help_text = _("Title or web address")
    ordering = ("-starts_at", "-pk")
    list_per_page = 25
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    change_list_template = "admin/forums/forum/change_list.html"
    view_on_site = False
    empty_value_display = ""

    def get_queryset(self, request: HttpRequest) -> QuerySet[Forum]:
        rows: QuerySet[Forum] = super().get_queryset(request)
        coming = Attendance.objects.coming().filter(forum=OuterRef("pk")).order_by()
        number = coming.values("forum").annotate(number=Count("pk")).values("number")
        return rows.annotate(
            coming_count=Coalesce(Subquery(number), 0),
            present_count=Count("attendances", filter=Q(attendances__was_present=True)),
        )

    @admin.display(description=_("state"), ordering="state")
    def state_tag(self, forum: Forum) -> SafeString:
        state = State(forum.state)
        return tag(state.label, TONES[state])

    @admin.display(description=_("when"), ordering="starts_at")
    def when(self, forum: Forum) -> str:
        return moment(forum.starts_at)

    @admin.display(description=_("in"), ordering="starts_at")
    def days_until(self, forum: Forum) -> str:
        return days_until(forum, timezone.now())

    @admin.display(description=_("come"))
    def coming(self, forum: Forum) -> int:
        return forum.coming_count  # type: ignore[attr-defined, no-any-return]  # annotated

    @admin.display(description=_("were there"))
    def present(self, forum: Forum) -> int:
        return forum.present_count  # type: ignore[attr-defined, no-any-return]  # annotated

    def has_delete_permission(self, _request: HttpRequest, _obj: Forum | None = None) -> bool:
        """A draft that was made by mistake is cancelled; nobody heard of it."""
        return False

    def add_view(
        self, request: HttpRequest, _form_url: str = "", _extra: Any = None
    ) -> HttpResponse:
        return beginning.begin(request)

    def change_view(
        self, request: HttpRequest, object_id: str, _form_url: str = "", _extra: Any = None
    ) -> HttpResponse:
        known = object_id.isascii() and object_id.isdigit() and len(object_id) < 19
        return cast(HttpResponse, overview.show(request, pk=int(object_id) if known else 0))

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        routes: list[tuple[str, Any, str]] = [
            ("details/", beginning.change, "details"),
            ("agenda/", agenda_items.agenda, "agenda"),
            ("agenda/tell/", telling_speakers.tell, "speakers_tell"),
            ("agenda/add/", agenda_items.add, "item_add"),
            ("agenda/<int:item>/", agenda_items.change, "item"),
            ("agenda/<int:item>/move/", agenda_items.move, "item_move"),
            ("agenda/<int:item>/remove/", agenda_items.remove, "item_remove"),
            ("topics/", agenda_topics.offered, "topics"),
            ("topics/put/", agenda_topics.put, "topic_put"),
            ("topics/<int:topic>/take-off/", agenda_topics.take_off, "topic_take_off"),
            ("topics/discussed/", agenda_topics.discussed, "topics_discussed"),
            ("link/", joining_link.link, "link"),
            ("papers/", papers.papers, "papers"),
            ("papers/add/", papers.add, "paper_add"),
            ("papers/<int:paper>/", papers.change, "paper"),
            ("papers/<int:paper>/circle/", papers.circle, "paper_circle"),
            ("papers/<int:paper>/move/", papers.move, "paper_move"),
            ("papers/<int:paper>/file/", papers.file, "paper_file"),
            ("papers/<int:paper>/remove/", papers.remove, "paper_remove"),
            ("attendance/", attendance.attendance, "attendance"),
            ("attendance/lobby/", attendance.lobby, "lobby"),
            ("attendance/needs/", attendance.needs, "needs"),
            ("attendance/find/", attendance_for.find, "find"),
            (
                "attendance/find/<int:user>/<int:organisation>/enter/",
                attendance_for.enter,
                "answer_enter",
            ),
            (
                "attendance/find/<int:user>/<int:organisation>/came/",
                attendance_for.came,
                "answer_came",
            ),
            ("open/", forum_moves.open_to_members, "open"),
            ("hold/", forum_moves.hold, "hold"),
            ("close/", forum_moves.close, "close"),
            ("reopen/", forum_moves.reopen, "reopen"),
            ("cancel/", forum_moves.cancel, "cancel"),
        ]
        own = [
            path(f"<int:pk>/{route}", wrap(view), name=f"forums_forum_{name}")
            for route, view, name in routes
        ]
        year = path("calendar/", wrap(series.calendar), name="forums_forum_calendar")
        return [year, *own, *super().get_urls()]


def days_until(forum: Forum, now: datetime) -> str:
    """ "12 days", "today", or nothing for what is past."""
    days = (timezone.localdate(forum.starts_at) - timezone.localdate(now)).days
    if days < 0 or forum.is_cancelled:
        return ""
    return str(_("today")) if not days else ngettext("%d day", "%d days", days) % days
