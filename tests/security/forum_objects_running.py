"""Forums in the states in which the pages of running them have something to show."""

import uuid
from datetime import timedelta
from typing import Any

from django.utils import timezone

from forums.actions import moving, papers
from forums.choices import Rule
from forums.models import AgendaTopic
from network.uploads import inspect
from tests.factories.forums import held_forum, insider, item_of, make_forum, make_topic, open_forum
from tests.factories.materials import PDF
from tests.factories.staff import make_staff


def running_arguments() -> dict[str, list[Any]]:
    """What the addresses of a forum, its items, topics, papers and people are made of."""
    draft = make_forum(venue="Example Hall")
    going_on = open_forum(starts_at=timezone.now() - timedelta(minutes=30))
    held, user, topic = held_forum(), insider(), make_topic()
    item, by, now = item_of(draft, Rule.ON_RECORD), make_staff(), timezone.now()
    closed = held_forum()
    moving.close(forum=closed, version=closed.version, by=by, now=now)
    AgendaTopic.objects.create(item=item, topic=topic)
    paper = papers.add(
        forum=draft,
        title="Slides",
        upload=inspect(PDF, "slides.pdf"),
        key=uuid.uuid4(),
        by=by,
        now=now,
    )
    who = [user.pk, user.affiliations.get().organisation_id]
    admin = "admin:forums_forum"
    of_paper = ("paper", "paper_circle", "paper_move", "paper_file", "paper_remove")
    return {
        admin: [draft.pk],
        f"{admin}_calendar": [],
        f"{admin}_item": [draft.pk, item.pk],
        f"{admin}_item_add": [draft.pk],
        f"{admin}_topic_put": [draft.pk],
        f"{admin}_topic_take_off": [draft.pk, topic.pk],
        f"{admin}_topics_discussed": [held.pk],
        f"{admin}_paper_add": [draft.pk],
        **{f"{admin}_{name}": [draft.pk, paper.pk] for name in of_paper},
        f"{admin}_attendance": [going_on.pk],
        f"{admin}_answer_enter": [going_on.pk, *who],
        f"{admin}_answer_came": [going_on.pk, *who],
        f"{admin}_hold": [going_on.pk],
        f"{admin}_close": [held.pk],
        f"{admin}_reopen": [closed.pk],
    }
