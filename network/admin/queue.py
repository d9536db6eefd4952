"""The queue: which cases, in which order, and what each row says."""

from collections.abc import Callable
from typing import Any, cast

from django.contrib import admin
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from network.admin.waiting import Waiting, waiting
from network.choices import Region
from network.eligibility import Category
from network.models import Application, StepAnswers, User, whose_work
from network.states import DECIDED_STATES, OPEN_STATES, STAFF_WORDS, WHOSE_TURN, State, Turn
from network.steps import Step
from portal.admin_filters import DefaultedFilter
from portal.models import SiteSettings

SHORT = {
    Category.LED: _("Led"),
    Category.SPECIALIST: _("Specialist"),
    Category.DESIGNED: _("Designed"),
    Category.SUPPORTS: _("Supports"),
}
CLOSED_STATES = DECIDED_STATES | {State.WITHDRAWN}


def with_turn(turn: Turn) -> list[State]:
    return sorted(state for state in OPEN_STATES if WHOSE_TURN[state] == turn)


class FirstCases(Paginator):
    """Pages of the first `most` cases alone: to count 100,000 takes longer than all else there."""

    most = 10_000

    @cached_property
    def count(self) -> int:
        return min(self._found, self.most)

    @property
    def is_cut(self) -> bool:
        """Whether there are more."""
        return self._found > self.most

    @cached_property
    def _found(self) -> int:
        rows: Any = self.object_list
        return int(rows.order_by().values("pk")[: self.most + 1].count())


class CasesFilter(DefaultedFilter):
    title = _("cases")
    parameter_name = "cases"
    default = "open"
    words = (
        ("open", _("Open")),
        ("ours", _("Waiting for us")),
        ("late", _("Later than promised")),
        ("theirs", _("Waiting for the applicant")),
        ("mine", _("Assigned to me")),
        ("unassigned", _("Assigned to nobody")),
        ("drafts", _("Drafts")),
        ("decided", _("Decided or withdrawn")),
    )

    def conditions(self, request: HttpRequest) -> dict[str, Q | Callable[[], Q]]:
        is_open = Q(state__in=sorted(OPEN_STATES))
        return {
            "open": is_open,
            "ours": Q(state__in=with_turn(Turn.COORDINATOR)),
            "late": _is_late,
            "theirs": Q(state__in=with_turn(Turn.APPLICANT)),
            "mine": is_open & Q(assignee__in=_whose(request)),
            "unassigned": is_open & Q(assignee=None),
            "drafts": Q(state=State.DRAFT),
            "decided": Q(state__in=sorted(CLOSED_STATES)),
        }


def _whose(request: HttpRequest) -> QuerySet[User]:
    """Somebody's own, and of whom they stand in for today."""
    return whose_work(cast(User, request.user), timezone.localdate()).order_by()


def _is_late() -> Q:
    return Q(pk__in=Application.objects.late(timezone.localdate()).values("pk"))


class CategoryFilter(admin.SimpleListFilter):
    title = _("category claimed")
    parameter_name = "category"

    def lookups(self, _request: HttpRequest, _model_admin: Any) -> list[tuple[str, Any]]:
        return [(category.value, SHORT[category]) for category in Category]

    def queryset(
        self, _request: HttpRequest, queryset: QuerySet[Application]
    ) -> QuerySet[Application]:
        if self.value() not in Category.values:
            return queryset
        return queryset.filter(claimed__contains=[self.value()])


class FlagFilter(admin.SimpleListFilter):
    title = _("flag")
    parameter_name = "flag"

    def lookups(self, _request: HttpRequest, _model_admin: Any) -> list[tuple[str, Any]]:
        return [("duplicate", _("Possible duplicate")), ("again", _("Sent again"))]

    def queryset(
        self, _request: HttpRequest, queryset: QuerySet[Application]
    ) -> QuerySet[Application]:
        wanted: dict[str | None, dict[str, Any]] = {
            "duplicate": {"is_possible_duplicate": True},
            "again": {"times_submitted__gt": 1},
        }
        return queryset.filter(**wanted.get(self.value(), {}))


class RegionFilter(admin.SimpleListFilter):
    title = _("region")
    parameter_name = "region"

    def lookups(self, _request: HttpRequest, _model_admin: Any) -> list[tuple[str, Any]]:
        return list(Region.choices)

    def queryset(
        self, _request: HttpRequest, queryset: QuerySet[Application]
    ) -> QuerySet[Application]:
        if self.value() not in Region.values:
            return queryset
        there = StepAnswers.objects.filter(
            step=Step.ORGANISATION, typed__regions__contains=[self.value()]
        )
        return queryset.filter(pk__in=there.values("application"))


def tag(word: Any, tone: str) -> SafeString:
    """A status tag: a word with a colour."""
    return format_html('<span class="tag tag--{}">{}</span>', tone, word)


def state_tag(application: Application) -> SafeString:
    words = STAFF_WORDS[State(application.state)]
    return tag(words.word, words.tone)


def claimed_words(application: Application) -> str:
    """The categories claimed, each in a word."""
    return ", ".join(str(SHORT[Category(value)]) for value in application.claimed)


def waiting_words(application: Application) -> str | SafeString:
    return waited(waiting(application, SiteSettings.current(), timezone.localdate()))


def waited(found: Waiting | None) -> str | SafeString:
    """How long something has waited, marked where that is too long."""
    if found is None:
        return ""
    return tag(found.words, "bad") if found.is_late else found.words


def flag_tags(application: Application) -> SafeString:
    flags = []
    if application.is_possible_duplicate:
        flags.append((tag(_("Possible duplicate"), "wait"),))
    if application.times_submitted > 1:
        flags.append((tag(_("Sent again"), "info"),))
    return format_html_join(" ", "{}", flags)
