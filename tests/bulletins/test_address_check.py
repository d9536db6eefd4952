"""The page about the sending address, with a name server of the tests' own on the far side."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import dns.rcode
import pytest
from django.test import Client

from bulletins.actions import address_checks
from bulletins.models import AddressCheck, BulletinSettings
from portal.models import AuditEntry
from portal.staff_groups import EDITORS, EVENTS_OFFICERS
from tests.bulletins.name_server import SILENT, NameServer, Zone
from tests.bulletins.test_address_rules import rsa_key
from tests.factories.staff import coordinator_client, make_staff, sign_in

pytestmark = pytest.mark.django_db
PAGE = "/admin/bulletins/addresscheck/"
KEY = "mail._domainkey.example.org"


@contextmanager
def answering(settings: Any, zone: Zone) -> Iterator[NameServer]:
    with NameServer(zone) as server:
        settings.DNS_SERVER = server.address
        yield server


def look(client: Client, selector: str = "mail") -> str:
    return client.post(PAGE, {"act": "look-up", "selector": selector}, follow=True).text


def results() -> tuple[str, str, str]:
    check = AddressCheck.objects.get()
    return check.spf, check.dkim, check.dmarc


def good() -> dict[str, Any]:
    return {
        "example.org": ["v=spf1 include:mail.example ~all"],
        KEY: [f"v=DKIM1; p={rsa_key(2048)}"],
        "_dmarc.example.org": ["v=DMARC1; p=quarantine; rua=mailto:d@example.org"],
    }


def test_domain_in_order(settings: Any) -> None:
    with answering(settings, good()):
        text = look(coordinator_client())

    assert results() == ("good", "good", "good")
    assert text.count("In order") == 3
    assert "v=spf1 include:mail.example ~all" in text
    assert BulletinSettings.current().dkim_selector == "mail"
    assert AuditEntry.objects.filter(action="address.check").count() == 1


def test_domain_that_says_nothing_is_told_what_to_ask_for(settings: Any) -> None:
    with answering(settings, {}):
        text = look(coordinator_client())

    assert results() == ("missing", "missing", "missing")
    assert "There is no SPF line. Ask for one that names your mail provider" in text
    assert text.count("There is no such name in the DNS.") == 3


def test_selector_is_asked_for_first(settings: Any) -> None:
    with answering(settings, good()) as server:
        text = look(coordinator_client(), selector="")

    assert results() == ("good", "unknown", "good")
    assert "Enter the selector first" in text
    assert server.asked == ["example.org", "_dmarc.example.org"]


def test_key_kept_by_the_provider_is_followed_and_shown(settings: Any) -> None:
    provider = "mail.domainkey.provider.example"
    zone = good() | {KEY: f"cname {provider}", provider: [f"p={rsa_key(2048)}"]}
    with answering(settings, zone):
        text = look(coordinator_client())

    assert results() == ("good", "good", "good")
    assert provider in text


def test_alias_that_leads_nowhere_is_missing(settings: Any) -> None:
    with answering(settings, good() | {KEY: "cname gone.provider.example"}):
        look(coordinator_client())

    assert results() == ("good", "missing", "good")


@pytest.mark.parametrize("code", [dns.rcode.SERVFAIL, dns.rcode.REFUSED])
def test_error_of_the_name_server_is_shown_as_such(settings: Any, code: dns.rcode.Rcode) -> None:
    with answering(settings, dict.fromkeys(good(), code)):
        text = look(coordinator_client())

    assert results() == ("unknown", "unknown", "unknown")
    assert text.count("The name servers answered with an error.") == 3


def test_silent_name_server_is_given_up(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(address_checks, "LOOKUP_SECONDS", 0.2)
    with answering(settings, dict.fromkeys(good(), SILENT)):
        text = look(coordinator_client())

    assert results() == ("unknown", "unknown", "unknown")
    assert text.count("No name server answered in time.") == 3


def test_policy_of_the_domain_above_counts(settings: Any) -> None:
    settings.DEFAULT_FROM_EMAIL = "Network <news@post.example.org>"
    zone = {"_dmarc.example.org": ["v=DMARC1; p=reject; rua=mailto:d@example.org"]}
    with answering(settings, zone):
        look(coordinator_client())

    assert results()[2] == "good"


def test_what_a_record_says_is_text(settings: Any) -> None:
    with answering(settings, good() | {"example.org": ["v=spf1 <script>alert(1)</script> -all"]}):
        text = look(coordinator_client())

    assert "&lt;script&gt;" in text
    assert "<script>alert" not in text


@pytest.mark.parametrize("selector", ["a b", "x" * 64, ".", "a..b/", "mail\nx", "é"])
def test_selector_that_is_none_is_refused(settings: Any, selector: str) -> None:
    with answering(settings, good()) as server:
        response = coordinator_client().post(PAGE, {"act": "look-up", "selector": selector})

    assert list(response.context["form"].errors) == ["selector"]
    assert server.asked == []


def test_who_only_looks_has_no_button() -> None:
    client = sign_in(make_staff(EDITORS))

    assert "Nobody has looked yet." in client.get(PAGE).text
    assert "Look it up now" not in client.get(PAGE).text
    assert client.post(PAGE, {"act": "look-up"}).status_code == 403


def test_who_has_nothing_to_do_with_bulletins_sees_nothing() -> None:
    assert sign_in(make_staff(EVENTS_OFFICERS)).get(PAGE).status_code == 403
