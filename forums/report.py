"""The forums' part of the board report: who was there, and what came of what members raised."""

from typing import Any

from django.db.models import CharField, Count, F, Q, Value
from django.db.models.functions import TruncQuarter
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forums.choices import Outcome
from forums.models import Attendance, Forum, Issue, Submission
from portal.quarters import Span
from portal.reports import Column, Part, Table, by_name
from portal.suppression import Reading
from portal.templatetags.portal import short_date

TOOK_PART = "forums"


def part(span: Span) -> Part:
    """Three queries, whatever the period."""
    forums = _forums(span)
    return Part(
        tables=(_attendance(forums), _influence(span)),
        numbers=((_("Forums held"), len(forums)),),
        taking_part=_taking_part(span),
    )


def _forums(span: Span) -> list[Any]:
    starts, ends = span.moments
    there = Q(attendances__was_present=True)
    rows = Forum.objects.held().filter(starts_at__gte=starts, starts_at__lt=ends)
    counted = rows.annotate(
        people=Count("attendances", filter=there),
        organisations=Count("attendances__organisation", filter=there, distinct=True),
    )
    return list(counted.only("title", "starts_at").order_by("starts_at", "pk"))


def _attendance(forums: list[Any]) -> Table:
    rows = [
        (f"{one.title}, {short_date(one.starts_at)}", (one.people, one.organisations))
        for one in forums
    ]
    return by_name(
        rows, key="forums", title=_("Forums"), first=_("Forum"),
        about=_("Who was ticked as present."),
        columns=(
            Column(gettext_lazy("People"), Reading.STEP),
            Column(gettext_lazy("Organisations"), Reading.STEP),
        ),
    )  # fmt: skip


def _influence(span: Span) -> Table:
    """Issues and letters are no people: they are counted as they are."""
    starts, ends = span.moments
    days = (span.first_day, span.last_day)
    issues = Issue.objects.aggregate(
        raised=Count("pk", filter=Q(raised_at__gte=starts, raised_at__lt=ends)),
        closed=Count("pk", filter=Q(closed_at__gte=starts, closed_at__lt=ends)),
    )
    answered = Q(responded_on__range=days)
    sent = Submission.objects.aggregate(
        sent=Count("pk", filter=Q(sent_on__range=days)),
        **{each.value: Count("pk", filter=answered & Q(outcome=each)) for each in Outcome},
    )
    answers = [
        (_("Answer: %(answer)s") % {"answer": each.label}, (sent[each.value],)) for each in Outcome
    ]
    rows = [
        (_("Issues raised"), (issues["raised"],)),
        (_("Put to a body"), (sent["sent"],)),
        *answers,
        (_("Issues closed"), (issues["closed"],)),
    ]
    return by_name(
        rows, key="influence", title=_("Influence"), first=_("What happened"),
        about=_("What was put to those who decide, and what they answered."),
        columns=(Column(gettext_lazy("How many")),),
    )  # fmt: skip


def _taking_part(span: Span) -> Any:
    starts, ends = span.moments
    there = Attendance.objects.filter(
        was_present=True, forum__starts_at__gte=starts, forum__starts_at__lt=ends
    )
    return there.values_list(
        TruncQuarter("forum__starts_at"), F("organisation"), Value(TOOK_PART, CharField())
    ).distinct()
