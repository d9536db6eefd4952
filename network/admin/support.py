"""Requests for support in the admin: who waits, and a page for each."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Case, Q, QuerySet, Value, When
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy

from network import mail_support as mail
from network.actions import support
from network.actions.moderating import is_own
from network.admin.deciding import Desk
from network.admin.pages import staff
from network.admin.queue import tag, waited
from network.admin.support_entering import ANSWER, enter
from network.admin.waiting import Waiting, record_waiting
from network.choices import Source
from network.forms.support import DecisionForm, first_values
from network.models import SupportRequest
from network.move_tables import Actor
from network.support_states import OVER, STAFF_WORDS, TABLE, WAITING, State
from portal.admin_filters import DefaultedFilter
from portal.admin_records import ReadOnlyAdmin
from portal.whole_numbers import whole_number

DESK = Desk(
    support.REQUESTS,
    right=ANSWER,
    form=DecisionForm,
    first_words=mail.first_words,
    first_values=first_values,
)


class StateFilter(DefaultedFilter):
    title = gettext_lazy("requests")
    parameter_name = "state"
    default = "open"
    words = (
        ("open", gettext_lazy("Not finished")),
        ("waiting", gettext_lazy("Waiting for us")),
        ("late", gettext_lazy("Later than promised")),
        *((state.value, state.label) for state in State if state not in OVER),
        ("over", gettext_lazy("Over")),
    )

    def conditions(self, _request: HttpRequest) -> dict[str, Q | Callable[[], Q]]:
        return {
            **{value: Q(state=value) for value in State.values},
            "open": ~Q(state__in=OVER),
            "waiting": Q(state__in=WAITING),
            "late": _is_late,
            "over": Q(state__in=OVER),
        }


def _is_late() -> Q:
    return Q(pk__in=SupportRequest.objects.late(timezone.localdate()).values("pk"))


@admin.register(SupportRequest)
class SupportRequestAdmin(ReadOnlyAdmin):
    """Read-only as Django's forms go: everything is done at the `DESK`."""

    list_display = (
        "reference", "organisation", "state_tag", "waiting", "needed_by", "helper",
        "created_at",
    )  # fmt: skip
    list_display_links = ("reference", "organisation")
    list_filter = (StateFilter,)
    list_select_related = ("organisation",)
    search_fields = ("reference", "organisation__name", "allocated_to")
    search_help_text = gettext_lazy("Reference, organisation or who helps.")
    list_per_page = 50
    show_full_result_count = False
    empty_value_display = ""
    show_facets = admin.ShowFacets.NEVER
    change_list_template = "admin/network/supportrequest/list.html"

    @admin.display(description=gettext_lazy("state"), ordering="state")
    def state_tag(self, row: SupportRequest) -> SafeString:
        words = STAFF_WORDS[State(row.state)]
        return tag(words.word, words.tone)

    @admin.display(description=gettext_lazy("days waiting"), ordering="state_since")
    def waiting(self, row: SupportRequest) -> str | SafeString:
        return waited(_waiting(row))

    @admin.display(description=gettext_lazy("allocated to"), ordering="allocated_to")
    def helper(self, row: SupportRequest) -> str:
        return "" if row.reduced_at else row.allocated_to

    def get_ordering(self, _request: HttpRequest) -> Any:
        """What waits for us first, oldest first."""
        waiting_first = Case(When(state__in=WAITING, then=Value(0)), default=1)
        return (waiting_first, "created_at", "pk")

    def get_queryset(self, request: HttpRequest) -> QuerySet[SupportRequest]:
        return super().get_queryset(request).defer("need", "tried", "what_changed")

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Above the list, the hours of all that it lists."""
        answer = super().changelist_view(request, extra_context)
        listed = getattr(answer, "context_data", None) or {}
        if "cl" in listed:
            listed["hours"] = listed["cl"].queryset.hours()
        return answer

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(ANSWER)

    def add_view(
        self, request: HttpRequest, _form_url: str = "", _extra_context: Any = None
    ) -> HttpResponse:
        return enter(request)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        _form_url: str = "",
        _extra_context: Any = None,
    ) -> HttpResponse:
        if not self.has_view_permission(request) or request.method == "POST":
            raise PermissionDenied
        return show(request, DESK.find(whole_number(object_id)))

    def get_urls(self) -> list[URLPattern]:
        view, name = self.admin_site.admin_view(DESK.view), "network_supportrequest_decide"
        return [path("<int:pk>/decide/<slug:move>/", view, name=name), *super().get_urls()]


def _waiting(row: SupportRequest) -> Waiting | None:
    return record_waiting(row, waits=WAITING, unread=State.REQUESTED)


def show(request: HttpRequest, row: SupportRequest) -> HttpResponse:
    """One request, whole, and only what can be done now as buttons."""
    state = State(row.state)
    return DESK.page(
        request,
        "supportrequest/detail.html",
        row,
        title=str(row.organisation),
        words=STAFF_WORDS[state],
        waiting=_waiting(row),
        came_by=row.get_source_display() if row.source != Source.SITE else "",
        is_own=is_own(row, staff(request)),
        moves=TABLE.legal_moves(state, Actor.STAFF) if DESK.may_decide(request, row) else [],
        events=_happened(row),
    )


def _happened(row: SupportRequest) -> list[dict[str, Any]]:
    """Of a reduced request days, moves and reasons alone."""
    events = DESK.happened(row)
    return [event | {"who": "", "text": ""} for event in events] if row.reduced_at else events
