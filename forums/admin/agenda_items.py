"""The agenda of a forum: items added, changed, put in order and removed."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forums.actions import agenda as actions
from forums.actions import announcing, plans
from forums.actions.moving import Stale
from forums.actions.organising import Settled
from forums.admin.running_pages import (
    CONFLICT,
    ONLY_POST,
    RUN,
    SAFE,
    TOPICS,
    VIEW,
    about_forum,
    differing,
    forum_page,
    refused,
    staff,
    stale_words,
    to_forum,
    version_in,
)
from forums.forms.agenda import ItemForm
from forums.models import Action, AgendaItem, Forum
from forums.states import State

MOST_ACTIONS = 25
STAYS: dict[type[Exception], Any] = {
    actions.RuleKept: gettext_lazy(
        "The forum has begun, and people may have spoken under this rule: it stays."
    ),
    actions.WrittenDown: gettext_lazy(
        "There are notes of this item, or something of it was taken further: it stays."
    ),
    actions.HasSpeakers: gettext_lazy(
        "Speakers or officials were named for this item: it stays. Give them another part first."
    ),
}


@about_forum(VIEW, SAFE)
def agenda(request: HttpRequest, forum: Forum) -> HttpResponse:
    """All items with times, topics and speakers; open actions of earlier forums above them.

    Who only looks at forums reads no topics, and no actions: they may come from a sanctuary.
    """
    plan = plans.plan_of(forum, with_topics=request.user.has_perm(TOPICS))
    may_run = request.user.has_perm(RUN)
    now = timezone.now()
    has_begun = forum.starts_at <= now
    return forum_page(
        request,
        "agenda.html",
        forum,
        title=_("Agenda"),
        plan=plan,
        warnings=[] if has_begun or forum.is_cancelled else plan.warnings(),
        actions=list(Action.objects.carried_over(forum.starts_at)[:MOST_ACTIONS])
        if may_run
        else [],
        untold=announcing.of_agenda(forum, now=now) if may_run else [],
        may_change=may_run and not _is_settled(forum),
        has_begun=has_begun,
        has_topics=any(row.topics_alive for row in plan.rows),
    )


def _is_settled(forum: Forum) -> bool:
    return forum.state in (State.CLOSED, State.CANCELLED)


@about_forum(RUN)
def add(request: HttpRequest, forum: Forum) -> HttpResponse:
    if _is_settled(forum):
        raise Settled
    form = ItemForm(request.POST or None, initial={"minutes": 20, "rule": "non-attributable"})
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.add(
                forum=forum,
                version=version_in(request),
                said=form.said(),
                by=staff(request),
                now=timezone.now(),
            )
        except actions.TooMany:
            form.add_error(None, _("There are as many as an agenda can have. Remove one first"))
        except Stale as error:
            form.add_error(None, stale_words())
            forum = error.current
        else:
            return to_forum(forum, "agenda", anchor=f"item-{made.pk}")
    return _page(request, forum, form, title=_("Add an item"))


@about_forum(RUN)
def change(request: HttpRequest, forum: Forum, item: int) -> HttpResponse:
    if _is_settled(forum):
        raise Settled
    row = get_object_or_404(forum.items, pk=item)
    form = ItemForm(request.POST or None, initial=ItemForm.of(row))
    stands: list[tuple[Any, str]] = []
    if request.method == "POST" and form.is_valid():
        try:
            return _changed(request, forum, item, form)
        except Stale as error:
            form.add_error(None, stale_words())
            forum, stands = error.current, differing(form, ItemForm.of(row))
        except actions.WrittenDown:
            form.add_error("rule", _written_down_words())
        except actions.RuleKept:
            form.add_error(
                "rule", _("People spoke under the stricter rule. It can be made stricter only")
            )
    return _page(request, forum, form, title=_("Change this item"), item=row, stands=stands)


def _changed(request: HttpRequest, forum: Forum, item: int, form: ItemForm) -> HttpResponse:
    actions.change(
        forum=forum,
        version=version_in(request),
        item=item,
        said=form.said(),
        by=staff(request),
        now=timezone.now(),
    )
    messages.success(request, _("Saved."))
    return to_forum(forum, "agenda", anchor=f"item-{item}")


def _written_down_words() -> str:
    return _(
        "There are notes of this item, or something of it was taken further: it cannot become a "
        "sanctuary, of which nothing is written down"
    )


def _page(
    request: HttpRequest, forum: Forum, form: ItemForm, *, title: str, **context: Any
) -> HttpResponse:
    status = CONFLICT if form.non_field_errors() else 200
    return forum_page(request, "item.html", forum, title=title, status=status, form=form, **context)


@about_forum(RUN, ONLY_POST)
def move(request: HttpRequest, forum: Forum, item: int) -> HttpResponse:
    actions.move(
        forum=forum,
        version=version_in(request),
        item=item,
        up=request.POST.get("way") == "up",
        by=staff(request),
        now=timezone.now(),
    )
    return to_forum(forum, "agenda", anchor=f"item-{item}")


@about_forum(RUN)
def remove(request: HttpRequest, forum: Forum, item: int) -> HttpResponse:
    """Asks first. What something hangs on stays."""
    row: AgendaItem = get_object_or_404(forum.items, pk=item)
    if request.method != "POST":
        title = _("Remove “%(item)s”?") % {"item": row.title}
        number = row.agenda_topics.count() if request.user.has_perm(TOPICS) else 0
        return forum_page(request, "item_remove.html", forum, title=title, item=row, number=number)
    try:
        actions.remove(
            forum=forum,
            version=version_in(request),
            item=item,
            by=staff(request),
            now=timezone.now(),
        )
    except (actions.RuleKept, actions.WrittenDown, actions.HasSpeakers) as error:
        return refused(request, forum, text=STAYS[type(error)])
    messages.success(request, _("“%(item)s” is removed.") % {"item": row.title})
    return to_forum(forum, "agenda")
