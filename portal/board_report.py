"""The report for board and funders, put together. May look at every app; nothing imports it."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bulletins import report as bulletins
from events import report as events
from forums import report as forums
from network import report as network
from portal.quarters import Quarter, Span, quarter_of
from portal.reports import Column, Part, Report, Table, by_name, by_quarter
from portal.suppression import Reading
from portal.templatetags.portal import short_date

ANYTHING = "anything"
TAKING_PART = {
    ANYTHING: gettext_lazy("Anything"),
    forums.TOOK_PART: gettext_lazy("A forum"),
    events.TOOK_PART: gettext_lazy("An event"),
    bulletins.TOOK_PART: gettext_lazy("Sent in news"),
}


def report(span: Span, *, today: date) -> Report:
    """Everything there is to say of a period; as many queries for ten years as for a quarter."""
    own = network.part(span)
    others = [app.part(span) for app in (forums, events, bulletins)]
    parts = [own, *others]
    return Report(
        title=_("Board report"),
        period=_("%(first)s to %(last)s")
        % {"first": short_date(span.first_day), "last": short_date(span.last_day)},
        counted=_("Counted on %(day)s") % {"day": short_date(today)},
        notes=_notes(),
        tables=(
            _numbers(parts),
            *own.tables,
            _taking_part(span, others),
            *(table for part in others for table in part.tables),
        ),
    )


def _numbers(parts: Iterable[Part]) -> Table:
    return by_name(
        [(label, (number,)) for part in parts for label, number in part.numbers],
        key="numbers", title=_("In numbers"), first=_("What"),
        about=_("What took place in the period."),
        columns=(Column(gettext_lazy("How many")),), picture=None,
    )  # fmt: skip


def _taking_part(span: Span, parts: Iterable[Part]) -> Table:
    """In steps: an organisation may be in several columns, and in the quarters before and after."""
    first, *others = (part.taking_part for part in parts)
    found: dict[Quarter, dict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
    for day, organisation, what in first.union(*others, all=True):
        for column in (what, ANYTHING):
            found[quarter_of(timezone.localdate(day))][column].add(organisation)
    numbers = {
        quarter: tuple(len(each[column]) for column in TAKING_PART)
        for quarter, each in found.items()
    }
    return by_quarter(
        span, numbers, key="taking-part",
        title=_("Organisations that took part"),
        about=_("In a forum, an event with a place, or by sending in news; each counted once."),
        columns=[
            Column(heading, Reading.STEP, is_drawn=what == ANYTHING, is_summed=False)
            for what, heading in TAKING_PART.items()
        ],
    )  # fmt: skip


def _notes() -> tuple[str, ...]:
    """What a reader has to know of the numbers: docs/adr/0015."""
    return (
        _(
            "Plain counts are given as they are: forums, events, bulletins, posts, issues and "
            "letters; how many members there are, joined and left; how many applications were "
            "approved; hours of consultancy support."
        ),
        _(
            "All other numbers of people or organisations are held back where they are small: "
            "one to four is “<5”. Where a part is held back, the sum says between what it lies, "
            "as anybody could reckon."
        ),
        _(
            "Categories, regions, who came to forums and events, and who had support, stand in "
            "steps of up to five, where “<5” is none to four, so that no number is found by taking "
            "one from another. A bar ends in the middle of what is said."
        ),
        _(
            "Only whole quarters that are over are counted, and categories and regions on "
            "31 March alone: reports of periods that overlap say the same of the same quarter."
        ),
    )
