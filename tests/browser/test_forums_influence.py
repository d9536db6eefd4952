"""A topic becomes an issue, goes to a body and comes back; everybody reads what came of it."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from forums.choices import Circle
from forums.models import Issue
from tests.browser.conftest import SIZES, NewVisitor
from tests.browser.visitor import Visitor
from tests.factories.forums import held_forum, insider, make_topic
from tests.factories.issues import STATEMENT, asked, begun, hmpps, sent, shown, today
from tests.factories.said import agreed_summary
from tests.factories.staff import make_staff

BOARD = "/admin/forums/issue/"


def confirm(officer: Visitor, title: str, words: str = "") -> None:
    """Preview a step, and write it down."""
    if words:
        officer.fill("What members see", words)
    officer.press("Preview", title).press("Write it down and tell them", STATEMENT)


@pytest.mark.parametrize("size", SIZES)
def test_an_issue_goes_to_a_body_and_comes_back(new_visitor: NewVisitor, size: str) -> None:
    ada = insider("ada@example.org")
    topic, body = make_topic(ada), hmpps()
    officer = new_visitor(size, name="staff").become(make_staff(), second_factor=True)
    officer.open(BOARD).follow("Begin an issue", "Begin an issue")
    officer.press("Preview", "Begin an issue")  # nothing is written yet
    officer.fill("What is wrong", STATEMENT).choose("Level", "Operational")
    officer.page.get_by_label("A topic").select_option(str(topic.pk))
    confirm(officer, "Begin an issue")
    officer.follow("Edit", "Edit the issue").follow("Back to the issue", STATEMENT)
    officer.follow("Draft a submission", "Draft a submission")
    officer.page.get_by_label("To whom?").select_option(str(body.pk))
    officer.fill("What we say to them", "We ask you to look at this.")
    officer.press("Keep the draft", STATEMENT).follow("Mark as sent", "Sent")
    confirm(officer, "Sent")
    officer.follow("Holding reply", "Holding reply").fill("What they say", "Please wait.")
    officer.fill("Answer expected by", str(today() + timedelta(days=20)))
    confirm(officer, "Holding reply")
    officer.follow("Change the expected day", "When do you expect the answer?")
    officer.fill("Answer expected by", str(today() + timedelta(days=30)))
    officer.press("Change the day", STATEMENT)
    officer.follow("Draft a submission", "Draft a submission")
    officer.page.get_by_label("To whom?").select_option(str(body.pk))
    officer.fill("What we say to them", "We ask once more.")
    officer.press("Keep the draft", STATEMENT).follow("Discard the draft", "Discard this draft?")
    officer.press("Discard it", STATEMENT)
    officer.follow("Answered", "Answered").choose("What is the answer?", "Partly agreed")
    officer.fill("What they say", "We note the issue.")
    confirm(officer, "Answered", "They will read letters aloud.")
    subjects = [officer.mail(ada.email, word).subject for word in ("raised", "sent", "partly")]
    assert len(set(subjects)) == 3

    visitor = new_visitor(size, name="visitor").open("/forums/influence/")
    officer.follow("Show it to everybody", "Show it to everybody")
    officer.press("Show it to everybody", STATEMENT)
    officer.follow("Add where it comes from", "Add where").follow("Back to the issue", STATEMENT)
    officer.follow("Add an organisation", "Add an org").follow("Back to the issue", STATEMENT)
    officer.open(f"{BOARD}?what=open").follow("Briefing for a meeting", "Briefing")
    officer.page.get_by_label("A meeting with").select_option(str(body.pk))
    officer.press("Continue", "Briefing").choose("Which issues?", STATEMENT)
    officer.press("Show the briefing", "Briefing for HM Prison")
    visitor.open("/forums/influence/").follow(STATEMENT, STATEMENT)
    expect(visitor.page.get_by_role("main")).to_contain_text("They will read letters aloud.")
    expect(visitor.page.get_by_role("main")).not_to_contain_text("We note the issue.")
    agreed_summary(held_forum(title="Spring forum"), shown_to=Circle.PUBLIC)
    public = "Summaries and papers"
    visitor.open("/forums/influence/").follow(f"{public} that everybody may read", public)
    visitor.follow("Summary", "Summary").follow("Back", public)


@pytest.mark.parametrize("javascript", [True, False])
def test_a_member_speaks_and_agrees(new_visitor: NewVisitor, javascript: bool) -> None:
    ada = insider("ada@example.org")
    issue = shown(sent(begun()).issue)
    agreement = asked(ada, "Searches before visits shame families")
    member = new_visitor("phone", javascript=javascript, name="member").become(ada)
    member.open("/forums/influence/").follow(STATEMENT, STATEMENT)
    member.press("This affects us too", STATEMENT).press("Take it back", STATEMENT)
    member.open(f"/forums/influence/agree/{agreement.pk}/")
    member.press("I agree", "May we take this further?")

    officer = new_visitor("phone", javascript=javascript, name="officer")
    officer.become(make_staff(), second_factor=True).open(BOARD)
    officer.follow("Asked of the sanctuary", "Asked of the sanctuary")
    officer.follow("Ask who raised something", "Ask who raised something")
    officer.activate(officer.page.get_by_role("main").get_by_role("link", name="Under sanctuary"))
    officer.see("Ask who raised something").open(f"{BOARD}agreements/")
    officer.follow("Searches before visits", "Asked of the sanctuary")
    officer.follow("Begin an issue from it", "Begin an issue").choose("Level", "Strategic")
    officer.press("Preview", "Begin an issue").press("Write it down", "Searches before visits")
    issue.refresh_from_db()
    assert (issue.voices.count(), Issue.objects.count()) == (1, 2)
    officer.open(f"{BOARD}{issue.pk}/change/").follow("Close it", "Closed")
    officer.press("Preview", "Closed").press("Write it down", STATEMENT)
