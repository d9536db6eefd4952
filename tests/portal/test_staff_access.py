"""Staff reach nothing without a second factor: every staff and admin address, both ways."""

import os
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings as site
from django.contrib import admin
from django.db import connection
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.factories.applicants import make_person
from tests.factories.sign_in import PASSWORD, app_code, enrol_app, sign_in, sign_in_staff
from tests.factories.staff import make_manager, make_staff

pytestmark = pytest.mark.django_db
SIGN_OUT = "/admin/logout/"
SAMPLE = {"int": "1", "path": "1", "str": "1", "slug": "x", "uuid": "0" * 32}


def addresses(patterns: Any, prefix: str) -> Iterator[str]:
    """Every address below `prefix`, with 1 or x where it takes a value."""
    for entry in patterns:
        route = str(entry.pattern)
        if hasattr(entry.pattern, "converters") and not route.startswith("^"):
            for name, converter in entry.pattern.converters.items():
                kind = type(converter).__name__.removesuffix("Converter").lower()
                route = route.replace(f"<{kind}:{name}>", SAMPLE.get(kind, "1"))
                route = route.replace(f"<{name}>", "1")
        if isinstance(entry, URLResolver):
            yield from addresses(entry.url_patterns, prefix + route)
        elif isinstance(entry, URLPattern) and not route.startswith(("^", "(")):
            yield prefix + route


STAFF_ADDRESSES = [
    "/staff/",
    *(a for a in addresses(admin.site.urls[0], "/admin/") if a != SIGN_OUT),
    "/admin/network/user/1/reset/",
    "/admin/network/user/1/remove/",
    "/admin/network/user/1/groups/",
    "/admin/network/user/1/enrolment-link/",
    "/admin/no-such-page/",
]


def test_the_list_of_addresses_is_not_empty() -> None:
    assert len(STAFF_ADDRESSES) > 30
    assert "/admin/network/user/invite/" in STAFF_ADDRESSES
    assert not any("<" in address for address in STAFF_ADDRESSES)


def visit_all(client: Client) -> set[tuple[int, str]]:
    """Where every address ends, by GET and by POST: status, and target without its query."""
    asked = [(ask, address) for address in STAFF_ADDRESSES for ask in (client.get, client.post)]
    return {landing(client, ask(address)) for ask, address in asked}


def landing(client: Client, answer: Any) -> tuple[int, str]:
    target = answer.headers.get("Location", "")
    if target.startswith("/admin/"):  # the admin's own way to its sign-in
        return landing(client, client.get(target))
    return answer.status_code, target.split("?")[0]


def test_anonymous_is_led_to_sign_in(client: Client) -> None:
    assert visit_all(client) <= {(302, reverse("account_login")), (405, "")}
    last, _status = client.get("/admin/network/user/", follow=True).redirect_chain[-1]
    assert last == f"{reverse('account_login')}?next=/admin/network/user/"


def test_others_than_staff_are_refused(client: Client) -> None:
    person = make_person()
    sign_in(client, person, secret=enrol_app(person))
    assert visit_all(client) <= {(403, ""), (405, "")}


def test_staff_without_a_factor_are_told_how_to_enrol(client: Client) -> None:
    sign_in(client, make_manager())
    assert visit_all(client) <= {(302, reverse("enrolment_needed")), (405, "")}


def test_session_from_before_the_factor_does_not_count(client: Client) -> None:
    manager = make_manager()
    sign_in(client, manager)
    enrol_app(manager)
    assert visit_all(client) <= {(302, reverse("mfa_reauthenticate")), (405, "")}


def test_staff_come_back_where_they_wanted_after_confirming(client: Client) -> None:
    manager = make_manager()
    sign_in(client, manager)
    secret = enrol_app(manager)
    asked, _status = client.get("/admin/network/user/", follow=True).redirect_chain[-1]
    answer = client.post(asked, {"code": app_code(secret)})
    assert answer.headers["Location"] == "/admin/network/user/"
    assert client.get("/admin/network/user/").status_code == 200


@pytest.mark.parametrize("page", ["/staff/", "/admin/", "/admin/network/user/"])
def test_with_the_factor_pages_open(client: Client, page: str) -> None:
    sign_in_staff(client, make_manager())
    assert client.get(page).status_code == 200


def test_signing_out_of_the_admin_is_signing_out(client: Client) -> None:
    sign_in_staff(client, make_manager())
    answer = client.post(SIGN_OUT)
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert "_auth_user_id" not in client.session


def test_admin_has_no_password_page_of_its_own(client: Client) -> None:
    sign_in_staff(client, make_manager())
    answer = client.post("/admin/password_change/")
    assert answer.headers["Location"] == reverse("account_change_password")


def test_recovery_code_counts_as_the_factor(client: Client) -> None:
    manager = make_manager()
    enrol_app(manager)
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes

    code = RecoveryCodes.activate(manager).get_unused_codes()[0]
    sign_in(client, manager)
    client.post(reverse("mfa_authenticate"), {"code": code})
    assert client.get("/staff/").status_code == 200


