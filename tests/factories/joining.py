"""What there is around joining a forum: the way in, papers, an answer as the site keeps it."""

import uuid
from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone

from forums.actions import joining
from forums.choices import Answer, Circle
from forums.models import Attendance, Forum, JoiningLink, Paper, Speaker
from network.models import Organisation, User
from portal.demo.papers import paper

VIDEO = "https://video.example.org/planted-room"


def make_way_in(forum: Forum, **fields: Any) -> JoiningLink:
    values = {"url": VIDEO, "dial_in": "020 7946 0999", "changed_at": timezone.now()} | fields
    return JoiningLink.objects.create(forum=forum, **values)


def answers(forum: Forum, user: User, answer: str = Answer.ONLINE, **fields: Any) -> Attendance:
    """Somebody says whether they come, for their first organisation, as on the site."""
    organisation = Organisation.objects.visible_to(user).order_by("pk")[0]
    values = {"organisation": organisation, "by": user, "now": timezone.now()} | fields
    return joining.answer(forum=forum, user=user, answer=answer, **values)


def make_paper(forum: Forum, title: str = "Slides", shown_to: str = Circle.STAFF) -> Paper:
    """A PDF."""
    content = paper(title, "Of a forum")
    return Paper.objects.create(
        forum=forum,
        key=uuid.uuid4(),
        title=title,
        shown_to=shown_to,
        file=ContentFile(content, name=f"{uuid.uuid4()}.pdf"),
        name="slides.pdf",
        content_type="application/pdf",
        size=len(content),
        added_at=timezone.now(),
    )


def make_speaker(forum: Forum, name: str, **fields: Any) -> Speaker:
    """Somebody from outside who comes."""
    values = {"state": Speaker.State.ACCEPTED, "answered_at": timezone.now()} | fields
    return Speaker.objects.create(forum=forum, name=name, **values)
