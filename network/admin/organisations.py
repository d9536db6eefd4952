"""Organisations with their numbers, people and memberships."""

from typing import Any

from django.contrib import admin
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from network.admin import exporting, merging, people
from network.admin.queue import SHORT
from network.choices import Region, Setting
from network.eligibility import Category
from network.forms.casework import OrganisationForm
from network.models import (
    Affiliation,
    Membership,
    Organisation,
    RegisteredNumber,
    SupportRequest,
)
from network.roles import Role
from portal import audit
from portal.admin_records import AuditedAdmin
from portal.templatetags.portal import short_date

SEE_PEOPLE, SEE_SUPPORT = "network.view_user", "network.view_supportrequest"
PUBLIC_SIDE = (
    "name",
    "sector",
    "legal_form",
    "website",
    "regions",
    "settings",
    "is_publicly_listed",
    "created_at",
    "terms",
)


# Lists of choices, which Django shows as their codes to who may not change them.
IN_WORDS = {"regions": "regions_in_words", "settings": "settings_in_words"}


class NumberInline(admin.StackedInline):
    """Numbers are part of the organisation's record: who may change the one may add the other."""

    model = RegisteredNumber
    extra = 0

    def has_view_permission(self, request: HttpRequest, _obj: Any = None) -> bool:
        return request.user.has_perm("network.view_organisation")

    def _may_change(self, request: HttpRequest) -> bool:
        return request.user.has_perm("network.change_organisation")

    def has_add_permission(self, request: HttpRequest, _obj: Any = None) -> bool:
        return self._may_change(request)

    def has_change_permission(self, request: HttpRequest, _obj: Any = None) -> bool:
        return self._may_change(request)

    def has_delete_permission(self, request: HttpRequest, _obj: Any = None) -> bool:
        return self._may_change(request)


def _running() -> QuerySet[Membership]:
    return Membership.objects.active_at(timezone.now())


def categories_in_words(membership: Membership) -> str:
    return ", ".join(str(SHORT[Category(value)]) for value in membership.categories)


def _table(headings: tuple[Any, ...], rows: list[tuple[Any, ...]]) -> SafeString:
    """A small table, or a word when there is nothing in it."""
    if not rows:
        return format_html("{}", _("None"))
    head = format_html_join("", '<th scope="col">{}</th>', ((heading,) for heading in headings))
    cells = [(format_html_join("", "<td>{}</td>", ((cell,) for cell in row)),) for row in rows]
    body = format_html_join("", "<tr>{}</tr>", cells)
    table = '<table class="record-table"><thead><tr>{}</tr></thead><tbody>{}</tbody></table>'
    return format_html(table, head, body)


def _support_row(row: SupportRequest) -> tuple[Any, ...]:
    page = reverse("admin:network_supportrequest_change", args=[row.pk])
    return (
        format_html('<a href="{}">{}</a>', page, row.reference),
        short_date(row.created_at),
        row.get_state_display(),
        *("" if hours is None else hours for hours in (row.hours_offered, row.hours_used)),
    )


class MemberFilter(admin.SimpleListFilter):
    title = _("membership")
    parameter_name = "member"

    def lookups(self, _request: HttpRequest, _model_admin: Any) -> list[tuple[str, Any]]:
        return [("yes", _("Member today")), ("no", _("Not a member today"))]

    def queryset(
        self, _request: HttpRequest, queryset: QuerySet[Organisation]
    ) -> QuerySet[Organisation]:
        if self.value() not in {"yes", "no"}:
            return queryset
        member = Exists(_running().filter(organisation=OuterRef("pk")))
        return queryset.filter(member if self.value() == "yes" else ~member)


class ContactFilter(admin.SimpleListFilter):
    """Whom nobody can be written to for: the people's page gives them a primary contact."""

    title = _("primary contact")
    parameter_name = "contact"

    def lookups(self, _request: HttpRequest, _model_admin: Any) -> list[tuple[str, Any]]:
        return [("none", _("Without one"))]

    def queryset(
        self, _request: HttpRequest, queryset: QuerySet[Organisation]
    ) -> QuerySet[Organisation]:
        if self.value() != "none":
            return queryset
        contacts = Affiliation.objects.present().filter(role=Role.PRIMARY)
        return queryset.exclude(pk__in=contacts.values("organisation"))


