"""Subscribing by double opt-in: what is kept, what is mailed, and that nothing is given away."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from bulletins import consent
from bulletins.actions import lists, subscribing
from bulletins.actions.subscribing import LinkOver, LinkUsed
from bulletins.leaving import Who
from bulletins.models import Subscriber, Suppression
from portal.mailsink import Message
from portal.models import AuditEntry, OutgoingMail
from tests.conftest import Deliver
from tests.factories.bulletins import member, subscribe

pytestmark = pytest.mark.django_db
PAGE, SENT = "/bulletins/subscribe/", "/bulletins/subscribe/sent/"
ADA = "ada@example.org"
LINK = re.compile(r"/bulletins/confirm/([A-Za-z0-9_-]+)/")


def ask(client: Client, email: str = ADA, **fields: Any) -> Any:
    return client.post(PAGE, {"email": email, "name": "Ada", "homepage": ""} | fields)


def token_in(message: Message) -> str:
    found = LINK.search(message.text)
    assert found, message.text
    return found[1]


def state_of(email: str = ADA) -> str:
    return Subscriber.objects.get(email=email).state


def suppressed(reason: str, email: str = ADA) -> None:
    Suppression.objects.create(address=email, reason=reason, created_at=timezone.now())


def test_asking_keeps_the_wording_and_subscribes_nobody(client: Client) -> None:
    response = ask(client, " Ada@Example.ORG ")

    row = Subscriber.objects.get()
    assert response.headers["Location"] == SENT
    assert (row.email, row.state, row.source) == (ADA, "asked", "site")
    assert row.consent_wording == consent.wording()
    assert f"“{consent.wording()}”" in client.get(PAGE).text


def test_link_confirms_when_the_button_is_pressed(client: Client, deliver: Deliver) -> None:
    ask(client)
    url = f"/bulletins/confirm/{token_in(deliver()[0])}/"

    page = client.get(url)
    assert "<strong>a…@e….org</strong>" in page.text
    assert state_of() == "asked"
    done = client.post(url)

    assert "You are on the list" in done.text
    assert state_of() == "confirmed"
    assert page.headers["Referrer-Policy"] == "strict-origin"
    assert page.headers["Cache-Control"] == "no-store, private"


def test_link_scanner_that_opens_everything_confirms_nothing(
    client: Client, deliver: Deliver
) -> None:
    ask(client)
    url = f"/bulletins/confirm/{token_in(deliver()[0])}/"

    for method in (client.get, client.head, client.options, client.get):
        method(url)

    assert state_of() == "asked"


def test_link_is_stored_as_a_hash_and_its_mail_is_sealed(client: Client, deliver: Deliver) -> None:
    ask(client)
    mail = OutgoingMail.objects.get()
    assert (mail.is_credential, mail.text, mail.html) == (True, "", "")

    secret = token_in(deliver()[0])

    assert secret not in Subscriber.objects.get().token_hash
    assert bytes(OutgoingMail.objects.get().sealed) == b""


def test_used_link_says_so_and_does_nothing(client: Client, deliver: Deliver) -> None:
    ask(client)
    url = f"/bulletins/confirm/{token_in(deliver()[0])}/"
    client.post(url)
    lists.leave(who=Who(subscriber=Subscriber.objects.get().pk), now=timezone.now())

    again = client.post(url)

    assert "This link has done its work" in again.text
    assert state_of() == "left"


def test_asking_again_ends_the_link_before(client: Client, deliver: Deliver) -> None:
    ask(client)
    old = token_in(deliver()[0])
    ask(client)
    new = token_in(deliver()[-1])

    assert client.post(f"/bulletins/confirm/{old}/").status_code == 404
    assert state_of() == "asked"
    assert client.post(f"/bulletins/confirm/{new}/").status_code == 200


def test_link_runs_out_after_seven_days(client: Client, deliver: Deliver) -> None:
    ask(client)
    token = token_in(deliver()[0])
    later = timezone.now() + timedelta(days=7)

    with pytest.raises(LinkOver):
        subscribing.confirm(token=token, wording=consent.wording(), now=later)


@pytest.mark.parametrize("token", ["x", "A" * 43, "s" * 300, "%2e%2e", "é", "m1:abc"])
def test_link_of_nobody_has_a_kind_page(client: Client, token: str) -> None:
    response = client.post(f"/bulletins/confirm/{token}/")

    assert response.status_code == 404
    assert "This link does not work" in response.text


def test_guessing_links_is_stopped(client: Client) -> None:
    answers = [client.get(f"/bulletins/confirm/{n}/").status_code for n in range(21)]

    assert answers == [404] * 20 + [429]


def test_pressing_twice_confirms_once(client: Client, deliver: Deliver) -> None:
    ask(client)
    token = token_in(deliver()[0])
    subscribing.confirm(token=token, wording=consent.wording(), now=timezone.now())

    with pytest.raises(LinkUsed):
        subscribing.confirm(token=token, wording=consent.wording(), now=timezone.now())
    assert AuditEntry.objects.filter(action="subscriber.confirm").count() == 1


def test_who_left_comes_back_only_by_confirming(client: Client, deliver: Deliver) -> None:
    row = subscribe(ADA, consent_wording="In 2019.")
    lists.leave(who=Who(subscriber=row.pk), now=timezone.now())

    ask(client)
    assert (state_of(), Subscriber.objects.get().consent_wording) == ("left", "In 2019.")
    client.post(f"/bulletins/confirm/{token_in(deliver()[0])}/")

    assert (state_of(), Subscriber.objects.get().consent_wording) == (
        "confirmed",
        consent.wording(),
    )


def test_who_is_subscribed_is_told_so_by_mail_alone(client: Client, deliver: Deliver) -> None:
    row = subscribe(ADA)

    ask(client)

    (message,) = deliver()
    assert message.subject == "You get our bulletins already"
    assert f"/bulletins/unsubscribe/s{row.pk}:" in message.text


def test_member_is_told_of_their_edition_and_is_not_put_on_the_list(
    client: Client, deliver: Deliver
) -> None:
    member(ADA)

    ask(client)

    (message,) = deliver()
    assert message.subject == "As a member you have an edition of your own"
    assert not Subscriber.objects.exists()


@pytest.mark.parametrize("reason", ["refused", "bounced", "complained"])
def test_confirming_anew_lifts_what_was_held_against_an_address(
    client: Client, deliver: Deliver, reason: str
) -> None:
    suppressed(reason)

    ask(client)
    assert Suppression.objects.count() == 1
    client.post(f"/bulletins/confirm/{token_in(deliver()[0])}/")

    assert not Suppression.objects.exists()
    entry = AuditEntry.objects.get(action="suppression.lift")
    assert (entry.old["reason"], entry.new["why"]) == (reason, "confirmed anew")


KNOWN_AS = {
    "unknown": lambda: None,
    "asked": lambda: subscribe(ADA, state="asked", confirmed_at=None),
    "subscribed": lambda: subscribe(ADA),
    "left": lambda: subscribe(ADA, state="left", left_at=timezone.now()),
    "complained": lambda: suppressed("complained"),
    "member": lambda: member(ADA),
}


@pytest.mark.parametrize("known_as", KNOWN_AS)
def test_answer_is_the_same_whatever_we_know(client: Client, known_as: str) -> None:
    KNOWN_AS[known_as]()

    response = ask(client)
    page = client.get(SENT)

    assert (response.status_code, response.headers["Location"]) == (302, SENT)
    assert response.content == b""
    assert "ada" not in page.text.lower()
    assert OutgoingMail.objects.filter(is_credential=True, to=ADA).count() == 1


def test_a_fourth_mail_within_an_hour_is_left_out_without_a_word(client: Client) -> None:
    answers = [ask(client, "zoe@example.org").headers["Location"] for _ in range(4)]

    assert answers == [SENT] * 4
    assert OutgoingMail.objects.count() == 3


def test_claiming_another_connection_does_not_help(client: Client) -> None:
    answers = [
        client.post(
            PAGE, {"email": f"p{n}@example.org"}, headers={"X-Forwarded-For": f"203.0.113.{n}"}
        ).status_code
        for n in range(21)
    ]

    assert answers == [302] * 20 + [200]
    assert OutgoingMail.objects.count() == 20


def test_program_that_fills_in_the_trap_gets_the_same_answer_and_no_mail(client: Client) -> None:
    response = ask(client, homepage="https://spam.example")

    assert response.headers["Location"] == SENT
    assert not Subscriber.objects.exists()


@pytest.mark.parametrize(
    "email",
    [
        "",
        "ada",
        "ada@",
        "ada@exa mple.org",
        "ada@example.org\r\nBcc: b@example.org",
        "ſ@example.org",
    ],
)
def test_address_that_is_none_is_an_error_beside_its_field(client: Client, email: str) -> None:
    response = ask(client, email)

    assert list(response.context["form"].errors) == ["email"]
    assert not Subscriber.objects.exists()


def test_what_is_too_long_is_told_in_plain_words(client: Client) -> None:
    errors = ask(client, "a" * 300 + "@example.org", name="a" * 151).context["form"].errors

    assert errors["email"] == ["Shorten it to 254 characters: it has 312"]
    assert errors["name"] == ["Shorten it to 150 characters: it has 151"]


@pytest.mark.parametrize(
    "name",
    ["Ada\r\nBcc: victim@example.org", "<b onclick=x>Ada</b>", "https://evil.example", "O'Neill"],
)
def test_name_typed_by_anybody_is_never_in_the_mail(
    client: Client, deliver: Deliver, name: str
) -> None:
    ask(client, name=name)

    (message,) = deliver()
    kept = Subscriber.objects.get().name
    assert "\n" not in kept
    assert kept not in repr(message)
    assert message.to == (ADA,)


def test_domain_is_kept_as_mail_servers_know_it(client: Client) -> None:
    ask(client, "ada@münchen.example")

    assert Subscriber.objects.get().email == "ada@xn--mnchen-3ya.example"
