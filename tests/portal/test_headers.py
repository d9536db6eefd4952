"""What every answer carries, whoever asks and whatever becomes of it."""

import re
from collections.abc import Iterable, Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from portal.staff_groups import COORDINATORS
from tests.factories.applicants import make_person
from tests.factories.staff import make_staff, sign_in

pytestmark = pytest.mark.django_db
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'"
)
EVERYWHERE = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), geolocation=(), microphone=(), payment=(), usb=()",
}


def addresses(patterns: Iterable[URLPattern | URLResolver], before: str = "/") -> Iterator[str]:
    """Every address of the site that needs no argument."""
    for pattern in patterns:
        route = before + str(pattern.pattern).removeprefix("^").removesuffix("$")
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern.url_patterns, route)
        elif not re.search(r"[<(\\?]", route):
            yield route


ADDRESSES = sorted(set(addresses(get_resolver().url_patterns)))


def carried(client: Client, address: str, **headers: str) -> dict[str, str]:
    answer = client.get(address, headers=headers)
    assert answer.status_code < 500, address
    return dict(answer.headers)


def test_the_site_has_addresses_to_look_at() -> None:
    assert {"/", "/accounts/login/", "/network/guidance/", "/admin/", "/readyz"} <= set(ADDRESSES)


@pytest.mark.parametrize("address", [*ADDRESSES, "/nowhere/"])
def test_every_page_carries_every_header(client: Client, address: str) -> None:
    headers = carried(client, address)
    assert {name: headers.get(name) for name in EVERYWHERE} == EVERYWHERE
    assert re.fullmatch(r"[0-9a-f]{16}", headers["X-Request-ID"])


def test_a_personal_link_is_told_to_nobody_and_kept_by_nobody(client: Client) -> None:
    headers = carried(client, "/network/invitation/unknown/")
    expected = EVERYWHERE | {"Referrer-Policy": "no-referrer"}
    assert {name: headers.get(name) for name in EVERYWHERE} == expected
    assert "no-store" in headers["Cache-Control"]


def test_the_policy_allows_nothing_unsafe() -> None:
    assert not re.search(r"unsafe|\*|https?:", POLICY)


def test_a_request_id_is_never_the_visitors_own(client: Client) -> None:
    first, second = (
        carried(client, "/", **{"X-Request-ID": "forged"})["X-Request-ID"] for _ in range(2)
    )
    assert len({first, second, "forged"}) == 3


@pytest.mark.parametrize("address", ["/", "/dashboard/", "/network/", "/nowhere/"])
def test_pages_of_signed_in_people_are_never_kept(address: str) -> None:
    client = sign_in(make_person("ada@example.org", "Ada Example"), factor=False)
    assert carried(client, address)["Cache-Control"] == "no-store, private"


def test_the_admin_keeps_the_same_policy_for_staff() -> None:
    client = sign_in(make_staff(COORDINATORS))
    for address in ("/admin/", "/admin/portal/auditentry/", "/admin/portal/sitesettings/1/change/"):
        headers = carried(client, address)
        assert headers["Content-Security-Policy"] == POLICY
        assert headers["Cache-Control"] == "no-store, private"


def test_signing_out_clears_what_the_browser_kept() -> None:
    client = sign_in(make_person("ada@example.org", "Ada Example"), factor=False)
    answer = client.post("/accounts/logout/")
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert "Clear-Site-Data" not in client.get("/").headers


@pytest.mark.parametrize("address", ["/", "/healthz", "/accounts/login/", "/admin/"])
@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example"},
        {"Host": "testserver.evil.example"},
        {"Host": "testserver\nevil"},
        {"X-Forwarded-Host": "evil.example"},
        {"X-Forwarded-Host": "testserver, evil.example"},
        {"X-Forwarded-Host": "testserver@evil.example"},
    ],
)
def test_a_foreign_host_is_refused(client: Client, address: str, headers: dict[str, str]) -> None:
    answer = client.get(address, headers=headers)
    assert answer.status_code == 400
    assert "evil" not in answer.content.decode()
    assert answer.headers["Content-Security-Policy"] == POLICY


@pytest.mark.parametrize("host", ["testserver", "testserver:8000", "localhost"])
def test_our_own_host_behind_a_proxy_is_welcome(client: Client, host: str) -> None:
    assert client.get("/", headers={"X-Forwarded-Host": host}).status_code == 200


def test_cookies_are_not_for_scripts_or_other_sites(client: Client) -> None:
    client.get("/network/guidance/")
    cookie = client.cookies["csrf"]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"], cookie["domain"]) == (
        True,
        "Lax",
        "/",
        "",
    )
