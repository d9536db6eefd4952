"""Signing in with a real browser: by code, password, app and passkey, on phone and desktop."""

import re
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from network.actions.staff import new_enrolment
from network.models import User
from tests.browser.conftest import SIZES, NewVisitor
from tests.browser.visitor import Visitor
from tests.factories.applicants import make_person
from tests.factories.sign_in import PASSWORD, app_code
from tests.factories.staff import make_manager, make_staff

pytestmark = pytest.mark.django_db(transaction=True)
OLA = "ola@example.org"
INBOX = "Check your e-mail"


@pytest.fixture(params=SIZES)
def visitor(request: Any, new_visitor: NewVisitor) -> Visitor:
    return new_visitor(request.param, name="sign-in")


def ask_for_code(visitor: Visitor, address: str) -> None:
    visitor.open("/accounts/login/")
    visitor.page.locator("#code_email").fill(address)
    visitor.press("Send me a code", INBOX)


def arrive(visitor: Visitor, path: str) -> None:
    """Wait until the browser has come to an address, and look at the page."""
    expect(visitor.page).to_have_url(re.compile(f"^http://[^/]+{path}$"))
    visitor.see()


def enter_code(visitor: Visitor, address: str) -> Visitor:
    visitor.fill("The code from our e-mail", visitor.code(address))
    return visitor.press("Go on")


def test_by_mailed_code_after_a_mistake(visitor: Visitor) -> None:
    make_person(OLA)
    ask_for_code(visitor, OLA)
    visitor.fill("The code from our e-mail", "1111-1111")
    visitor.press("Go on", INBOX)
    summary = visitor.page.locator(".error-summary")
    expect(summary).to_be_focused()
    summary.get_by_role("link").click()
    expect(visitor.page.get_by_label("The code from our e-mail")).to_be_focused()
    enter_code(visitor, OLA)
    expect(visitor.page).to_have_url(re.compile("/dashboard/$"))


def test_without_javascript(new_visitor: NewVisitor) -> None:
    make_person(OLA)
    visitor = new_visitor("phone", javascript=False, name="plain")
    ask_for_code(visitor, OLA)
    enter_code(visitor, OLA)
    expect(visitor.page).to_have_url(re.compile("/dashboard/$"))


def test_by_keyboard_alone(new_visitor: NewVisitor) -> None:
    make_person(OLA, password=PASSWORD)
    visitor = new_visitor(name="keys").open("/accounts/login/")
    keys = visitor.page.keyboard
    visitor.page.locator("#id_login").focus()
    keys.type(OLA)
    keys.press("Tab")
    keys.type(PASSWORD)
    keys.press("Enter")
    arrive(visitor, "/dashboard/")


def test_pages_before_signing_in(visitor: Visitor) -> None:
    make_person(OLA, password=PASSWORD)
    visitor.open("/accounts/login/")
    visitor.press("Sign in", "Sign in")
    expect(visitor.page.locator(".error-summary")).to_contain_text("Enter your password")
    expect(visitor.page).to_have_title(re.compile("^Error: Sign in"))
    visitor.open("/accounts/signup/").press("Send me a code", "Start with your e-mail address")
    visitor.open("/accounts/login/code/").open("/accounts/inactive/")
    visitor.open("/accounts/password/reset/")
    visitor.fill("E-mail address", OLA).press("Send me a code", INBOX)
    enter_code(visitor, OLA)
    visitor.page.get_by_label("New password", exact=True).fill("short")
    visitor.press("Set this password", "Choose a new password")
    visitor.page.get_by_label("New password", exact=True).fill("three-new-words-2026")
    visitor.fill("The new password again", "three-new-words-2026")
    visitor.press("Set this password", "Your new password is set")


def test_pages_of_ones_account(visitor: Visitor) -> None:
    make_person(OLA, name="", password=PASSWORD)
    ask_for_code(visitor, OLA)
    enter_code(visitor, OLA).open("/accounts/")
    visitor.open("/accounts/person/").fill("Your name", "Ọlá Example").press("Save", "Your account")
    expect(visitor.page.locator("dl")).to_contain_text("Ọlá Example")
    visitor.open("/accounts/email/").open("/accounts/logout/").open("/accounts/sessions/")
    expect(visitor.page.get_by_text("This browser")).to_be_visible()
    visitor.open("/accounts/password/change/").press("Change your password", "Change your")
    visitor.open("/accounts/2fa/").follow("Passkeys", "Your passkeys")
    visitor.follow("Add a passkey", "Is it you?")
    visitor.fill("Password", PASSWORD).press("Confirm", "Add a passkey")
    set_up_app(visitor)
    visitor.follow("Make new ones", "Make new recovery codes?").press("Make new codes")
    visitor.open("/accounts/2fa/").follow("Authenticator app", "Switch the authenticator app off?")
    visitor.press("Switch it off", "A second step at sign-in")


def set_up_app(visitor: Visitor) -> str:
    """Copy the key by hand, as on a computer without a camera; return it."""
    visitor.open("/accounts/2fa/totp/activate/")
    secret = visitor.page.locator("dl code").inner_text()
    visitor.fill("Code from the app", "000000").press("Switch it on", "Set up an authenticator app")
    visitor.fill("Code from the app", app_code(secret)).press("Switch it on", "Your recovery codes")
    return secret


