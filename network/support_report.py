"""Consultancy support in the board report: asked for, given, in how many hours, and of what use."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Count, Q, Sum
from django.db.models.functions import TruncQuarter
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from network.models import SupportEvent
from network.support_states import Help, Move
from portal.quarters import Quarter, Span, quarter_of
from portal.reports import Column, Table, by_quarter
from portal.suppression import Reading

COUNTED = (Move.REQUEST, Move.DELIVER, Move.ANSWER)
HOURS = ("offered", "used")


def tables(span: Span) -> tuple[Table, ...]:
    """By the log, in which nothing changes any more. One query, whatever the period."""
    starts, ends = span.moments
    moves = SupportEvent.objects.filter(at__gte=starts, at__lt=ends, move__in=COUNTED)
    rows = moves.values(quarter=TruncQuarter("at")).annotate(**_figures())
    counted = {quarter_of(timezone.localdate(row["quarter"])): row for row in rows}
    return _given(span, counted), _hours(span, counted), _helped(span, counted)


def _figures() -> dict[str, Any]:
    """Answers by what they say, and hours of what was given in the quarter."""
    given = Q(move=Move.DELIVER)
    answers = {
        each.value: Count("pk", filter=Q(move=Move.ANSWER, request__helped=each)) for each in Help
    }
    hours = {name: Sum(f"request__hours_{name}", filter=given, default=0) for name in HOURS}
    asked = Count("pk", filter=Q(move=Move.REQUEST))
    return {"asked": asked, "given": Count("pk", filter=given), **hours, **answers}


def _given(span: Span, counted: Mapping[Quarter, Mapping[str, Any]]) -> Table:
    numbers = {one: (row["asked"], row["given"]) for one, row in counted.items()}
    return by_quarter(
        span, numbers, key="support",
        title=_("Consultancy support"),
        about=_(
            "Requests of members, by the quarter in which they asked and in which they had it."
        ),
        columns=[
            Column(gettext_lazy("Asked"), Reading.STEP),
            Column(gettext_lazy("Helped"), Reading.STEP),
        ],
    )  # fmt: skip


def _hours(span: Span, counted: Mapping[Quarter, Mapping[str, Any]]) -> Table:
    numbers = {one: tuple(round(row[name]) for name in HOURS) for one, row in counted.items()}
    return by_quarter(
        span, numbers, key="support-hours",
        title=_("Hours of consultancy support"),
        about=_("By the quarter in which members had it, in full hours."),
        columns=[Column(gettext_lazy("Offered")), Column(gettext_lazy("Used"))],
    )  # fmt: skip


def _helped(span: Span, counted: Mapping[Quarter, Mapping[str, Any]]) -> Table:
    numbers = {one: tuple(row[each] for each in Help) for one, row in counted.items()}
    return by_quarter(
        span, numbers, key="support-helped",
        title=_("Did the support help?"),
        about=_("What members answered three months afterwards, by the quarter of the answer."),
        columns=[Column(each.label, Reading.STEP) for each in Help],
    )  # fmt: skip
