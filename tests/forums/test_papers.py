"""Papers of a forum: kept for staff, shown wider by an act of its own, gone with their file."""

import os
import uuid
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from forums import tasks
from forums.actions import papers
from forums.choices import Circle
from forums.models import Forum, Paper
from network.uploads import inspect
from portal.models import AuditEntry
from tests.factories.forums import make_forum
from tests.factories.materials import PDF
from tests.factories.staff import make_staff
from tests.forums.running import press

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def on_disk(folder: Path) -> int:
    return sum(path.is_file() for path in folder.rglob("*"))


def add(forum: Forum, title: str = "Slides", key: uuid.UUID | None = None) -> Paper:
    return papers.add(
        forum=forum,
        title=title,
        upload=inspect(PDF, "slides.pdf"),
        key=key or uuid.uuid4(),
        by=make_staff(),
        now=timezone.now(),
    )


def show(paper: Paper, circle: Circle, was: str) -> None:
    papers.show_to(paper=paper, circle=circle, was=was, by=make_staff(), now=timezone.now())


def test_new_paper_is_for_staff_alone(folder: Path) -> None:
    paper = add(make_forum())
    assert (paper.shown_to, paper.name, on_disk(folder)) == (Circle.STAFF, "slides.pdf", 1)


def test_two_presses_add_once(folder: Path) -> None:
    forum, key = make_forum(), uuid.uuid4()
    assert add(forum, key=key) == add(forum, key=key)
    assert on_disk(folder) == 1


def test_forum_has_at_most_so_many_papers(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(papers, "MOST", 1)
    forum = make_forum()
    add(forum)
    with pytest.raises(papers.TooMany):
        add(forum)
    assert on_disk(folder) == 1


def test_widening_is_written_down() -> None:
    paper = add(make_forum())
    show(paper, Circle.MEMBERS, was=Circle.STAFF)
    entry = AuditEntry.objects.get(action="paper.widen")
    assert (entry.old, entry.new) == ({"shown_to": "staff"}, {"shown_to": "members"})


def test_nothing_is_widened_past_what_was_looked_at() -> None:
    paper = add(make_forum())
    show(paper, Circle.ATTENDEES, was=Circle.STAFF)
    with pytest.raises(papers.Changed):
        show(paper, Circle.PUBLIC, was=Circle.STAFF)
    paper.refresh_from_db()
    assert paper.shown_to == Circle.ATTENDEES


def test_narrowing_is_always_possible() -> None:
    paper = add(make_forum())
    show(paper, Circle.PUBLIC, was=Circle.STAFF)
    show(paper, Circle.STAFF, was="")
    paper.refresh_from_db()
    assert paper.shown_to == Circle.STAFF


def test_papers_are_put_in_order() -> None:
    forum = make_forum()
    first, second = add(forum, "First"), add(forum, "Second")
    papers.move(paper=second, up=True, by=make_staff(), now=timezone.now())
    papers.move(paper=second, up=True, by=make_staff(), now=timezone.now())
    assert list(forum.papers.order_by("position")) == [second, first]


def test_removed_paper_takes_its_file_along(
    folder: Path, django_capture_on_commit_callbacks: Any
) -> None:
    paper = add(make_forum())
    with django_capture_on_commit_callbacks(execute=True):
        papers.remove(paper=paper, by=make_staff(), now=timezone.now())
    assert on_disk(folder) == 0
    with pytest.raises(papers.Gone):
        papers.rename(paper=paper, title="Late", by=make_staff(), now=timezone.now())


def test_files_that_no_paper_names_are_swept(folder: Path) -> None:
    paper, orphan = add(make_forum()), folder / "forums" / "2026" / "orphan.pdf"
    orphan.parent.mkdir(parents=True, exist_ok=True)
    orphan.write_bytes(PDF)
    old = (timezone.now() - timedelta(days=2)).timestamp()
    for path in (orphan, folder / str(paper.file.name)):
        os.utime(path, (old, old))
    tasks.sweep_papers()
    assert on_disk(folder) == 1


def test_paper_is_widened_after_a_second_look(coordinator: Client) -> None:
    paper = add(make_forum())
    path = f"papers/{paper.pk}/circle/"
    asked = press(coordinator, paper.forum, path, shown_to="members", was="staff")
    paper.refresh_from_db()
    assert (asked.context["wanted"], paper.shown_to) == (Circle.MEMBERS, Circle.STAFF)
    press(coordinator, paper.forum, path, shown_to="public", was="staff", sure="members")
    paper.refresh_from_db()
    assert paper.shown_to == Circle.STAFF
    press(coordinator, paper.forum, path, shown_to="members", was="staff", sure="members")
    paper.refresh_from_db()
    assert paper.shown_to == Circle.MEMBERS
