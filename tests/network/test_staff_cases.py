"""Open cases of staff who are removed: handed over in the same act, or to nobody."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from network.actions import handing_over, staff
from network.models import Application, User
from network.states import State
from portal.models import AuditEntry
from portal.staff_groups import COORDINATORS, EDITORS
from tests.factories.applications import make_application
from tests.factories.sign_in import sign_in_staff
from tests.factories.staff import make_manager, make_staff

pytestmark = pytest.mark.django_db


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


def assigned(person: User, *states: State) -> list[Application]:
    return [make_application(state, by=person) for state in states]


def test_removal_names_the_open_cases_and_asks_who_takes_them(
    client: Client, manager: User
) -> None:
    leaving, staying = make_staff(name="Lea Example"), make_staff(name="Sam Example")
    make_staff(group=EDITORS, name="Ed Example")
    review, referred, _over = assigned(leaving, State.IN_REVIEW, State.REFERRED, State.DECLINED)

    page = client.get(act_url(leaving, "remove"))

    shown = [[name for name, _url in work.shown] for work in page.context["works"]]
    assert shown == [[str(review), str(referred)]]
    assert "2 applications" in page.text
    values = [value for value, _label in page.context["form"].fields["work_to"].choices]
    assert values == ["", str(staying.pk), "nobody"]


def test_removal_hands_the_cases_over_in_one_act(client: Client, manager: User) -> None:
    leaving, staying = make_staff(name="Lea Example"), make_staff(name="Sam Example")
    cases = assigned(leaving, State.IN_REVIEW, State.MORE_INFORMATION)
    (over,) = assigned(leaving, State.DECLINED)

    client.post(act_url(leaving, "remove"), {"sure": "yes", "work_to": staying.pk})

    for case in [*cases, over]:
        case.refresh_from_db()
    assert [case.assignee for case in cases] == [staying, staying]
    assert over.assignee == leaving
    entries = AuditEntry.objects.filter(action="application.assign", actor=manager)
    assert {entry.object_id for entry in entries} == {str(case.pk) for case in cases}
    assert {(entry.old["assignee"], entry.new["assignee"]) for entry in entries} == {
        ("Lea Example", "Sam Example")
    }


def test_cases_may_go_to_nobody(client: Client, manager: User) -> None:
    leaving = make_staff()
    (case,) = assigned(leaving, State.IN_REVIEW)

    client.post(act_url(leaving, "remove"), {"sure": "yes", "work_to": "nobody"})

    case.refresh_from_db()
    leaving.refresh_from_db()
    assert (case.assignee, leaving.is_staff) == (None, False)


@pytest.mark.parametrize("applying", ["the manager", "the heir"])
def test_a_case_of_ones_own_goes_to_nobody(client: Client, manager: User, applying: str) -> None:
    leaving, staying = make_staff(), make_staff()
    lead = manager if applying == "the manager" else staying
    case = make_application(State.IN_REVIEW, lead=lead, by=leaving)

    client.post(act_url(leaving, "remove"), {"sure": "yes", "work_to": staying.pk})

    case.refresh_from_db()
    leaving.refresh_from_db()
    assert (case.assignee, leaving.is_staff) == (None, False)


@pytest.mark.parametrize("choice", ["", "0", "leaving", "editor"])
def test_removal_waits_until_somebody_is_chosen(client: Client, manager: User, choice: str) -> None:
    leaving, editor = make_staff(), make_staff(group=EDITORS)
    (case,) = assigned(leaving, State.IN_REVIEW)
    value = {"leaving": leaving.pk, "editor": editor.pk}.get(choice, choice)

    page = client.post(act_url(leaving, "remove"), {"sure": "yes", "work_to": value})

    case.refresh_from_db()
    leaving.refresh_from_db()
    assert (page.status_code, case.assignee, leaving.is_staff) == (200, leaving, True)
    assert set(page.context["form"].errors) == {"work_to"}


@pytest.mark.parametrize("heir", ["leaving", "editor"])
def test_cases_go_only_to_who_may_review_and_nothing_is_half_done(heir: str) -> None:
    leaving, editor = make_staff(), make_staff(group=EDITORS)
    (case,) = assigned(leaving, State.IN_REVIEW)
    to = {"leaving": leaving, "editor": editor}[heir]

    with pytest.raises(handing_over.CannotTakeOver):
        staff.remove_staff(user=leaving, by=make_manager(), now=timezone.now(), work_to=to)

    case.refresh_from_db()
    assert case.assignee == leaving
    assert groups_of(leaving) == [COORDINATORS]
