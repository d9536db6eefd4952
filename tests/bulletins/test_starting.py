"""Who gets which edition, frozen when sending begins."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection
from django.utils import timezone

from bulletins.actions import lists, recipients, starting
from bulletins.actions.moving import LATE_AFTER
from bulletins.leaving import Who
from bulletins.models import Delivery, Preference, Suppression
from bulletins.states import State
from network.models import Membership
from portal.models import OutgoingMail
from tests.factories.applicants import make_person
from tests.factories.bookings import make_member
from tests.factories.bulletins import (
    make_bulletin,
    member,
    scheduled,
    sending,
    states_of,
    subscribe,
)

pytestmark = pytest.mark.django_db


def editions(bulletin: object) -> dict[str, str]:
    rows = Delivery.objects.filter(bulletin=bulletin)
    return dict(rows.values_list("address", "edition__audience"))


def test_members_and_subscribers_each_get_their_edition() -> None:
    ada, ben = member("ada@example.org"), subscribe("ben@example.org")
    make_person("nobody@example.org")

    bulletin = sending()

    assert editions(bulletin) == {ada.email: "members", ben.email: "sector"}
    assert bulletin.recipients == 2


def test_who_is_on_both_lists_gets_the_members_edition_once() -> None:
    ada = member("ada@example.org")
    subscribe("ada@example.org")

    assert editions(sending()) == {ada.email: "members"}


def test_person_of_two_members_gets_it_once() -> None:
    ada = member("ada@example.org")
    make_member(ada, "Second Chance Example")

    assert editions(sending()) == {ada.email: "members"}


def test_lapsed_member_gets_nothing() -> None:
    member("ada@example.org")
    Membership.objects.update(ends_on=timezone.localdate() - timedelta(days=1))

    assert editions(sending()) == {}


def test_bulletin_for_members_alone_does_not_go_to_the_sector() -> None:
    subscribe()

    assert editions(sending(goes_to_sector=False)) == {}


def test_who_left_gets_nothing() -> None:
    ada, ben = member("ada@example.org"), subscribe("ben@example.org")
    for who in (Who(user=ada.pk), Who(subscriber=ben.pk)):
        lists.leave(who=who, now=timezone.now())

    assert editions(sending()) == {}


@pytest.mark.parametrize(
    ("wish", "wanted"),
    [
        ({"wants_bulletins": False}, {}),
        ({"left_at": timezone.now()}, {}),
        ({"wants_policy_alerts": False}, {"ada@example.org": "members"}),
    ],
)
def test_members_word_holds_for_the_sectors_list(
    wish: dict[str, Any], wanted: dict[str, str]
) -> None:
    ada = member("ada@example.org")
    subscribe("ada@example.org")
    Preference.objects.create(user=ada, changed_at=timezone.now(), **wish)
    counted = recipients.counted(make_bulletin(), timezone.now())

    assert editions(sending()) == wanted
    assert sum(counted.values()) == len(wanted)


def test_who_is_no_member_any_more_gets_the_sectors_edition_as_subscribed() -> None:
    ada = member("ada@example.org")
    subscribe("ada@example.org")
    Preference.objects.create(user=ada, changed_at=timezone.now(), wants_bulletins=False)
    Membership.objects.update(ends_on=timezone.localdate() - timedelta(days=1))

    assert editions(sending()) == {"ada@example.org": "sector"}


def test_suppressed_address_is_counted_and_not_written_to() -> None:
    subscribe("gone@example.org")
    Suppression.objects.create(
        address="gone@example.org", reason="bounced", created_at=timezone.now()
    )

    assert states_of(sending()) == {"gone@example.org": "suppressed"}


def test_two_beats_begin_once() -> None:
    subscribe()
    bulletin = scheduled()

    begun = [starting.start_due(now=timezone.now() + timedelta(minutes=2)) for _ in range(2)]

    assert begun == [1, 0]
    assert bulletin.deliveries.count() == 1


def test_not_before_its_time() -> None:
    bulletin = scheduled(at=timezone.now() + timedelta(hours=1))

    assert starting.start_due(now=timezone.now()) == 0
    bulletin.refresh_from_db()
    assert bulletin.state == State.SCHEDULED


def test_bulletin_found_very_late_asks_first() -> None:
    """As after a backup of last month was restored."""
    subscribe()
    bulletin = scheduled()
    now = timezone.now() + LATE_AFTER + timedelta(minutes=2)

    assert [starting.start_due(now=now) for _ in range(2)] == [0, 0]

    bulletin.refresh_from_db()
    assert bulletin.state == State.LATE
    assert not bulletin.deliveries.exists()
    assert OutgoingMail.objects.filter(cause__startswith="bulletin-held:").count() == 1


def test_edition_of_another_bulletin_is_refused_by_the_database() -> None:
    subscribe()
    mine, other = sending(), sending()

    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

    with pytest.raises(IntegrityError, match="delivery_edition_of_its_bulletin"):
        Delivery.objects.filter(bulletin=mine).update(edition=other.editions.first())


def test_one_address_gets_a_bulletin_once_in_the_database() -> None:
    subscribe("ada@example.org")
    bulletin = sending()
    row = bulletin.deliveries.get()

    with pytest.raises(IntegrityError, match="delivery_once"):
        Delivery.objects.create(
            bulletin=bulletin,
            edition=row.edition,
            address=row.address,
            next_attempt_at=timezone.now(),
        )


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"state": "claimed"}, "delivery_in_hand_has_a_claim"),
        ({"state": "sent"}, "delivery_sent_has_its_time"),
    ],
)
def test_state_has_what_belongs_to_it(values: dict[str, str], constraint: str) -> None:
    subscribe()
    bulletin = sending()

    with pytest.raises(IntegrityError, match=constraint):
        bulletin.deliveries.update(**values)
