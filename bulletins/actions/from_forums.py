"""What forums give to bulletins: the next ones, agreed summaries, and answers to issues.

Nothing is told wider than a person of staff has widened it: when members meet is for members only,
a summary or an issue for as long as it is not shown to everybody.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from bulletins.actions.composing import Said
from bulletins.checks import Source, Target
from bulletins.models import Bulletin, Item
from forums.choices import Circle
from forums.issue_states import Step
from forums.models import Forum, Issue, IssueEvent, Summary
from forums.states import State
from portal.letters import absolute
from portal.when import in_words

type Row = Forum | Summary | Issue

MOST = 20  # of each kind
TOLD = (Circle.MEMBERS, Circle.PUBLIC)
_NEWS = (Step.SUBMITTED, Step.RESPONDED, Step.REVIEWED)
_PATH = re.compile(r"/forums/(?:(?P<influence>influence)/)?(?P<slug>[-\w]+)/(?P<part>[-\w.]+/?)?")
_FOR_EVERYBODY = ("/forums/influence/", "/forums/public/")
_FOR_MEMBERS = ("topics", "actions", "joining", "papers", "speaker", "past")


def new_since(since: datetime, now: datetime) -> list[Row]:
    """Coming forums, summaries agreed and issues that moved since then. Two queries."""
    agreed = Q(summary__agreed_at__gte=since, summary__shown_to__in=TOLD)
    coming = Q(state=State.OPEN, ends_at__gt=now)
    rows = Forum.objects.filter(agreed | coming).select_related("summary")
    found: list[Row] = []
    for forum in rows.order_by("starts_at", "pk")[: 2 * MOST]:
        found.append(forum if forum.state == State.OPEN else _with_its_forum(forum))
    moved = IssueEvent.objects.filter(at__gte=since, step__in=_NEWS).exclude(shown_words="")
    issues = Issue.objects.filter(pk__in=moved.values("issue"), shown_to__in=TOLD)
    found.sort(key=lambda row: isinstance(row, Summary))
    return [*found, *issues.order_by("-changed_at", "pk")[:MOST]]


def _with_its_forum(forum: Forum) -> Summary:
    forum.summary.forum = forum
    return forum.summary


def found(keys: Mapping[str, Iterable[int]], now: datetime) -> list[Row]:
    """The rows behind keys ("forum", "summary", "issue"), if they may be told."""
    forums = Forum.objects.filter(state=State.OPEN, pk__in=keys["forum"]).upcoming(now)
    summaries = _summaries(Q(pk__in=keys["summary"])).order_by("-agreed_at", "pk")
    issues = _issues(Q(pk__in=keys["issue"])).order_by("-changed_at", "pk")
    return [*forums, *summaries, *issues]


def _summaries(wanted: Q) -> Any:
    rows = Summary.objects.filter(wanted, shown_to__in=TOLD, agreed_at__isnull=False)
    return rows.select_related("forum")


def _issues(wanted: Q) -> Any:
    return Issue.objects.filter(wanted, shown_to__in=TOLD).prefetch_related("events")


def said_of(row: Row) -> Said:
    """The words that are copied."""
    if isinstance(row, Forum):
        return _of_forum(row)
    return _of_summary(row) if isinstance(row, Summary) else _of_issue(row)


def kind_of(row: Row) -> str:
    if isinstance(row, Forum):
        return _("Forum")
    return _("Summary of a forum") if isinstance(row, Summary) else _("Influence")


def title_of(row: Row) -> str:
    return row.forum.title if isinstance(row, Summary) else str(row)


def is_for_members(row: Row) -> bool:
    return isinstance(row, Forum) or row.shown_to != Circle.PUBLIC


def _of_forum(forum: Forum) -> Said:
    when = in_words(forum.starts_at, forum.ends_at)
    return Said(
        title=forum.title,
        text="\n\n".join(filter(None, [f"{when}.", forum.about])),
        link=absolute("forums:forum", forum.slug),
        is_for_members=True,
        source={"forum": forum},
    )


def _of_summary(summary: Summary) -> Said:
    return Said(
        title=summary.forum.title,
        text=summary.text,
        link=absolute("forums:summary", summary.forum.slug),
        is_for_members=is_for_members(summary),
        source={"summary": summary},
    )


def _of_issue(issue: Issue) -> Said:
    """What members see of its last step."""
    steps = sorted(issue.events.all(), key=lambda event: (event.on, event.pk))
    shown = [event.shown_words for event in steps if event.step in _NEWS and event.shown_words]
    return Said(
        title=issue.statement,
        text="\n\n".join([*shown[-1:], *filter(None, [issue.what_changed])]),
        link=absolute("forums:issue", issue.slug),
        is_for_members=is_for_members(issue),
        source={"issue": issue},
    )


def stands(for_members: bool, summary: str | None, issue: str | None) -> Source:
    """Whether an item may be in as it is; `summary` and `issue` are the circles of its sources."""
    for circle in (summary, issue):
        if circle is not None and (circle not in TOLD or (circle != "public" and not for_members)):
            return Source.CLOSED
    return Source.FINE


def tells_too_much(bulletin: Bulletin) -> bool:
    """Whether a source of one of its items was narrowed since it was approved. One query."""
    items = Item.objects.filter(section__bulletin=bulletin).exclude(summary=None, issue=None)
    rows = items.values_list("is_for_members", "summary__shown_to", "issue__shown_to")
    return any(stands(*row) == Source.CLOSED for row in rows)


class Targets:
    """Where links to forums and issues lead: at most three queries for a whole bulletin."""

    def __init__(self, paths: Iterable[str]) -> None:
        self._matches = {path: match for path in paths if (match := _PATH.fullmatch(path))}

    def target(self, path: str, *, sees_all: bool) -> Target | None:
        """None for what is no page of a forum or an issue."""
        match = self._matches.get(path)
        if match is None or path in _FOR_EVERYBODY:
            return None
        slug, circle = match["slug"], Circle.MEMBERS
        if match["influence"]:
            known = self._issues.get(slug)
        elif slug in _FOR_MEMBERS:
            known = circle
        elif match["part"] == "summary/":
            known = self._summaries.get(slug)
        else:
            known = circle if slug in self._forums else None
        return _target(known, sees_all=sees_all)

    @cached_property
    def _forums(self) -> set[str]:
        rows = Forum.objects.announced().filter(slug__in=self._slugs())
        return set(rows.values_list("slug", flat=True))

    @cached_property
    def _summaries(self) -> dict[str, str]:
        rows = Summary.objects.filter(forum__slug__in=self._slugs())
        return dict(rows.values_list("forum__slug", "shown_to"))

    @cached_property
    def _issues(self) -> dict[str, str]:
        return dict(Issue.objects.filter(slug__in=self._slugs()).values_list("slug", "shown_to"))

    def _slugs(self) -> list[str]:
        return [match["slug"] for match in self._matches.values()]


def _target(circle: str | None, *, sees_all: bool) -> Target:
    if circle is None or circle not in TOLD:
        return Target.DEAD
    return Target.FINE if sees_all or circle == Circle.PUBLIC else Target.HIDDEN
