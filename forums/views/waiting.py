"""What forums ask of who is signed in, as lines of their dashboard."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from forums.actions import feedback
from forums.choices import Circle
from forums.models import Agreement, Attendance, Forum
from forums.models.circles import is_inside, is_member
from network.models import User
from portal.when import day_and_time
from portal.written_once import written_once


@dataclass(frozen=True)
class Line:
    """One thing asked, and the page on which it is answered. Says nothing of what was confided."""

    url: str
    title: str
    hint: str


def asked_of(person: User, *, now: datetime) -> list[Line]:
    """Summaries to look at, agreements and feedback, by forum. One query."""
    if not is_member(person, now=now):
        return []
    forums = _forums(
        person=person.pk,
        inside=is_inside(person, now=now),
        now=now,
        ended_after=now - feedback.OPEN_FOR,
    )
    return [line for forum in forums for line in _lines(forum, now)]


@written_once
def _forums(*, person: int, inside: bool, now: datetime, ended_after: datetime) -> QuerySet[Forum]:
    """Those that ask something: each with `reads_summary`, `agreements` (keys), `asks_feedback`."""
    here, mine = OuterRef("pk"), Attendance.objects.filter(user=person, was_present=True)
    under_review = mine.filter(
        forum__summary__shown_to=Circle.ATTENDEES, forum__summary__review_until__gt=now
    )
    agreements = Agreement.objects.filter(by=person).unanswered()
    silent = mine.filter(has_given_feedback=False, forum__ends_at__gt=ended_after)
    if not inside:
        under_review, agreements = under_review.none(), agreements.none()
    rows = Forum.objects.announced().annotate(
        reads_summary=Exists(under_review.filter(forum=here)),
        agreements=ArraySubquery(agreements.filter(item__forum=here).order_by("pk").values("pk")),
        asks_feedback=Exists(silent.filter(forum=here)),
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
