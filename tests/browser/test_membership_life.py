"""An organisation confirms; the co-ordinator looks at the change, suspends, and lets one lapse."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from network.models import Membership
from network.standing import Standing
from tests.browser.conftest import SIZES, NewVisitor
from tests.factories.memberships import ask_from, make_membership, primary_of
from tests.factories.staff import make_staff

LONG = "The Federation of Kola Nut and Baobab Resettlement, Mentoring and Family Support Projects"


def made(standing: Standing, name: str) -> Membership:
    return make_membership(standing, name=name, today=timezone.localdate())


@pytest.mark.parametrize("size", SIZES)
def test_a_membership_is_confirmed_looked_at_and_another_lapses(
    new_visitor: NewVisitor, size: str
) -> None:
    due, late = made(Standing.DUE, LONG), made(Standing.OVERDUE, "Cedar House")
    member = new_visitor(size, javascript=size == "desktop", name="member").become(primary_of(due))
    ask_from()
    member.open("/dashboard/").follow("Does what we have about", "Does this still hold?")
    member.press("Send and confirm", "Does this still hold?")
    expect(member.page.get_by_role("alert")).to_contain_text("Say in a few words what has changed")
    member.choose("Which of these describe", "Delivering services designed")
    member.fill("What has changed?", "We now run a project of our own.")
    member.press("Send and confirm", "Your membership")
    expect(member.page.get_by_role("main")).to_contain_text("Nothing to do now")

    staff = new_visitor(size, name="staff").become(make_staff(), second_factor=True)
    staff.open("/staff/").follow("confirmed with a change", "Confirmations").follow(LONG[:30], LONG)
    staff.press("Keep: see the mail first", LONG)
    staff.fill("Why do the categories stay", "It is part of what you do already.")
    staff.press("Keep: see the mail first", "Keep the categories?").press("Keep and send")
    assert "part of what you do already" in member.mail(primary_of(due).email, "stay as").text

    staff.open("/admin/network/membership/").follow(LONG[:30], LONG)
    staff.follow("Suspend the membership", "Suspend the membership")
    staff.fill("Reason", "We look into what was said at the last forum.")
    staff.press("See the mail first", "Suspend").press("Suspend and send", LONG)
    member.open(f"/network/organisation/{due.organisation_id}/confirm/")
    expect(member.page.get_by_role("main")).to_contain_text("Your membership is suspended")
    member.follow("Leave the network", "Leave the network?")

    staff.open(f"/admin/network/membership/{late.pk}/confirm/").see("Confirm on their behalf")
    staff.open("/admin/network/membership/overdue/").choose("Which memberships", "Cedar House")
    staff.press("See what follows", "Let these memberships lapse?")
    staff.press("Let it lapse and send", "Overdue memberships")
    expect(staff.page.get_by_role("main")).to_contain_text("Nobody is overdue")
    staff.open(f"/admin/network/membership/{late.pk}/change/")
    staff.follow("Take the membership up again", "Take the membership up again")
    staff.press("See the mail first", "Take the membership").press("Take it up and send")
    staff.open("/admin/network/membership/")
