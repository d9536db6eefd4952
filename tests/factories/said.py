"""What was said at forums: summaries in each state of their life, and actions."""

import uuid
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from forums.actions import objecting, showing, summaries, tasks_taken
from forums.actions.tasks_taken import What
from forums.choices import Circle
from forums.models import Action, Forum, Objection, Summary
from network.models import User
from tests.factories.forums import attended, held_forum, insider
from tests.factories.staff import make_staff

TEXT = "We spoke about letters.\n\n- They arrive late\n- Nobody reads them out"


def there_and_forum(email: str = "", **fields: Any) -> tuple[User, Forum]:
    """A forum held yesterday, and somebody who was there."""
    forum, user = held_forum(**fields), insider(email)
    attended(forum, user)
    return user, forum


def draft_summary(forum: Forum, text: str = TEXT, *, now: datetime | None = None) -> Summary:
    return summaries.write(
        forum=forum, text=text, version=0, by=make_staff(), now=now or timezone.now()
    )


def shared_summary(forum: Forum, text: str = TEXT, *, days_ago: int = 0) -> Summary:
    """With those who were there since some days."""
    then = timezone.now() - timedelta(days=days_ago)
    summary = draft_summary(forum, text, now=then)
    return summaries.share(forum=forum, version=summary.version, by=make_staff(), now=then)


def agreed_summary(
    forum: Forum, text: str = TEXT, *, shown_to: Circle = Circle.ATTENDEES
) -> Summary:
    """Agreed now, and widened step by step to a circle."""
    now = timezone.now()
    summary = shared_summary(forum, text, days_ago=8)
    summary = summaries.agree(forum=forum, version=summary.version, by=make_staff(), now=now)
    for circle in list(Circle)[2 : list(Circle).index(shown_to) + 1]:
        summary = showing.widen(
            forum=forum,
            to=circle,
            version=summary.version,
            shown_to=summary.shown_to,
            by=make_staff(),
            now=now,
        )
    return summary


def objection_to(summary: Summary, by: User, text: str = "That is our street.") -> Objection:
    """Said an hour after it was shown."""
    assert summary.shared_at
    said = objecting.Said(text=text, version=summary.version, key=uuid.uuid4())
    now = summary.shared_at + timedelta(hours=1)
    return objecting.say(forum=summary.forum, said=said, by=by, now=now)


def taken_on(forum: Forum, text: str = "Write to the governor", **what: Any) -> Action:
    """An action of somebody inside, unless another owner is given."""
    now = what.pop("now", timezone.now())
    if not what.keys() & {"owner", "owner_organisation"}:
        what["owner"] = insider()
    return tasks_taken.add(
        forum=forum, what=What(text, **what), key=uuid.uuid4(), by=make_staff(), now=now
    )
