"""Requests to join an organisation: decided by a co-ordinator who says how it was made sure."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Case, QuerySet, Value, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from network.actions import membership
from network.admin.audited import ReadOnlyAdmin
from network.admin.pages import page, staff
from network.admin.queue import tag
from network.forms.casework import JoinDecisionForm
from network.models import Affiliation, JoinRequest

DECIDE = "network.decide_joinrequest"
TONES = {
    JoinRequest.State.WAITING: "wait",
    JoinRequest.State.AGREED: "good",
    JoinRequest.State.REFUSED: "neutral",
}


class WaitingFilter(admin.SimpleListFilter):
    """Those that wait, unless something else is asked for; a search looks everywhere."""

    title = gettext_lazy("requests")
    parameter_name = "state"

    def lookups(self, _request: HttpRequest, _model_admin: Any) -> list[tuple[str, Any]]:
        return [*JoinRequest.State.choices, ("all", gettext_lazy("All"))]

    def choices(self, changelist: Any) -> Any:
        chosen = self.value() or ("all" if changelist.query else JoinRequest.State.WAITING)
        for value, label in self.lookup_choices:
            yield {
                "selected": value == chosen,
                "query_string": changelist.get_query_string({self.parameter_name: value}),
                "display": label,
            }

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[JoinRequest]
    ) -> QuerySet[JoinRequest]:
        waiting = JoinRequest.State.WAITING
        chosen = self.value() or ("all" if request.GET.get("q") else waiting)
        if chosen == "all":
            return queryset
        return queryset.filter(state=chosen if chosen in JoinRequest.State.values else waiting)


@admin.register(JoinRequest)
class JoinRequestAdmin(ReadOnlyAdmin):
    list_display = ("person", "organisation", "state_tag", "created_at", "decided_at")
    list_filter = (WaitingFilter,)
    list_select_related = ("user", "organisation")
    search_fields = ("user__email", "user__name", "organisation__name")
    search_help_text = gettext_lazy("Person, e-mail address or organisation.")
    list_per_page = 50
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    change_list_template = "admin/network/joinrequest/queue.html"

    @admin.display(description=gettext_lazy("person"), ordering="user__name")
    def person(self, request: JoinRequest) -> str:
        return f"{request.user} <{request.user.email}>"

    @admin.display(description=gettext_lazy("state"), ordering="state")
    def state_tag(self, request: JoinRequest) -> SafeString:
        state = JoinRequest.State(request.state)
        return tag(state.label, TONES[state])

    def get_ordering(self, _request: HttpRequest) -> Any:
        """Waiting first, oldest first."""
        waiting_first = Case(When(state=JoinRequest.State.WAITING, then=Value(0)), default=1)
        return (waiting_first, "created_at", "pk")

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        _form_url: str = "",
        _extra_context: Any = None,
    ) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        people = JoinRequest.objects.select_related(
            "user", "organisation", "application", "decided_by"
        )
        pk = int(object_id) if object_id.isascii() and object_id.isdigit() else None
        asked = get_object_or_404(people, pk=pk)
        if request.method != "POST":
            return _show(request, asked, JoinDecisionForm())
        if not request.user.has_perm(DECIDE):
            raise PermissionDenied
        return _decide(request, asked)


def _decide(request: HttpRequest, asked: JoinRequest) -> HttpResponse:
    is_refused = request.POST.get("act") == "refuse"
    form = JoinDecisionForm(None if is_refused else request.POST)
    if not is_refused and not form.is_valid():
        return _show(request, asked, form)
    common: dict[str, Any] = {"request": asked, "by": staff(request), "now": timezone.now()}
    try:
        if is_refused:
            membership.refuse_to_join(**common)
            said = _("Refused. %(person)s has been told.")
        else:
            membership.agree_to_join(**common, **form.cleaned_data)
            said = _("%(person)s now belongs to %(organisation)s, and has been told.")
    except membership.AlreadyDecided as decided:
        messages.error(request, _("Somebody decided this first: nothing was changed."))
        asked = decided.request
        return _show(request, asked, JoinDecisionForm(), status=409)
    except membership.OwnRequest:
        messages.error(request, _("This is your own request: somebody else decides it."))
        return _show(request, asked, JoinDecisionForm(), status=403)
    names = {"person": asked.user, "organisation": asked.organisation}
    messages.success(request, said % names)
    return redirect("admin:network_joinrequest_changelist")


def _show(
    request: HttpRequest, asked: JoinRequest, form: JoinDecisionForm, status: int = 200
) -> HttpResponse:
    present = Affiliation.objects.filter(organisation=asked.organisation, ended_at__isnull=True)
    primary = present.filter(role=Affiliation.Role.PRIMARY).select_related("user").first()
    state = JoinRequest.State(asked.state)
    return page(
        request,
        "admin/network/joinrequest/decide.html",
        JoinRequest,
        title=_("%(person)s asks to join %(organisation)s")
        % {"person": asked.user, "organisation": asked.organisation},
        status=status,
        asked=asked,
        form=form,
        state_word=state.label,
        state_tone=TONES[state],
        primary=primary.user if primary else None,
        may_decide=request.user.has_perm(DECIDE)
        and state == JoinRequest.State.WAITING
        and asked.user_id != request.user.pk,
        is_own=asked.user_id == request.user.pk,
    )
