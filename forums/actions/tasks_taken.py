"""What people and organisations took upon themselves: written down, reminded of, done."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from forums.actions import moving
from forums.choices import OUTSIDE_THE_SANCTUARY
from forums.mail import tasks_taken as mail
from forums.models import Action, AgendaItem, Attendance, Forum
from forums.models.circles import insiders
from network.models import Affiliation, Organisation, User, stand_ins_of
from portal import audit, outbox
from portal.outbox import Letter
from portal.staff_groups import groups_with

RUN = "forums.run_forum"
REMINDED = timedelta(days=3)  # before the day


class Refused(Exception):
    """The action cannot be written down so."""


class NotTheirs(Refused):
    """The owner, or the item, is none that can be chosen."""


class Finished(Exception):
    """It is done or dropped already: `current` is how it stands."""

    def __init__(self, current: Action) -> None:
        super().__init__("finished already")
        self.current = current


class Stale(Exception):
    """The action was changed meanwhile: `current` is how it stands."""

    def __init__(self, current: Action) -> None:
        super().__init__("the action was changed")
        self.current = current


@dataclass(frozen=True)
class What:
    """What is to be done, by whom (a person or an organisation) and until when."""

    text: str
    item: AgendaItem | None = None
    owner: User | None = None
    owner_organisation: Organisation | None = None
    due_on: date | None = None
    may_be_read: bool = False


def possible_owners(now: datetime) -> models.QuerySet[User]:
    """People inside the sanctuary, and the staff who run forums; by name."""
    staff = User.objects.filter(groups__name__in=groups_with(RUN), is_active=True)
    either = Q(pk__in=insiders(now).values("pk")) | Q(pk__in=staff.values("pk"))
    return User.objects.filter(either).order_by("name", "email")


def possible_organisations(now: datetime) -> models.QuerySet[Organisation]:
    """Member organisations inside the sanctuary, by name."""
    inside = Organisation.objects.exclude(sector__in=OUTSIDE_THE_SANCTUARY)
    return inside.members_at(now).order_by("name", "pk")


@transaction.atomic
def add(*, forum: Forum, what: What, key: uuid.UUID, by: User, now: datetime) -> Action:
    """Write an action down, once per `key`, and tell its owner. Raises NotTheirs."""
    row = moving.lock(forum)
    if found := Action.objects.filter(forum=row, key=key).first():
        return found
    action = Action(forum=row, key=key, created_at=now)
    _fill(action, what, now)
    action.save()
    _log("action.add", action, by, now)
    _tell(action, now)
    return action


@transaction.atomic
def change(*, action: Action, what: What, version: int, by: User, now: datetime) -> Action:
    """Change an open action; a new owner is told. Raises NotTheirs, Finished and Stale."""
    row = _locked(action)
    if not row.is_open:
        raise Finished(row)
    if row.version != version:
        raise Stale(row)
    owners = (row.owner_id, row.owner_organisation_id)
    _fill(row, what, now)
    row.version += 1
    row.save()
    _log("action.change", row, by, now)
    if owners != (row.owner_id, row.owner_organisation_id):
        _tell(row, now)
    return row


@transaction.atomic
def finish(*, action: Action, state: Action.State, words: str, by: User, now: datetime) -> Action:
    """It is done, or dropped, with what came of it. A second press changes nothing.

    Raises Finished where it was finished otherwise.
    """
    row = _locked(action)
    if not row.is_open:
        if (row.state, row.outcome) == (state, words):
            return row
        raise Finished(row)
    row.state, row.outcome = state, words
    row.finished_at, row.finished_by = now, by
    row.version += 1
    row.save()
    _log(f"action.{state.value}", row, by, now)
    return row


@transaction.atomic
def open_again(*, action: Action, by: User, now: datetime) -> Action:
    """What was finished by mistake is to be done again; its words stay until others come."""
    row = _locked(action)
    if row.is_open:
        return row
    row.state = Action.State.OPEN
    row.finished_at, row.finished_by = None, None
    row.version += 1
    row.save()
    _log("action.open-again", row, by, now)
    return row


@transaction.atomic
def give_to(*, action: Action, of: User, to: User | None, by: User, now: datetime) -> None:
    """An open action of `of` becomes somebody else's, or nobody's; nobody is written to."""
    row = _locked(action)
    if not row.is_open or row.owner_id != of.pk:
        return
    row.owner = to
    row.version += 1
    row.save(update_fields=["owner", "version"])
    _log("action.change", row, by, now)


def remind_due(*, now: datetime) -> int:
    """Remind owners three days before the day, once per person and day; return to how many.

    Who was given an action after that moment is not reminded of it: its mail is fresh. After
    the day nobody is: then the co-ordinator asks.
    """
    today = timezone.localdate(now)
    due = Action.objects.due(today + REMINDED).filter(due_on__gte=today)
    rows = due.select_related("forum", "item", "owner", "owner_organisation").order_by("pk")
    return sum(_remind(action, now) for action in rows)


@transaction.atomic
def _remind(action: Action, now: datetime) -> int:
    given_on = timezone.localdate(action.created_at)
    if action.due_on is None or given_on > action.due_on - REMINDED:
        return 0
    letters: dict[str, Letter] = {
        f"action:{action.pk}:due:{action.due_on}:{person.pk}": mail.due_soon(action, person)
        for person in told(action, now)
    }
    outbox.enqueue_all(letters=letters, now=now)
    return len(letters)


def told(action: Action, now: datetime) -> list[User]:
    """Who is written to about an action, while they may hear of it.

    Its person and who stands in for them; or of its organisation the primary contact and who
    was there.
    """
    if action.owner_id:
        stand_ins = stand_ins_of(action.owner, timezone.localdate(now))
        doing_it = Q(pk=action.owner_id) | Q(pk__in=stand_ins.values("pk"))
        return list(possible_owners(now).filter(doing_it))
    of_it = Affiliation.objects.filter(
        organisation=action.owner_organisation_id, ended_at__isnull=True, user=OuterRef("pk")
    )
    was_there = Attendance.objects.filter(
        forum=action.forum_id,
        organisation=action.owner_organisation_id,
        was_present=True,
        user=OuterRef("pk"),
    )
    is_primary = of_it.filter(role=Affiliation.Role.PRIMARY)
    people = insiders(now).filter(Exists(of_it), Exists(is_primary) | Exists(was_there))
    return list(people.order_by("email"))


def _locked(action: Action) -> Action:
    """The action as it is now, behind the lock of its forum."""
    forum = moving.lock(action.forum)
    rows = Action.objects.select_related("item", "owner", "owner_organisation")
    row = rows.get(pk=action.pk)
    row.forum = forum
    return row


def _fill(action: Action, what: What, now: datetime) -> None:
    """Only with an owner and an item that can be chosen now, or who was its owner before."""
    if what.item and what.item.forum_id != action.forum_id:
        raise NotTheirs
    if (what.owner is None) == (what.owner_organisation is None):
        raise NotTheirs
    if what.owner and what.owner.pk != action.owner_id:
        _check(possible_owners(now).contains(what.owner))
    if what.owner_organisation and what.owner_organisation.pk != action.owner_organisation_id:
        _check(possible_organisations(now).contains(what.owner_organisation))
    action.text, action.item, action.due_on = what.text, what.item, what.due_on
    action.owner, action.owner_organisation = what.owner, what.owner_organisation
    action.may_be_read = what.may_be_read


def _check(may_be: bool) -> None:
    if not may_be:
        raise NotTheirs


def _tell(action: Action, now: datetime) -> None:
    letters = {
        f"action:{action.pk}:given:{action.version}:{person.pk}": mail.given(action, person)
        for person in told(action, now)
    }
    outbox.enqueue_all(letters=letters, now=now)


def _log(action: str, row: Action, by: User, now: datetime) -> None:
    """By its number alone: what it is about may come from the sanctuary."""
    values = {"action": row.pk, "version": row.version}
    audit.record(by=by, action=f"forum-{action}", target=row.forum, new=values, now=now)
