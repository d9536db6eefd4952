"""Notices in the admin: what people are to be told, what could not be written, trying it again."""

from datetime import datetime

from django.contrib import admin, messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from events.actions.telling import try_again as put_back
from events.admin.pages import METHODS, RUN, event_url, refuse_without, staff, tag
from events.models import Notice
from portal.admin_filters import DefaultedFilter
from portal.admin_pages import page
from portal.admin_records import ReadOnlyAdmin


class StandingFilter(DefaultedFilter):
    title = _("state")
    parameter_name = "state"
    default = "stuck"
    words = (
        ("stuck", _("Given up")),
        ("due", _("About to be told")),
        ("told", _("Settled")),
    )

    def conditions(self, _request: HttpRequest) -> dict[str, Q]:
        told = Q(told_at__isnull=False)
        return {"stuck": Notice.STUCK, "due": ~told & ~Notice.STUCK, "told": told}


@admin.register(Notice)
class NoticeAdmin(ReadOnlyAdmin):
    """What a notice holds beside its kind may be personal, and is not shown."""

    list_display = ("delegate", "kind", "state_tag", "of_event", "written")
    list_filter = (StandingFilter,)
    list_select_related = ("delegate__event",)
    search_fields = ("delegate__name", "delegate__reference", "delegate__event__title")
    search_help_text = _("Name or reference of the person, or the event. Looks in all states.")
    ordering = ("-created_at", "-pk")
    list_per_page = 50
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    fields = ("state_tag", "what_now", "person", "event", "kind", "written", "attempts")
    change_list_template = "admin/events/list.html"

    def has_module_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(RUN)

    def has_view_permission(self, request: HttpRequest, _obj: Notice | None = None) -> bool:
        return request.user.has_perm(RUN)

    @admin.display(description=_("state"), ordering="told_at")
    def state_tag(self, notice: Notice) -> SafeString:
        if notice.told_at is not None:
            return tag(gettext("Settled"), "neutral")
        stuck = (gettext("Given up"), "bad")
        return tag(*(stuck if notice.is_stuck else (gettext("About to be told"), "wait")))

    @admin.display(description=_("written"), ordering="created_at")
    def written(self, notice: Notice) -> datetime:
        return notice.created_at

    @admin.display(description=_("event"))
    def of_event(self, notice: Notice) -> str:
        return str(notice.delegate.event)

    @admin.display(description=_("event"))
    def event(self, notice: Notice) -> SafeString:
        event = notice.delegate.event
        return format_html('<a href="{}">{}</a>', event_url(event, "failed"), event)

    @admin.display(description=_("delegate"))
    def person(self, notice: Notice) -> SafeString:
        url = reverse("admin:events_delegate_change", args=[notice.delegate_id])
        return format_html('<a href="{}">{}</a>', url, notice.delegate)

    @admin.display(description=_("what you can do"))
    def what_now(self, notice: Notice) -> str | SafeString:
        if not notice.is_stuck:
            return gettext("Nothing: it takes its course.")
        url = reverse("admin:events_notice_try_again", args=[notice.pk])
        return format_html('<a href="{}">{}</a>', url, gettext("Try again"))

    def get_urls(self) -> list[URLPattern]:
        wrapped = self.admin_site.admin_view(try_again)
        own = path("<int:pk>/try-again/", wrapped, name="events_notice_try_again")
        return [own, *super().get_urls()]


@require_http_methods(METHODS)
def try_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks first, then puts a notice that was given up back in line."""
    refuse_without(request, RUN)
    notice = get_object_or_404(Notice.objects.select_related("delegate__event"), pk=pk)
    if request.method == "POST":
        if put_back(notice=notice, by=staff(request), now=timezone.now()):
            messages.success(request, gettext("It is tried again within a minute."))
        else:
            messages.warning(request, gettext("It was not tried again: it is not given up."))
        return redirect("admin:events_notice_change", notice.pk)
    return page(
        request,
        "admin/events/notice/try_again.html",
        Notice,
        title=gettext("Try to tell this again?"),
        notice=notice,
        event=notice.delegate.event,
    )
