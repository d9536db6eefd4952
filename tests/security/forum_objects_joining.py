"""A forum that begins tomorrow and that the member joins, and the addresses that lead there."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from forums.choices import Circle
from network.models import User
from portal.tokens import new_token
from tests.factories.forums import join, open_forum
from tests.factories.joining import make_paper, make_way_in

ABOUT_A_FORUM = ("forum", "forum_ics", "join", "joining", "feedback")


def joining_arguments() -> dict[str, list[Any]]:
    """As Objects.arguments."""
    forum = open_forum(starts_at=timezone.now() + timedelta(days=1))
    make_way_in(forum)
    token = new_token()
    join(forum, User.objects.get(email="member@example.org"), token_hash=token.hash)
    return {
        **{f"forums:{page}": [forum.slug] for page in ABOUT_A_FORUM},
        "forums:joining_by_link": [token.secret],
        "forums:paper": [make_paper(forum, shown_to=Circle.MEMBERS).pk],
        "admin:forums_forum_feedback": [forum.pk],
    }
