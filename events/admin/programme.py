"""A part of the programme on its own page; a series with its workshops."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from events.admin.events import MOMENTS, TOLD_SLOT, record_formset, warn_of_booked
from events.admin.pages import event_url
from events.admin.rights import OfEvent, PartOfEvent
from events.forms.setting_up import SlotForm, WorkshopForm
from events.models import Place, Slot, Workshop
from portal import audit
from portal.when import in_words


class WorkshopInline(PartOfEvent, admin.StackedInline):
    """Places of workshops that are there change on the event's page of places."""

    model = Workshop
    form = WorkshopForm
    ordering = ("position", "pk")
    max_num = 12


@admin.register(Slot)
class SlotAdmin(OfEvent):
    """Reached from the event: the list is there to search all programmes."""

    list_display = ("title", "kind", "when", "event")
    list_filter = ("kind",)
    list_select_related = ("event",)
    search_fields = ("title", "theme", "event__title")
    search_help_text = _("Title or theme of the part, or the event's title.")
    ordering = ("-starts_at", "pk")
    list_per_page = 50
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    form = SlotForm
    formfield_overrides = MOMENTS
    fields = ("of_event", *SlotForm.Meta.fields)
    readonly_fields = ("of_event",)
    long_texts = ("description",)
    change_form_template = "admin/events/slot/change_form.html"
    change_list_template = "admin/events/list.html"

    @admin.display(description=_("when"), ordering="starts_at")
    def when(self, slot: Slot) -> str:
        return in_words(slot.starts_at, slot.ends_at)

    @admin.display(description=_("event"))
    def of_event(self, slot: Slot) -> SafeString:
        return format_html('<a href="{}">{}</a>', event_url(slot.event), slot.event)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Slot]:
        slots: QuerySet[Slot] = super().get_queryset(request)
        return slots.select_related("event")

    def get_inlines(self, _request: HttpRequest, obj: Slot | None = None) -> Any:
        return [WorkshopInline] if obj is not None and obj.is_series else []

    def has_add_permission(self, _request: HttpRequest, _obj: Any = None) -> bool:
        """Parts are added on the event's page."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Slot | None = None) -> bool:
        """Where somebody has a place, the database and Django's page refuse."""
        return self.has_change_permission(request, obj)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Where there are places, their number by workshop: not a line and a query for each."""
        places = Place.objects.filter(series__in=objs).order_by("workshop")
        rows = list(places.values_list("workshop__title").annotate(n=Count("pk")))
        if not rows:
            return super().get_deleted_objects(objs, request)
        words = [
            ngettext(
                "%(title)s: %(n)d place, given up or not",
                "%(title)s: %(n)d places, given up or not",
                n,
            )
            % {"title": title or _("To be announced"), "n": n}
            for title, n in rows
        ]
        return [], {}, set(), words

    def delete_model(self, request: HttpRequest, obj: Slot) -> None:
        audit.record(
            by=request.user, action="slot.delete", target=obj.event, old={"slot": str(obj)}
        )
        super().delete_model(request, obj)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if set(form.changed_data) & TOLD_SLOT:
            warn_of_booked(request, obj.event)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        super().save_formset(request, form, formset, change)
        record_formset(request, form.instance, formset)
