"""What forums ask of who is signed in, as lines of their dashboard."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from forums.actions import feedback
from forums.choices import Circle
from forums.models import Agreement, Attendance, Forum
from network.models import User
from portal.when import day_and_time


@dataclass(frozen=True)
class Line:
    """One thing asked, and the page on which it is answered. Says nothing of what was confided."""

    url: str
    title: str
    hint: str


def asked_of(person: User, *, now: datetime) -> list[Line]:
    """Summaries to look at, agreements and feedback, by forum. One query."""
    return [line for forum in _forums(person, now) for line in _lines(forum, now)]


def _forums(person: User, now: datetime) -> Any:
    """Those that ask something: each with `reads_summary`, `agreements` (keys), `asks_feedback`."""
    under_review = Attendance.objects.inside(person, now=now).filter(
        forum__summary__shown_to=Circle.ATTENDEES, forum__summary__review_until__gt=now
    )
    agreements = Agreement.objects.visible_to(person, now=now).unanswered()
    silent = Attendance.objects.filter(user=person, was_present=True, has_given_feedback=False)
    here = OuterRef("pk")
    rows = Forum.objects.for_member(person, now=now).annotate(
        reads_summary=Exists(under_review.filter(forum=here)),
        agreements=ArraySubquery(agreements.filter(item__forum=here).order_by("pk").values("pk")),
        asks_feedback=Exists(silent.filter(forum=here, forum__ends_at__gt=now - feedback.OPEN_FOR)),
    )
    asks = Q(reads_summary=True) | Q(agreements__len__gt=0) | Q(asks_feedback=True)
    return rows.filter(asks).select_related("summary").order_by("starts_at", "pk")


def _lines(forum: Any, now: datetime) -> Iterator[Line]:
    if forum.reads_summary:
        until = day_and_time(forum.summary.review_until)
        yield Line(
            reverse("forums:summary", args=[forum.slug]),
            _("Look at the summary of %(forum)s") % {"forum": forum},
            _("You were there. Until %(until)s you can say that it identifies you.")
            % {"until": until},
        )
    for key in forum.agreements or ():  # nothing is looked for outside the sanctuary
        yield Line(
            reverse("forums:agree", args=[key]),
            _("May we take something further that you raised?"),
            _("Nothing leaves the room unless you agree."),
        )
    if forum.asks_feedback and feedback.is_open(forum, now):
        yield Line(
            reverse("forums:feedback", args=[forum.slug]),
            _("Tell us how it was: %(forum)s") % {"forum": forum},
            _("A few questions; your name is not kept with your answers."),
        )
