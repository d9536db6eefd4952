"""Signing in, by each of its ways, and what never works."""

import pytest
from django.test import Client
from django.urls import reverse

from network.models import User
from portal.models import OutgoingMail
from portal.templatetags.sign_in import browser_in_words
from tests.factories.applicants import make_person
from tests.factories.sign_in import (
    PASSWORD,
    app_code,
    ask_for_code,
    enrol_app,
    enter_code,
    last_mail,
    mailed_code,
    sign_in,
    text_of,
)
from tests.factories.staff import make_staff

pytestmark = pytest.mark.django_db
HOSTILE = ["//evil.example", r"/\evil.example", "https://evil.example/", "///evil.example"]


def is_signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_mailed_code_signs_in_and_keeps_next(client: Client) -> None:
    person = make_person()
    asked = ask_for_code(client, person.email, next="/network/apply/")
    assert asked.headers["Location"] == "/accounts/login/code/confirm/?next=%2Fnetwork%2Fapply%2F"
    answer = enter_code(client, mailed_code(person.email), next="/network/apply/")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/network/apply/")
    assert is_signed_in(client)


def test_code_works_without_its_dash_and_only_once(client: Client) -> None:
    person = make_person()
    ask_for_code(client, person.email)
    code = mailed_code(person.email)
    enter_code(client, code.replace("-", ""))
    assert is_signed_in(client)
    client.post(reverse("account_logout"))
    enter_code(client, code)
    assert not is_signed_in(client)


def test_code_is_dead_in_another_browser(client: Client) -> None:
    person = make_person()
    ask_for_code(client, person.email)
    other = Client()
    ask_for_code(other, person.email)
    code_of_other = mailed_code(person.email)
    assert enter_code(client, code_of_other).status_code == 200
    assert not is_signed_in(client)


def test_three_wrong_codes_end_it(client: Client) -> None:
    person = make_person()
    ask_for_code(client, person.email)
    code = mailed_code(person.email)
    for _ in range(3):
        enter_code(client, "0000-0000")
    enter_code(client, code)
    assert not is_signed_in(client)


def test_wrong_code_says_so_beside_the_field_and_in_the_title(client: Client) -> None:
    ask_for_code(client, make_person().email)
    page = enter_code(client, "0000-0000").content.decode()
    assert page.count("This is not the right code") == 2
    assert "There is a problem" in page
    assert "<title>Error: Check your e-mail" in page


def test_code_page_waits_for_people_who_switch_apps(client: Client) -> None:
    person = make_person()
    ask_for_code(client, person.email)
    back = client.get(reverse("account_login"))
    assert back.headers["Location"] == reverse("account_confirm_login_code")
    page = client.get(back.headers["Location"]).content.decode()
    assert 'autocomplete="one-time-code"' in page
    assert 'inputmode="numeric"' in page
    enter_code(client, mailed_code(person.email))
    assert is_signed_in(client)


def test_another_code_replaces_the_first(client: Client) -> None:
    person = make_person()
    ask_for_code(client, person.email)
    first = mailed_code(person.email)
    client.post(reverse("account_confirm_login_code"), {"action": "resend"})
    second = mailed_code(person.email)
    enter_code(client, first)
    assert not is_signed_in(client)
    enter_code(client, second)
    assert is_signed_in(client)


def test_start_over_with_another_address(client: Client) -> None:
    ask_for_code(client, make_person().email)
    again = client.post(reverse("account_logout"), {"next": reverse("account_login")})
    assert again.headers["Location"] == reverse("account_login")
    assert client.get(reverse("account_login")).status_code == 200


def test_password_signs_in_and_keeps_next(client: Client) -> None:
    person = make_person(password=PASSWORD)
    answer = client.post(
        reverse("account_login"),
        {"login": person.email.upper(), "password": PASSWORD, "next": "/network/apply/"},
    )
    assert answer.headers["Location"] == "/network/apply/"
    assert is_signed_in(client)


@pytest.mark.parametrize("target", HOSTILE)
@pytest.mark.parametrize("way", ["password", "code", "logout"])
def test_next_never_leads_elsewhere(client: Client, target: str, way: str) -> None:
    person = make_person(password=PASSWORD)
    if way == "password":
        data = {"login": person.email, "password": PASSWORD, "next": target}
        answer = client.post(reverse("account_login"), data)
        expected = reverse("dashboard")
    elif way == "code":
        ask_for_code(client, person.email, next=target)
        answer = enter_code(client, mailed_code(person.email), next=target)
        expected = reverse("dashboard")
    else:
        answer = client.post(reverse("account_logout"), {"next": target})
        expected = reverse("home")
    assert answer.headers["Location"] == expected


def test_empty_password_form_names_each_field(client: Client) -> None:
    page = client.post(reverse("account_login"), {}).content.decode()
    assert page.count("Enter your e-mail address") == 2
    assert page.count("Enter your password") == 2


def test_sign_up_asks_for_the_address_alone(client: Client) -> None:
    form = client.get(reverse("account_signup")).context["form"]
    assert list(form.fields) == ["email"]


def test_sign_up_by_code_makes_a_person_who_needs_no_password(client: Client) -> None:
    address = "new@example.org"
    client.post(reverse("account_signup"), {"email": "New@Example.org", "next": "/network/apply/"})
    page = reverse("account_email_verification_sent")
    answer = client.post(page, {"code": mailed_code(address)})
    assert answer.headers["Location"] == "/network/apply/"
    person = User.objects.get(email=address)
    assert not person.has_usable_password()
    assert is_signed_in(client)


def test_sign_up_posts_no_rights(client: Client) -> None:
    rights = {"is_staff": "1", "is_superuser": "1", "groups": "1"}
    client.post(reverse("account_signup"), {"email": "new@example.org"} | rights)
    person = User.objects.get(email="new@example.org")
    assert (person.is_staff, person.is_superuser, person.groups.count()) == (False, False, 0)


