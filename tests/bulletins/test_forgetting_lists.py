"""What leaves the lists on its date, and what is kept so that leaving stays provable."""

from datetime import timedelta

import pytest
from django.utils import timezone

from bulletins.actions import forgetting_lists, importing, lists, subscribing
from bulletins.actions.importing import Why
from bulletins.leaving import Who
from bulletins.models import Subscriber
from portal.models import AuditEntry
from tests.factories.bulletins import subscribe
from tests.factories.earlier_lists import agreed
from tests.factories.staff import make_staff

pytestmark = pytest.mark.django_db
NOW = timezone.now()
ADA = "ada@example.org"


def left(days: int) -> Subscriber:
    row = subscribe(ADA, "Ada")
    lists.leave(who=Who(subscriber=row.pk), now=NOW - timedelta(days=days))
    return row


@pytest.mark.parametrize(("days", "is_there"), [(29, True), (31, False)])
def test_who_never_confirmed_is_deleted_after_30_days(days: int, is_there: bool) -> None:
    at = NOW - timedelta(days=days)
    subscribing.ask(email=ADA, name="", wording="Yes.", source="staff", by=make_staff(), now=at)

    forgetting_lists.forget(now=NOW)

    assert Subscriber.objects.exists() == is_there
    labels = AuditEntry.objects.filter(action="subscriber.add").values_list("object_label")
    assert labels.get() == ((ADA if is_there else "[erased]"),)


def test_who_is_subscribed_stays() -> None:
    subscribe(ADA, consented_at=NOW - timedelta(days=4000))

    assert forgetting_lists.forget(now=NOW) == {"deleted": 0, "reduced": 0}


def test_who_left_is_reduced_after_24_months_to_the_proof_of_it() -> None:
    row = left(731)

    forgetting_lists.forget(now=NOW)

    kept = Subscriber.objects.get()
    assert (kept.state, kept.left_at) == ("left", NOW - timedelta(days=731))
    assert (kept.name, kept.consent_wording, kept.confirmed_at) == ("", "", None)
    assert ADA not in kept.email
    assert kept.email == forgetting_lists.reduced(ADA)
    entries = AuditEntry.objects.filter(object_id=str(row.pk), object_type="bulletins.Subscriber")
    assert {entry.object_label for entry in entries} == {"[erased]"}


def test_who_left_lately_is_kept_as_they_are() -> None:
    left(729)

    assert forgetting_lists.forget(now=NOW)["reduced"] == 0
    assert Subscriber.objects.get().email == ADA


def test_forgetting_again_changes_nothing() -> None:
    left(731)

    assert [forgetting_lists.forget(now=NOW)["reduced"] for _ in range(2)] == [1, 0]


def test_leaving_a_second_time_can_be_reduced_too() -> None:
    left(800)
    forgetting_lists.forget(now=NOW)
    left(731)

    forgetting_lists.forget(now=NOW)

    assert Subscriber.objects.get().left_at == NOW - timedelta(days=731)


def test_link_in_an_old_bulletin_does_not_bring_back_who_was_reduced() -> None:
    row = left(731)
    forgetting_lists.forget(now=NOW)

    lists.come_back(who=Who(subscriber=row.pk), now=NOW)

    assert Subscriber.objects.get().state == "left"


def test_who_left_long_ago_is_still_left_out_of_an_import() -> None:
    left(731)
    forgetting_lists.forget(now=NOW)

    found = importing.sort_out(people=agreed(ADA, "zoe@example.org"), now=NOW)

    assert list(found.new) == ["zoe@example.org"]
    assert [one.address for one in found.out[Why.LEFT]] == [ADA]
