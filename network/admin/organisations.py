"""Organisations with their numbers, people and memberships."""

from datetime import date
from typing import Any

from django.contrib import admin
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from network.admin.audited import AuditedAdmin, ReadOnlyAdmin
from network.admin.queue import SHORT
from network.eligibility import Category
from network.models import Affiliation, Membership, Organisation, RegisteredNumber
from portal import audit


class ReadOnlyInline(admin.TabularInline):  # type: ignore[type-arg]  # not generic at runtime
    extra = 0
    can_delete = False

    def has_add_permission(self, _request: HttpRequest, _obj: Any = None) -> bool:
        return False

    def has_change_permission(self, _request: HttpRequest, _obj: Any = None) -> bool:
        return False


class NumberInline(admin.TabularInline):  # type: ignore[type-arg]  # not generic at runtime
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


class PeopleInline(ReadOnlyInline):
    model = Affiliation
    fields = readonly_fields = ("person", "role", "started_at", "ended_at")
    ordering = ("ended_at", "role", "pk")
    verbose_name_plural = _("people")

    @admin.display(description=_("person"))
    def person(self, affiliation: Affiliation) -> str:
        return f"{affiliation.user} <{affiliation.user.email}>"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Affiliation]:
        return super().get_queryset(request).select_related("user", "organisation")


class MembershipInline(ReadOnlyInline):
    model = Membership
    fields = readonly_fields = ("starts_on", "ends_on", "in_words")
    ordering = ("-starts_on",)

    @admin.display(description=_("categories"))
    def in_words(self, membership: Membership) -> str:
        return categories_in_words(membership)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Membership]:
        return super().get_queryset(request).select_related("organisation")


def categories_in_words(membership: Membership) -> str:
    return ", ".join(str(SHORT[Category(value)]) for value in membership.categories)


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
        return queryset.filter(is_member_today=self.value() == "yes")


@admin.register(Organisation)
class OrganisationAdmin(AuditedAdmin):
    list_display = ("name", "sector", "is_member", "is_publicly_listed", "created_at")
    list_filter = (MemberFilter, "sector", "is_publicly_listed")
    search_fields = ("name", "registered_numbers__number")
    search_help_text = _("Name or registered number.")
    ordering = ("name", "pk")
    list_per_page = 50
    show_full_result_count = False
    readonly_fields = ("created_at",)
    inlines = (NumberInline, PeopleInline, MembershipInline)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Organisation]:
        running = Membership.objects.active_at(timezone.now())
        member = Exists(running.filter(organisation=OuterRef("pk")))
        return super().get_queryset(request).annotate(is_member_today=member)

    @admin.display(description=_("member today"), boolean=True, ordering="is_member_today")
    def is_member(self, organisation: Organisation) -> bool:
        return bool(organisation.is_member_today)  # type: ignore[attr-defined]  # annotated

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


class RunningFilter(admin.SimpleListFilter):
    title = _("period")
    parameter_name = "period"

    def lookups(self, _request: HttpRequest, _model_admin: Any) -> list[tuple[str, Any]]:
        return [("runs", _("Runs today")), ("over", _("Over"))]

    def queryset(
        self, _request: HttpRequest, queryset: QuerySet[Membership]
    ) -> QuerySet[Membership]:
        today: date = timezone.localdate()
        if self.value() == "over":
            return queryset.filter(ends_on__lt=today)
        if self.value() == "runs":
            return queryset.filter(starts_on__lte=today).exclude(ends_on__lt=today)
        return queryset


@admin.register(Membership)
class MembershipAdmin(ReadOnlyAdmin):
    list_display = ("organisation", "starts_on", "ends_on", "in_words")
    list_filter = (RunningFilter,)
    list_select_related = ("organisation",)
    search_fields = ("organisation__name",)
    search_help_text = _("Name of the organisation.")
    ordering = ("-starts_on", "pk")
    list_per_page = 50
    show_full_result_count = False
    fields = ("organisation", "starts_on", "ends_on", "in_words", "application")

    @admin.display(description=_("categories"))
    def in_words(self, membership: Membership) -> str:
        return categories_in_words(membership)