def test_second_factor_is_asked_after_password_and_code(client: Client) -> None:
    person = make_person(password=PASSWORD)
    secret = enrol_app(person)
    answer = client.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})
    assert answer.headers["Location"] == reverse("mfa_authenticate")
    assert not is_signed_in(client)
    client.post(reverse("mfa_authenticate"), {"code": app_code(secret)})
    assert is_signed_in(client)


@pytest.mark.parametrize("minutes", [-5, 5])
def test_code_of_a_phone_whose_clock_is_wrong_is_refused_with_advice(
    client: Client, minutes: int
) -> None:
    person = make_person(password=PASSWORD)
    secret = enrol_app(person)
    client.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})
    code = app_code(secret, clock_off=minutes * 60)
    page = client.post(reverse("mfa_authenticate"), {"code": code}).content.decode()
    assert "the clock of your phone may be wrong: set its time to automatic." in page
    assert not is_signed_in(client)


def test_password_reset_does_not_go_round_the_second_factor(client: Client) -> None:
    person = make_person(password=PASSWORD)
    enrol_app(person)
    client.post(reverse("account_reset_password"), {"email": person.email})
    code = mailed_code(person.email)
    client.post(reverse("account_confirm_password_reset_code"), {"code": code})
    new = {"password1": "three-new-words-2026", "password2": "three-new-words-2026"}
    done = client.post(reverse("account_complete_password_reset"), new)
    assert done.headers["Location"] == reverse("account_password_reset_completed")
    assert not is_signed_in(client)
    data = {"login": person.email, "password": "three-new-words-2026"}
    answer = client.post(reverse("account_login"), data)
    assert answer.headers["Location"] == reverse("mfa_authenticate")
    assert not is_signed_in(client)


def test_weak_new_password_is_refused_in_words(client: Client) -> None:
    sign_in(client, make_person())
    weak = {"password1": "password", "password2": "password"}
    page = client.post(reverse("account_set_password"), weak).content.decode()
    assert "at least 12 characters" in page


def test_closed_account_cannot_sign_in(client: Client) -> None:
    person = make_person(password=PASSWORD, is_active=False)
    answer = client.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})
    assert answer.headers["Location"] == reverse("account_inactive")
    ask_for_code(client, person.email)
    assert "There is no account" in text_of(last_mail(person.email))


def test_sign_out_clears_what_the_browser_kept(client: Client) -> None:
    sign_in(client, make_person())
    answer = client.post(reverse("account_logout"))
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert not is_signed_in(client)


def test_sign_out_by_get_only_asks(client: Client) -> None:
    sign_in(client, make_person())
    assert client.get(reverse("account_logout")).status_code == 200
    assert is_signed_in(client)


def test_other_sessions_can_be_ended(client: Client) -> None:
    person = make_person()
    other = Client()
    sign_in(other, person)
    sign_in(client, person)
    assert client.get(reverse("usersessions_list")).context["session_count"] == 2
    client.post(reverse("usersessions_list"))
    assert client.get(reverse("account")).status_code == 200
    assert other.get(reverse("account")).status_code == 302


def test_staff_land_on_their_front_page(client: Client, settings: object) -> None:
    staff = make_staff()
    answer = sign_in(client, staff, secret=enrol_app(staff))
    assert answer.headers["Location"] == reverse("staff")


def test_address_is_changed_only_with_the_code_sent_to_it(client: Client) -> None:
    person = make_person("old@example.org")
    sign_in(client, person)
    new = {"action_add": "1", "email": "new@example.org"}
    client.post(reverse("account_email"), new)
    person.refresh_from_db()
    assert person.email == "old@example.org"
    code = {"code": mailed_code("new@example.org")}
    client.post(reverse("account_email_verification_sent"), code)
    person.refresh_from_db()
    assert person.email == "new@example.org"
    assert "from old@example.org to new@example.org" in last_mail("old@example.org").text


def test_person_form_takes_line_breaks_out(client: Client) -> None:
    person = make_person()
    sign_in(client, person)
    name = "Eve\r\nBcc: all@example.org\n\nhttps://evil.example"
    client.post(reverse("account_person"), {"name": name, "phone": ""})
    person.refresh_from_db()
    assert person.name == "Eve Bcc: all@example.org https://evil.example"


def test_codes_lie_sealed_and_notices_do_not(client: Client) -> None:
    person = make_person(password=PASSWORD)
    ask_for_code(client, person.email)
    code = last_mail(person.email)
    assert (code.is_credential, code.text, code.html) == (True, "", "")
    assert mailed_code(person.email).encode() not in bytes(code.sealed)
    enter_code(client, mailed_code(person.email))
    new = {"password1": "three-new-words-2026", "password2": "three-new-words-2026"}
    client.post(reverse("account_change_password"), new | {"oldpassword": PASSWORD})
    notice = OutgoingMail.objects.get(subject="Your password was changed")
    assert (notice.is_credential, notice.to) == (False, person.email)
    assert "the password of your account" in notice.text


@pytest.mark.parametrize(
    ("user_agent", "words"),
    [
        (
            "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0",
            "Edge, Windows",
        ),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 19_0) Version/19.0 Safari/604.1", "Safari, iPhone"),
        ("Mozilla/5.0 (Linux; Android 16) Chrome/140.0 Mobile Safari/537.36", "Chrome, Android"),
        (
            "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
            "Firefox, Linux",
        ),
        ("", "Another browser"),
        ("<script>alert(1)</script>", "Another browser"),
    ],
)
def test_browser_is_named_in_words(user_agent: str, words: str) -> None:
    assert browser_in_words(user_agent) == words
