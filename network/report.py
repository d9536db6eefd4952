"""The network's part of the board report: memberships and applications, by quarter and by kind.

A membership says how many categories it rests on, an organisation where it works: both may be
several, as they stand today, so that those tables have no sum.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from itertools import accumulate
from typing import Any

from django.db.models import Aggregate, CharField, Count, DurationField, F, Func, Q
from django.db.models.functions import TruncQuarter
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from network import support_report
from network.choices import Region
from network.eligibility import Category
from network.models import ApplicationEvent, Membership
from network.states import Move, State
from portal.quarters import Quarter, Span, quarter_of, year_end_before
from portal.reports import Column, Part, Table, all_quarters, by_name, by_quarter
from portal.suppression import FEWEST, Reading, Shown, share, whole
from portal.templatetags.portal import short_date

OUTCOMES = (Move.APPROVE, Move.REFER, Move.DECLINE, Move.WITHDRAW)
DECISIONS = (Move.APPROVE, Move.REFER, Move.DECLINE)


class Median(Aggregate):
    """The middle one of a group's values, or None."""

    template = "PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY %(expressions)s)%(filter)s"


class Each(Func):
    """One row for each entry of an array."""

    function, set_returning, output_field = "UNNEST", True, CharField()


def part(span: Span) -> Part:
    """Seven queries, whatever the period."""
    joined, ended = _days(span, "starts_on"), _days(span, "ends_on")
    members = _so_far(span, joined, ended)
    day = year_end_before(span.last_day)
    tables = _members(span, members), _moves(span, joined, ended)
    kinds = _kinds(day, members=members.get(quarter_of(day), 0))
    return Part(tables=(*tables, *_applications(span), *kinds, *support_report.tables(span)))


def _so_far(
    span: Span, joined: Mapping[Quarter, int], ended: Mapping[Quarter, int]
) -> dict[Quarter, int]:
    """Who began by the end of a quarter and did not end, from the first membership on."""
    quarters = Span(min([span.first, *joined, *ended]), span.last).quarters
    members = accumulate(joined.get(one, 0) - ended.get(one, 0) for one in quarters)
    return dict(zip(quarters, members, strict=True))


def _members(span: Span, members: Mapping[Quarter, int]) -> Table:
    return by_quarter(
        span, {one: (number,) for one, number in members.items()}, key="members",
        title=_("Members"),
        about=_("Organisations on the last day of each quarter, suspended ones included."),
        columns=[Column(gettext_lazy("Members"), is_summed=False)],
    )  # fmt: skip


def _moves(span: Span, joined: Mapping[Quarter, int], ended: Mapping[Quarter, int]) -> Table:
    both = {one: (joined.get(one, 0), ended.get(one, 0)) for one in span.quarters}
    return by_quarter(
        span, both, key="joined",
        title=_("Joined and left"),
        about=_("Memberships that began, and that lapsed, were given up or were ended."),
        columns=[Column(gettext_lazy("Joined")), Column(gettext_lazy("Left"))],
    )  # fmt: skip


def _days(span: Span, field: str) -> dict[Quarter, int]:
    """How many memberships have that day in each quarter, up to the end of the period."""
    rows = Membership.objects.filter(**{f"{field}__lte": span.last_day})
    counted = rows.values(quarter=TruncQuarter(field)).annotate(n=Count("pk"))
    return {quarter_of(row["quarter"]): row["n"] for row in counted}


def _applications(span: Span) -> tuple[Table, Table]:
    """Outcomes by the log, in which nothing changes any more, and how long they took."""
    starts, ends = span.moments
    moves = ApplicationEvent.objects.filter(at__gte=starts, at__lt=ends, move__in=OUTCOMES)
    moves = moves.exclude(from_state=State.DRAFT)
    rows = moves.values(quarter=TruncQuarter("at")).annotate(**_figures())
    counted = {quarter_of(timezone.localdate(row["quarter"])): row for row in rows}
    return _outcomes(span, counted), _waiting(span, counted, moves.aggregate(**_figures()))


def _figures() -> dict[str, Any]:
    """How often each outcome came, and how long half of those decided had waited at most."""
    waited = F("at") - F("application__submitted_at")
    decided = Q(move__in=DECISIONS, application__submitted_at__lte=F("at"))
    return {
        "waited": Median(waited, filter=decided, output_field=DurationField()),
        **{move.value: Count("pk", filter=Q(move=move)) for move in OUTCOMES},
    }


def _outcomes(span: Span, counted: Mapping[Quarter, Mapping[str, Any]]) -> Table:
    numbers = {quarter: tuple(row[move] for move in OUTCOMES) for quarter, row in counted.items()}
    return by_quarter(
        span, numbers, key="applications",
        title=_("Applications by outcome"),
        about=_(
            "By the quarter of the decision; whoever came back may be there twice."
        ),
        columns=[
            Column(gettext_lazy("Approved")),
            Column(gettext_lazy("Referred"), Reading.FEW),
            Column(gettext_lazy("Declined"), Reading.FEW),
            Column(gettext_lazy("Withdrawn"), Reading.FEW),
        ],
    )  # fmt: skip


def _waiting(
    span: Span, counted: Mapping[Quarter, Mapping[str, Any]], over_all: Mapping[str, Any]
) -> Table:
    days = {one: (_median_days(counted.get(one)),) for one in span.quarters}
    in_all = _median_days(over_all)
    made = by_quarter(
        span, days, key="waiting",
        title=_("How long applicants waited"),
        about=_(
            "Days from sending to the decision: half waited less, half longer. Said only where "
            "five or more were approved."
        ),
        columns=[Column(gettext_lazy("Days, in the middle"), is_summed=False)],
    )  # fmt: skip
    return replace(made, sum=all_quarters((None if in_all is None else whole(in_all),)))


def _median_days(row: Mapping[str, Any] | None) -> int | None:
    """Depends on how many were approved alone: otherwise it would tell of the other numbers."""
    if not row or row[Move.APPROVE] < FEWEST or row["waited"] is None:
        return None
    return int(row["waited"].days)


def _kinds(day: date, *, members: int) -> tuple[Table, Table]:
    """Members on one 31 March: never of another day, so that two reports cannot be compared."""
    rows = Membership.objects.filter(starts_on__lte=day)
    there = rows.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=day))
    on, columns = {"day": short_date(day)}, [Column(gettext_lazy("Members"), Reading.STEP)]
    categories = _of_each(there, "categories", Category, members)
    regions = _of_each(there, "organisation__regions", Region, members)
    return (
        by_name(
            categories, key="categories", columns=columns, first=_("Category"),
            title=_("Members by category"),
            about=_("On %(day)s. A member may be in several.") % on,
        ),
        by_name(
            regions, key="regions", columns=columns, first=_("Region"),
            title=_("Members by region"),
            about=_("Where they worked on %(day)s. A member may work in several.") % on,
        ),
    )  # fmt: skip


def _of_each(rows: Any, field: str, kinds: Any, members: int) -> list[tuple[str, tuple[Shown]]]:
    """How many are of each kind, as steps of all `members`, a number that is shown as well."""
    counted = rows.values(kind=Each(field)).annotate(n=Count("pk"))
    found = {row["kind"]: row["n"] for row in counted}
    return [(str(kind.label), (share(found.get(kind.value, 0), of=members),)) for kind in kinds]
