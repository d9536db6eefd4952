"""A member joins a forum, gets in by the personal link, and says afterwards how it was."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from forums.actions.feedback import Said, give
from forums.actions.issues import Origin
from forums.choices import Circle, Rule
from forums.models import Attendance, Forum
from tests.browser.conftest import SIZES, NewVisitor
from tests.factories.forums import (
    attended,
    held_forum,
    insider,
    item_of,
    make_topic,
    open_forum,
    outsider,
)
from tests.factories.issues import STATEMENT, begun, shown
from tests.factories.joining import answers, make_paper, make_speaker, make_way_in
from tests.factories.said import taken_on
from tests.factories.staff import make_staff

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def forum() -> Forum:
    """Tomorrow, in a hall or online."""
    forum = open_forum(
        title="Autumn forum",
        starts_at=timezone.now() + timedelta(days=1),
        venue="Example Hall",
        venue_address="1 Example Street, London",
        about="What has changed since summer, and what we take further.",
    )
    make_way_in(forum)
    make_paper(forum, "What changed since summer", shown_to=Circle.MEMBERS)
    make_speaker(forum, "Ọlá Official", kind="official", role="Policy lead, Example Department")
    topic = make_topic()
    item_of(forum, Rule.SANCTUARY).agenda_topics.create(topic=topic)
    shown(begun(Origin(topic=topic)))
    return forum


@pytest.mark.parametrize("size", SIZES)
def test_a_member_joins_and_gets_in(new_visitor: NewVisitor, forum: Forum, size: str) -> None:
    ada, before = insider("ada@example.org", "Ada's House"), held_forum(title="Summer forum")
    attended(before, ada), taken_on(before, "Ask the governor for a list", owner=ada)
    member = new_visitor(size, name="joining").become(ada)
    member.open("/dashboard/").follow("Autumn forum", "Are you coming?")
    member.press("Send your answer", "Are you coming?")
    expect(member.page.get_by_role("alert")).to_contain_text("Say whether you come")
    member.choose("Are you coming?", "I come in person")
    member.fill("If you come in person", "A ramp")
    member.press("Send your answer", "Are you coming?")
    expect(member.page.get_by_role("alert")).to_contain_text("Tick that you agree")
    member.tick("I agree that the network keeps")
    member.press("Send your answer", "Autumn forum")
    member.follow("How to get in", "How to get in").open("/forums/").open("/dashboard/")
    member.follow("Autumn forum", "Autumn forum").follow("Change your answer", "Are you coming?")
    member.press("Delete what I have said", "Autumn forum")
    member.follow("Waits for interpreters", "Waits for interpreters")
    member.follow(STATEMENT, STATEMENT).follow("Waits for interpreters", "Waits for interpreters")

    visitor = new_visitor(size, name="by-link")
    visitor.open(visitor.link("ada@example.org", "You are coming")).see("How to get in")
    expect(visitor.page.get_by_role("link", name="Join by video")).to_be_visible()
    Attendance.objects.update(answer="apologies")
    visitor.page.reload()
    visitor.see("This link does not work")


@pytest.mark.parametrize("size", SIZES)
def test_the_other_pages_of_forums(new_visitor: NewVisitor, forum: Forum, size: str) -> None:
    new_visitor(size, name="public").open("/forums/").see("Forums")
    ada, past = insider("ada@example.org"), held_forum(title="Summer forum")
    attended(past, ada)
    member = new_visitor(size, name="after").become(ada)
    member.open(f"/forums/{forum.slug}/joining/").open("/forums/")
    member.follow("Summer forum", "Summer forum").follow("Tell us how it was", "How was it?")
    member.press("Send answers", "How was it?")
    member.choose("How was it?", "Very good").press("Send answers", "Summer forum")

    for _ in range(4):
        user = insider()
        attended(past, user)
        give(forum=past, user=user, said=Said(4, 5, "Lunch"), now=timezone.now())
    staff = new_visitor(size, name="staff").become(make_staff(), second_factor=True)
    staff.open(f"/admin/forums/feedback/{past.pk}/").see("Feedback")

    officer = new_visitor(size, name="outside").become(outsider())
    officer.open(f"/forums/{forum.slug}/")
    Forum.objects.filter(pk=forum.pk).update(
        state="cancelled", cancelled_at=timezone.now(), cancelled_why="The hall is flooded."
    )
    officer.open(f"/forums/{forum.slug}/").open(f"/forums/{forum.slug}/joining/").open("/forums/")


def test_joining_works_without_javascript_and_by_keyboard(
    new_visitor: NewVisitor, forum: Forum
) -> None:
    ada = insider("ada@example.org")
    plain = new_visitor("phone", javascript=False, name="plain").become(ada)
    plain.open("/forums/").follow("Say whether you come", "Are you coming?")
    plain.choose("Are you coming?", "I join online").press("Send your answer", "Autumn forum")

    answers(forum, insider("ben@example.org"))
    keys = new_visitor("desktop", name="keys").become(insider("cleo@example.org"))
    keys.open(f"/forums/{forum.slug}/join/").page.get_by_label("I cannot come").focus()
    keys.page.keyboard.press("Space")
    keys.tab_to("Send your answer").page.keyboard.press("Enter")
    keys.see("Autumn forum")
    assert Attendance.objects.get(user__email="cleo@example.org").answer == "apologies"
