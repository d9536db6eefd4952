"""Managers hand work over, name deputies and make one of two records of an organisation."""

from datetime import timedelta

import pytest
from django.utils import timezone

from network.states import State
from tests.browser.conftest import SIZES, NewVisitor
from tests.factories.applicants import make_person
from tests.factories.applications import make_application, make_organisation
from tests.factories.forums import held_forum
from tests.factories.said import taken_on
from tests.factories.staff import make_manager, make_staff

LONG = "The Federation of Kola Nut and Baobab Resettlement, Mentoring and Family Support Projects"


@pytest.mark.parametrize("size", SIZES)
def test_a_manager_looks_after_work_and_records(new_visitor: NewVisitor, size: str) -> None:
    leaving = make_staff(name="Lea Gemeinschaftsgerechtigkeit-Example")
    make_staff(name="Sam Example")
    make_application(State.IN_REVIEW, by=leaving)
    taken_on(held_forum(), owner=leaving)
    stays, goes = (
        make_organisation(LONG),
        make_organisation(f"{LONG}, Ltd", website="https://a.org"),
    )
    now = timezone.now()
    for organisation in (stays, goes):
        organisation.affiliations.create(user=make_person(), role="primary", started_at=now)
        organisation.memberships.create(starts_on=now.date(), categories=["led"])

    manager = new_visitor(size, javascript=size == "desktop", name="work")
    manager.become(make_manager(name="Grace Example"), second_factor=True)
    manager.open(f"/admin/network/user/{leaving.pk}/change/")
    manager.follow("Who stands in", "Who stands in").press("Name them", "Who stands in")
    manager.select("Who stands in?", "Sam Example")
    manager.fill("First day away", str(now.date()))
    manager.fill("Last day away", str(now.date() + timedelta(days=9)))
    manager.press("Name them", "Who stands in").press("End this", "Who stands in")
    manager.open(f"/admin/network/user/{leaving.pk}/change/")
    manager.follow("Hand their work over", "Hand their work over")
    manager.press("Hand all of it over", "Hand their work over")
    manager.select("Who does this work from now on?", "Sam Example")
    manager.press("Hand all of it over")

    manager.open(f"/admin/network/organisation/{stays.pk}/change/")
    manager.follow("Is there a second record of it?", "Two records of one organisation?")
    manager.follow(f"Compare {goes.name}", "Make one of two records")
    manager.press("Make them one")
    manager.open("/admin/network/organisationmerge/").follow(goes.name)


def test_deputy_sees_for_whom_they_stand_in(new_visitor: NewVisitor) -> None:
    away, deputy = make_staff(name="Lea Example"), make_staff(name="Sam Example")
    today = timezone.localdate()
    away.absences.create(
        deputy=deputy, starts_on=today, ends_on=today, named_at=timezone.now(), named_by=away
    )
    staff = new_visitor("phone", name="deputy").become(deputy, second_factor=True)
    staff.open("/staff/").follow("Going away? Name a deputy", "Who stands in")
