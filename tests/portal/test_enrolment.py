"""How staff come by a second factor: a Manager's one-time link, a fresh sign-in, nothing less."""

import time
from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from network.actions.staff import new_enrolment
from network.models import StaffEnrolment, User
from portal.models import AuditEntry, OutgoingMail
from portal.staff_groups import MANAGERS
from tests.factories.applicants import make_person
from tests.factories.sign_in import (
    PASSWORD,
    app_code,
    ask_for_code,
    enrol_app,
    enter_code,
    mailed_code,
    sign_in,
    sign_in_staff,
)
from tests.factories.staff import make_manager, make_staff

pytestmark = pytest.mark.django_db


def link_for(user: User, *, by: User | None = None, **ago: Any) -> str:
    now = timezone.now() - timedelta(**ago)
    return reverse(
        "enrol", args=[new_enrolment(user=user, by=by or make_manager(), now=now).secret]
    )


def age_session(client: Client, *, minutes: int) -> None:
    session = client.session
    records = session["account_authentication_methods"]
    for record in records:
        record["at"] -= minutes * 60
    session["account_authentication_methods"] = records
    session.save()


def activate(client: Client) -> Any:
    """Open the page of the app and type what the app shows."""
    page = client.get(reverse("mfa_activate_totp"))
    if page.status_code != 200:
        return page
    code = app_code(page.context["form"].secret)
    return client.post(reverse("mfa_activate_totp"), {"code": code})


def test_link_and_fresh_sign_in_lead_to_the_staff_pages(client: Client) -> None:
    staff = make_staff()
    sign_in(client, staff)
    link = link_for(staff)
    assert client.post(link).headers["Location"] == reverse("enrol_choose")
    assert client.get(reverse("enrol_choose")).status_code == 200
    assert activate(client).headers["Location"] == reverse("mfa_view_recovery_codes")
    assert client.get(reverse("mfa_view_recovery_codes")).status_code == 200
    assert client.get(reverse("staff")).status_code == 200


def test_opening_the_link_changes_nothing(client: Client) -> None:
    staff = make_staff()
    sign_in(client, staff)
    link = link_for(staff)
    page = client.get(link)
    assert (page.status_code, page.headers["Referrer-Policy"]) == (200, "strict-origin")
    assert page.headers["Cache-Control"] == "no-store, private"
    assert StaffEnrolment.objects.get().used_at is None
    assert activate(client).headers["Location"] == reverse("enrolment_needed")


def test_link_works_once(client: Client) -> None:
    staff = make_staff()
    sign_in(client, staff)
    link = link_for(staff)
    client.post(link)
    other = Client()
    sign_in(other, staff)
    answer = other.post(link)
    assert answer.status_code == 410
    assert activate(other).headers["Location"] == reverse("enrolment_needed")


def test_link_of_somebody_else_is_refused(client: Client) -> None:
    link = link_for(make_staff())
    sign_in(client, make_staff())
    assert client.get(link).status_code == 410
    assert client.post(link).status_code == 410
    assert StaffEnrolment.objects.get().used_at is None


def test_link_runs_out_after_a_day(client: Client) -> None:
    staff = make_staff()
    sign_in(client, staff)
    assert client.post(link_for(staff, hours=24, seconds=1)).status_code == 410
    assert client.post(link_for(staff, hours=23, minutes=59)).status_code == 302


def test_new_link_ends_the_old_one(client: Client) -> None:
    staff, manager = make_staff(), make_manager()
    old, new = link_for(staff, by=manager), link_for(staff, by=manager)
    sign_in(client, staff)
    assert [client.post(old).status_code, client.post(new).status_code] == [410, 302]


def test_anonymous_signs_in_first_and_comes_back(client: Client) -> None:
    link = link_for(make_staff())
    answer = client.get(link)
    assert answer.headers["Location"] == f"{reverse('account_login')}?next={link}"
    assert answer.headers["Cache-Control"] == "no-store, private"


@pytest.mark.parametrize("reauthenticate", [False, True])
def test_stale_session_is_not_enough(client: Client, reauthenticate: bool) -> None:
    staff = make_staff(password=PASSWORD)
    sign_in(client, staff)
    age_session(client, minutes=16)
    if reauthenticate:
        client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    link = link_for(staff)
    assert "You signed in a while ago" in client.get(link).content.decode()
    client.post(link)
    assert StaffEnrolment.objects.get().used_at is None
    assert activate(client).headers["Location"] == reverse("enrolment_needed")


