"""What the staff's pages about a topic share."""

from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from forums.models import Topic
from network.models import User
from portal.admin_pages import kept_filters, page

CHANGE = "forums.change_topic"
CONFLICT = 409
TONES = {
    Topic.State.OPEN: "wait",
    Topic.State.DISCUSSED: "good",
    Topic.State.CLOSED: "neutral",
    Topic.State.WITHDRAWN: "neutral",
}


def staff(request: HttpRequest) -> User:
    """The member of staff at work; the admin site lets nobody else in."""
    return cast(User, request.user)


def find(pk: int | None) -> Topic:
    """Raises Http404."""
    return get_object_or_404(
        Topic.objects.select_related("organisation", "by", "entered_by"), pk=pk
    )


def topic_url(request: HttpRequest, topic: Topic) -> str:
    """The topic's page, with the way back to the same list."""
    url, kept = reverse("admin:forums_topic_change", args=[topic.pk]), kept_filters(request)
    return f"{url}?{kept}" if kept else url


def topic_page(
    request: HttpRequest,
    template: str,
    topic: Topic,
    *,
    title: Any,
    status: int = 200,
    **context: Any,
) -> HttpResponse:
    """A page about one topic, with its way back."""
    return page(
        request,
        f"admin/forums/topic/{template}",
        Topic,
        title=title,
        status=status,
        topic=topic,
        tone=TONES[Topic.State(topic.state)],
        topic_url=topic_url(request, topic),
        **context,
    )