def test_rights_end_with_the_next_request(client: Client) -> None:
    manager = make_manager()
    sign_in_staff(client, manager)
    assert client.get("/staff/").status_code == 200
    type(manager).objects.filter(pk=manager.pk).update(is_staff=False)
    assert client.get("/staff/").status_code == 403
    type(manager).objects.filter(pk=manager.pk).update(is_staff=True, is_active=False)
    assert client.get("/staff/").status_code == 302


def test_session_of_a_factor_that_is_gone_does_not_count(client: Client) -> None:
    manager = make_manager()
    sign_in_staff(client, manager)
    Authenticator.objects.filter(user=manager).delete()
    enrol_app(manager)
    assert client.get("/staff/").status_code == 302


def test_another_persons_record_does_not_count(client: Client) -> None:
    manager, other = make_manager(), make_manager()
    enrol_app(other)
    sign_in(client, manager)
    session = client.session
    record = {"method": "mfa", "at": 9e9, "id": Authenticator.objects.get(user=other).pk}
    session["account_authentication_methods"] += [record]
    session.save()
    assert client.get("/staff/").status_code == 302


PROTECTED = [
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes",
    "mfa_download_recovery_codes",
    "mfa_deactivate_totp",
    "account_email",
    "account_change_password",
    "account_set_password",
]


@pytest.mark.parametrize("name", PROTECTED)
@pytest.mark.parametrize("password", [None, PASSWORD])
def test_staff_without_a_factor_change_nothing_about_sign_in(
    client: Client, name: str, password: str | None
) -> None:
    staff = make_staff(email="staff@example.org", password=password)
    sign_in(client, staff)
    if password:
        client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    for ask in (client.get, client.post):
        answer = ask(reverse(name), {"email": "thief@example.org", "action_add": "1"})
        assert answer.headers["Location"] == reverse("enrolment_needed")
    assert not Authenticator.objects.exists()


@pytest.mark.parametrize("name", PROTECTED)
def test_stale_session_with_a_password_does_not_do_for_a_factor(client: Client, name: str) -> None:
    staff = make_staff(password=PASSWORD)
    sign_in(client, staff)
    enrol_app(staff)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    answer = client.get(reverse(name))
    assert answer.headers["Location"].startswith(reverse("mfa_reauthenticate"))


def test_staff_with_a_factor_are_not_offered_their_password(client: Client) -> None:
    staff = make_staff(password=PASSWORD)
    sign_in_staff(client, staff)
    answer = client.get(reverse("account_reauthenticate"))
    assert answer.headers["Location"] == reverse("mfa_reauthenticate")


def test_staff_keep_their_last_factor(client: Client) -> None:
    staff = make_staff()
    sign_in_staff(client, staff)
    client.session.save()
    confirm_again(client, staff)
    page = client.post(reverse("mfa_deactivate_totp")).content.decode()
    assert "Staff keep at least one way" in page
    assert Authenticator.objects.filter(user=staff, type="totp").exists()


def confirm_again(client: Client, staff: Any) -> None:
    """Mark the session's second factor as confirmed just now, as the app's next code would."""
    session = client.session
    records = session["account_authentication_methods"]
    session["account_authentication_methods"] = [r | {"reauthenticated": True} for r in records]
    session.save()


def test_staff_keep_their_last_passkey(client: Client) -> None:
    staff = make_staff()
    sign_in_staff(client, staff)
    key = Authenticator.objects.create(user=staff, type="webauthn", data={"name": "key"})
    Authenticator.objects.filter(user=staff, type="totp").update(type="recovery_codes")
    confirm_again(client, staff)
    answer = client.post(reverse("mfa_remove_webauthn", args=[key.pk]))
    assert answer.headers["Location"] == reverse("mfa_index")
    assert Authenticator.objects.filter(pk=key.pk).exists()


def test_others_may_switch_their_factor_off(client: Client) -> None:
    person = make_person()
    sign_in(client, person, secret=enrol_app(person))
    confirm_again(client, person)
    client.post(reverse("mfa_deactivate_totp"))
    assert not Authenticator.objects.filter(user=person).exists()


def test_app_secret_lies_sealed() -> None:
    secret = enrol_app(make_person())
    with connection.cursor() as cursor:
        cursor.execute("SELECT data::text FROM mfa_authenticator")
        (row,) = cursor.fetchone()
    assert secret not in row
    assert "gAAAA" in row


def test_no_other_door_is_open() -> None:
    names = set(get_resolver().reverse_dict)
    assert {name for name in names if isinstance(name, str) and "passkey" in name} == set()
    assert "allauth.headless" not in site.INSTALLED_APPS
    assert "mfa_signup_webauthn" not in names
    assert "mfa_trust" not in names


@pytest.mark.parametrize(("demo", "starts"), [("off", False), ("on", True)])
def test_second_factor_is_optional_in_the_demo_alone(demo: str, starts: bool) -> None:
    environment = os.environ | {"STAFF_MFA_REQUIRED": "off", "DEMO": demo}
    command = [sys.executable, "-c", "import portal.settings"]
    run = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert (run.returncode == 0) == starts
    assert ("STAFF_MFA_REQUIRED may only be off together with DEMO" in run.stderr) != starts
