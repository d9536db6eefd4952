"""Which organisations an issue comes from, and which it affects too.

None of these touches the issue itself: its evidence is counted when staff record a step, so that
nobody learns by their own voice how many there were before.
"""

from datetime import datetime

from django.db import transaction

from forums.choices import TopicShows
from forums.models import Affirmation, Agreement, Issue, IssueSource, Topic, Voice
from forums.models.circles import is_inside, own_organisations
from network.models import Organisation, User
from portal import audit

How = Voice.How


class NotAllowed(Exception):
    """The person may not speak for that organisation here, or the issue is not shown or closed."""


def found_in(*, topic: Topic | None = None, agreement: Agreement | None = None) -> list[Voice]:
    """The voices that a topic, with who affirmed it, or an agreement brings; none is saved.

    Who affirmed a topic that is for the co-ordinator alone by now affirmed another one.
    """
    found: list[Voice] = []
    if topic is not None:
        found.append(Voice(organisation=topic.organisation, by=topic.by, how=How.RAISED))
    if topic is not None and not topic.is_for_coordinator:
        found += [
            Voice(organisation_id=one.organisation_id, by_id=one.by_id, how=How.AFFIRMED)
            for one in topic.affirmations.order_by("pk")
        ]
    if agreement is not None:
        found.append(Voice(organisation=agreement.organisation, by=agreement.by, how=How.RAISED))
    return found


def raise_from(source: IssueSource, *, now: datetime) -> None:
    """Add the voices of a source; those known stay as they are.

    The topic's lock, as of who affirms it: each affirmation is either here, or sees the source.
    """
    if source.topic is not None:
        Topic.objects.select_for_update(no_key=True).get(pk=source.topic.pk)
    found = found_in(topic=source.topic, agreement=source.agreement)
    for voice in found:
        voice.issue, voice.at = source.issue, now
    Voice.objects.bulk_create(found, ignore_conflicts=True)


def follow(said: Affirmation) -> None:
    """Who affirms a topic affirms the issues that came of it; those known stay as they are."""
    sources = IssueSource.objects.filter(topic=said.topic_id)
    voices = [
        Voice(
            issue_id=issue,
            organisation_id=said.organisation_id,
            by_id=said.by_id,
            how=How.AFFIRMED,
            at=said.at,
        )
        for issue in sources.values_list("issue", flat=True)
    ]
    Voice.objects.bulk_create(voices, ignore_conflicts=True)


def unfollow(said: Affirmation) -> None:
    """Taken back of a topic, it is taken back of its issues, but where another topic says so."""
    others = Affirmation.objects.filter(
        organisation=said.organisation_id, topic__shows=TopicShows.ORGANISATION
    ).exclude(pk=said.pk)
    still = IssueSource.objects.filter(topic__in=others.values("topic"))
    came = IssueSource.objects.filter(topic=said.topic_id)
    Voice.objects.filter(
        issue__in=came.values("issue"), organisation=said.organisation_id, how=How.AFFIRMED
    ).exclude(issue__in=still.values("issue")).delete()


@transaction.atomic
def affirm(*, issue: Issue, organisation: Organisation, by: User, now: datetime) -> bool:
    """ "This affects us too", once per organisation; return whether it is new.

    Raises NotAllowed.
    """
    _check(issue, organisation, by, now)
    _voice, is_new = Voice.objects.get_or_create(
        issue=issue, organisation=organisation, how=How.AFFIRMED, defaults={"by": by, "at": now}
    )
    if is_new:
        audit.record(by=by, action="issue.affirm", target=issue, now=now)
    return is_new


@transaction.atomic
def take_back(*, issue: Issue, organisation: Organisation, by: User, now: datetime) -> bool:
    """It does not affect this organisation after all; return whether it had said so.

    What it raised itself stays. Raises NotAllowed.
    """
    _check(issue, organisation, by, now)
    said = issue.voices.filter(organisation=organisation, how=How.AFFIRMED)
    is_gone = bool(said.delete()[0])
    if is_gone:
        audit.record(by=by, action="issue.take-back", target=issue, now=now)
    return is_gone


@transaction.atomic
def add(*, issue: Issue, organisation: Organisation, how: How, by: User, now: datetime) -> bool:
    """An organisation of which staff know that it raised this; return whether it is new.

    Its primary contact is told, as nobody else is known.
    """
    _voice, is_new = Voice.objects.get_or_create(
        issue=issue, organisation=organisation, how=how, defaults={"at": now}
    )
    if is_new:
        audit.record(by=by, action="issue.voice-add", target=issue, new={"how": how}, now=now)
    return is_new


@transaction.atomic
def remove(*, voice: Voice, by: User, now: datetime) -> bool:
    """Staff take a voice off; return whether it was there."""
    is_gone = bool(Voice.objects.filter(pk=voice.pk).delete()[0])
    if is_gone:
        audit.record(by=by, action="issue.voice-remove", target=voice.issue, now=now)
    return is_gone


def _check(issue: Issue, organisation: Organisation, by: User, now: datetime) -> None:
    is_theirs = own_organisations(by, now=now).filter(pk=organisation.pk).exists()
    open_ones = Issue.objects.shown().filter(pk=issue.pk, state=Issue.State.OPEN)
    if not (is_theirs and is_inside(by, now=now) and open_ones.exists()):
        raise NotAllowed
