"""Managers look after staff; nobody raises their own rights; a Manager is always left."""

import re
import threading
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from network.actions import staff
from network.models import Application, StaffEnrolment, User
from network.states import State
from portal.models import AuditEntry, OutgoingMail
from portal.staff_groups import COORDINATORS, EDITORS, MANAGERS
from portal.tokens import hash_token
from tests.conftest import Deliver
from tests.factories.applicants import make_person
from tests.factories.applications import make_application
from tests.factories.sign_in import enrol_app, sign_in, sign_in_staff
from tests.factories.staff import make_manager, make_staff

pytestmark = pytest.mark.django_db
INVITE = "/admin/network/user/invite/"


def act_url(user: User, act: str) -> str:
    return reverse("admin:network_user_act", args=[user.pk, act])


def groups_of(user: User) -> list[str]:
    return sorted(user.groups.values_list("name", flat=True))


@pytest.fixture
def manager(client: Client) -> User:
    """A Manager who is signed in with her second factor."""
    manager = make_manager("manager@example.org", name="Grace Example")
    sign_in_staff(client, manager)
    return manager


@pytest.fixture
def colleague() -> User:
    """Another Manager, who is told what happens."""
    return make_manager("colleague@example.org", name="Ama Example")


def links_on(page: Any) -> list[str]:
    return re.findall(r"http://testserver/accounts/enrol/([\w-]{43})/", page.content.decode())


def test_invite_makes_staff_and_shows_the_link_once(
    client: Client, manager: User, colleague: User
) -> None:
    data = {"email": "New@Example.org", "name": "Ife\r\nExample", "groups": [COORDINATORS]}
    page = client.post(INVITE, data)
    (secret,) = links_on(page)
    person = User.objects.get(email="new@example.org")
    assert (person.name, person.is_staff, person.is_superuser) == ("Ife Example", True, False)
    assert groups_of(person) == [COORDINATORS]
    assert StaffEnrolment.objects.get(token_hash=hash_token(secret)).user == person
    assert page.headers["Cache-Control"] == "no-store, private"
    assert not any(secret in mail.text + mail.html for mail in OutgoingMail.objects.all())
    entries = AuditEntry.objects.filter(object_id=str(person.pk), actor=manager)
    assert set(entries.values_list("action", flat=True)) == {"staff.invite", "staff.enrolment-link"}
    told = set(OutgoingMail.objects.filter(is_credential=False).values_list("to", flat=True))
    assert told == {"new@example.org", "colleague@example.org"}


def test_asking_changes_nothing(client: Client, manager: User) -> None:
    person = make_staff()
    before = AuditEntry.objects.count()
    for act in ("enrolment-link", "reset", "groups", "remove"):
        page = client.get(act_url(person, act))
        assert (page.status_code, links_on(page)) == (200, [])
    assert client.get(INVITE).status_code == 200
    person.refresh_from_db()
    assert (person.is_staff, AuditEntry.objects.count()) == (True, before)


@pytest.mark.parametrize("act", ["enrolment-link", "reset"])
def test_link_is_shown_after_the_button_alone(client: Client, manager: User, act: str) -> None:
    person = make_staff()
    page = client.post(act_url(person, act), {"sure": "yes"})
    (secret,) = links_on(page)
    assert secret not in page.request["PATH_INFO"]
    assert StaffEnrolment.objects.get().token_hash == hash_token(secret)
    assert links_on(client.get(reverse("admin:network_user_change", args=[person.pk]))) == []


def test_reset_ends_factors_and_sessions_and_tells_them(
    client: Client, manager: User, colleague: User
) -> None:
    person, theirs = make_staff(email="staff@example.org"), Client()
    sign_in_staff(theirs, person)
    client.post(act_url(person, "reset"), {"sure": "yes"})
    assert not Authenticator.objects.filter(user=person).exists()
    assert theirs.get(reverse("account")).status_code == 302
    subjects = OutgoingMail.objects.filter(is_credential=False).values_list("to", flat=True)
    assert sorted(subjects) == ["colleague@example.org", "staff@example.org"]
    assert AuditEntry.objects.filter(action="staff.reset-second-factor").count() == 1


def test_remove_takes_everything_and_holds_at_once(client: Client, manager: User) -> None:
    person, theirs = make_staff(), Client()
    sign_in_staff(theirs, person)
    assert theirs.get(reverse("staff")).status_code == 200
    client.post(act_url(person, "remove"), {"sure": "yes"})
    person.refresh_from_db()
    assert (person.is_staff, groups_of(person)) == (False, [])
    assert theirs.get(reverse("staff")).status_code == 403
    entry = AuditEntry.objects.get(action="staff.remove")
    assert (entry.actor, entry.old) == (manager, {"groups": [COORDINATORS]})


