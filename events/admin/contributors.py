"""Contributors: who is asked, what they said, and where in the programme they are."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from events.actions import inviting
from events.admin.events import record_formset
from events.admin.pages import CHANGE, METHODS, event_url, refuse_without, staff, tag
from events.admin.rights import ROWS, OfEvent, PartOfEvent
from events.forms.setting_up import (
    ContributionForm,
    ContributionFormSet,
    ContributorForm,
    programme_choices,
)
from events.models import Contribution, Contributor, Event
from network.models import Organisation
from portal import audit
from portal.admin_filters import DefaultedFilter
from portal.admin_pages import page
from portal.whole_numbers import whole_number

State = Contributor.State
TONES = {
    State.PLANNED: "neutral",
    State.INVITED: "wait",
    State.ACCEPTED: "good",
    State.DECLINED: "bad",
    State.WITHDRAWN: "bad",
}


class AnswerFilter(DefaultedFilter):
    title = _("answer")
    parameter_name = "answer"
    default = "all"
    words = (
        ("unanswered", _("Asked, not answered, event to come")),
        *((state.value, state.label) for state in State),
    )

    def conditions(self, _request: HttpRequest) -> dict[str, Q]:
        each = {state.value: Q(state=state) for state in State}
        return {"unanswered": unanswered(), **each}


def unanswered() -> Q:
    """Whose answer is awaited for an event to come."""
    to_come = Q(event__ends_at__gt=timezone.now()) & ~Q(event__state=Event.State.CANCELLED)
    return Q(state=State.INVITED) & to_come


class OfEventFilter(admin.SimpleListFilter):
    title = _("event")
    parameter_name = "event"

    def lookups(self, _request: HttpRequest, _model_admin: Any) -> list[tuple[str, Any]]:
        events = Event.objects.order_by("-starts_at", "-pk").values_list("pk", "title")
        return [(str(pk), title) for pk, title in events[:30]]

    def queryset(
        self, _request: HttpRequest, queryset: QuerySet[Contributor]
    ) -> QuerySet[Contributor]:
        event = whole_number(str(self.value() or ""))
        return queryset if event is None else queryset.filter(event=event)


class ContributionInline(PartOfEvent, admin.TabularInline):
    model = Contribution
    form = ContributionForm
    formset = ContributionFormSet
    template = ROWS
    fields = ("role", "where", "position")
    ordering = ("position", "pk")
    max_num = 12

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        """With the event's programme to choose from, read once for all rows."""
        event = obj.event_id if obj else None
        form = type("OfThisEvent", (self.form,), {"places": programme_choices(event)})
        return super().get_formset(request, obj, **{"form": form} | kwargs)


