"""Events in the admin: the record with its programme and tickets, and the ways to what is done."""

from collections.abc import Mapping
from typing import Any

from django.contrib import admin, messages
from django.db import models
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.forms import DateTimeField
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from events.actions.materials import delete_files_of
from events.actions.planning import plan_of
from events.admin import (
    booking_for,
    changing,
    exchange,
    figures,
    lists,
    materials,
    outcome,
    setting_up,
    waiting,
    written,
)
from events.admin.pages import CHANGE, NEEDS, RUN, event_url, tag
from events.admin.rights import ROWS, OfEvent, PartOfEvent
from events.forms.setting_up import EventForm, MomentInput, NamedRows, SlotForm
from events.models import Delegate, Event, Material, Slot, TicketType
from events.warnings import warnings
from portal import audit
from portal.admin_filters import DefaultedFilter
from portal.when import in_words

TONES = {
    Event.State.DRAFT: "neutral",
    Event.State.PUBLISHED: "good",
    Event.State.CANCELLED: "bad",
}
# What people who are booked should hear of when it changes.
TOLD = {"title", "starts_at", "ends_at", "venue_name", "venue_address", "online_link"}
TOLD_SLOT = {"starts_at", "ends_at", "room", "title", "kind"}
MOMENTS: Mapping[Any, Any] = {
    models.DateTimeField: {"form_class": DateTimeField, "widget": MomentInput}
}


class WhenFilter(DefaultedFilter):
    title = _("when")
    parameter_name = "when"
    default = "coming"
    words = (
        ("coming", _("Now or to come")),
        ("drafts", _("Drafts")),
        ("past", _("Over")),
    )

    def conditions(self, _request: HttpRequest) -> dict[str, Q]:
        now = timezone.now()
        return {
            "coming": Q(ends_at__gt=now),
            "drafts": Q(state=Event.State.DRAFT),
            "past": Q(ends_at__lte=now),
        }


class TicketTypeInline(PartOfEvent, admin.TabularInline):
    model = TicketType
    formset = NamedRows
    template = ROWS
    fields = ("position", "name", "price_pence", "for_whom", "note")
    ordering = ("position", "pk")
    max_num = 12


class SlotInline(PartOfEvent, admin.TabularInline):
    """The order of the day; texts and workshops are on each part's own page."""

    model = Slot
    form = SlotForm
    formset = NamedRows
    template = ROWS
    fields = ("starts_at", "ends_at", "kind", "title", "room")
    ordering = ("starts_at", "pk")
    formfield_overrides = MOMENTS
    show_change_link = True
    max_num = 25


