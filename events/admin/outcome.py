"""What came of an event: who came, what was asked for, how it was. No row leads to a person."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from events.actions.feedback import who_came
from events.admin.pages import VIEW, about_event, event_page
from events.figures import Answer, Bar, Choice, Verdict, bars, demand, verdict
from events.models import CheckIn, Delegate, Event, Feedback, Place, TicketType, Workshop
from portal.downloads import spreadsheet
from portal.spreadsheets import Row

State = Delegate.State


@dataclass(frozen=True)
class Plot:
    """A plot that is its own table: a bar beside the figures of each row."""

    title: str
    headings: tuple[str, ...]
    bars: list[Bar]


@dataclass(frozen=True)
class About:
    """Feedback about the day or a workshop."""

    label: str
    verdict: Verdict


@about_event(VIEW)
def outcome(request: HttpRequest, event: Event) -> HttpResponse:
    """The figures; a button makes a file of them. They name nobody, so the log has no entry."""
    about = _about(event)
    was_kept = CheckIn.objects.filter(event=event, delegate__isnull=False).exists()
    plots = [_tickets(event, was_kept), *_workshops(event, was_kept), _feedback(about)]
    kind = request.POST.get("kind")
    if kind in ("csv", "xlsx"):
        return _file(event, kind, plots)
    return event_page(
        request,
        "outcome.html",
        event,
        title=_("Figures and feedback"),
        plots=[plot for plot in plots if plot.bars],
        about=about,
        has_answers=any(one.verdict.answers != "0" for one in about),
        is_over=event.is_over(timezone.now()),
        asked=who_came(event).count(),
    )


def _tickets(event: Event, was_kept: bool) -> Plot:
    """Whoever was not ticked in did not come; where nobody was ticked in, that is not known."""
    booked = Q(delegates__state=State.BOOKED)
    rows = TicketType.objects.filter(event=event).order_by("position", "pk")
    counted = rows.annotate(
        booked=Count("delegates", filter=booked),
        came=Count("delegates", filter=booked & Q(delegates__check_in__isnull=False)),
    )
    return Plot(
        _("By ticket type"),
        (_("Booked"), _("Came"), _("Did not come")),
        bars((one.name, _shows(one.booked, one.came, was_kept)) for one in counted),
    )


def _workshops(event: Event, was_kept: bool) -> list[Plot]:
    confirmed = Q(places__state=Place.State.CONFIRMED, places__delegate__state=State.BOOKED)
    here = confirmed & Q(places__delegate__check_in__isnull=False)
    running = Workshop.objects.running().filter(series__event=event).select_related("series")
    rows = running.annotate(
        booked=Count("places", filter=confirmed), came=Count("places", filter=here)
    )
    workshops: list[Any] = list(rows.in_order())  # annotated
    wanted = demand(_choices(event))
    asked = [(one, wanted.get(one.pk)) for one in workshops]
    return [
        Plot(
            _("By workshop"),
            (_("Booked"), _("Came"), _("Did not come")),
            bars((_name(one), _shows(one.booked, one.came, was_kept)) for one in workshops),
        ),
        Plot(
            _("What was asked for"),
            (_("First choice"), _("Waiting"), _("Changed to another")),
            bars(
                (_name(one), (it.first, it.waiting, it.swapped) if it else (0, 0, 0))
                for one, it in asked
            ),
        ),
    ]


def _choices(event: Event) -> list[Choice]:
    """Every place of who is booked, in the order of asking."""
    rows = Place.objects.filter(event=event, delegate__state=State.BOOKED).order_by("pk")
    return [Choice(*row) for row in rows.values_list("delegate", "series", "workshop", "state")]


def _feedback(about: list[About]) -> Plot:
    rows = [
        (one.label, (one.verdict.average or "–", one.verdict.answers), one.verdict.tenths or 0)
        for one in about
    ]
    drawn = [Bar(label, figures, round(tenths * 2)) for label, figures, tenths in rows]
    return Plot(_("How it was, from 1 to 5"), (_("Average"), _("Answers")), drawn)


def _about(event: Event) -> list[About]:
    """The day first, then the workshops; called-off ones have no feedback."""
    answers: dict[int | None, list[Answer]] = defaultdict(list)
    rows = Feedback.objects.filter(event=event)
    for number, score, good, change in rows.values_list("workshop", "score", "good", "change"):
        answers[number].append(Answer(score, good, change))
    running = Workshop.objects.running().filter(series__event=event).select_related("series")
    day = About(_("The day as a whole"), verdict(answers[None]))
    return [day, *(About(_name(one), verdict(answers[one.pk])) for one in running.in_order())]


def _shows(booked: int, came: int, was_kept: bool) -> tuple[int | str, ...]:
    return (booked, came, booked - came) if was_kept else (booked, "–", "–")


def _name(workshop: Workshop) -> str:
    return f"{workshop.series}: {workshop}"


def _file(event: Event, kind: str, plots: list[Plot]) -> HttpResponse:
    """One line per figure, so that all plots fit in one sheet."""
    headings = (_("About"), _("What"), _("Figure"), _("Value"))
    rows: list[Row] = [
        (plot.title, bar.label, heading, figure)
        for plot in plots
        for bar in plot.bars
        for heading, figure in zip(plot.headings, bar.figures, strict=True)
    ]
    return spreadsheet(
        f"{event.slug}-figures", kind, title=_("Figures"), headings=headings, rows=rows
    )
