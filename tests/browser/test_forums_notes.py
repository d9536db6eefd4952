"""After a forum: notes, a summary that is looked at, agreed and widened, and actions."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from forums.choices import Circle, Rule
from forums.models import Forum, Note, Summary
from tests.browser.conftest import SIZES, NewVisitor
from tests.factories.forums import attended, held_forum, insider, item_of, write_note
from tests.factories.said import agreed_summary, taken_on
from tests.factories.staff import make_staff

ADMIN = "/admin/forums"
TEXT = "We spoke about letters.\n\n- They arrive late\n- Nobody reads them out"


@pytest.mark.parametrize("size", SIZES)
def test_what_was_said_goes_its_way(new_visitor: NewVisitor, size: str) -> None:
    forum, ada = held_forum(title="Spring forum"), insider("ada@example.org")
    attended(forum, ada)
    officer = new_visitor(size, name="said-staff").become(make_staff(), second_factor=True)
    officer.open(f"{ADMIN}/note/").follow("Spring forum", "Notes")
    officer.follow("Write notes").fill("Confidential notes", "Two prisons.")
    officer.press("Keep these notes", "Notes").follow("Who opened them", "Who opened")
    officer.open(f"{ADMIN}/note/forum/{forum.pk}/").follow("Change the day they go")
    officer.press("Keep this day", "Notes").follow("Summary", "Summary")
    officer.follow("Write the summary", "Write the summary")
    officer.press("Keep this draft").fill("Summary", TEXT).press("Keep this draft", "Summary")
    officer.follow("Show it to those", "Show it").press("Show it to those", "Summary")

    assert "seven days" in officer.mail("ada@example.org", "Please look at").text
    member = new_visitor(size, name="said-member").become(ada)
    member.open(f"/forums/{forum.slug}/notes/")
    expect(member.page.get_by_role("main")).to_contain_text("Two prisons.")
    member.open(f"/forums/{forum.slug}/summary/").press("Say: this identifies us", "Summary")
    expect(member.page.get_by_role("alert")).to_contain_text("Say what identifies you")
    member.fill("What identifies you", "There is one such prison.")
    member.press("Say: this identifies us", "Summary")
    expect(member.page.get_by_role("main")).to_contain_text("has not answered yet")

    officer.open(f"{ADMIN}/summary/forum/{forum.pk}/").follow("Kola Nut", "This identifies us")
    officer.fill("What was done about it", "Taken out.").press("Answer", "Summary")
    officer.follow("Change the text").fill("Summary", "We spoke about letters.")
    officer.press("See it, and whom it reaches", "Change what they read?")
    officer.press("Change it and tell them", "Summary")
    member.open(f"/forums/{forum.slug}/summary/")
    expect(member.page.get_by_role("main")).to_contain_text("your seven days began anew")

    a_week_ago = timezone.now() - timedelta(days=7)
    Summary.objects.update(review_until=a_week_ago, shared_at=a_week_ago - timedelta(days=7))
    officer.open(f"{ADMIN}/summary/forum/{forum.pk}/").follow("It is agreed")
    officer.press("It is agreed", "Summary").follow("Let all members read it")
    officer.press("Let all members read it", "Summary")
    expect(officer.page.get_by_role("main")).to_contain_text("Widened: All members")


@pytest.mark.parametrize("size", SIZES)
def test_an_action_is_given_and_done(new_visitor: NewVisitor, size: str) -> None:
    forum, ada = held_forum(title="Spring forum"), insider("ada@example.org", "Own Organisation")
    officer = new_visitor(size, name="action-staff").become(make_staff(), second_factor=True)
    officer.open(f"{ADMIN}/summary/").open(f"{ADMIN}/action/forum/{forum.pk}/")
    officer.follow("Write an action down").press("Write it down", "Write an action down")
    officer.fill("What is to be done", "Ask the governor about letters")
    officer.page.get_by_label("A person").select_option(str(ada.pk))
    officer.press("Write it down", "Actions").follow("Ask the governor", "An action")
    officer.open(f"{ADMIN}/action/")

    assert "Ask the governor" in officer.mail("ada@example.org", "An action from").text
    member = new_visitor(size, name="action-member").become(ada)
    member.open("/dashboard/").follow("All your actions", "Your actions")
    member.follow("Ask the governor", "Is it done?").press("It is done", "Is it done?")
    member.fill("What came of it?", "They are read out now.")
    member.press("It is done", "Your actions")
    officer.open(f"{ADMIN}/action/forum/{forum.pk}/").follow("Ask the governor")


def test_it_works_without_javascript_and_by_keyboard(new_visitor: NewVisitor) -> None:
    forum, ada = held_forum(), insider()
    attended(forum, ada)
    note = write_note(item_of(forum, Rule.ON_RECORD), "Two prisons.")
    agreed_summary(forum, TEXT, shown_to=Circle.PUBLIC)
    taken_on(forum, "Ask the governor", owner=ada)
    member = new_visitor("phone", javascript=False, name="said-plain").become(ada)
    member.open(f"/forums/{forum.slug}/notes/").follow("Your actions", "Your actions")
    member.follow("Ask the governor").fill("What came of it?", "She agreed.").press("It is done")
    new_visitor("phone", name="said-public").open(f"/forums/{forum.slug}/summary/")

    officer = new_visitor("desktop", name="said-conflict")
    officer.become(make_staff(), second_factor=True).open(f"{ADMIN}/note/item/{note.item_id}/")
    officer.fill("Confidential notes", "Typed in the old tab")
    Note.objects.filter(pk=note.pk).update(version=7)
    officer.tab_to("Keep these notes")
    officer.page.keyboard.press("Enter")
    expect(officer.page.get_by_role("alert")).to_contain_text("nothing of it is lost")
    officer.see("Notes of")
    officer.open(f"{ADMIN}/note/item/{item_of(forum, Rule.SANCTUARY).pk}/")
    Forum.objects.filter(pk=forum.pk).update(notes_until=timezone.localdate())
    officer.open(f"{ADMIN}/note/forum/{forum.pk}/")
    member.open(f"/forums/{forum.slug}/notes/")
