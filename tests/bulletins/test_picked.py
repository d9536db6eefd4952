"""What was picked into a bulletin, and is declined, sent back or taken off afterwards."""

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from bulletins.actions import moderation, moving
from bulletins.actions.checking import look_over
from bulletins.models import Bulletin, Item, Submission
from portal.staff_groups import EDITORS
from tests.bulletins.pages import first_item
from tests.factories.bulletins import make_bulletin, subscribe
from tests.factories.posts import published
from tests.factories.staff import coordinator_client, make_staff, sign_in
from tests.factories.submissions import accepted, decided

pytestmark = pytest.mark.django_db


def telling(**source: Any) -> Bulletin:
    """A draft with an item that was picked from it."""
    subscribe()
    bulletin = make_bulletin()
    Item.objects.filter(pk=first_item(bulletin).pk).update(**source)
    return bulletin


def approve(bulletin: Bulletin) -> Bulletin:
    return moving.approve(bulletin=bulletin, by=make_staff(), now=timezone.now())


def schedule(bulletin: Bulletin) -> Bulletin:
    now = timezone.now()
    return moving.schedule(bulletin=approve(bulletin), at=now, by=make_staff(), now=now)


def found(bulletin: Bulletin) -> list[tuple[bool, str]]:
    return [(one.blocks, one.what) for one in look_over(bulletin, now=timezone.now()).found]


@pytest.mark.parametrize("move", ["ask", "decline"])
def test_what_was_declined_or_sent_back_blocks_the_bulletin(move: str) -> None:
    row = accepted()
    bulletin = telling(submission=row)
    before = found(bulletin)

    decided(row, move)

    said = "was declined or sent back to its member since it was put in."
    what = f"“{first_item(bulletin).title}” {said}"
    assert found(bulletin) == [(True, what), *before]


def test_what_was_declined_is_not_approved_in_the_last_moment() -> None:
    row = accepted()
    bulletin = telling(submission=row)
    decided(row, "decline")

    with pytest.raises(moving.Changed):
        approve(bulletin)

    assert not bulletin.editions.exists()


def test_post_that_was_taken_off_is_warned_of() -> None:
    row = published()
    bulletin = telling(post=row)
    before = found(bulletin)

    type(row).objects.update(state="withdrawn")

    what = f"The post of “{first_item(bulletin).title}” is not published any more."
    assert found(bulletin) == [(False, what), *before]


@pytest.mark.parametrize("move", ["ask", "decline"])
@pytest.mark.parametrize("make", [approve, schedule])
def test_what_is_about_to_go_out_is_not_declined(
    move: str, make: Callable[[Bulletin], Bulletin]
) -> None:
    row = accepted()
    bulletin = make(telling(submission=row))

    with pytest.raises(moderation.InBulletin) as refused:
        decided(row, move)

    assert refused.value.bulletin == bulletin
    assert Submission.objects.get().state == "accepted"


@pytest.mark.parametrize("act", ["", "confirm"])
def test_page_names_the_bulletin_that_is_about_to_go_out(act: str) -> None:
    row = accepted()
    bulletin = approve(telling(submission=row))
    at = f"/admin/bulletins/submission/{row.pk}/decide/decline/"
    data = {
        "version": row.version, "send": "yes", "text": "No.", "act": act, "reason": "known",
    }  # fmt: skip

    client = coordinator_client()
    answer = client.post(at, data) if act else client.get(at)

    assert answer.status_code == 409
    assert f"It stands in “{bulletin}”, which is approved" in answer.text
    assert Submission.objects.get().state == "accepted"


def test_taken_back_it_can_be_declined() -> None:
    row = accepted()
    bulletin = approve(telling(submission=row))
    moving.take_back(bulletin=bulletin, by=make_staff(), now=timezone.now())

    assert decided(row, "decline").state == "declined"


@pytest.mark.parametrize("goes_out", [True, False])
def test_page_that_takes_a_post_off_names_bulletins_about_to_go_out(goes_out: bool) -> None:
    row = published()
    bulletin = telling(post=row)
    if goes_out:
        approve(bulletin)

    text = (
        sign_in(make_staff(EDITORS))
        .get(reverse("admin:bulletins_post_withdraw", args=[row.pk]))
        .text
    )

    assert (f"It stands in “{bulletin}”" in text) == goes_out
