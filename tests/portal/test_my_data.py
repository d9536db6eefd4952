"""A person's own data: all of it, none of anybody else's, and only after a fresh sign-in."""

import json
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bulletins.models import Subscriber
from events.actions import needs
from network.models import Affiliation, Organisation, User
from portal import audit
from portal.models import AuditEntry
from tests.factories.applicants import make_person
from tests.factories.bookings import booked, open_event, person
from tests.factories.sign_in import sign_in
from tests.factories.staff import sign_in as stale

pytestmark = pytest.mark.django_db
WORDING = "Send me the e-bulletins, until I say stop."


def ada() -> User:
    return make_person("ada@example.org", "Ada Example", phone="020 7946 0123")


def place_of(user: User, organisation: Organisation) -> Affiliation:
    return organisation.affiliations.create(user=user, role="member", started_at=timezone.now())


def organisation(name: str = "Aber Women") -> Organisation:
    return Organisation.objects.create(
        name=name, sector="voluntary", regions=["wales"], settings=["courts"]
    )


def subscribed(user: User) -> Subscriber:
    now = timezone.now()
    return Subscriber.objects.create(
        email=user.email,
        state=Subscriber.State.CONFIRMED,
        consent_wording=WORDING,
        consented_at=now,
        confirmed_at=now,
    )


def fresh(user: User) -> Client:
    client = Client()
    sign_in(client, user)
    return client


def file_of(client: Client, kind: str) -> Any:
    return client.get(reverse("account_data_file", args=[kind]))


def test_the_file_holds_what_is_about_the_person() -> None:
    user = ada()
    place_of(user, organisation())
    held = json.loads(file_of(fresh(user), "json").text)
    account, place = held["network.User"][0], held["network.Affiliation"][0]
    assert (account["name"], account["phone"]) == ("Ada Example", "020 7946 0123")
    assert (place["organisation"], place["role"]) == ("Aber Women", "Member")


def test_the_file_holds_both_what_one_did_and_what_was_done_to_the_account() -> None:
    user = ada()
    audit.record(by=user, action="topic.proposed", target=organisation())
    audit.record(by=make_person("grace@example.org"), action="person.renamed", target=user)
    acts = json.loads(file_of(fresh(user), "json").text)["portal.AuditEntry"]
    assert {"topic.proposed", "person.renamed"} <= {each["action"] for each in acts}


@pytest.mark.parametrize("kind", ["json", "html"])
def test_the_file_holds_nothing_of_others(kind: str) -> None:
    user, here, there = ada(), organisation(), organisation("Other Lives")
    place_of(user, here)
    place_of(make_person("grace@example.org", "Grace Example"), here)
    place_of(make_person("mary@example.org", "Mary Example"), there)
    text = file_of(fresh(user), kind).text
    shown = [word for word in ("Ada", "Aber", "Grace", "grace@", "Mary", "Other") if word in text]
    assert shown == ["Ada", "Aber"]


def test_the_file_is_only_for_who_signed_in_just_now() -> None:
    answer = file_of(stale(ada(), factor=False), "json")
    assert answer.headers["Location"] == reverse("account_data")


def test_there_are_two_kinds_of_file() -> None:
    assert file_of(fresh(ada()), "pdf").status_code == 404


def test_taking_the_file_is_recorded() -> None:
    user = ada()
    file_of(fresh(user), "html")
    assert AuditEntry.objects.get(action="person.download-data").actor == user


def test_an_address_that_is_not_confirmed_opens_nothing() -> None:
    user = ada()
    subscribed(make_person("grace@example.org", "Grace Example"))
    EmailAddress.objects.create(user=user, email="grace@example.org", verified=False, primary=False)
    assert "bulletins.Subscriber" not in json.loads(file_of(fresh(user), "json").text)


def test_the_page_shows_consents_word_for_word() -> None:
    user = ada()
    subscribed(user)
    assert WORDING in stale(user, factor=False).get(reverse("account_data")).text


def test_what_somebody_needs_is_opened_for_them_with_its_consent() -> None:
    event = open_event()
    [row] = booked(event, person(event, "Ada Example", email="ada@example.org"))
    said = needs.Said(access="a ramp", dietary="")
    needs.record(delegate=row, said=said, consent_wording="I agree.", now=timezone.now())
    held = json.loads(file_of(fresh(ada()), "json").text)["events.Needs"][0]
    assert ("a ramp" in held["sealed"], held["consent_wording"]) == (True, "I agree.")


def test_a_colleague_at_the_same_address_is_not_in_the_file() -> None:
    event = open_event()
    people = [person(event, name, email="ada@example.org") for name in ("Ada", "Grace Example")]
    booked(event, *people)
    held = json.loads(file_of(fresh(ada()), "json").text)["events.Delegate"]
    assert [row["name"] for row in held] == ["Ada"]
