"""A member proposes a topic, another says that it affects them too; an official is asked."""

import pytest
from playwright.sync_api import expect

from forums.choices import Rule, TopicShows
from forums.models import Topic
from tests.browser.conftest import SIZES, NewVisitor
from tests.factories.bookings import make_member
from tests.factories.forums import insider, item_of, make_topic, open_forum
from tests.factories.speakers import open_video
from tests.factories.staff import make_staff

LIST = "/forums/topics/"
STAFF_LIST = "/admin/forums/topic/"


@pytest.mark.parametrize("size", SIZES)
def test_a_topic_is_proposed_affirmed_and_answered(new_visitor: NewVisitor, size: str) -> None:
    ada, ola = insider("ada@example.org", "Kola Nut"), insider("ola@example.org", "Kindred")
    make_member(ola, "Kindred Families and Friends of People in Prison in the North West")
    member = new_visitor(size, name="member").become(ada)
    member.open(LIST).see("Topics for the forums")
    member.follow("Propose a topic", "Propose a topic")
    member.press("Propose this topic", "Propose a topic")
    expect(member.page.get_by_role("alert")).to_contain_text("Choose who sees it")
    member.fill("What should we talk about?", "Waits for interpreters")
    member.fill("More about it", "People wait for weeks.\n\nLetters are not translated either.")
    member.select("Theme", "courts")
    member.choose("Who sees it?", "Show my organisation")
    member.press("Propose this topic", "Waits for interpreters")
    assert "Waits for interpreters" in member.mail("coordinator@example.org").text

    other = new_visitor(size, name="other").become(ola)
    other.open(f"{LIST}?theme=courts").follow("Waits for interpreters", "Waits for interpreters")
    other.press("This affects Kindred too")
    expect(other.page.get_by_role("main")).to_contain_text("Kindred says that this affects it too")
    other.follow("Topics", "Topics for the forums")
    assert other.page.url.endswith("?theme=courts")
    other.open(f"{LIST}?theme=faith").follow("Show all", "Topics for the forums")

    officer = new_visitor(size, name="staff").become(make_staff(), second_factor=True)
    officer.open(STAFF_LIST).follow("Waits for interpreters", "Waits for interpreters")
    officer.follow("Answer", "Answer this topic")
    officer.fill("What you write to who proposed it", "It is on the agenda in May.")
    officer.press("Preview", "Answer this topic").press("Answer this topic and send")
    assert "agenda in May" in member.mail("ada@example.org", "About the topic").text

    member.follow("Change it", "Change your topic")
    member.fill("What should we talk about?", "Waits for sworn interpreters")
    Topic.objects.update(version=7)
    member.press("Save", "Change your topic")
    expect(member.page.get_by_role("alert")).to_contain_text("is not lost")
    member.press("Save", "Waits for sworn interpreters")
    member.follow("Take it back", "Take your topic back?")
    Topic.objects.update(state="discussed")
    member.press("Take it back", "Waits for sworn interpreters")


def test_a_topic_is_proposed_by_keyboard_without_javascript(new_visitor: NewVisitor) -> None:
    member = new_visitor("desktop", javascript=False, name="plain").become(insider())
    member.open(LIST).tab_to("Propose a topic")
    member.page.keyboard.press("Enter")
    member.see("Propose a topic")
    member.page.get_by_label("What should we talk about?").focus()
    member.page.keyboard.type("Something that is hard to say")
    for _ in range(3):  # over the text and the theme
        member.page.keyboard.press("Tab")
    member.page.keyboard.press("Space")
    member.page.keyboard.press("ArrowDown")
    member.tab_to("Propose this topic").page.keyboard.press("Enter")
    member.see("Something that is hard to say")
    expect(member.page.get_by_role("main")).to_contain_text("For the co-ordinator only")
    assert Topic.objects.get().shows == TopicShows.COORDINATOR


def test_staff_enter_and_close_a_topic(new_visitor: NewVisitor) -> None:
    ada, topic = insider(), make_topic(title="An older topic")
    officer = new_visitor("desktop", name="staff").become(make_staff(), second_factor=True)
    officer.open(STAFF_LIST).follow("Enter on someone’s behalf")
    officer.page.get_by_label("Organisation").select_option(
        label=str(ada.affiliations.get().organisation)
    )
    officer.press("Continue", "Enter for")
    officer.press("Propose it for them", "Enter for")
    officer.page.get_by_label("From whom?").select_option(str(ada.pk))
    officer.choose("How did it reach you?", "Telephone")
    officer.fill("What should we talk about?", "Told by telephone")
    officer.choose("Who sees it?", "For the co-ordinator only")
    officer.press("Propose it for them", "Told by telephone")
    officer.open(f"{STAFF_LIST}{topic.pk}/close/").press("Preview", "Close this topic")
    officer.fill("What you write to who proposed it", "It was settled.")
    officer.choose("Mail", "Send no mail")
    officer.press("Preview", "Close this topic").press("Close this topic", "An older topic")
    officer.open(f"{STAFF_LIST}{topic.pk}/close/").see("This has moved on")


@pytest.mark.parametrize("size", SIZES)
def test_an_official_is_asked_and_answers(new_visitor: NewVisitor, size: str) -> None:
    forum = open_forum(
        title="Spring forum", venue="Community House", venue_address="12 Lantern Street"
    )
    open_video(forum)
    officer = new_visitor(size, name="staff").become(make_staff(), second_factor=True)
    officer.open(f"/admin/forums/speaker/?forum={forum.pk}")
    officer.follow("Add a speaker or official")
    officer.page.get_by_label("Forum").select_option(str(forum.pk))
    officer.select("Comes as", "official")
    officer.fill("Name", "Amara Example").fill("E-mail address", "amara@example.org")
    officer.activate(officer.page.get_by_role("button", name="Save", exact=True))
    officer.see("Amara Example")
    expect(officer.page.get_by_role("main")).to_contain_text("An item of the sanctuary falls")
    item = item_of(forum, Rule.ON_RECORD)
    officer.page.get_by_label("For one item only").select_option(str(item.pk))
    officer.press("Save and continue editing", "Amara Example").follow(
        "Ask them", "Ask Amara Example?"
    )
    officer.press("Send the letter", "Amara Example")

    guest = new_visitor(size, javascript=size == "desktop", name="guest")
    link = guest.link("amara@example.org")
    guest.open(link.split("/", 3)[3].join(["/", ""]))
    guest.see("Spring forum").press("Yes, I come", "Spring forum")
    guest.follow("Change", "Your details").fill("Your name", "").press("Save", "Your details")
    guest.fill("Your name", "Amara Example").fill("About you", "She leads a team.")
    guest.press("Save", "Spring forum").follow("Tell us", "What you need on the day")
    guest.press("Save", "What you need on the day")
    guest.fill("What do you need", "A chair with arms")
    guest.tick("I agree that the network keeps")
    guest.press("Save", "Spring forum")
    guest.follow("I have to withdraw", "Withdraw?").follow("Back", "Spring forum")

    officer.open("/admin/forums/speaker/").follow("Amara Example").follow("What people need")
    officer.press("Show what people need", "What people need")
    expect(officer.page.get_by_role("main")).to_contain_text("A chair with arms")
    officer.open("/admin/forums/speaker/").follow("Amara Example")
    officer.follow("Take the invitation back").press("Take it back", "Amara Example")
    guest.page.reload()
    guest.see("This link does not work")
