"""Issues begun and edited by staff, with what they come from."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction
from django.utils.text import slugify

from forums.actions import steps, voices
from forums.actions.steps import What, lock
from forums.choices import RESERVED_SLUGS, Circle, Rule
from forums.issue_states import Step
from forums.models import (
    AgendaItem,
    Agreement,
    Forum,
    Issue,
    IssueEvent,
    IssueSource,
    Topic,
    Voice,
)
from forums.widening import is_wider
from network.models import User
from portal import audit

NAMING = 7_302  # this site's number for the lock in _one_address_at_a_time


class NotAgreed(Exception):
    """What was raised in the sanctuary is taken further only as who raised it agreed."""


class NotAsked(Exception):
    """Who proposed a topic for the co-ordinator only has not agreed that more people see it."""


class AlreadySource(Exception):
    """The issue comes from there already."""


@dataclass(frozen=True)
class Content:
    """What staff write of an issue."""

    statement: str
    about: str
    level: str
    themes: tuple[str, ...] = ()
    forums: tuple[Forum, ...] = ()


@dataclass(frozen=True)
class Origin:
    """One thing that an issue comes from: a topic, an item of an agenda, or an agreement."""

    topic: Topic | None = None
    item: AgendaItem | None = None
    agreement: Agreement | None = None


@transaction.atomic
def begin(
    *, content: Content, origin: Origin, what: What, key: uuid.UUID, by: User, now: datetime
) -> Issue:
    """A new issue, for staff alone; the same one for a second press with the same `key`.

    Raises NotAgreed for an item of the sanctuary without its agreement, in its words.
    """
    values = {"raised_at": now, "changed_at": now, "slug": _free_slug(content.statement)}
    fields = _fields(content) | values
    issue, is_new = Issue.objects.get_or_create(key=key, defaults=fields)
    if not is_new:
        return issue
    issue.forums.set(content.forums)
    if origin != Origin():
        _attach(issue, origin)
    steps.write(issue, Step.RAISED, what, by=by, now=now)
    return issue


@transaction.atomic
def edit(*, issue: Issue, content: Content, version: int, by: User, now: datetime) -> Issue:
    """Change what staff wrote. Raises Stale, and NotAgreed for words that were agreed to.

    Its address follows the statement until others have seen it.
    """
    row = lock(issue, version)
    says_otherwise = content.statement != row.statement
    if says_otherwise and row.sources.filter(agreement__isnull=False).exists():
        raise NotAgreed
    if says_otherwise and row.shown_to == Circle.STAFF:
        row.slug = _free_slug(content.statement, row.pk)
    for name, value in _fields(content).items():
        setattr(row, name, value)
    _changed(row, now)
    row.forums.set(content.forums)
    values = {"level": content.level, "themes": list(content.themes)}
    audit.record(by=by, action="issue.edit", target=row, new=values, now=now)
    return row


@transaction.atomic
def attach(
    *, issue: Issue, origin: Origin, proposer_agrees: bool = False, by: User, now: datetime
) -> Issue:
    """The issue comes from there too; who raised or affirmed it there is told from now on.

    Raises NotAgreed and AlreadySource; and NotAsked for a topic that was confided, where others
    than staff see the issue and it is not said that who proposed it agrees.
    """
    row, new = lock(issue), _kind(origin)
    if row.shown_to != Circle.STAFF and origin.topic and origin.topic.is_for_coordinator:
        if not proposer_agrees:
            raise NotAsked
        new["proposer_agrees"] = "True"
    _attach(row, origin)
    _changed(row, now)
    audit.record(by=by, action="issue.source-add", target=row, new=new, now=now)
    return row


@transaction.atomic
def detach(*, source: IssueSource, by: User, now: datetime) -> None:
    """It does not come from there after all. The voices stay until they are taken off.

    But who confided it is not told any more, and what was agreed to is for staff alone again:
    without the agreement nothing keeps its words.
    """
    row = lock(source.issue_id)
    known = IssueSource.objects.select_related("topic", "agreement").filter(pk=source.pk).first()
    if known is None:
        return
    known.delete()
    new = {"shown_to": Circle.STAFF} if known.agreement else {}
    row.shown_to = new.get("shown_to", row.shown_to)
    _forget_who_confided(row, known)
    _changed(row, now)
    audit.record(by=by, action="issue.source-remove", target=row, new=new, now=now)


def _forget_who_confided(row: Issue, source: IssueSource) -> None:
    confided = source.topic if source.topic and source.topic.is_for_coordinator else None
    if (origin := source.agreement or confided) is not None:
        raised = row.voices.filter(how=Voice.How.RAISED)
        raised.filter(organisation=origin.organisation_id).delete()


@transaction.atomic
def show_their_words(*, event: IssueEvent, shows: bool, by: User, now: datetime) -> None:
    """Whether others may read a body's own words."""
    issue = lock(event.issue_id)
    IssueEvent.objects.filter(pk=event.pk).update(shows_their_words=shows)
    _changed(issue, now)
    values = {"event": event.pk, "shows": shows}
    audit.record(by=by, action="issue.show-their-words", target=issue, new=values, now=now)