@admin.register(Event)
class EventAdmin(OfEvent):
    list_display = ("title", "state_tag", "when", "booked", "in_line")
    list_filter = (WhenFilter, "state", "kind")
    search_fields = ("title", "slug", "venue_name")
    search_help_text = _("Title, address or venue. Looks in all.")
    ordering = ("starts_at", "pk")
    list_per_page = 25
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    form = EventForm
    formfield_overrides = MOMENTS
    inlines = (TicketTypeInline, SlotInline)
    long_texts = ("description", "venue_access", "venue_address")
    change_form_template = "admin/events/event/change_form.html"
    change_list_template = "admin/events/event/change_list.html"
    view_on_site = False
    fieldsets = (
        (None, {"fields": ("title", "slug", "kind", "theme", "summary", "description")}),
        (_("When and where"), {
            "fields": ("starts_at", "ends_at", "venue_name", "venue_address", "venue_access",
                       "online_link", "provided"),
        }),
        (_("Places and booking"), {
            "fields": ("audience", "capacity", "reserved_for_members", "reserved_until",
                       "booking_opens_at", "booking_closes_at", "changes_until"),
        }),
    )  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> QuerySet[Event]:
        """With the numbers of delegates that the list shows, or of what waits to be published."""
        events: QuerySet[Event] = super().get_queryset(request)
        match = request.resolver_match
        if match is None or match.url_name != "events_event_changelist":
            return events.annotate(handed_in=_handed_in())
        taking, waits = Q(delegates__state__in=Delegate.TAKING), Q(delegates__state="waiting")
        return events.annotate(
            taken=Count("delegates", filter=taking), line=Count("delegates", filter=waits)
        )

    @admin.display(description=_("state"), ordering="state")
    def state_tag(self, event: Event) -> SafeString:
        state = Event.State(event.state)
        return tag(state.label, TONES[state])

    @admin.display(description=_("when"), ordering="starts_at")
    def when(self, event: Event) -> str:
        return in_words(event.starts_at, event.ends_at)

    @admin.display(description=_("booked or offered"))
    def booked(self, event: Event) -> str:
        numbers = {"taken": event.taken, "places": event.capacity}  # type: ignore[attr-defined]  # annotated
        return gettext("%(taken)d of %(places)d") % numbers

    @admin.display(description=_("waiting"))
    def in_line(self, event: Event) -> int:
        return int(event.line)  # type: ignore[attr-defined]  # annotated

    def get_readonly_fields(self, _request: HttpRequest, obj: Event | None = None) -> Any:
        """Places of an event that is there change on a page of their own, with who has them."""
        return ("capacity", "reserved_for_members") if obj else ()

    def has_add_permission(self, request: HttpRequest, _obj: Any = None) -> bool:
        return request.user.has_perm("events.add_event")

    def has_delete_permission(self, request: HttpRequest, obj: Event | None = None) -> bool:
        """A draft that was made by mistake may go; what was announced stays."""
        is_draft = obj is None or obj.state == Event.State.DRAFT
        return is_draft and request.user.has_perm(CHANGE)

    def delete_model(self, request: HttpRequest, obj: Event) -> None:
        audit.record(by=request.user, action="event.delete", target=obj, old={"slug": obj.slug})
        delete_files_of(obj)
        super().delete_model(request, obj)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if not change:
            obj.created_by = request.user
        super().save_model(request, obj, form, change)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        """Parts and tickets that come, go or change are in the log as well."""
        super().save_formset(request, form, formset, change)
        record_formset(request, form.instance, formset)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        touched = set(form.changed_data) & TOLD
        for formset in formsets:
            touched |= changed_of(formset) if formset.model is Slot else set()
        if change and touched:
            warn_of_booked(request, form.instance)

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: Any = None,
    ) -> HttpResponse:
        extra = dict(extra_context or {})
        known = object_id and object_id.isascii() and object_id.isdigit()
        event = self.get_object(request, object_id) if known and object_id else None
        if event is not None and self.has_view_permission(request, event):
            extra |= standing(request, event)
        return super().changeform_view(request, object_id, form_url, extra)

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        routes: list[tuple[str, Any, str]] = [
            ("copy/", setting_up.copy, "copy"),
            ("publish/", setting_up.publish, "publish"),
            ("places/", setting_up.places, "places"),
            ("call-off/<int:workshop>/", setting_up.call_off, "call_off"),
            ("take-back/<int:workshop>/", setting_up.take_back, "take_back"),
            ("announce/", changing.announce, "announce"),
            ("cancel/", changing.cancel, "cancel"),
            ("waiting/", waiting.lines, "waiting"),
            ("outcome/", outcome.outcome, "outcome"),
            ("needs/", waiting.needs, "needs"),
            ("lists/", lists.download, "lists"),
            ("fallback/", lists.fallback, "fallback"),
            ("book/", booking_for.book_for, "book"),
            ("materials/", materials.materials, "materials"),
            ("materials/add/", materials.add, "material_add"),
            ("materials/<int:material>/", materials.change, "material"),
            ("materials/<int:material>/file/", materials.file, "material_file"),
            ("materials/<int:material>/move/", materials.move, "material_move"),
            ("materials/<int:material>/withdraw/", materials.withdraw, "material_withdraw"),
            ("messages/", written.overview, "messages"),
            ("messages/new/", written.write, "write"),
            ("messages/<int:message>/", written.show, "message"),
            ("failed/", written.failed, "failed"),
        ]
        own = [
            path(f"<int:pk>/{route}", wrap(view), name=f"events_event_{name}")
            for route, view, name in routes
        ]
        made = path(
            "from-exchange/<int:post>/",
            wrap(exchange.make_event),
            name="events_event_from_exchange",
        )
        return [made, *own, *super().get_urls()]


def _handed_in() -> Coalesce:
    """How many materials of an event were handed in and not published yet."""
    waiting = Material.objects.filter(event=OuterRef("pk"), published_at__isnull=True)
    counted = waiting.order_by().values("event").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted), 0)


def standing(request: HttpRequest, event: Event) -> dict[str, Any]:
    """What stands above the record: state, numbers, what to look at, what can be done."""
    now, user = timezone.now(), request.user
    return {
        "event": event,
        "tone": TONES[Event.State(event.state)],
        "when": in_words(event.starts_at, event.ends_at),
        "is_over": event.is_over(now),
        "figures": figures.figures(event),
        "warnings": [] if event.is_over(now) else warnings(plan_of(event), now),
        "handed_in": event.handed_in,  # type: ignore[attr-defined]  # annotated
        "may_change": user.has_perm(CHANGE),
        "may_run": user.has_perm(RUN),
        "may_see_needs": user.has_perm(NEEDS),
    }


def changed_of(formset: Any) -> set[str]:
    """Which of the fields that people should hear of changed in rows of the programme."""
    changed = {name for _row, names in formset.changed_objects for name in names}
    if formset.deleted_objects:
        changed.add("title")
    return changed & TOLD_SLOT


def record_formset(request: HttpRequest, target: Any, formset: Any) -> None:
    """One entry for rows that came, went or changed; which fields, with the row's name."""
    added = [str(row) for row in formset.new_objects]
    changed = [f"{row}: {', '.join(names)}" for row, names in formset.changed_objects]
    gone = [str(row) for row in formset.deleted_objects]
    if added or changed or gone:
        kind = formset.model._meta.model_name
        audit.record(
            by=request.user,
            action=f"{kind}.rows",
            target=target,
            old={"removed": gone},
            new={"added": added, "changed": changed},
        )


def warn_of_booked(request: HttpRequest, event: Event) -> None:
    """After a change that people should hear of: how many are booked, and how to tell them."""
    if event.state != Event.State.PUBLISHED or event.is_over(timezone.now()):
        return
    people = Delegate.objects.live().filter(event=event).count()
    if not people:
        return
    said = ngettext(
        "%(people)d person is booked or waits and does not know of this change.",
        "%(people)d people are booked or wait and do not know of this change.",
        people,
    ) % {"people": people}
    link = format_html('<a href="{}">{}</a>', event_url(event, "announce"), gettext("Tell them"))
    messages.warning(request, format_html("{} {}", said, link))
