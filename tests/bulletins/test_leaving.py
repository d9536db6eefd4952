"""Leaving the lists: by a link, without an account, and never by a mere look."""

import pytest
from django.test import Client
from django.utils import timezone

from bulletins.actions import lists
from bulletins.leaving import NotOurs, Who, leave_token, read_token
from bulletins.masking import masked
from bulletins.models import Preference, Subscriber
from portal.models import AuditEntry
from tests.factories.bulletins import member, subscribe

pytestmark = pytest.mark.django_db
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


def url(**who: int) -> str:
    return f"/bulletins/unsubscribe/{leave_token(Who(**who))}/"


def states() -> list[str]:
    return list(Subscriber.objects.order_by("pk").values_list("state", flat=True))


def test_looking_changes_nothing(client: Client) -> None:
    subscriber = subscribe("ada@example.org")

    page = client.get(url(subscriber=subscriber.pk))

    assert "<strong>a…@e….org</strong>" in page.text
    assert states() == ["confirmed"]


def test_one_click_from_a_mail_program_leaves() -> None:
    """RFC 8058: no cookie, no token of a form, from somewhere else."""
    subscriber = subscribe()
    mail_program = Client(enforce_csrf_checks=True)

    response = mail_program.post(
        url(subscriber=subscriber.pk), ONE_CLICK, headers={"Origin": "https://mail.example"}
    )

    assert response.status_code == 200
    assert states() == ["left"]


def test_leaving_twice_is_leaving(client: Client) -> None:
    subscriber = subscribe()

    for _ in range(2):
        client.post(url(subscriber=subscriber.pk), ONE_CLICK)

    assert states() == ["left"]
    assert AuditEntry.objects.filter(action="subscriber.leave").count() == 1


def test_leaving_can_be_taken_back(client: Client) -> None:
    subscriber = subscribe()
    client.post(url(subscriber=subscriber.pk))

    page = client.post(url(subscriber=subscriber.pk), {"action": "come-back"})

    assert "You get bulletins again" in page.text
    assert states() == ["confirmed"]


def test_coming_back_takes_back_all_that_leaving_ended(client: Client) -> None:
    ada, subscriber = member("ada@example.org"), subscribe("ada@example.org")
    client.post(url(subscriber=subscriber.pk))

    client.post(url(subscriber=subscriber.pk), {"action": "come-back"})

    assert states() == ["confirmed"]
    assert Preference.objects.get(user=ada).left_at is None


def test_coming_back_leaves_alone_what_was_left_before(client: Client) -> None:
    ada, _subscriber = member("ada@example.org"), subscribe("ada@example.org")
    lists.leave_sector(address="ada@example.org", by=ada, now=timezone.now())
    client.post(url(user=ada.pk))

    client.post(url(user=ada.pk), {"action": "come-back"})

    assert states() == ["left"]
    assert Preference.objects.get(user=ada).left_at is None


def test_member_leaves_the_sectors_list_too(client: Client) -> None:
    ada = member("ada@example.org")
    subscribe("ada@example.org")

    client.post(url(user=ada.pk))

    assert states() == ["left"]
    assert Preference.objects.get(user=ada).left_at


def test_subscriber_who_is_a_member_leaves_both(client: Client) -> None:
    ada, subscriber = member("ada@example.org"), subscribe("ada@example.org")

    client.post(url(subscriber=subscriber.pk))

    assert Preference.objects.get(user=ada).left_at


@pytest.mark.parametrize(
    "token", ["", "m1", "m1:", "m1:abc", "x1:abc", "m1:\x00", "m01:abc", "s" * 300]
)
def test_token_that_is_not_ours_is_refused(token: str) -> None:
    with pytest.raises(NotOurs):
        read_token(token)


def test_token_of_another_person_is_refused() -> None:
    token = leave_token(Who(user=7)).replace("m7", "m8")

    with pytest.raises(NotOurs):
        read_token(token)


def test_tampered_link_changes_nothing(client: Client) -> None:
    subscriber = subscribe()
    tampered = url(subscriber=subscriber.pk + 1).replace(
        f"s{subscriber.pk + 1}", f"s{subscriber.pk}"
    )

    response = client.post(tampered, ONE_CLICK)

    assert response.status_code == 404
    assert states() == ["confirmed"]


def test_link_of_who_is_gone_says_so(client: Client) -> None:
    response = client.post(url(subscriber=999_999))

    assert "This address is on none of our lists." in response.text


def test_who_never_confirmed_is_not_subscribed_by_coming_back() -> None:
    asked = subscribe(state="asked", confirmed_at=None)

    lists.come_back(who=Who(subscriber=asked.pk), now=timezone.now())

    assert states() == ["asked"]


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("adalovelace@example.org", "ad…@e….org"),
        ("ada@example.co.uk", "a…@e….uk"),
        ("", ""),
    ],
)
def test_address_is_masked(address: str, shown: str) -> None:
    assert masked(address) == shown