@admin.register(Contributor)
class ContributorAdmin(OfEvent):
    list_display = ("name", "state_tag", "affiliation", "event", "honorarium", "travel")
    list_filter = (AnswerFilter, OfEventFilter)
    list_select_related = ("event", "organisation")
    search_fields = ("name", "email", "organisation_name", "organisation__name")
    search_help_text = _("Name, e-mail address or organisation. Looks in all.")
    ordering = ("name", "pk")
    list_per_page = 50
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    form = ContributorForm
    inlines = (ContributionInline,)
    long_texts = ("biography",)
    change_form_template = "admin/events/contributor/change_form.html"
    change_list_template = "admin/events/contributor/change_list.html"

    def get_fields(self, _request: HttpRequest, obj: Contributor | None = None) -> Any:
        """The event is chosen once; the answer is theirs."""
        known = ("of_event", "state_tag", "invited_at", "answered_at", "gave_needs")
        return (*(known if obj else ("event",)), *ContributorForm.Meta.fields)

    def get_readonly_fields(self, _request: HttpRequest, obj: Contributor | None = None) -> Any:
        return ("of_event", "state_tag", "invited_at", "answered_at", "gave_needs") if obj else ()

    def get_queryset(self, request: HttpRequest) -> QuerySet[Contributor]:
        people: QuerySet[Contributor] = super().get_queryset(request)
        return people.select_related("event", "organisation")

    def formfield_for_foreignkey(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        """Events that are not over yet; organisations by name."""
        if db_field.name == "event":
            kwargs["queryset"] = Event.objects.upcoming(timezone.now())
        if db_field.name == "organisation":
            kwargs["queryset"] = Organisation.objects.order_by("name", "pk")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    @admin.display(description=_("state"), ordering="state")
    def state_tag(self, contributor: Contributor) -> SafeString:
        state = State(contributor.state)
        return tag(state.label, TONES[state])

    @admin.display(description=_("organisation"))
    def affiliation(self, contributor: Contributor) -> str:
        return contributor.affiliation

    @admin.display(description=_("event"))
    def of_event(self, contributor: Contributor) -> SafeString:
        event = contributor.event
        return format_html('<a href="{}">{}</a>', event_url(event), event)

    @admin.display(description=_("needs on the day"))
    def gave_needs(self, contributor: Contributor) -> str:
        """Whether, never what: that is shown with the event's needs, to the few who may know."""
        if not contributor.needs:
            return gettext("Nothing said")
        return gettext("Said something: see “Needs” of the event")

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        """A new one has the event to choose besides."""
        if obj is None:
            kwargs["fields"] = ["event", *ContributorForm.Meta.fields]
        return super().get_form(request, obj, change, **kwargs)

    def get_inlines(self, _request: HttpRequest, obj: Contributor | None = None) -> Any:
        """What they do is chosen once the event is known."""
        return self.inlines if obj else ()

    def has_delete_permission(self, request: HttpRequest, obj: Contributor | None = None) -> bool:
        """Who was never asked may go; of others it is kept what they said."""
        is_planned = obj is None or obj.state == State.PLANNED
        return is_planned and request.user.has_perm(CHANGE)

    def delete_model(self, request: HttpRequest, obj: Contributor) -> None:
        audit.record(by=request.user, action="contributor.delete", target=obj)
        super().delete_model(request, obj)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        super().save_formset(request, form, formset, change)
        record_formset(request, form.instance, formset)

    def response_add(
        self, _request: HttpRequest, obj: Contributor, _post_url_continue: str | None = None
    ) -> HttpResponse:
        """On to their page, where it is said what they do and where they are asked."""
        messages.success(_request, gettext("Added. Say what they do, then ask them."))
        return redirect("admin:events_contributor_change", obj.pk)

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: Any = None,
    ) -> HttpResponse:
        extra = {"may_change": request.user.has_perm(CHANGE), "now": timezone.now()}
        return super().changeform_view(request, object_id, form_url, extra | (extra_context or {}))

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(invite)
        return [
            path("<int:pk>/invite/", view, name="events_contributor_invite"),
            *super().get_urls(),
        ]


@require_http_methods(METHODS)
def invite(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks first, then sends the link to their own page; a link sent before stops working."""
    refuse_without(request, CHANGE)
    people = Contributor.objects.select_related("event")
    contributor = get_object_or_404(people, pk=pk)
    if request.method == "POST":
        try:
            inviting.invite(contributor=contributor, by=staff(request), now=timezone.now())
        except inviting.NoAddress:
            messages.error(request, gettext("Nobody was asked: there is no e-mail address."))
        except inviting.EventOver:
            messages.error(request, gettext("Nobody was asked: the event is over or cancelled."))
        else:
            said = gettext("%(name)s is asked, by e-mail.")
            messages.success(request, said % {"name": contributor.name})
        return redirect("admin:events_contributor_change", pk)
    return page(
        request,
        "admin/events/contributor/invite.html",
        Contributor,
        title=gettext("Ask %(name)s?") % {"name": contributor.name},
        contributor=contributor,
        event=contributor.event,
        contributions=contributor.contributions.select_related("slot", "workshop__series").order_by(
            "position", "pk"
        ),
    )