def test_staff_enrol_by_link_and_sign_in_with_the_app(visitor: Visitor) -> None:
    staff = make_staff(email="staff@example.org")
    secret = new_enrolment(user=staff, by=make_manager(), now=timezone.now()).secret
    ask_for_code(visitor, staff.email)
    enter_code(visitor, staff.email).see("Staff pages need a second step")
    visitor.open(f"/accounts/enrol/{secret}/").press("Go on", "An app or a passkey?")
    visitor.follow("Set up an app")
    set_up_app(visitor)
    visitor.follow("I have saved them")
    expect(visitor.page).to_have_url(re.compile("/staff/$"))
    visitor.open(f"/accounts/enrol/{secret}/").see("This link cannot be used")


def test_second_step_asks_for_the_app(visitor: Visitor) -> None:
    person = make_person(OLA, password=PASSWORD)
    visitor.become(person)
    visitor.open("/accounts/2fa/totp/activate/").fill("Password", PASSWORD).press("Confirm")
    set_up_app(visitor)
    visitor.open("/accounts/logout/")
    visitor.page.get_by_role("main").get_by_role("button", name="Sign out").click()
    visitor.see()
    ask_for_code(visitor, OLA)
    enter_code(visitor, OLA).see("One more step")
    visitor.fill("Code", "000000").press("Sign in", "One more step")


def add_virtual_authenticator(page: Page) -> Any:
    """A device that holds passkeys and always says yes, through Chromium's own tools."""
    tools = page.context.new_cdp_session(page)
    tools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    made = tools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return tools, made["authenticatorId"]


@pytest.fixture
def passkey_visitor(visitor: Visitor, settings: Any) -> Visitor:
    """On http://localhost, as a developer would try it; elsewhere browsers want https."""
    assert settings.BASE_URL.startswith("http://localhost:")
    settings.MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
    return visitor


def add_passkey(visitor: Visitor) -> None:
    visitor.open("/accounts/2fa/webauthn/add/")
    visitor.fill("A name for this passkey", "my phone")
    use(visitor, "Add this passkey", "/accounts/2fa/recovery-codes/")


def use(visitor: Visitor, button: str, path: str) -> None:
    """Press a button that talks to the device before it sends the form."""
    visitor.page.get_by_role("button", name=button).click()
    arrive(visitor, path)


def sign_out(visitor: Visitor) -> None:
    visitor.open("/accounts/logout/")
    visitor.page.get_by_role("main").get_by_role("button", name="Sign out").click()
    visitor.see()


def test_passkey_signs_in_and_goes_where_one_wanted(passkey_visitor: Visitor) -> None:
    visitor = passkey_visitor
    add_virtual_authenticator(visitor.page)
    visitor.become(make_person(OLA))
    add_passkey(visitor)
    visitor.open("/accounts/2fa/webauthn/")
    expect(visitor.page.get_by_text("my phone").first).to_be_visible()
    sign_out(visitor)
    visitor.open("/accounts/login/?next=/network/apply/")
    use(visitor, "Sign in with a passkey", "/network/apply/")


def test_passkey_opens_the_staff_pages(passkey_visitor: Visitor) -> None:
    visitor, staff = passkey_visitor, make_staff(email="staff@example.org")
    add_virtual_authenticator(visitor.page)
    secret = new_enrolment(user=staff, by=make_manager(), now=timezone.now()).secret
    ask_for_code(visitor, staff.email)
    enter_code(visitor, staff.email)
    visitor.open(f"/accounts/enrol/{secret}/").press("Go on", "An app or a passkey?")
    add_passkey(visitor)
    sign_out(visitor)
    visitor.open("/staff/")
    use(visitor, "Sign in with a passkey", "/staff/")


def test_passkey_is_the_second_step_after_a_code(passkey_visitor: Visitor) -> None:
    visitor = passkey_visitor
    add_virtual_authenticator(visitor.page)
    visitor.become(make_person(OLA))
    add_passkey(visitor)
    sign_out(visitor)
    ask_for_code(visitor, OLA)
    enter_code(visitor, OLA).see("One more step")
    use(visitor, "Use your passkey", "/dashboard/")
    visitor.open("/accounts/2fa/webauthn/").follow("Remove", "Is it you?")
    use(visitor, "Use your passkey", "/accounts/2fa/webauthn/keys/.*")
    visitor.press("Remove it", "Your passkeys")
    assert not User.objects.get(email=OLA).authenticator_set.exists()


def test_refused_passkey_says_so(passkey_visitor: Visitor) -> None:
    visitor = passkey_visitor
    tools, device = add_virtual_authenticator(visitor.page)
    visitor.become(make_person(OLA)).open("/accounts/2fa/webauthn/add/")
    refused = {"authenticatorId": device, "isUserVerified": False}
    tools.send("WebAuthn.setUserVerified", refused)
    visitor.page.get_by_role("button", name="Add this passkey").click()
    expect(visitor.page.get_by_text("That did not work.")).to_be_visible()


def test_manager_invites_and_hands_the_link_over(visitor: Visitor) -> None:
    visitor.become(make_manager("manager@example.org", name="Grace Example"), second_factor=True)
    visitor.open("/admin/network/user/").follow("Invite a member of staff")
    visitor.press("Invite them", "Invite a member of staff")
    visitor.fill("Name", "Ife Example").fill("E-mail address", "ife@example.org")
    visitor.tick("Co-ordinators")
    visitor.press("Invite them", "They are staff now. Hand this link over")
    expect(visitor.page.locator("code")).to_contain_text("/accounts/enrol/")
    visitor.follow("Done").follow("Ife Example")
    visitor.follow("Remove staff rights").press("Remove their staff rights")
    assert not User.objects.get(email="ife@example.org").is_staff
