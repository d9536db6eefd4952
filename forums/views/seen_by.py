"""Who looks at the forums' pages, and what of them they may see.

Staff see more than members only in a session with their second factor.
"""

from datetime import datetime

from django.http import HttpRequest

from forums.models import Action, Forum, Paper, Topic
from forums.models.actions import ActionQuerySet
from forums.models.agenda import PaperQuerySet
from forums.models.circles import is_inside, is_member
from forums.models.forums import ForumQuerySet
from forums.models.topics import TopicQuerySet
from portal.accounts import may_use_staff_pages


def is_staff(request: HttpRequest) -> bool:
    """Whether these are staff who look after forums, at work."""
    return may_use_staff_pages(request) and request.user.has_perm("forums.view_forum")


def series_for(request: HttpRequest, now: datetime) -> ForumQuerySet | None:
    """The forums that somebody may know of; None for who may not know when members meet."""
    if is_staff(request):
        return Forum.objects.all()
    return Forum.objects.announced() if is_member(request.user, now=now) else None


def forums_for(request: HttpRequest, now: datetime) -> ForumQuerySet:
    rows = series_for(request, now)
    return Forum.objects.none() if rows is None else rows


def papers_for(request: HttpRequest, now: datetime) -> PaperQuerySet:
    rows, at_work = Paper.objects.all(), may_use_staff_pages(request)
    return (rows.visible_to if at_work else rows.for_member)(request.user, now=now)


def actions_for(request: HttpRequest, now: datetime) -> ActionQuerySet:
    rows = Action.objects.all()
    at_work = is_staff(request)
    return (rows.visible_to if at_work else rows.for_member)(request.user, now=now)


def meets_topics(request: HttpRequest, now: datetime) -> bool:
    """Whether somebody may read topics at all."""
    return _works_on_topics(request) or is_inside(request.user, now=now)


def topics_for(request: HttpRequest, now: datetime) -> TopicQuerySet:
    """The topics that somebody may read. Staff see what members do.

    The rest is for the admin's pages alone, which ask for the second factor.
    """
    rows = Topic.objects.for_member(request.user, now=now)
    return rows | Topic.objects.shown() if _works_on_topics(request) else rows


def _works_on_topics(request: HttpRequest) -> bool:
    return may_use_staff_pages(request) and request.user.has_perm("forums.view_topic")


def may_answer(request: HttpRequest, now: datetime) -> bool:
    """Whether who looks at a forum can say that they come: staff only where they are members."""
    return not is_staff(request) or is_member(request.user, now=now)
