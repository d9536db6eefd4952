"""The list of the wider sector: looked through, added to, saved, and left."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.contrib import admin, messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, re_path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from bulletins import consent
from bulletins.actions import lists, subscribing
from bulletins.actions.forgetting_lists import REDUCED, reduced
from bulletins.actions.subscribing import Outcome
from bulletins.admin import bringing_in
from bulletins.admin.list_pages import ADD, CHANGE, METHODS, refuse_without, staff, tag
from bulletins.forms.staff_lists import AddForm
from bulletins.models import Subscriber
from portal import audit
from portal.admin_filters import DefaultedFilter
from portal.admin_pages import page
from portal.admin_records import ReadOnlyAdmin
from portal.downloads import KINDS, spreadsheet
from portal.templatetags.portal import short_date

State = Subscriber.State
TONES = {State.ASKED: "wait", State.CONFIRMED: "good", State.LEFT: "neutral"}
SAID = {
    Outcome.ASKED: _("A mail with a link to confirm is on its way to them."),
    Outcome.SUBSCRIBED: _("They are on the list already, and are told so by mail."),
    Outcome.MEMBER: _("They belong to a member organisation and get the members’ edition."),
}
EXPORT_ROUTE = rf"^export\.(?P<kind>{'|'.join(KINDS)})$"
COLUMNS = {
    "email": _("E-mail"),
    "name": _("Name"),
    "state": _("State"),
    "source": _("Came by"),
    "consent_wording": _("Agreed to"),
    "consented_at": _("Agreed"),
    "confirmed_at": _("Confirmed"),
    "left_at": _("Left"),
}


class StateFilter(DefaultedFilter):
    title = _("state")
    parameter_name = "state"
    default = State.CONFIRMED.value
    words = tuple(State.choices)

    def conditions(self, _request: HttpRequest) -> dict[str, Q]:
        return {value: Q(state=value) for value in State.values}


@admin.register(Subscriber)
class SubscriberAdmin(ReadOnlyAdmin):
    list_display = ("address", "name", "state_tag", "source", "agreed", "left")
    list_filter = (StateFilter, "source")
    search_fields = ("email", "name")
    search_help_text = _("Address or name. Looks in all states.")
    ordering = ("-consented_at", "-pk")
    list_per_page = 50
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    fields = (
        "address",
        "name",
        "state_tag",
        "what_now",
        "source",
        "consent_wording",
        "consented_at",
        "confirmed_at",
        "left_at",
    )
    change_list_template = "admin/bulletins/subscriber/change_list.html"

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(ADD)

    @admin.display(description=_("e-mail address"), ordering="email")
    def address(self, row: Subscriber) -> str:
        is_reduced = row.email.endswith(REDUCED)
        return gettext("(left long ago; the address is not kept)") if is_reduced else row.email

    @admin.display(description=_("state"), ordering="state")
    def state_tag(self, row: Subscriber) -> SafeString:
        return tag(row.get_state_display(), TONES[State(row.state)])

    @admin.display(description=_("agreed"), ordering="consented_at")
    def agreed(self, row: Subscriber) -> str:
        return short_date(row.consented_at)

    @admin.display(description=_("left"), ordering="left_at")
    def left(self, row: Subscriber) -> str:
        return short_date(row.left_at)

    @admin.display(description=_("what you can do"))
    def what_now(self, row: Subscriber) -> str | SafeString:
        if row.state != State.CONFIRMED:
            return gettext("Nothing: whoever wants to be on the list confirms it themselves.")
        url = reverse("admin:bulletins_subscriber_take_off", args=[row.pk])
        return format_html('<a href="{}">{}</a>', url, gettext("Take off the list"))

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Subscriber], search_term: str
    ) -> tuple[QuerySet[Subscriber], bool]:
        """A whole address also finds what is left of one that left long ago."""
        found, repeats = super().get_search_results(request, queryset, search_term)
        address = search_term.strip().lower()
        return found | queryset.filter(email=reduced(address)), repeats

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        own = [
            path("<int:pk>/take-off/", wrap(take_off), name="bulletins_subscriber_take_off"),
            re_path(EXPORT_ROUTE, wrap(export), name="bulletins_subscriber_export"),
        ]
        return [*own, *bringing_in.urls(self.admin_site), *super().get_urls()]

    def add_view(
        self, request: HttpRequest, _form_url: str = "", _extra_context: Any = None
    ) -> HttpResponse:
        """On somebody's behalf: they get the mail that everybody gets, and confirm themselves."""
        refuse_without(request, ADD)
        form = AddForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            outcome = subscribing.ask(
                **form.cleaned_data,
                wording=consent.wording(),
                source=Subscriber.Source.STAFF,
                by=staff(request),
                now=timezone.now(),
            )
            messages.success(request, SAID[outcome])
            return redirect("admin:bulletins_subscriber_changelist")
        title = gettext("Add somebody who asked you")
        template = "admin/bulletins/subscriber/add.html"
        return page(
            request, template, Subscriber, title=title, form=form, wording=consent.wording()
        )


@require_http_methods(METHODS)
def take_off(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks first. Only they themselves can come back."""
    refuse_without(request, CHANGE)
    row = get_object_or_404(Subscriber, pk=pk)
    if request.method == "POST":
        if lists.leave_sector(address=row.email, by=staff(request), now=timezone.now()):
            messages.success(request, gettext("They are off the list."))
        else:
            messages.warning(request, gettext("They were not on the list any more."))
        return redirect("admin:bulletins_subscriber_change", row.pk)
    template, title = "admin/bulletins/subscriber/take_off.html", gettext("Take off the list?")
    return page(request, template, Subscriber, title=title, row=row)


@require_POST
def export(request: HttpRequest, kind: str) -> HttpResponse:
    """Everybody on the list; who took it away is recorded."""
    refuse_without(request, CHANGE)
    rows = list(_exported(Subscriber.objects.subscribed().order_by("email")))
    person, new = staff(request), {"rows": len(rows), "kind": kind}
    audit.record(by=person, action="subscriber.export", target=person, new=new)
    headings = [str(heading) for heading in COLUMNS.values()]
    title = gettext("Subscribers")
    return spreadsheet("subscribers", kind, title=title, headings=headings, rows=rows)


def _exported(rows: QuerySet[Subscriber]) -> Iterator[list[str]]:
    for row in rows.iterator():
        yield [_cell(row, name) for name in COLUMNS]


def _cell(row: Subscriber, name: str) -> str:
    value = getattr(row, f"get_{name}_display", lambda: getattr(row, name))()
    if isinstance(value, datetime):
        return timezone.localtime(value).strftime("%Y-%m-%d %H:%M")
    return str(value or "")
