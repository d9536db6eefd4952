"""A member is put into the directory, found there, asked and answers; a message is reported."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from network.directory import Audience
from tests.browser.conftest import SIZES, NewVisitor
from tests.factories.directory import contact_of, make_listed
from tests.factories.staff import make_staff

pytestmark = pytest.mark.django_db(transaction=True)
LONG = "The Federation of Kola Nut and Baobab Resettlement, Mentoring and Family Support Projects"


@pytest.mark.parametrize("size", SIZES)
def test_members_find_each_other_and_ask_for_advice(new_visitor: NewVisitor, size: str) -> None:
    now = timezone.now()
    asked = make_listed(LONG, Audience.NOBODY, for_everybody=[], now=now)
    asking = make_listed("Birch Home", now=now, organisation={"regions": ["wales", "national"]})
    make_listed("County Probation", now=now, organisation={"sector": "statutory"})
    answerer = contact_of(asked, name="Ada Example", email="ada@example.org")
    asker = contact_of(asking, name="Ben Example", email="ben@example.org")

    them = new_visitor(size, javascript=size == "desktop", name="asked").become(answerer)
    them.open(f"/network/organisation/{asked.organisation_id}/").follow(
        "Choose what the directory shows", "Your place in the directory"
    )
    them.choose("Who may find your organisation", "Everybody: we are named in public")
    them.select("What you do: who sees it", "everybody")
    them.select("Where you work: who sees it", "everybody")
    them.select("What you can advise on: who sees it", "members")
    them.press("See first how it looks", "Your place in the directory")
    them.press("Save", LONG)

    visitor = new_visitor(size, name="visitor")
    visitor.open("/network/").follow("Who is in the network", "Who is in the network")
    visitor.page.locator("svg a", has_text="London").focus()
    visitor.page.keyboard.press("Enter")
    visitor.see("Who is in the network").fill("Search", "federatoin babab")
    visitor.press("Show", "Who is in the network").follow(LONG, LONG)
    expect(visitor.page.get_by_role("main")).not_to_contain_text("Mentoring after release")
    visitor.open("/network/directory/?q=xyzzy").see("Who is in the network")

    us = new_visitor(size, javascript=size == "desktop", name="asking").become(asker)
    us.open("/network/directory/").follow(LONG, LONG).follow("Ask a question", f"Ask {LONG}")
    us.press("Send your question", f"Ask {LONG}")
    us.fill("What is it about?", "Volunteers").fill("Your question", "How do you find them?")
    us.press("Send your question", "Volunteers")

    them.open("/dashboard/").follow("Another member asks", "Advice between members")
    them.follow("Volunteers", "Volunteers").follow("Say that you cannot help", "Say that you")
    them.follow("Leave it as it is", "Volunteers").fill("Your answer", "At the mosque.")
    them.press("Send your answer", "Volunteers")
    us.open(us.link("ben@example.org", "has answered")).see("Volunteers")
    us.follow("This message is not all right", "This message is not all right")
    us.fill("What is not all right?", "Just to try it.").press("Tell the co-ordinator")
    us.follow("Advice between members", "Advice between members")

    staff = new_visitor(size, name="staff").become(make_staff(), second_factor=True)
    staff.open("/staff/").follow("messages between members", "Reported messages")
    staff.activate(staff.page.locator("#result_list tbody th a").first)
    staff.see("Reported:").fill("What came of it?", "Nothing wrong.")
    staff.press("Keep the note", "Reported messages")
