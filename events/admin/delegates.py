"""Delegates in the admin: the list, by event, workshop, ticket, state and check-in."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from events.admin import delegate_page
from events.admin.pages import VIEW
from events.models import CheckIn, Delegate, Event, Place, TicketType, Workshop
from portal.admin_filters import DefaultedFilter
from portal.admin_records import ReadOnlyAdmin
from portal.templatetags.portal import moment
from portal.whole_numbers import whole_number

MOST_EVENTS = 30


class EventFilter(admin.SimpleListFilter):
    """The event on which the other filters stand; those over a year ago are found by search."""

    title = _("event")
    parameter_name = "event"

    def lookups(self, request: HttpRequest, _model_admin: Any) -> list[tuple[str, Any]]:
        chosen = whole_number(request.GET.get(self.parameter_name, ""))
        newest = Event.objects.announced().order_by("-starts_at", "-pk")
        rows = list(newest.values_list("pk", "title")[:MOST_EVENTS])
        if chosen is not None and chosen not in dict(rows):
            rows += Event.objects.filter(pk=chosen).values_list("pk", "title")
        return [(str(pk), title) for pk, title in rows]

    def queryset(self, _request: HttpRequest, queryset: QuerySet[Delegate]) -> QuerySet[Delegate]:
        chosen = whole_number(str(self.value() or ""))
        return queryset if chosen is None else queryset.filter(event=chosen)


class OfChosenEvent(admin.SimpleListFilter):
    """Offers what the chosen event has; without one there is nothing to choose from."""

    def has_output(self) -> bool:
        return len(self.lookup_choices) > 0

    def chosen_event(self, request: HttpRequest) -> int | None:
        return whole_number(request.GET.get("event", ""))

    def number(self) -> int | None:
        return whole_number(str(self.value() or ""))


class WorkshopFilter(OfChosenEvent):
    title = _("workshop")
    parameter_name = "workshop"

    def lookups(self, request: HttpRequest, _model_admin: Any) -> list[tuple[str, Any]]:
        event = self.chosen_event(request)
        rows = Workshop.objects.filter(series__event=event).select_related("series").in_order()
        return [(str(one.pk), f"{one.series}: {one}") for one in rows] if event else []

    def queryset(self, _request: HttpRequest, queryset: QuerySet[Delegate]) -> QuerySet[Delegate]:
        """Who has a place there, is offered one or waits for one."""
        workshop = self.number()
        if workshop is None:
            return queryset
        there = Place.objects.open().filter(workshop=workshop)
        return queryset.filter(pk__in=there.values("delegate"))


class TicketFilter(OfChosenEvent):
    title = _("ticket")
    parameter_name = "ticket"

    def lookups(self, request: HttpRequest, _model_admin: Any) -> list[tuple[str, Any]]:
        event = self.chosen_event(request)
        rows = TicketType.objects.filter(event=event).order_by("position", "pk")
        return [(str(one.pk), one.name) for one in rows] if event else []

    def queryset(self, _request: HttpRequest, queryset: QuerySet[Delegate]) -> QuerySet[Delegate]:
        ticket = self.number()
        return queryset if ticket is None else queryset.filter(ticket_type=ticket)


class ComingFilter(DefaultedFilter):
    title = _("state")
    parameter_name = "state"
    default = "live"
    words = (
        ("live", _("Coming or waiting")),
        ("in-line", _("Waiting for an event to come")),
        *((state.value, state.label) for state in Delegate.State),
    )

    def conditions(self, _request: HttpRequest) -> dict[str, Q]:
        each = {state.value: Q(state=state) for state in Delegate.State}
        to_come = Q(event__state=Event.State.PUBLISHED, event__ends_at__gt=timezone.now())
        each["in-line"] = Q(state=Delegate.State.WAITING) & to_come
        return {"live": Q(state__in=sorted(Delegate.LIVE)), **each}


class ArrivedFilter(admin.SimpleListFilter):
    title = _("on the day")
    parameter_name = "here"

    def lookups(self, _request: HttpRequest, _model_admin: Any) -> list[tuple[str, Any]]:
        return [("yes", _("Checked in")), ("no", _("Not checked in"))]

    def queryset(self, _request: HttpRequest, queryset: QuerySet[Delegate]) -> QuerySet[Delegate]:
        if self.value() not in {"yes", "no"}:
            return queryset
        return queryset.filter(check_in__isnull=self.value() == "no")


class ChoiceFilter(admin.SimpleListFilter):
    title = _("choices")
    parameter_name = "choices"

    def lookups(self, _request: HttpRequest, _model_admin: Any) -> list[tuple[str, Any]]:
        return [("none", _("No workshop chosen"))]

    def queryset(self, _request: HttpRequest, queryset: QuerySet[Delegate]) -> QuerySet[Delegate]:
        if self.value() != "none":
            return queryset
        chosen = Place.objects.filter(state=Place.State.CONFIRMED)
        return queryset.exclude(pk__in=chosen.values("delegate"))


@admin.register(Delegate)
class DelegateAdmin(ReadOnlyAdmin):
    """Nothing is edited here by hand: places change through `events.actions.seating` alone."""

    list_display = ("name", "state_tag", "workshops", "ticket_type", "booked_for", "came")
    list_filter = (
        EventFilter,
        ComingFilter,
        WorkshopFilter,
        TicketFilter,
        ArrivedFilter,
        ChoiceFilter,
    )
    list_select_related = ("ticket_type", "booking__booked_by", "booking__organisation")
    search_fields = (
        "name",
        "reference",
        "email",
        "booking__reference",
        "booking__booked_by__email",
        "booking__organisation__name",
    )
    search_help_text = _("Name, reference, e-mail address or organisation. Looks in all states.")
    ordering = ("name", "pk")
    list_per_page = 50
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    empty_value_display = ""
    change_list_template = "admin/events/delegate/change_list.html"

    def has_module_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(VIEW)

    def has_view_permission(self, request: HttpRequest, _obj: Delegate | None = None) -> bool:
        return request.user.has_perm(VIEW)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Delegate]:
        """With the workshops that somebody has, and whether they are here: two more queries."""
        places = Place.objects.open().select_related("workshop").order_by("series", "pk")
        people: QuerySet[Delegate] = super().get_queryset(request)
        return people.prefetch_related(
            Prefetch("places", places, to_attr="open_places"),
            Prefetch("check_in", CheckIn.objects.all()),
        )

    @admin.display(description=_("state"), ordering="state")
    def state_tag(self, delegate: Delegate) -> SafeString:
        return delegate_page.state_tag(delegate)

    @admin.display(description=_("workshops"))
    def workshops(self, delegate: Delegate) -> str:
        places = delegate.open_places  # type: ignore[attr-defined]  # prefetched
        return "; ".join(delegate_page.place_words(place) for place in places)

    @admin.display(description=_("booked by"))
    def booked_for(self, delegate: Delegate) -> str:
        booking = delegate.booking
        return str(booking.organisation or booking.booked_by)

    @admin.display(description=_("came"))
    def came(self, delegate: Delegate) -> str:
        tick = getattr(delegate, "check_in", None)
        return moment(tick.at) if tick else ""

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        number = whole_number(request.GET.get("event", ""))
        event = Event.objects.filter(pk=number).first() if number is not None else None
        title = gettext("Delegates of %(event)s") % {"event": event} if event else _("Delegates")
        extra = {"event": event, "title": title, "now": timezone.now()}
        return super().changelist_view(request, extra | (extra_context or {}))

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        _form_url: str = "",
        _extra_context: Any = None,
    ) -> HttpResponse:
        """Only to look at: each act has an address of its own."""
        if not self.has_view_permission(request) or request.method == "POST":
            raise PermissionDenied
        return delegate_page.show(request, object_id)

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        own = [
            path("<int:pk>/place/", wrap(delegate_page.place), name="events_delegate_place"),
            path("<int:pk>/let-in/", wrap(delegate_page.let_in), name="events_delegate_let_in"),
            path("<int:pk>/cancel/", wrap(delegate_page.cancel), name="events_delegate_cancel"),
        ]
        return [*own, *super().get_urls()]
