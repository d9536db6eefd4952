"""Reported messages between members: read, looked into, noted. Of all others only numbers."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, F, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from network.actions import advice
from network.admin.pages import staff
from network.admin.queue import tag
from network.advice_states import TONES, State
from network.forms.advice import SettleForm
from network.models import AdviceReport, AdviceRequest
from portal import audit
from portal.admin_filters import DefaultedFilter
from portal.admin_pages import page
from portal.admin_records import ReadOnlyAdmin
from portal.whole_numbers import whole_number

SETTLE = "network.settle_advicereport"


class WaitingFilter(DefaultedFilter):
    title = gettext_lazy("reported messages")
    parameter_name = "state"
    default = "waiting"
    words = (
        ("waiting", gettext_lazy("To look into")),
        ("settled", gettext_lazy("Looked into")),
    )

    def conditions(self, _request: HttpRequest) -> dict[str, Q]:
        waiting = Q(settled_at__isnull=True)
        return {"waiting": waiting, "settled": ~waiting}


@admin.register(AdviceReport)
class AdviceReportAdmin(ReadOnlyAdmin):
    list_display = ("request_reference", "organisation", "state_tag", "at", "settled_at")
    list_filter = (WaitingFilter,)
    list_select_related = ("request", "organisation")
    search_fields = ("request__reference", "organisation__name")
    search_help_text = gettext_lazy("Reference, or who reported it.")
    list_per_page = 50
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    change_list_template = "admin/network/advicereport/list.html"

    @admin.display(description=gettext_lazy("request"), ordering="request__reference")
    def request_reference(self, report: AdviceReport) -> str:
        return report.request.reference

    @admin.display(description=gettext_lazy("state"), ordering="settled_at")
    def state_tag(self, report: AdviceReport) -> SafeString:
        return _tag(report)

    def get_ordering(self, _request: HttpRequest) -> Any:
        """To look into first, oldest first."""
        return (F("settled_at").desc(nulls_first=True), "at", "pk")

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Beside the list, how many questions there are, in numbers alone."""
        return super().changelist_view(request, {"numbers": _numbers} | (extra_context or {}))

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        _form_url: str = "",
        _extra_context: Any = None,
    ) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        rows = AdviceReport.objects.select_related(
            "request__asking", "request__asked", "request__by", "request__answered_by"
        ).select_related("organisation", "by", "settled_by")
        report = get_object_or_404(rows, pk=whole_number(object_id))
        if request.method == "POST":
            return _settle(request, report)
        audit.record(by=staff(request), action="advice.read_reported", target=report.request)
        return _show(request, report, SettleForm())


def _numbers() -> list[tuple[Any, int]]:
    """Each state with how many requests stand so."""
    found = AdviceRequest.objects.order_by().values_list("state").annotate(Count("pk"))
    numbers = dict(found)
    return [(state.label, numbers.get(state.value, 0)) for state in State]


def _settle(request: HttpRequest, report: AdviceReport) -> HttpResponse:
    if not request.user.has_perm(SETTLE):
        raise PermissionDenied
    form = SettleForm(request.POST)
    if not form.is_valid():
        return _show(request, report, form)
    try:
        advice.settle(report=report, by=staff(request), now=timezone.now(), **form.cleaned_data)
    except advice.MovedOn:
        report.refresh_from_db()
        messages.error(request, _("Somebody has looked into it already. Nothing was changed."))
        return _show(request, report, form, status=409)
    messages.success(request, _("Noted."))
    return redirect("admin:network_advicereport_changelist")


def _tag(report: AdviceReport) -> SafeString:
    if report.settled_at:
        return tag(_("Looked into"), "good")
    return tag(_("To look into"), "wait")


def _show(
    request: HttpRequest, report: AdviceReport, form: SettleForm, status: int = 200
) -> HttpResponse:
    state = State(report.request.state)
    return page(
        request,
        "admin/network/advicereport/report.html",
        AdviceReport,
        title=_("Reported: %(reference)s") % {"reference": report.request.reference},
        status=status,
        report=report,
        row=report.request,
        form=form,
        state_word=state.label,
        state_tone=TONES[state],
        may_settle=request.user.has_perm(SETTLE) and report.settled_at is None,
    )
