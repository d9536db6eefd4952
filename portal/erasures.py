"""Erases a person: what goes, what hinders it, and the same again in a restored database."""

import logging
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import FieldDoesNotExist
from django.db import connection, transaction
from django.utils.translation import gettext as _

from events.actions import booking
from events.erasing import delegates
from events.models import Delegate
from network.actions import files
from network.actions.merging_people import folded_into
from network.models import User
from portal import audit, erasure_list, erasure_mail, outbox
from portal.about import Me, me
from portal.erasing import Fate, key_of
from portal.erasing_words import Words, take_out, take_out_of_log
from portal.erasure_hindrances import Hindrance, hindrances
from portal.erasure_list import Line
from portal.field_answers import answers, lets_go
from portal.models import Erasure
from portal.models.erasures import NO_MAIL

logger = logging.getLogger(__name__)

GOODBYE_LIVES = timedelta(days=2)


class AlreadyErased(Exception):
    """Another tab, or somebody else, was quicker."""


class Hindered(Exception):
    """Something has to be handed over first: `hindrances` says what."""

    def __init__(self, hindrances: list[Hindrance]) -> None:
        super().__init__()
        self.hindrances = hindrances


@transaction.atomic
def erase_person(*, user: User, by: User | None, now: datetime, checked: str = "") -> Erasure:
    """Erase an account and all that is about its person, but for what has to stay.

    `by` is None for the person themselves; staff say how they `checked` who asked. An account
    remains as a number that leads to nobody. A last mail goes to their address. Raises Hindered
    and AlreadyErased.
    """
    locked = _lock(user)
    if found := hindrances(locked, now=now):
        raise Hindered(found)
    to = locked.email
    kind = Erasure.Kind.ON_REQUEST if by else Erasure.Kind.SELF
    erasure = _erase(locked, Erasure(key=key_of(locked), at=now, kind=kind, checked=checked), now)
    audit.record(by=by, action="person.erase", target=erasure, new={"checked": checked}, now=now)
    outbox.enqueue_credential(
        cause=f"{outbox.GOODBYE}{erasure.pk}",
        letter=erasure_mail.goodbye(to=to),
        expires_at=now + GOODBYE_LIVES,
        now=now,
    )
    transaction.on_commit(partial(_keep, Path(settings.ERASURES_ROOT)))
    return erasure


def erase_again(*, folder: Path, now: datetime) -> int:
    """Erase whom the list in `folder` names and the database still knows; return how many.

    Nothing hinders it, and nobody is written to: they were told the first time.
    """
    lines = {line.key: line for line in erasure_list.kept(folder)}
    if not lines:
        return 0
    people = User.objects.exclude(email__endswith=NO_MAIL).order_by("pk")
    named = [(user, line) for user in people.iterator() if (line := lines.get(key_of(user)))]
    for user, line in named:
        _erase_again(user, line, now)
    return len(named)


@transaction.atomic
def _erase_again(user: User, line: Line, now: datetime) -> None:
    locked = _lock(user)
    erasure = _erase(locked, Erasure(key=line.key, at=line.at, kind=line.kind), now)
    audit.record(by=None, action="person.erase-again", target=erasure, now=now)


def preview(user: User) -> dict[str, int]:
    """What would go, in words, with how many records of each."""
    one, found = me(user), Counter[str]()
    for fate in _fates():
        found[str(fate.what)] += fate.rows(one).count()
    return {what: count for what, count in found.items() if count}


def what_stays() -> list[str]:
    """The reasons, in words, for what an erasure leaves."""
    return [str(reason) for each in answers() for reason in (each.stays or {})]


def _lock(user: User) -> User:
    """One erasure at a time; rows that only point at the account wait for nothing."""
    locked = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    if locked.is_erased:
        raise AlreadyErased
    return locked


def _erase(user: User, erasure: Erasure, now: datetime) -> Erasure:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")  # it looks through every table's words
    for gone in folded_into(user):  # its number stands in logs, and in older backups all of it
        _erase(gone, Erasure(key=key_of(gone), at=erasure.at, kind=erasure.kind), now)
    one, reference, found = me(user), erasure.reference, Counter[str]()
    words = Words(one)
    _give_up_places(one, now)
    for fate in _fates():
        found[str(fate.what)] += _meet(fate, one, reference)
    names = [name for each in answers() for name in each.reworded_fields()]
    found[_("What others wrote")] += take_out(words, names, erasure=reference)
    for note in (each.notes for each in answers() if each.notes):
        note(one, erasure.at)
    audit.erase_actor(person=user, erasure=reference)
    take_out_of_log(words, erasure=reference)
    for field in lets_go():
        field.model._base_manager.filter(**{field.name: user}).update(**{field.name: None})
    erasure.counts = {what: count for what, count in found.items() if count}
    erasure.save(force_insert=True)
    return erasure


def _fates() -> Iterator[Fate]:
    for each in answers():
        yield from each.fates


def _give_up_places(one: Me, now: datetime) -> None:
    """At events to come: others wait for them."""
    own = Delegate.objects.filter(pk__in=delegates(one))
    live = own.live().filter(event__starts_at__gt=now, event__cancelled_at__isnull=True)
    for delegate in live.select_related("event").order_by("event", "pk"):
        booking.cancel(delegate=delegate, by=None, now=now)


def _meet(fate: Fate, one: Me, reference: str) -> int:
    """Do it to the rows; return to how many."""
    rows = fate.model._base_manager.filter(pk__in=list(fate.rows(one).values_list("pk", flat=True)))
    numbers = list(rows.values_list("pk", flat=True))
    if not numbers:
        return 0
    if fate.files:
        named = rows.exclude(**{fate.files: ""}).values_list(fate.files, flat=True)
        files.delete_after_commit(list(named))
    if fate.blanks is None:
        rows.delete()
    else:
        rows.update(**fate.values(one), **_reference(fate.model, reference))
    if not fate.beside:
        audit.erase_objects(model=fate.model, numbers=numbers, erasure=reference)
    return len(numbers)


def _reference(model: Any, reference: str) -> dict[str, str]:
    """Append-only logs are blanked only for an erasure that they can name."""
    try:
        model._meta.get_field("erasure")
    except FieldDoesNotExist:
        return {}
    return {"erasure": reference}


def _keep(folder: Path) -> None:
    """A disk that is full must not undo what is done: the nightly job tries again."""
    try:
        erasure_list.keep(folder)
    except OSError:
        logger.exception("an erasure could not be kept outside of the database")
