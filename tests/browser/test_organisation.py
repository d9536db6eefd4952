"""An organisation's own page in a browser: its facts, its people, handing over, staff's help."""

from datetime import timedelta

import pytest
from django.utils import timezone

from network.actions import membership
from network.models import Affiliation
from portal.models import SiteSettings
from tests.browser.conftest import SIZES, NewVisitor
from tests.factories.applicants import make_person
from tests.factories.people import make_team
from tests.factories.staff import make_staff

NAME = "Gemeinschaftsgerechtigkeitsnetzwerk für Resettlement, Families and Young People of Colour"
NEW = "zoe.gemeinschaftsgerechtigkeit.example@example.org"


def busy_team() -> dict[str, Affiliation]:
    """A member for long, who belongs to two; somebody asks to join."""
    team, today = make_team(NAME), timezone.localdate()
    here = team["primary"].organisation
    here.memberships.create(starts_on=today - timedelta(days=500), categories=["led", "supports"])
    SiteSettings.objects.update_or_create(pk=1, defaults={"confirmations_from": today})
    SiteSettings.forget()
    elsewhere = make_team("River Crossing")["primary"].organisation
    elsewhere.affiliations.create(
        user=team["primary"].user, role="member", started_at=timezone.now()
    )
    asking = make_person(name="Sam Asking-Example")
    words = "I keep the books on Thursdays."
    membership.ask_to_join(organisation=here, by=asking, message=words, now=timezone.now())
    return team


@pytest.mark.parametrize("size", SIZES)
def test_primary_contact_looks_after_the_organisation(new_visitor: NewVisitor, size: str) -> None:
    team = busy_team()
    visitor = new_visitor(size, name="chair", javascript=size == "desktop")
    visitor.become(team["primary"].user).open("/network/organisation/").see("Your organisations")
    visitor.follow(NAME, NAME).follow("Change this", "About your organisation")
    visitor.fill("Name of your organisation", "").press("Save", "About your organisation")
    visitor.fill("Name of your organisation", NAME).choose("Where do you work?", "Wales")
    visitor.select("Legal form", "Public body")
    visitor.press("Save", NAME).follow("Sam Asking-Example", "Sam Asking-Example asks to join")
    visitor.press("Yes, let them in", NAME).follow("Invite a colleague", "Invite a colleague")
    visitor.press("Send the invitation", "Invite a colleague")
    visitor.fill("Your colleague's e-mail address", NEW)
    visitor.tick("Manager: changes")
    visitor.press("Send the invitation", NAME)
    visitor.follow("Kwame Example", "Kwame Example").follow("Make Kwame Example a manager")
    visitor.press("Make them a manager", NAME)
    visitor.follow("Kwame Example").follow("Hand over to Kwame Example", "Hand over")
    visitor.press("Ask them to take over", NAME)
    visitor.follow("Leave this organisation", "Hand over first")

    member = new_visitor(size, name="heir", dark=True).become(team["member"].user)
    member.open("/dashboard/").follow(f"Will you be the primary contact of {NAME}?", "Will you be")
    member.press("Yes, I take over", NAME)

    invited = new_visitor(size, name="invited").open(visitor.link(NEW)).see("Join Gemeinschafts")
    invited.become(make_person(NEW, name="Zoë Example"))
    invited.page.reload()
    invited.press(f"Join {NAME}", NAME)
    invited.follow("Leave this organisation", "Leave").press("Leave", "Hello, Zoë")


@pytest.mark.parametrize("size", SIZES)
def test_coordinator_looks_after_people(new_visitor: NewVisitor, size: str) -> None:
    place = busy_team()["member"]
    visitor = new_visitor(size, name="staff").become(make_staff(), second_factor=True)
    visitor.open(f"/admin/network/organisation/{place.organisation_id}/change/")
    visitor.follow("Look after its people", "People of")
    visitor.follow("Make primary contact", "Make primary contact")
    visitor.press("Make them the primary contact", "Make primary contact")
    visitor.choose("How did it reach you?", "Telephone")
    visitor.press("Make them the primary contact", "People of")
    visitor.follow("Invite somebody", "Invite somebody").fill("Their e-mail address", NEW)
    visitor.tick("Member: sees")
    visitor.choose("How did it reach you?", "E-mail").press("Send the invitation", "People of")
