"""Topics that members proposed: onto an agenda, off it, and what became of them.

For who may look at topics alone: Managers may not.
"""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from forums.actions import agenda as actions
from forums.actions import plans
from forums.admin.running_pages import (
    ONLY_POST,
    RUN,
    SAFE,
    TOPICS,
    about_forum,
    forum_page,
    refuse_without,
    refused,
    staff,
    to_forum,
    version_in,
)
from forums.models import Forum
from forums.states import State
from portal.whole_numbers import whole_number

PER_PAGE = 25


@about_forum(TOPICS, SAFE)
def offered(request: HttpRequest, forum: Forum) -> HttpResponse:
    """Open topics, those left over from earlier agendas first."""
    topics = plans.offered_topics(forum, request.user, now=timezone.now())
    return forum_page(
        request,
        "topics.html",
        forum,
        title=_("Topics for the agenda"),
        page_obj=Paginator(topics, PER_PAGE).get_page(request.GET.get("page")),
        items=[one for one in forum.items.order_by("position", "pk") if not one.is_break],
        may_change=forum.state not in (State.CLOSED, State.CANCELLED),
    )


@about_forum(RUN, ONLY_POST)
def put(request: HttpRequest, forum: Forum) -> HttpResponse:
    refuse_without(request, TOPICS)
    topic, item = (whole_number(request.POST.get(name, "")) for name in ("topic", "item"))
    try:
        actions.put_topic(
            forum=forum,
            version=version_in(request),
            topic=topic or 0,
            item=item or 0,
            by=staff(request),
            now=timezone.now(),
        )
    except actions.NotOffered:
        return refused(request, forum, text=_("This topic is not offered any more."))
    messages.success(request, _("It is on the agenda."))
    return to_forum(forum, "topics")


@about_forum(RUN, ONLY_POST)
def take_off(request: HttpRequest, forum: Forum, topic: int) -> HttpResponse:
    refuse_without(request, TOPICS)
    actions.take_topic_off(
        forum=forum,
        version=version_in(request),
        topic=topic,
        by=staff(request),
        now=timezone.now(),
    )
    messages.success(request, _("It is off the agenda, and offered again."))
    return to_forum(forum, "agenda")


@about_forum(TOPICS)
def discussed(request: HttpRequest, forum: Forum) -> HttpResponse:
    """What was talked about, from the start on, of what is neither closed nor taken back.

    Pressing twice changes nothing more.
    """
    now = timezone.now()
    if forum.starts_at > now:
        said = _("It has not begun. Say afterwards what was talked about.")
        return refused(request, forum, text=said)
    plan = plans.plan_of(forum, with_topics=True)
    rows = [(row.item, row.topics_alive) for row in plan.rows if row.topics_alive]
    if request.method == "POST":
        known = {str(one.topic_id): one.topic_id for _item, topics in rows for one in topics}
        marks = {
            number: answer == "yes"
            for key, number in known.items()
            if (answer := request.POST.get(f"topic-{key}")) in ("yes", "no")
        }
        actions.mark_topics(forum=forum, marks=marks, by=staff(request), now=now)
        messages.success(request, _("Saved. What was not talked about is offered again."))
        return to_forum(forum, "agenda")
    title = _("What was talked about?")
    return forum_page(request, "topics_discussed.html", forum, title=title, rows=rows)
