"""Two accounts become one once, whatever else is pressed in the same moment: real connections."""

from collections.abc import Callable
from functools import partial
from threading import Barrier
from typing import Any

import pytest
from django.utils import timezone

from network.actions import merging_people
from network.models import AccountMerge, Application, User
from portal import erasures
from portal.models import AuditEntry, Erasure, OutgoingMail
from tests.factories.applicants import make_draft, make_person
from tests.factories.staff import make_staff
from tests.races.together import PATIENCE, ROUNDS, at_once

pytestmark = pytest.mark.django_db(transaction=True)
LETTER = "One account instead of two"


def two() -> tuple[User, User]:
    number = User.objects.count()
    return make_person(f"ola{number}@aber.example"), make_person(f"ola{number}@home.example")


def outcome(act: Callable[[], Any]) -> str:
    """Of a press: "done", or the name of what it was refused with."""
    try:
        act()
    except Exception as error:  # whichever it is, its name is what the tests look at
        return type(error).__name__
    return "done"


def merging(stays: User, goes: User) -> Callable[[], str]:
    """A press by somebody who has looked at it."""
    by = make_staff()
    seen = merging_people.plan(stays=stays, goes=goes, by=by).seen
    given = {"stays": stays.pk, "goes": goes.pk, "seen": seen, "by": by, "now": timezone.now()}
    return partial(outcome, partial(merging_people.merge, **given))


def test_each_into_the_other_at_once_leaves_one_account_with_everything() -> None:
    for _ in range(ROUNDS):
        one, other = two()
        make_draft(one)
        make_draft(other)
        before = OutgoingMail.objects.filter(subject=LETTER).count()
        answers = at_once([merging(one, other), merging(other, one)])
        assert sorted(answers) == ["AccountsMerged", "done"]
        left = User.objects.get(pk__in=[one.pk, other.pk], is_active=True)
        assert Application.objects.filter(people__user=left).count() == 2
        assert OutgoingMail.objects.filter(subject=LETTER).count() == before + 2


def test_eight_equal_presses_merge_once() -> None:
    for _ in range(ROUNDS):
        one, other = two()
        before = AuditEntry.objects.filter(action="person.merge").count()
        answers = at_once([merging(one, other) for _press in range(8)])
        assert answers == ["done"] * 8
        assert AuditEntry.objects.filter(action="person.merge").count() == before + 1
        assert AccountMerge.objects.filter(kept=one).count() == 1


def test_an_account_is_merged_or_erased_never_both() -> None:
    """Whoever is second finds no account any more."""
    for _ in range(ROUNDS):
        one, other = two()
        erase = partial(erasures.erase_person, user=other, by=None, now=timezone.now())
        answers = at_once([merging(one, other), partial(outcome, erase)])
        assert sorted(answers) in (["AccountsMerged", "done"], ["AlreadyErased", "done"])
        is_merged = AccountMerge.objects.filter(gone=other).exists()
        assert Erasure.objects.count() == int(not is_merged)
        assert User.objects.get(pk=other.pk).is_active is False
        Erasure.objects.all().delete()


def test_without_the_lock_both_would_be_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: both have read before either writes."""
    both_have_read = Barrier(2)

    def read(stays: int, goes: int) -> tuple[User, User]:
        found = User.objects.in_bulk([stays, goes])
        both_have_read.wait(PATIENCE)
        return found[stays], found[goes]

    monkeypatch.setattr(merging_people, "_lock", read)
    one, other = two()
    at_once([merging(one, other), merging(other, one)])
    assert not User.objects.filter(pk__in=[one.pk, other.pk], is_active=True).exists()
