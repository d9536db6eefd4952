"""The bulletins' part of the board report: what was sent and arrived, and what was published."""

from collections import Counter, defaultdict
from typing import Any

from django.db.models import CharField, Count, F, Q, Value
from django.db.models.functions import TruncQuarter
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bulletins.choices import PostKind
from bulletins.models import Bulletin, Delivery, Post, Submission
from portal.quarters import Quarter, Span, quarter_of
from portal.reports import Column, Part, Table, by_quarter
from portal.suppression import Reading

TOOK_PART = "shared"
State = Delivery.State
SETTLED = (State.SENT, State.FAILED, State.SUPPRESSED, State.IN_DOUBT)
BULLETINS = "bulletins"


def part(span: Span) -> Part:
    """Three queries, whatever the period."""
    counted = _deliveries(span)
    sent = sum(each[BULLETINS] for each in counted.values())
    return Part(
        tables=(_delivery(span, counted),),
        numbers=((_("Bulletins sent"), sent), *_posts(span)),
        taking_part=_taking_part(span),
    )


def _delivery(span: Span, counted: dict[Quarter, Counter[str]]) -> Table:
    numbers = {
        quarter: (each[BULLETINS], *(each[state] for state in SETTLED))
        for quarter, each in counted.items()
    }
    return by_quarter(
        span, numbers, key="bulletins",
        title=_("Bulletins and their delivery"),
        about=_("Mails of all bulletins of a quarter. Nobody is watched opening them."),
        columns=[
            Column(gettext_lazy("Bulletins"), is_drawn=False),
            Column(gettext_lazy("Sent"), Reading.FEW),
            Column(gettext_lazy("Failed"), Reading.FEW),
            Column(gettext_lazy("Held back"), Reading.FEW),
            Column(gettext_lazy("In doubt"), Reading.FEW, is_drawn=False),
        ],
    )  # fmt: skip


def _deliveries(span: Span) -> dict[Quarter, Counter[str]]:
    """By quarter: how many bulletins, and how many mails in each state.

    Those to whom a bulletin went are forgotten after a year: then its `outcome` still says how
    many there were.
    """
    starts, ends = span.moments
    started = Bulletin.objects.started().filter(started_at__gte=starts, started_at__lt=ends)
    found: dict[Quarter, Counter[str]] = defaultdict(Counter)
    for at, outcome in started.values_list("started_at", "outcome").order_by("pk"):
        found[quarter_of(timezone.localdate(at))].update({BULLETINS: 1, **(outcome or {})})
    rows = Delivery.objects.filter(bulletin__in=started.filter(outcome__isnull=True))
    counted = rows.values("state", quarter=TruncQuarter("bulletin__started_at"))
    for row in counted.annotate(n=Count("pk")):
        found[quarter_of(timezone.localdate(row["quarter"]))][row["state"]] += row["n"]
    return found


def _posts(span: Span) -> list[tuple[Any, int]]:
    starts, ends = span.moments
    published = Post.objects.published().filter(published_at__gte=starts, published_at__lt=ends)
    counted = published.aggregate(
        told=Count("pk", filter=~Q(kind=PostKind.PRACTICE)),
        practice=Count("pk", filter=Q(kind=PostKind.PRACTICE)),
    )
    return [
        (_("News, blogs and policy updates published"), counted["told"]),
        (_("Practice examples published"), counted["practice"]),
    ]


def _taking_part(span: Span) -> Any:
    """Organisations that sent in news or an example."""
    starts, ends = span.moments
    sent = Submission.objects.filter(sent_at__gte=starts, sent_at__lt=ends)
    return sent.values_list(
        TruncQuarter("sent_at"), F("organisation"), Value(TOOK_PART, CharField())
    ).distinct()