def test_half_an_hour_after_the_link_the_door_shuts(client: Client) -> None:
    staff = make_staff()
    sign_in(client, staff)
    client.post(link_for(staff))
    session = client.session
    session["may_enrol_until"] = time.time() - 1
    session.save()
    assert activate(client).headers["Location"] == reverse("enrolment_needed")


def test_mailbox_alone_is_not_enough(client: Client) -> None:
    staff = make_staff()
    sign_in(client, staff)
    assert activate(client).headers["Location"] == reverse("enrolment_needed")
    posted = client.post(reverse("mfa_activate_totp"), {"code": "123456"})
    assert posted.headers["Location"] == reverse("enrolment_needed")
    posted = client.post(reverse("mfa_add_webauthn"), {"credential": "{}", "name": "x"})
    assert posted.headers["Location"] == reverse("enrolment_needed")


def test_code_that_enrolled_the_app_is_spent(client: Client) -> None:
    staff = make_staff()
    sign_in(client, staff)
    client.post(link_for(staff))
    page = client.get(reverse("mfa_activate_totp"))
    code = app_code(page.context["form"].secret)
    client.post(reverse("mfa_activate_totp"), {"code": code})
    other = Client()
    ask_for_code(other, staff.email)
    enter_code(other, mailed_code(staff.email))
    other.post(reverse("mfa_authenticate"), {"code": code})
    assert "_auth_user_id" not in other.session


def test_second_app_or_key_needs_the_first(client: Client) -> None:
    staff = make_staff()
    sign_in(client, staff)
    enrol_app(staff)
    answer = client.get(reverse("mfa_add_webauthn"))
    assert answer.headers["Location"].startswith(reverse("mfa_reauthenticate"))


def test_enrolment_is_audited_and_told(
    client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    staff, manager = make_staff(), make_manager("manager@example.org")
    sign_in(client, staff)
    client.post(link_for(staff, by=manager))
    with django_capture_on_commit_callbacks(execute=True):
        activate(client)
    actions = list(AuditEntry.objects.order_by("pk").values_list("action", "actor"))
    assert actions == [
        ("staff.enrolment-link", manager.pk),
        ("staff.enrolment-used", staff.pk),
        ("staff.second-factor-added", staff.pk),
    ]
    told = OutgoingMail.objects.filter(subject="An authenticator app was set up")
    assert told.get().to == staff.email
    assert (
        "has set up a second step"
        in OutgoingMail.objects.filter(to=manager.email).latest("pk").text
    )


def test_others_enrol_without_a_link(client: Client) -> None:
    person = make_person()
    sign_in(client, person)
    activate(client)
    assert Authenticator.objects.filter(user=person, type="totp").exists()
    assert not AuditEntry.objects.exists()


def test_picture_and_key_are_both_shown(client: Client) -> None:
    sign_in(client, make_person())
    answer = client.get(reverse("mfa_activate_totp"))
    page = answer.content.decode()
    assert 'src="data:image/svg+xml;base64,' in page
    assert f'<code class="num">{answer.context["form"].secret}</code>' in page


def test_wrong_app_code_keeps_the_key(client: Client) -> None:
    sign_in(client, make_person())
    first = client.get(reverse("mfa_activate_totp")).context["form"].secret
    again = client.post(reverse("mfa_activate_totp"), {"code": "000000"})
    assert again.context["form"].secret == first
    assert "This is not the right code" in again.content.decode()


def test_make_manager_prints_a_link_that_works(client: Client, capsys: Any) -> None:
    call_command("make_manager", "Grace@Example.org", name="Grace Example")
    printed = capsys.readouterr().out
    manager = User.objects.get(email="grace@example.org")
    assert (manager.name, manager.is_staff) == ("Grace Example", True)
    assert list(manager.groups.values_list("name", flat=True)) == [MANAGERS]
    link = next(word for word in printed.split() if "/enrol/" in word)
    assert link.startswith("http://testserver/")
    assert not OutgoingMail.objects.exists()
    sign_in(client, manager)
    client.post(link.removeprefix("http://testserver"))
    activate(client)
    assert client.get("/admin/network/user/").status_code == 200


def test_link_is_not_needed_where_staff_go_without(client: Client, settings: Any) -> None:
    settings.STAFF_MFA_REQUIRED = False
    sign_in(client, make_staff())
    assert client.get(reverse("staff")).status_code == 200
    assert client.get(reverse("mfa_activate_totp")).status_code == 200


def test_session_that_enrolled_is_the_only_one_let_in(client: Client) -> None:
    staff = make_staff()
    stale = Client()
    sign_in(stale, staff)
    sign_in_staff(client, staff)
    assert client.get(reverse("staff")).status_code == 200
    assert stale.get(reverse("staff")).status_code == 302