def needs_proposer(issue: Issue, circle: Circle) -> bool:
    """Whether who proposed a topic has to agree before the issue is shown to this circle."""
    return is_wider(circle, issue.shown_to) and issue.is_confided()


@transaction.atomic
def show_to(
    *,
    issue: Issue,
    circle: Circle,
    version: int,
    proposer_agrees: bool = False,
    by: User,
    now: datetime,
) -> Issue:
    """Widen or narrow who sees it, as was previewed. Raises Stale and NotAsked."""
    row = lock(issue, version)
    new: dict[str, object] = {"shown_to": circle}
    if needs_proposer(row, circle):
        if not proposer_agrees:
            raise NotAsked
        new["proposer_agrees"] = True
    old, row.shown_to = row.shown_to, circle
    _changed(row, now)
    audit.record(by=by, action="issue.show", target=row, old={"shown_to": old}, new=new, now=now)
    return row


def _changed(issue: Issue, now: datetime) -> None:
    issue.version += 1
    issue.changed_at = now
    issue.save()


def _fields(content: Content) -> dict[str, object]:
    return {
        "statement": content.statement,
        "about": content.about,
        "level": content.level,
        "themes": list(content.themes),
    }


def _attach(issue: Issue, origin: Origin) -> None:
    source = IssueSource(issue=issue, topic=origin.topic, item=origin.item)
    if origin.agreement is not None:
        _agreed(source, origin.agreement)
    if source.item is not None:
        source.rule = source.item.rule
        if source.rule == Rule.SANCTUARY and not source.agreed:
            raise NotAgreed
    there = issue.sources.filter(topic=source.topic_id, item=source.item_id)
    if there.exists():
        raise AlreadySource
    source.save()
    voices.raise_from(source, now=issue.changed_at)


def _agreed(source: IssueSource, asked: Agreement) -> None:
    """Set the item by the agreement as it stands now. Raises NotAgreed."""
    agreement = Agreement.objects.select_for_update().get(pk=asked.pk)
    if not agreement.agrees or agreement.statement != source.issue.statement:
        raise NotAgreed
    source.agreement, source.agreed, source.item = agreement, True, agreement.item


def _kind(origin: Origin) -> dict[str, str]:
    """For the log: the kind alone, as a topic's title may be the co-ordinator's to know."""
    kinds = {"topic": origin.topic, "item": origin.item, "agreement": origin.agreement}
    return {"from": next((name for name, one in kinds.items() if one is not None), "")}


def _free_slug(statement: str, but: int | None = None) -> str:
    """A web address for the statement that no other issue has or is about to take."""
    _one_address_at_a_time()
    stem = slugify(statement)[:60].strip("-") or "issue"
    others = Issue.objects.filter(slug__startswith=stem).exclude(pk=but or 0)
    taken = {*others.values_list("slug", flat=True), *RESERVED_SLUGS}
    number, slug = 1, stem
    while slug in taken:
        number += 1
        slug = f"{stem}-{number}"
    return slug


def _one_address_at_a_time() -> None:
    """Hold others' choices back until this transaction ends: two would choose the same one."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [NAMING])
