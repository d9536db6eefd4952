"""A bulletin is approved as it was looked at, and sent once: beside a control without the lock."""

from collections.abc import Callable
from functools import partial
from threading import Barrier
from typing import Any

import pytest
from django.db import IntegrityError
from django.utils import timezone

from bulletins.actions import (
    composing,
    correcting,
    gathering,
    items,
    moderation,
    moving,
    starting,
)
from bulletins.mail.editions import digest_of, editions_of
from bulletins.models import Bulletin, Item
from bulletins.states import IllegalMove, State
from network.models import User
from portal.models import AuditEntry
from tests.bulletins.test_gathering import post
from tests.factories.bulletins import approved, make_bulletin, sending, subscribe
from tests.factories.staff import make_staff
from tests.factories.submissions import accepted, decided
from tests.races.together import PATIENCE, ROUNDS, at_once

pytestmark = pytest.mark.django_db(transaction=True)
REFUSED = (
    IllegalMove, moving.Changed, composing.NotADraft, composing.Stale, moderation.InBulletin,
)  # fmt: skip


def trying(act: Callable[..., Any], **values: Any) -> Callable[[], bool]:
    """Did it do what was asked?"""

    def run() -> bool:
        try:
            act(**values)
        except REFUSED:
            return False
        return True

    return run


def doing(bulletin: Bulletin, by: User, **more: Any) -> dict[str, Any]:
    return {"bulletin": bulletin, "by": by, "now": timezone.now(), **more}


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_approving_and_changing_at_once(_round: int) -> None:
    bulletin, by = make_bulletin(), make_staff()
    seen = digest_of(editions_of(bulletin))
    item = Item.objects.filter(section__bulletin=bulletin).earliest("pk")

    is_approved, is_removed = at_once(
        [
            trying(moving.approve, **doing(bulletin, by, seen=seen)),
            trying(items.remove_item, **doing(bulletin, by, item=item.pk)),
        ]
    )

    bulletin.refresh_from_db()
    assert is_approved != is_removed
    assert (bulletin.state == State.APPROVED) == is_approved
    assert Item.objects.filter(pk=item.pk).exists() == is_approved


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_send_now_pressed_by_two(_round: int) -> None:
    by = make_staff()
    bulletin = approved(by=by)

    done = at_once([trying(moving.send_now, **doing(bulletin, by, was=""))] * 2)

    assert sorted(done) == [False, True]
    entries = AuditEntry.objects.filter(action="bulletin.schedule", object_id=str(bulletin.pk))
    assert entries.count() == 1


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_the_same_ticked_by_two_is_in_once(_round: int) -> None:
    bulletin, by, row = make_bulletin(), make_staff(), post()
    add = partial(gathering.add_ticked, **doing(bulletin, by, ticked={f"post-{row.pk}": None}))

    assert sorted(at_once([add, add])) == [0, 1]
    assert Item.objects.filter(post=row).count() == 1


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_approving_what_is_declined_at_once(_round: int) -> None:
    """What was declined is never in what was approved."""
    bulletin, by, row = make_bulletin(), make_staff(), accepted()
    Item.objects.filter(section__bulletin=bulletin).update(submission=row)
    seen = digest_of(editions_of(bulletin))

    is_approved, is_declined = at_once(
        [
            trying(moving.approve, **doing(bulletin, by, seen=seen)),
            trying(decided, row=row, move="decline", by=by),
        ]
    )

    bulletin.refresh_from_db()
    row.refresh_from_db()
    assert is_approved != is_declined
    assert (bulletin.state == State.APPROVED, row.state == "declined") == (
        is_approved,
        is_declined,
    )


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_correction_begun_by_two_is_one(_round: int) -> None:
    subscribe()
    bulletin, by = sending(), make_staff()
    bulletin.deliveries.update(state="sent", sent_at=timezone.now())
    starting.finish(bulletin=bulletin, now=timezone.now())
    begin = partial(correcting.begin_correction, **doing(bulletin, by))

    one, two = at_once([begin, begin])

    assert one == two
    assert bulletin.corrections.count() == 1


def test_without_the_lock_a_correction_begun_by_two_breaks(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The control: both would take the same address."""
    both_have_looked = Barrier(2)

    def same(_slug: str) -> str:
        both_have_looked.wait(PATIENCE)
        return "the-correction"

    subscribe()
    bulletin, by = sending(), make_staff()
    bulletin.deliveries.update(state="sent", sent_at=timezone.now())
    starting.finish(bulletin=bulletin, now=timezone.now())
    bulletin.refresh_from_db()
    monkeypatch.setattr(correcting, "free_slug", same)
    monkeypatch.setattr(correcting, "locked", lambda row: row)
    begin = partial(correcting.begin_correction, **doing(bulletin, by))

    with pytest.raises(IntegrityError):
        at_once([begin, begin])


def test_without_the_lock_both_send_now(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: the rule alone does not keep two presses apart."""
    both_have_read = Barrier(2)

    def unlocked(bulletin: Bulletin) -> Bulletin:
        row = Bulletin.objects.get(pk=bulletin.pk)
        both_have_read.wait(PATIENCE)
        return row

    by = make_staff()
    bulletin = approved(by=by)
    monkeypatch.setattr(moving, "locked", unlocked)

    done = at_once([trying(moving.send_now, **doing(bulletin, by, was=""))] * 2)

    assert done == [True, True]
