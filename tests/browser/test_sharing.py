"""A member shares news; the co-ordinator asks for changes, and takes it."""

import pytest
from playwright.sync_api import expect

from bulletins.models import Submission
from tests.browser.conftest import SIZES, NewVisitor
from tests.factories.staff import make_staff
from tests.factories.submissions import make_draft, make_shared, picture_bytes, sharer

LIST = "/admin/bulletins/submission/"
LANTERN = {"name": "lantern.png", "mimeType": "image/png", "buffer": picture_bytes()}


@pytest.mark.parametrize("size", SIZES)
def test_news_is_shared_changed_and_accepted(new_visitor: NewVisitor, size: str) -> None:
    ada = sharer("ada@example.org", "Ada Example")
    member = new_visitor(size, name="member").become(ada)
    member.open("/dashboard/").follow("Share your news", "Share news or practice")
    member.follow("News", "Share news")
    member.press("Save as a draft", "Share news")
    member.press("Send it in", "Share news")
    expect(member.page.get_by_role("alert")).to_contain_text("Enter a title")
    member.fill("Title", "A mentoring project grows")
    member.fill("Your news", "In two prisons now.\n\nMore at https://example.org/mentoring.")
    member.page.get_by_label("A picture").set_input_files(LANTERN)  # type: ignore[arg-type]  # as Playwright reads it
    member.fill("What the picture shows", "A lantern at a gate")
    member.choose("Who may read it?", "Everybody")
    member.choose("May we name your organisation?", "Yes")
    member.press("Send it in", "A mentoring project grows")
    reference = member.page.url.rstrip("/").rsplit("/", 1)[-1]

    officer = new_visitor(size, name="staff").become(make_staff(), second_factor=True)
    officer.open("/staff/").follow("news from members waiting", "Members' submissions")
    officer.follow("A mentoring project grows", "A mentoring project grows")
    officer.follow("Ask for changes", "Ask for changes")
    officer.fill("What you write to the member", "Please leave out which prisons.")
    officer.press("Preview", "Ask for changes").press("Ask for changes and send")
    assert "leave out which prisons" in member.mail("ada@example.org", "Could you change").text

    member.open("/dashboard/").follow("A mentoring project grows", "A mentoring project grows")
    member.follow("Change it and send it in again", "Share news")
    member.fill("Your news", "In more prisons now.")
    member.press("Send it in again", "A mentoring project grows")

    officer.open(LIST).follow("A mentoring project grows").follow("Accept", "Accept")
    officer.press("Preview", "Accept").press("Accept and send")
    member.open(f"/bulletins/share/{reference}/")
    expect(member.page.get_by_role("main")).to_contain_text("It will be published")
    member.open("/bulletins/share/")


def test_sharing_works_without_javascript(new_visitor: NewVisitor) -> None:
    ada = sharer()
    member = new_visitor("phone", javascript=False, name="plain").become(ada)
    member.open("/bulletins/share/").follow("A practice example", "Share a practice example")
    member.fill("Title", "Letters that people open").fill("The problem", "They came back unread.")
    member.fill("What you did", "We wrote by hand.")
    member.choose("How far has it been tried?", "Tried, with what we learned")
    member.select("Theme", "resettlement")
    member.select("Where does it take place?", "custody")
    member.choose("Who may read it?", "Members of the network only")
    member.choose("May we name your organisation?", "No")
    member.press("Send it in", "Letters that people open")
    member.follow("Take it back", "Take it back?")
    member.press("Take it back", "Share news or practice")

    officer = new_visitor("desktop", javascript=False, name="plain-staff")
    officer.become(make_staff(), second_factor=True)
    row = make_shared(ada, title="News of somebody")
    officer.open(f"{LIST}{row.pk}/decide/decline/")
    officer.select("Reason", "known")
    officer.press("Preview", "Decline")  # the gap in the preset is not filled in yet
    officer.fill("What you write to the member", "This was told in the last bulletin.")
    officer.press("Preview", "Decline").press("Change something", "Decline")
    officer.press("Preview", "Decline").press("Decline and send", "News of somebody")


@pytest.mark.parametrize("size", SIZES)
def test_the_other_pages_of_sharing(new_visitor: NewVisitor, size: str) -> None:
    ada = sharer("ada@example.org", "Ada Example")
    row = make_shared(ada, title="Gemeinschaftsgerechtigkeitsnetzwerk " * 4, kind="practice")
    member = new_visitor(size, name="pages").become(ada)
    member.open(f"/bulletins/share/{row.reference}/").open("/bulletins/share/new/practice/")
    draft = make_draft(ada)
    change = f"/bulletins/share/{draft.reference}/change/"
    member.open(change).fill("Your news", "Typed in the old tab")
    Submission.objects.filter(pk=draft.pk).update(version=7, text="Saved in another tab")
    member.press("Save as a draft", "Share news")
    expect(member.page.get_by_role("alert")).to_contain_text("Saved in another tab")
    member.fill("Your news", "Typed again")
    Submission.objects.filter(pk=draft.pk).update(state="withdrawn")
    member.press("Save as a draft", "It cannot be changed any more")

    officer = new_visitor(size, name="pages-staff").become(make_staff(), second_factor=True)
    officer.open(LIST).open(f"{LIST}{row.pk}/change/").open(f"{LIST}add/")
    organisation = ada.affiliations.get().organisation
    officer.page.get_by_label("Organisation").select_option(str(organisation.pk))
    officer.choose("What is it?", "News").press("Continue", "Enter for")
    officer.press("Send it in for them", "Enter for")
    officer.open(f"{LIST}{row.pk}/decide/ask/").fill("What you write to", "My own words")
    Submission.objects.filter(pk=row.pk).update(version=9)
    officer.press("Preview").press("Ask for changes and send", "This has moved on")
    new_visitor(size, name="closed").become(make_staff()).open("/bulletins/share/")
