"""Memberships: how each stands, what was done to it, and the buttons of what can be done now."""

from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, re_path
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from network.actions import membership_moves as moves
from network.admin.membership_acts import ACTS, act, confirm_for
from network.admin.membership_pages import MANAGE, TONES, membership_page
from network.admin.organisations import categories_in_words
from network.admin.overdue import overdue
from network.admin.pages import staff
from network.admin.queue import tag
from network.choices import Source
from network.models import Membership, MembershipEvent
from network.standing import MOVES, OVER, RUNNING, Move, Standing, legal_moves
from portal.admin_filters import DefaultedFilter
from portal.admin_records import ReadOnlyAdmin
from portal.templatetags.portal import short_date
from portal.whole_numbers import whole_number


class StandingFilter(DefaultedFilter):
    title = gettext_lazy("standing")
    parameter_name = "standing"
    default = "members"
    words = (
        ("members", gettext_lazy("Members today")),
        (Standing.ACTIVE.value, Standing.ACTIVE.label),
        (Standing.DUE.value, Standing.DUE.label),
        (Standing.GRACE.value, Standing.GRACE.label),
        (Standing.OVERDUE.value, Standing.OVERDUE.label),
        (Standing.SUSPENDED.value, Standing.SUSPENDED.label),
        ("over", gettext_lazy("Over")),
        (Standing.TO_COME.value, Standing.TO_COME.label),
    )

    def conditions(self, _request: HttpRequest) -> dict[str, Q]:
        single = {value: Q(standing=value) for value in Standing.values}
        return single | {"members": Q(standing__in=RUNNING), "over": Q(standing__in=OVER)}


@admin.register(Membership)
class MembershipAdmin(ReadOnlyAdmin):
    list_display = ("organisation", "standing_tag", "starts_on", "ends_on", "due", "in_words")
    list_filter = (StandingFilter,)
    list_select_related = ("organisation",)
    search_fields = ("organisation__name",)
    search_help_text = gettext_lazy("Name of the organisation.")
    ordering = ("-starts_on", "pk")
    list_per_page = 50
    show_full_result_count = False
    empty_value_display = ""
    show_facets = admin.ShowFacets.NEVER
    change_list_template = "admin/network/membership/list.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Membership]:
        rows: QuerySet[Membership] = Membership.objects.with_standing(timezone.now())
        return rows.order_by(*self.get_ordering(request))

    @admin.display(description=gettext_lazy("standing"), ordering="standing")
    def standing_tag(self, membership: Any) -> SafeString:
        standing = Standing(membership.standing)
        return tag(standing.label, TONES[standing])

    @admin.display(description=gettext_lazy("to be confirmed by"), ordering="due_day")
    def due(self, membership: Any) -> str:
        return short_date(membership.due_day) if membership.standing in RUNNING else ""

    @admin.display(description=gettext_lazy("categories"))
    def in_words(self, membership: Membership) -> str:
        return categories_in_words(membership)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        _form_url: str = "",
        _extra_context: Any = None,
    ) -> HttpResponse:
        if not self.has_view_permission(request) or request.method == "POST":
            raise PermissionDenied
        return show(request, pk=whole_number(object_id))

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        legal = "|".join(move.value for move in ACTS)
        own = [
            path("overdue/", wrap(overdue), name="network_membership_overdue"),
            path("<int:pk>/confirm/", wrap(confirm_for), name="network_membership_confirm_for"),
            re_path(rf"^(?P<pk>\d+)/(?P<move>{legal})/$", wrap(act), name="network_membership_act"),
        ]
        return own + super().get_urls()


def show(request: HttpRequest, pk: int | None) -> HttpResponse:
    """One membership: its dates, its history, and only what can be done now as buttons."""
    rows = Membership.objects.select_related("organisation", "application")
    membership = get_object_or_404(rows, pk=pk)
    organisation = membership.organisation
    standing = membership.standing_at(timezone.now())
    return membership_page(
        request,
        "membership.html",
        membership,
        title=str(organisation),
        due=membership.due_on() if standing in RUNNING else None,
        categories=categories_in_words(membership),
        may_confirm=request.user.has_perm(MANAGE) and standing in MOVES[Move.CONFIRM],
        buttons=_buttons(request, membership, standing),
        contacts=organisation.contacts(),
        entries=list(_entries(membership)),
        waiting=membership.confirmations.waiting().first(),
        others=organisation.memberships.exclude(pk=membership.pk).order_by("-starts_on"),
    )


def _buttons(
    request: HttpRequest, membership: Membership, standing: Standing
) -> list[dict[str, Any]]:
    """What can be done now and by whoever is at work, each with the name of its page."""
    by, organisation = staff(request), membership.organisation
    if not by.has_perm(MANAGE) or moves.belongs_to(by, organisation):
        return []
    legal = legal_moves(standing)
    if Move.RETURN in legal and not moves.is_newest(membership):
        legal.remove(Move.RETURN)
    return [{"move": move.value, "act": ACTS[move]} for move in legal if move in ACTS]


def _entries(membership: Membership) -> Iterator[dict[str, Any]]:
    """What was done, newest first, and at the end how it began."""
    rows = membership.events.select_related("by").order_by("-at", "-pk")
    for event in rows:
        yield {
            "at": event.at,
            "title": event.get_move_display(),
            "actor": event.by or _("the site, or somebody who has left"),
            "text": _in_words(event),
        }


def _in_words(event: MembershipEvent) -> str:
    if event.source == Source.SITE:
        return event.reason
    came = _("By %(how)s.") % {"how": event.get_source_display().lower()}
    return f"{came} {event.reason}".strip()