@admin.register(Organisation)
class OrganisationAdmin(AuditedAdmin):
    list_display = ("name", "sector", "is_member", "is_publicly_listed", "created_at")
    list_filter = (MemberFilter, ContactFilter, "sector", "is_publicly_listed")
    search_fields = ("name", "registered_numbers__number")
    search_help_text = _("Name or registered number.")
    ordering = ("name", "pk")
    list_per_page = 50
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    form = OrganisationForm
    fields = (*OrganisationForm.Meta.fields, "created_at", "people", "periods", "support")
    readonly_fields = ("created_at", "people", "periods", "support", "terms", *IN_WORDS.values())
    inlines = (NumberInline,)
    change_form_template = "admin/network/organisation/change_form.html"
    change_list_template = "admin/network/organisation/list.html"

    def get_urls(self) -> list[URLPattern]:
        site = self.admin_site
        own = people.urls(site) + exporting.urls(site) + merging.urls(site)
        return own + super().get_urls()

    def get_queryset(self, request: HttpRequest) -> QuerySet[Organisation]:
        organisations: QuerySet[Organisation] = super().get_queryset(request)
        member = Exists(_running().filter(organisation=OuterRef("pk")))
        return organisations.annotate(is_member_today=member)

    def get_fields(self, request: HttpRequest, _obj: Organisation | None = None) -> Any:
        """People, income and categories are for who looks after members, not for all staff."""
        fields = self.fields if request.user.has_perm(SEE_PEOPLE) else PUBLIC_SIDE
        if not request.user.has_perm(SEE_SUPPORT):
            fields = tuple(name for name in fields if name != "support")
        if self.has_change_permission(request):
            return (*fields, "seen")
        return [IN_WORDS.get(str(name), name) for name in fields]

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: Any = None,
    ) -> HttpResponse:
        """An old address leads to the record that the one of that number went into."""
        if self.has_view_permission(request) and (kept := merging.merged_into(object_id)):
            return redirect("admin:network_organisation_change", kept.pk)
        return super().changeform_view(request, object_id, form_url, extra_context)

    @admin.display(description=_("member today"), boolean=True, ordering="is_member_today")
    def is_member(self, organisation: Organisation) -> bool:
        return bool(organisation.is_member_today)  # type: ignore[attr-defined]  # annotated

    @admin.display(description=_("regions"))
    def regions_in_words(self, organisation: Organisation) -> str:
        return ", ".join(str(Region(value).label) for value in organisation.regions)

    @admin.display(description=_("settings"))
    def settings_in_words(self, organisation: Organisation) -> str:
        return ", ".join(str(Setting(value).label) for value in organisation.settings)

    @admin.display(description=_("people"))
    def people(self, organisation: Organisation) -> SafeString:
        """Who belongs to it now, and who did; changed by acts elsewhere."""
        rows = organisation.affiliations.select_related("user").order_by("ended_at", "role", "pk")
        return _table(
            (_("Person"), _("Role"), _("Since"), _("Until")),
            [
                (
                    f"{row.user} <{row.user.email}>",
                    row.get_role_display(),
                    short_date(row.started_at),
                    short_date(row.ended_at),
                )
                for row in rows
            ],
        )

    @admin.display(description=_("memberships"))
    def periods(self, organisation: Organisation) -> SafeString:
        rows = organisation.memberships.order_by("-starts_on")
        return _table(
            (_("From"), _("Until"), _("Categories")),
            [
                (short_date(row.starts_on), short_date(row.ends_on), categories_in_words(row))
                for row in rows
            ],
        )

    @admin.display(description=_("memberships"))
    def terms(self, organisation: Organisation) -> SafeString:
        """From when until when, without what the membership rests on."""
        rows = organisation.memberships.order_by("-starts_on")
        dates = [(short_date(row.starts_on), short_date(row.ends_on)) for row in rows]
        return _table((_("From"), _("Until")), dates)

    @admin.display(description=_("consultancy support"))
    def support(self, organisation: Organisation) -> SafeString:
        """What it asked for, and the hours of all of it."""
        asked = SupportRequest.objects.filter(organisation=organisation)
        told = [_support_row(row) for row in asked.order_by("-created_at", "-pk")]
        hours = asked.hours() if told else {}
        sums = [(_("In all"), "", "", *hours.values())] if hours else []
        headings = _("Reference"), _("Asked"), _("State"), _("Hours offered"), _("Hours used")
        return _table(headings, told + sums)

    def has_add_permission(self, _request: HttpRequest) -> bool:
        """Organisations come into being by approval."""
        return False

    def has_delete_permission(
        self, _request: HttpRequest, _obj: Organisation | None = None
    ) -> bool:
        return False

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        """Numbers that come or go are in the log as well."""
        super().save_formset(request, form, formset, change)
        added = [str(number) for number in formset.new_objects]
        changed = [str(number) for number, _fields in formset.changed_objects]
        gone = [str(number) for number in formset.deleted_objects]
        if added or changed or gone:
            audit.record(
                by=request.user,
                action="organisation.numbers",
                target=form.instance,
                old={"numbers": gone},
                new={"numbers": added + changed},
            )
