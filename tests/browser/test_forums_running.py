"""A forum from its beginning until it was held, as the co-ordinator runs it."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from forums.choices import Answer, TopicShows
from forums.models import Attendance, Forum
from forums.states import State
from tests.browser.conftest import SIZES, NewVisitor
from tests.browser.visitor import Visitor
from tests.factories.forums import held_forum, insider, join, make_topic
from tests.factories.materials import PDF
from tests.factories.staff import make_staff

pytestmark = pytest.mark.django_db(transaction=True)
LONG = "The Northmere, Eastholm and Thornby Vale gathering on " + "Resettlement" * 5
LIST = "/admin/forums/forum/"
HOUR = timedelta(hours=1)


def what_there_is() -> None:
    """Topics, one of them for the co-ordinator, and an action left over."""
    make_topic(title=LONG)
    make_topic(title="A prison named in confidence", shows=TopicShows.COORDINATOR)
    past = held_forum(days_ago=60)
    past.actions.create(text="Write to the governor", created_at=timezone.now())


def begin(visitor: Visitor) -> Forum:
    visitor.open(f"{LIST}calendar/").see("Forums of")
    link = visitor.page.get_by_role("link", name="Begin the forum of this quarter").first
    link.click()
    visitor.see("Begin a forum").press("Begin it", "Begin a forum")  # without a date
    day = timezone.localdate() + timedelta(days=7)
    visitor.fill("Begins", f"{day}T10:00").fill("Ends", f"{day}T13:00")
    visitor.fill("What it is about", "How people leave prison.").press("Begin it", "Forum, ")
    return Forum.objects.get(state=State.DRAFT)


def arrange(visitor: Visitor) -> None:
    visitor.follow("Open the agenda", "Agenda").follow("Add an item", "Add an item")
    visitor.fill("Title", "Tea").fill("Minutes", "15")
    visitor.tick("It is a break")
    visitor.press("Add it", "Agenda")
    visitor.page.get_by_role("button", name=re.compile("Up.*Tea")).press("Enter")
    visitor.see("Agenda").follow("Add topics of members", "Topics for the agenda")
    button = visitor.page.get_by_role("button", name=re.compile("Put it on the agenda.*North"))
    button.click()
    visitor.see("Topics for the agenda").follow("Back to the agenda", "Agenda")
    visitor.follow(re.compile("Remove.*Tea"), "Remove").follow("Keep it", "Agenda")


def add_paper(visitor: Visitor, folder: Path) -> None:
    file = folder / "slides.pdf"
    file.write_bytes(PDF)
    visitor.activate(visitor.page.get_by_role("link", name="Papers").first)
    visitor.see("Papers").follow("Add a paper", "Add a paper")
    visitor.page.get_by_label("File").set_input_files(file)
    visitor.fill("Title", "Slides").press("Add it", "Papers")
    visitor.follow("Who may have it", "Who may have it?")
    visitor.tick("All members")
    visitor.press("Go on", "Show this paper to more people?").press("Yes, show it", "Papers")


def open_it(visitor: Visitor, forum: Forum) -> None:
    visitor.open(f"{LIST}{forum.pk}/change/").follow("Add the way in", "The way in online")
    visitor.fill("Video link", "meet").press("Save", "The way in online")
    visitor.fill("Video link", "https://meet.example.org/secret").press("Save", forum.title)
    visitor.follow("Open it to members", "Open it to members?")
    visitor.press("Open it to members", forum.title)


def tell(visitor: Visitor, forum: Forum) -> None:
    """Jo was told of an hour before; a place is typed and taken back."""
    told = {"told_starts_at": forum.starts_at - HOUR, "told_ends_at": forum.ends_at - HOUR}
    forum.speakers.create(name="Jo Example", email="jo@example.org", state="invited", **told)
    visitor.open(f"{LIST}{forum.pk}/agenda/").follow("Tell them", "Tell speakers")
    visitor.press("Tell them", "Agenda")
    visitor.open(f"{LIST}{forum.pk}/details/").see("Change this forum")
    visitor.fill("Place", "Another Hall").press("Save", "Change this and tell them?")
    visitor.press("Change something", "Change this forum")


def tick(visitor: Visitor, forum: Forum) -> None:
    now = timezone.now()
    Forum.objects.filter(pk=forum.pk).update(
        starts_at=now - timedelta(hours=3), ends_at=now - timedelta(minutes=1)
    )
    visitor.open(f"{LIST}{forum.pk}/attendance/").see("Attendance")
    visitor.page.get_by_label(re.compile("Ada Example")).check()
    visitor.press("Save the ticks", "Attendance").follow("Add somebody who came", "Find somebody")
    visitor.fill("Name, address", "cleo").press("Search", "Find somebody")
    visitor.press("Joined online", "Attendance").follow("List for the lobby", "List for the lobby")
    visitor.open(f"{LIST}{forum.pk}/attendance/needs/").press("Show what people need")
    visitor.open(f"{LIST}{forum.pk}/hold/").press("It has been held", forum.title)
    visitor.open(f"{LIST}{forum.pk}/topics/discussed/")
    visitor.page.get_by_label("Talked about", exact=True).check()
    visitor.press("Save", "Agenda").open(f"{LIST}{forum.pk}/close/")


@pytest.mark.parametrize("size", SIZES)
def test_coordinator_runs_a_forum(
    new_visitor: NewVisitor, size: str, settings: Any, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"
    visitor = new_visitor(size, name="forums", javascript=size == "desktop")
    visitor.become(make_staff(name="Efua Staff"), second_factor=True)
    what_there_is()

    forum = begin(visitor)
    arrange(visitor)
    add_paper(visitor, tmp_path)
    open_it(visitor, forum)
    ada, ben = insider("ada@example.org", LONG), insider("ben@example.org")
    type(ada).objects.filter(pk=ada.pk).update(name="Ada Example")
    join(forum, ada, Answer.IN_PERSON), join(forum, ben, Answer.APOLOGIES)
    insider("cleo@example.org", "Far Away")
    tell(visitor, forum)
    visitor.open(f"{LIST}{forum.pk}/cancel/").fill("Why?", "Flooded.").press("Show the mails")
    tick(visitor, forum)
    visitor.open(LIST).open("/staff/")

    came = Attendance.objects.filter(was_present=True).values_list("user__email", flat=True)
    assert sorted(came) == ["ada@example.org", "cleo@example.org"]