def assigned(person: User, *states: State) -> list[Application]:
    return [make_application(state, by=person) for state in states]


def test_groups_are_changed_and_recorded(client: Client, manager: User) -> None:
    person = make_staff()
    client.post(act_url(person, "groups"), {"groups": [EDITORS, MANAGERS]})
    assert groups_of(person) == [EDITORS, MANAGERS]
    entry = AuditEntry.objects.get(action="staff.change-groups")
    assert (entry.old, entry.new) == (
        {"groups": [COORDINATORS]},
        {"groups": [EDITORS, MANAGERS]},
    )


def test_change_of_groups_names_the_open_cases(client: Client, manager: User) -> None:
    person = make_staff()
    make_application(State.IN_REVIEW, by=person)

    page = client.get(act_url(person, "groups"))

    assert "1 application" in page.text
    assert list(page.context["form"].fields) == ["groups", "work_to"]


@pytest.mark.parametrize(
    ("groups", "heir"), [([EDITORS], "staying"), ([EDITORS], "nobody"), ([COORDINATORS], "kept")]
)
def test_who_reviews_no_more_gives_cases_up_in_the_same_act(
    client: Client, manager: User, groups: list[str], heir: str
) -> None:
    person, staying = make_staff(), make_staff()
    (case,) = assigned(person, State.IN_REVIEW)
    chosen = {"staying": str(staying.pk), "kept": ""}.get(heir, heir)

    client.post(act_url(person, "groups"), {"groups": [*groups, MANAGERS], "work_to": chosen})

    case.refresh_from_db()
    assert groups_of(person) == sorted([*groups, MANAGERS])
    assert case.assignee == {"staying": staying, "nobody": None, "kept": person}[heir]


def test_change_of_groups_waits_until_somebody_is_chosen(client: Client, manager: User) -> None:
    person = make_staff()
    (case,) = assigned(person, State.IN_REVIEW)

    page = client.post(act_url(person, "groups"), {"groups": [EDITORS], "work_to": ""})

    case.refresh_from_db()
    assert (case.assignee, groups_of(person)) == (person, [COORDINATORS])
    assert page.context["form"].errors == {"work_to": ["Choose who does this work from now on"]}


def test_unknown_group_is_refused(client: Client, manager: User) -> None:
    Group.objects.create(name="Superusers")
    person = make_staff()
    page = client.post(act_url(person, "groups"), {"groups": ["Superusers"]})
    assert page.status_code == 200
    assert groups_of(person) == [COORDINATORS]


@pytest.mark.parametrize("act", ["enrolment-link", "reset", "groups"])
def test_nobody_does_it_to_herself(
    client: Client, manager: User, colleague: User, act: str
) -> None:
    client.post(act_url(manager, act), {"sure": "yes", "groups": [MANAGERS, COORDINATORS]})
    assert groups_of(manager) == [MANAGERS]
    assert Authenticator.objects.filter(user=manager).exists()
    assert not StaffEnrolment.objects.exists()


def test_nobody_invites_herself_to_more(client: Client, manager: User) -> None:
    data = {"email": manager.email, "name": "Grace", "groups": [COORDINATORS]}
    page = client.post(INVITE, data).content.decode()
    assert "You cannot do this to yourself" in page
    assert groups_of(manager) == [MANAGERS]


def test_inviting_staff_again_changes_nothing(client: Client, manager: User) -> None:
    person = make_staff()
    enrol_app(person)
    data = {"email": person.email, "name": "X", "groups": [MANAGERS]}
    assert "staff already" in client.post(INVITE, data).content.decode()
    assert groups_of(person) == [COORDINATORS]
    assert Authenticator.objects.filter(user=person).exists()


def test_factor_from_before_being_staff_does_not_count(client: Client, manager: User) -> None:
    person, theirs = make_person(), Client()
    sign_in(theirs, person, secret=enrol_app(person))
    data = {"email": person.email, "name": "X", "groups": [COORDINATORS]}
    client.post(INVITE, data)
    assert not Authenticator.objects.filter(user=person).exists()
    assert theirs.get(reverse("staff")).status_code == 302


def test_last_manager_cannot_leave(client: Client, manager: User) -> None:
    page = client.post(act_url(manager, "remove"), {"sure": "yes"}, follow=True)
    assert "Nobody would be left to look after staff" in page.content.decode()
    manager.refresh_from_db()
    assert (manager.is_staff, groups_of(manager)) == (True, [MANAGERS])
    assert not AuditEntry.objects.filter(action="staff.remove").exists()


