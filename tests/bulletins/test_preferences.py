"""Which mails somebody gets: members choose, others see what concerns them."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from bulletins.leaving import Who, leave_token
from bulletins.models import BulletinSettings, Preference, Subscriber, Suppression
from bulletins.models.lists import members_wanting
from network.models import User
from portal.models import AuditEntry
from tests.factories.applicants import make_person
from tests.factories.bulletins import member, sending, subscribe

pytestmark = pytest.mark.django_db
PAGE = "/bulletins/preferences/"
ALL = {"wants_bulletins": "on", "wants_policy_alerts": "on", "wants_event_notices": "on"}


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def wanting(kind: str) -> list[User]:
    return list(members_wanting(kind, timezone.now()))


def test_visitor_is_led_to_sign_in(client: Client) -> None:
    response = client.get(PAGE)

    assert response.headers["Location"] == f"/accounts/login/?next={PAGE}"


def test_member_chooses(client: Client) -> None:
    ada = member()
    response = signed_in(ada).post(PAGE, {"wants_policy_alerts": "on", "digest": "week"})

    assert response.headers["Location"] == PAGE
    row = Preference.objects.get(user=ada)
    assert (row.wants_bulletins, row.wants_policy_alerts, row.wants_event_notices, row.digest) == (
        False,
        True,
        False,
        "week",
    )
    assert wanting("newsletter") == []
    assert wanting("weekly-digest") == [ada]
    entry = AuditEntry.objects.get(action="preference.change")
    assert entry.new == {"wants_bulletins": False, "wants_event_notices": False, "digest": "week"}


def test_keeping_what_is_changes_nothing() -> None:
    signed_in(member()).post(PAGE, ALL | {"digest": "never"})

    assert not AuditEntry.objects.filter(action="preference.change").exists()


@pytest.mark.parametrize("digest", ["", "daily", "never' OR 1=1"])
def test_digest_that_is_none_is_an_error(digest: str) -> None:
    response = signed_in(member()).post(PAGE, ALL | {"digest": digest})

    assert list(response.context["form"].errors) == ["digest"]


@pytest.mark.parametrize(("is_on", "said"), [(False, True), (True, False)])
def test_says_when_digests_are_not_sent_yet(is_on: bool, said: bool) -> None:
    BulletinSettings.objects.create(pk=1, sends_digests=is_on)

    assert ("Not sent yet." in signed_in(member()).get(PAGE).text) == said


def test_stopping_everything_and_taking_it_up_again() -> None:
    ada = member()
    client = signed_in(ada)
    client.post(PAGE, ALL | {"digest": "month"})

    client.post(PAGE, {"act": "stop"})
    assert wanting("newsletter") + wanting("monthly-digest") == []
    assert "You have stopped all of them" in client.get(PAGE).text
    client.post(PAGE, {"act": "resume"})

    assert wanting("newsletter") == wanting("monthly-digest") == [ada]


def test_stopping_takes_back_what_waits_to_be_sent() -> None:
    ada = member()
    bulletin = sending()

    signed_in(ada).post(PAGE, {"act": "stop"})

    assert bulletin.deliveries.get().state == "suppressed"


def test_member_on_the_sectors_list_sees_and_ends_that_alone() -> None:
    ada = member("ada@example.org")
    subscribe("ada@example.org")
    client = signed_in(ada)
    assert "Your address is on this list as well." in client.get(PAGE).text

    client.post(PAGE, {"act": "leave-sector"})

    assert Subscriber.objects.get().state == "left"
    assert wanting("newsletter") == [ada]
    entry = AuditEntry.objects.get(action="subscriber.leave")
    assert entry.actor == ada


def test_who_is_no_member_sees_only_what_concerns_them() -> None:
    zoe = make_person("zoe@example.org")
    subscribe("zoe@example.org")

    text = signed_in(zoe).get(PAGE).text

    assert "Take me off this list" in text
    assert "Policy alerts" not in text
    assert "Stop everything" not in text


def test_who_left_and_subscribed_anew_is_not_said_to_have_stopped() -> None:
    zoe = make_person("zoe@example.org")
    Preference.objects.create(user=zoe, left_at=timezone.now(), changed_at=timezone.now())
    subscribe("zoe@example.org")

    text = signed_in(zoe).get(PAGE).text

    assert "You have stopped all of them" not in text
    assert "Take me off this list" in text


def test_who_is_no_member_cannot_choose_as_one() -> None:
    zoe = make_person()

    response = signed_in(zoe).post(PAGE, ALL | {"digest": "week"})

    assert response.status_code == 200
    assert not Preference.objects.exists()


def test_nobody_changes_another_persons_wishes() -> None:
    ada = member("ada@example.org")

    signed_in(member("eve@example.org")).post(PAGE, {"act": "stop", "user": ada.pk})

    assert not Preference.objects.filter(user=ada).exists()


def test_address_that_mail_came_back_from_can_be_tried_again() -> None:
    ada = member("ada@example.org")
    Suppression.objects.create(
        address="ada@example.org", reason="bounced", created_at=timezone.now()
    )
    client = signed_in(ada)
    assert "Nothing goes to your address for now" in client.get(PAGE).text

    client.post(PAGE, {"act": "resume"})

    assert not Suppression.objects.exists()
    assert "Nothing goes to your address for now" not in client.get(PAGE).text


@pytest.mark.parametrize("is_member", [True, False])
def test_leaving_page_leads_members_to_their_choice(client: Client, is_member: bool) -> None:
    who = Who(user=member().pk) if is_member else Who(subscriber=subscribe().pk)

    text = client.get(f"/bulletins/unsubscribe/{leave_token(who)}/").text

    assert ("choose what you get" in text) == is_member


def test_members_edition_leads_to_their_choice() -> None:
    editions = {e.audience: e for e in sending().editions.all()}
    link = f"http://testserver{PAGE}"

    found = {audience: (link in e.html, link in e.text) for audience, e in editions.items()}

    assert found == {"members": (True, True), "sector": (False, False)}


def test_page_asks_the_database_little(django_assert_max_num_queries: Any) -> None:
    client = signed_in(member())

    with django_assert_max_num_queries(12):
        client.get(PAGE)


@pytest.mark.parametrize("wish", [{"digest": "never"}, {"act": "stop"}])
def test_member_who_refused_is_told_that_it_holds_for_the_sectors_list(
    wish: dict[str, str],
) -> None:
    ada = member("ada@example.org")
    client = signed_in(ada)
    client.post(PAGE, wish)
    subscribe("ada@example.org")

    text = client.get(PAGE).text

    assert text.count("You chose above to get no bulletins, and that holds for this list too.") == 1
    assert text.count("in the members’ edition") == 0
