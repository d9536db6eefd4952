"""What members share, in the admin: the list, and a page for each."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Case, Q, QuerySet, Value, When
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from bulletins.actions import moderation
from bulletins.admin import deciding, entering
from bulletins.admin.sharing_pages import DECIDE, edit_url, find, staff, submission_page
from bulletins.models import Submission
from bulletins.submission_states import Move, State, legal_moves
from bulletins.views.sharing import served
from portal.admin_filters import DefaultedFilter
from portal.admin_records import ReadOnlyAdmin
from portal.models import SiteSettings
from portal.whole_numbers import whole_number
from portal.working_days import working_days_between

TONES = {
    State.DRAFT: "neutral",
    State.SUBMITTED: "wait",
    State.CHANGES_ASKED: "info",
    State.ACCEPTED: "good",
    State.PUBLISHED: "good",
    State.DECLINED: "neutral",
    State.WITHDRAWN: "neutral",
}
DONE = {
    Move.SUBMIT: _("Sent in"),
    Move.ASK: _("Changes asked for"),
    Move.ACCEPT: _("Accepted"),
    Move.DECLINE: _("Declined"),
    Move.PUBLISH: _("Published"),
    Move.WITHDRAW: _("Taken back"),
}


class StateFilter(DefaultedFilter):
    title = _("submissions")
    parameter_name = "state"
    default = "open"
    words = (
        ("open", _("Not finished")),
        (State.SUBMITTED.value, _("Waiting for us")),
        (State.CHANGES_ASKED.value, _("Waiting for the member")),
        (State.ACCEPTED.value, _("Accepted, not published")),
        (State.PUBLISHED.value, _("Published")),
        ("ended", _("Declined or taken back")),
    )

    def conditions(self, _request: HttpRequest) -> dict[str, Q]:
        states = {value: Q(state=value) for value in State.values}
        return states | {
            "open": Q(state__in=[State.SUBMITTED, State.CHANGES_ASKED, State.ACCEPTED]),
            "ended": Q(state__in=[State.DECLINED, State.WITHDRAWN]),
        }


def state_tag(submission: Submission) -> SafeString:
    state = State(submission.state)
    return format_html('<span class="tag tag--{}">{}</span>', TONES[state], state.label)


def days_waiting(submission: Submission) -> str:
    """Working days since it was sent in, in words; "" unless it waits for us."""
    if submission.state != State.SUBMITTED or submission.sent_at is None:
        return ""
    since, today = timezone.localdate(submission.sent_at), timezone.localdate()
    days = working_days_between(since, today, SiteSettings.current().working_weekdays)
    return ngettext("%(days)d day", "%(days)d days", days) % {"days": days}


@admin.register(Submission)
class SubmissionAdmin(ReadOnlyAdmin):
    """Read-only as Django's forms go: everything is done by the views of this package."""

    list_display = ("title", "organisation", "kind", "shown_state", "waiting", "sent_at")
    list_filter = (StateFilter, "kind", "source")
    list_select_related = ("organisation",)
    search_fields = ("reference", "title", "organisation__name")
    search_help_text = _("Reference, title or organisation. Looks in all.")
    list_per_page = 50
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    change_list_template = "admin/bulletins/submission/list.html"

    @admin.display(description=_("state"), ordering="state")
    def shown_state(self, submission: Submission) -> SafeString:
        return state_tag(submission)

    @admin.display(description=_("working days waiting"))
    def waiting(self, submission: Submission) -> str:
        return days_waiting(submission)

    def get_ordering(self, _request: HttpRequest) -> Any:
        """What waits for us first, oldest first."""
        waiting_first = Case(When(state=State.SUBMITTED, then=Value(0)), default=1)
        return (waiting_first, "sent_at", "pk")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Submission]:
        """Drafts are their writers' alone."""
        sent = super().get_queryset(request).filter(sent_at__isnull=False)
        return sent.defer("text", "problem", "what_was_done", "what_changed", "differently")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(DECIDE)

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        routes: list[tuple[str, Any, str]] = [
            ("decide/<slug:move>/", deciding.decide, "decide"),
            ("make-post/", deciding.make_post, "make_post"),
            ("picture/", picture, "picture"),
        ]
        own = [
            path(f"<int:pk>/{route}", wrap(view), name=f"bulletins_submission_{name}")
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
        if not self.has_view_permission(request) or request.method not in {"GET", "HEAD"}:
            raise PermissionDenied
        return show(request, find(whole_number(object_id)))


def show(request: HttpRequest, submission: Submission) -> HttpResponse:
    """One of them as it will look, with the facts and what happened."""
    is_own = moderation.is_own(submission, staff(request))
    may_decide = request.user.has_perm(DECIDE) and not is_own
    legal = legal_moves(State(submission.state))
    return submission_page(
        request,
        "detail.html",
        submission,
        title=submission.title,
        state_tag=state_tag(submission),
        days_waiting=days_waiting(submission),
        is_own=is_own,
        moves=[move for move in deciding.DECISIONS if may_decide and move in legal],
        may_make_post=may_decide and submission.state == State.ACCEPTED and not submission.post,
        post_url=edit_url(submission.post),
        picture_url=_picture_url(submission),
        events=_happened(submission),
    )


def _picture_url(submission: Submission) -> str:
    if not submission.picture_file:
        return ""
    return reverse("admin:bulletins_submission_picture", args=[submission.pk])


def _happened(submission: Submission) -> list[dict[str, Any]]:
    return [
        {
            "title": DONE[Move(event.move)],
            "at": event.at,
            "who": event.by or _("the site"),
            "reason": event.get_reason_display(),
            "text": event.text,
            "letter_sent": event.letter_sent,
        }
        for event in submission.events.select_related("by").order_by("-at", "-pk")
    ]


@require_safe
def picture(request: HttpRequest, pk: int) -> Any:
    if not request.user.has_perm("bulletins.view_submission"):
        raise PermissionDenied
    return served(find(pk))