def test_a_closed_account_is_not_a_manager_left(client: Client, manager: User) -> None:
    make_manager(is_active=False)
    client.post(act_url(manager, "remove"), {"sure": "yes"})
    manager.refresh_from_db()
    assert manager.is_staff


def test_a_manager_may_leave_when_another_stays(
    client: Client, manager: User, colleague: User
) -> None:
    client.post(act_url(manager, "remove"), {"sure": "yes"})
    manager.refresh_from_db()
    assert not manager.is_staff


def test_last_manager_keeps_the_group() -> None:
    last, by = make_manager(), make_staff()
    with pytest.raises(staff.LastManager):
        staff.change_groups(user=last, groups=[EDITORS], by=by, now=timezone.now())
    assert groups_of(last) == [MANAGERS]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("locked", [True, False])
def test_two_managers_removing_each_other(locked: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the lock one stays; the control without it shows both go."""
    first, second = make_manager(), make_manager()
    gate = threading.Barrier(2, timeout=5)
    keep = staff._keep_a_manager
    if not locked:
        monkeypatch.setattr(staff, "lock_staff", lambda: None)

    def check_together() -> None:
        keep()
        if not locked:
            gate.wait()

    monkeypatch.setattr(staff, "_keep_a_manager", check_together)

    def remove(user: User, by: User) -> None:
        try:
            staff.remove_staff(user=user, by=by, now=timezone.now())
        except staff.LastManager:
            pass
        finally:
            connection.close()

    pair = [(first, second), (second, first)]
    threads = [threading.Thread(target=remove, args=each) for each in pair]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert staff.managers().count() == (1 if locked else 0)


@pytest.mark.parametrize("group", [COORDINATORS, EDITORS])
def test_only_managers_may(client: Client, group: str) -> None:
    sign_in_staff(client, make_staff(group=group))
    person = make_staff()
    for url in (INVITE, *(act_url(person, act) for act in ("enrolment-link", "reset", "remove"))):
        assert client.get(url).status_code == 403
        assert client.post(url, {"sure": "yes"}).status_code == 403
    assert not AuditEntry.objects.exists()


def test_rights_are_edited_by_nobody(client: Client, manager: User) -> None:
    person = make_staff()
    url = reverse("admin:network_user_change", args=[person.pk])
    page = client.get(url).content.decode()
    assert 'name="is_superuser"' not in page
    assert "md5$" not in page
    assert "password" not in page
    assert client.post(url, {"is_superuser": "on", "is_staff": "on"}).status_code == 403
    assert client.post(f"/admin/network/user/{person.pk}/delete/").status_code == 403
    assert client.get("/admin/network/user/add/").status_code == 403
    person.refresh_from_db()
    assert not person.is_superuser


def test_list_shows_staff_first_and_finds_by_name(client: Client, manager: User) -> None:
    make_staff(email="ife@example.org", name="Ife Example")
    make_person("ola@example.org", name="Ọlá Example")
    staff_page = client.get("/admin/network/user/").context["cl"].queryset
    assert {user.email for user in staff_page} == {"manager@example.org", "ife@example.org"}
    found = client.get("/admin/network/user/?who=everybody&q=ola").context["cl"].queryset
    assert [user.email for user in found] == ["ola@example.org"]


@pytest.mark.parametrize("people", [1, 3])
def test_list_takes_as_many_queries_for_more_people(
    client: Client, manager: User, people: int, django_assert_num_queries: Any
) -> None:
    for _ in range(people):
        make_staff()
    with django_assert_num_queries(7):
        client.get("/admin/network/user/")


def test_hostile_name_breaks_neither_header_nor_html(deliver: Deliver) -> None:
    manager = make_manager(
        name="Eve\r\nBcc: all@example.org\r\n\r\nhttps://evil.example/\r\n\r\n<b>x</b>"
    )
    now = timezone.now()
    staff.invite_staff(
        email="new@example.org",
        name="Ife\nX-Evil: yes\n\n<script>alert(1)</script>",
        groups=[COORDINATORS],
        by=manager,
        now=now,
    )
    staff.reset_second_factor(user=User.objects.get(email="new@example.org"), by=manager, now=now)
    messages = deliver()
    assert len(messages) == 2
    for message in messages:
        names = {name.lower() for name, _value in message.headers}
        assert not names & {"bcc", "x-evil"}
        assert message.to == ("new@example.org",)
        assert "<script>" not in message.html
        assert "<b>x</b>" not in message.html
        assert 'href="https://evil' not in message.html
