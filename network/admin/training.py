"""The training exchange in the admin: what waits to be read, and a page for each post."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Case, Q, QuerySet, Value, When
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from network import mail_training as mail
from network.actions import training
from network.actions.moderating import is_own
from network.admin.deciding import Desk
from network.admin.pages import staff
from network.admin.queue import tag, waited
from network.admin.waiting import Waiting, record_waiting
from network.forms.training import TrainingDecisionForm, first_values
from network.models import TrainingPost
from network.move_tables import Actor
from network.states import Words
from network.training_states import (
    ALIVE,
    OVER,
    STAFF_WORDS,
    TABLE,
    WAITING,
    State,
    has_run_out,
)
from portal.admin_filters import DefaultedFilter
from portal.admin_records import ReadOnlyAdmin
from portal.whole_numbers import whole_number

DESK = Desk(
    training.POSTS,
    right="network.answer_trainingpost",
    form=TrainingDecisionForm,
    first_words=mail.first_words,
    first_values=first_values,
)
RUN_OUT = Words(_("Run out"), "neutral", _("With the member, who can keep it on."))


class StateFilter(DefaultedFilter):
    title = _("posts")
    parameter_name = "state"
    default = "alive"
    words = (
        ("alive", _("Not over")),
        *((state.value, state.label) for state in State if state in ALIVE),
        ("run-out", _("Run out")),
        ("over", _("Over")),
    )

    def conditions(self, _request: HttpRequest) -> dict[str, Q]:
        past = Q(state=State.PUBLISHED, shown_until__lt=timezone.localdate())
        return {state.value: Q(state=state) for state in ALIVE} | {
            "alive": Q(state__in=ALIVE),
            "published": Q(state=State.PUBLISHED) & ~past,
            "run-out": past,
            "over": Q(state__in=OVER),
        }


@admin.register(TrainingPost)
class TrainingPostAdmin(ReadOnlyAdmin):
    """Read-only as Django's forms go: everything is done at the `DESK`."""

    list_display = ("topic", "organisation", "kind", "state_tag", "waiting", "wanted", "created_at")
    list_filter = (StateFilter, "kind", "format")
    list_select_related = ("organisation",)
    search_fields = ("reference", "topic", "organisation__name")
    search_help_text = _("Reference, topic or organisation.")
    list_per_page = 50
    show_full_result_count = False
    empty_value_display = ""
    show_facets = admin.ShowFacets.NEVER
    change_list_template = "admin/network/trainingpost/list.html"

    @admin.display(description=_("state"), ordering="state")
    def state_tag(self, row: TrainingPost) -> SafeString:
        words = words_of(row)
        return tag(words.word, words.tone)

    @admin.display(description=_("days waiting"), ordering="state_since")
    def waiting(self, row: TrainingPost) -> str | SafeString:
        return waited(_waiting(row))

    @admin.display(description=_("who wants it"), ordering="wanted")
    def wanted(self, row: Any) -> str:
        """In words: on a phone the list has no headings."""
        said = ngettext("%d organisation", "%d organisations", row.wanted)
        return said % row.wanted if row.wanted else ""

    def get_ordering(self, _request: HttpRequest) -> Any:
        """What waits for us first, oldest first."""
        waiting_first = Case(When(state__in=WAITING, then=Value(0)), default=1)
        return (waiting_first, "state_since", "pk")

    def get_queryset(self, _request: HttpRequest) -> QuerySet[TrainingPost]:
        return TrainingPost.objects.counted().defer("about")

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
        view, name = self.admin_site.admin_view(DESK.view), "network_trainingpost_decide"
        return [path("<int:pk>/decide/<slug:move>/", view, name=name), *super().get_urls()]


def words_of(row: TrainingPost) -> Words:
    if has_run_out(row.state, row.shown_until, timezone.localdate()):
        return RUN_OUT
    return STAFF_WORDS[State(row.state)]


def _waiting(row: TrainingPost) -> Waiting | None:
    return record_waiting(row, waits=WAITING, unread=State.SUBMITTED)


def show(request: HttpRequest, row: TrainingPost) -> HttpResponse:
    """One post, whole, who wants it, and only what can be done now as buttons."""
    may = DESK.may_decide(request, row)
    return DESK.page(
        request,
        "trainingpost/detail.html",
        row,
        title=row.topic,
        words=words_of(row),
        waiting=_waiting(row),
        is_own=is_own(row, staff(request)),
        moves=TABLE.legal_moves(State(row.state), Actor.STAFF) if may else [],
        may_make_event=may and row.state == State.PUBLISHED,
        interests=row.interests.select_related("organisation", "by").order_by("at", "pk"),
        events=DESK.happened(row),
    )
