"""Papers of a forum: each for its circle, as attachments."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from forums.choices import Answer, Circle
from forums.models import Forum, Paper
from tests.factories.applicants import make_person
from tests.factories.forums import (
    attended,
    held_forum,
    insider,
    join,
    make_forum,
    open_forum,
    outsider,
)
from tests.factories.joining import make_paper
from tests.factories.staff import make_manager, make_staff, sign_in

pytestmark = pytest.mark.django_db


def content(answer: Any) -> bytes:
    """What was sent, read to its end, which also closes the file."""
    return b"".join(answer)


@pytest.mark.parametrize(
    ("circle", "seen_by"),
    [
        (Circle.STAFF, ["staff"]),
        (Circle.ATTENDEES, ["staff", "coming"]),
        (Circle.MEMBERS, ["staff", "coming", "apologies", "member", "officer"]),
        (
            Circle.PUBLIC,
            ["staff", "manager", "coming", "apologies", "member", "officer", "stranger", "visitor"],
        ),
    ],
)
def test_a_paper_is_for_its_circle(circle: Circle, seen_by: list[str]) -> None:
    forum, coming, apologies, officer = open_forum(), insider(), insider(), outsider()
    join(forum, coming), join(forum, officer), join(forum, apologies, Answer.APOLOGIES)
    make_paper(forum, shown_to=circle)
    people = {
        "staff": make_staff(),
        "manager": make_manager(),
        "coming": coming,
        "apologies": apologies,
        "member": insider(),
        "officer": officer,
        "stranger": make_person(),
        "visitor": AnonymousUser(),
    }
    now = timezone.now()
    assert [n for n, one in people.items() if Paper.objects.visible_to(one, now=now)] == seen_by


def test_after_the_forum_attendees_are_those_who_were_there() -> None:
    forum, there, away = held_forum(), insider(), insider()
    attended(forum, there), join(forum, away)
    make_paper(forum, shown_to=Circle.ATTENDEES)
    now = timezone.now()
    found = [Paper.objects.visible_to(one, now=now).count() for one in (there, away)]
    assert found == [1, 0]


def test_a_draft_has_no_papers_for_anybody_but_staff(client: Client) -> None:
    paper = make_paper(make_forum(), shown_to=Circle.PUBLIC)
    address = reverse("forums:paper", args=[paper.pk])
    assert client.get(address).status_code == 302
    answer = sign_in(make_staff()).get(address)
    assert (answer.status_code, content(answer).startswith(b"%PDF")) == (200, True)


def test_a_paper_comes_as_an_attachment(client: Client) -> None:
    forum: Forum = open_forum(starts_at=timezone.now() + timedelta(days=3))
    paper = make_paper(forum, "Planted slides", shown_to=Circle.MEMBERS)
    client.force_login(insider())
    assert (
        "Planted slides" in client.get(reverse("forums:forum", args=[forum.slug])).content.decode()
    )
    answer = client.get(reverse("forums:paper", args=[paper.pk]))
    assert answer.headers["Content-Disposition"] == 'attachment; filename="slides.pdf"'
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert content(answer).startswith(b"%PDF")
