"""Topics, and speakers with their links, for the addresses that lead to them."""

from typing import Any

from network.models import User
from portal.sealing import seal
from tests.factories.forums import make_topic, open_forum
from tests.factories.speakers import TOKEN, asked


def topic_arguments() -> dict[str, list[Any]]:
    """A topic that the member proposed, and somebody who is asked to a forum."""
    topic = make_topic(User.objects.get(email="member@example.org"))
    speaker = asked(open_forum(), needs=seal("A chair"))
    return {
        "forums:topics": [],
        "forums:topic_new": [],
        "forums:topic": [topic.pk],
        "forums:speaker": [TOKEN.secret],
        "admin:forums_topic": [topic.pk],
        "admin:forums_speaker": [speaker.pk],
    }
