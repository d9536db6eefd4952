"""What the admin's pages about running a forum share: who may open them, and their frame."""

from collections.abc import Callable
from datetime import date, datetime
from functools import wraps
from typing import Any, cast

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from forums.actions import agenda
from forums.actions.moving import Stale
from forums.actions.organising import Settled
from forums.models import Forum
from forums.states import TONES, IllegalMove, State
from network.models import User
from portal.admin_pages import page
from portal.templatetags.portal import moment, short_date
from portal.whole_numbers import whole_number

VIEW, RUN, TOPICS = "forums.view_forum", "forums.run_forum", "forums.view_topic"
METHODS = ["GET", "HEAD", "POST"]
SAFE, ONLY_POST = ["GET", "HEAD"], ["POST"]
CONFLICT = 409

type ForumView = Callable[..., HttpResponseBase]


def staff(request: HttpRequest) -> User:
    """The member of staff at work; the admin site lets nobody else in."""
    return cast(User, request.user)


def refuse_without(request: HttpRequest, right: str) -> None:
    if not request.user.has_perm(right):
        raise PermissionDenied


def about_forum(
    right: str, methods: list[str] = METHODS, *, post: str = RUN
) -> Callable[[ForumView], ForumView]:
    """Only for who has the right: the view gets the forum of the address, or it is a 404.

    `post` is the right for a POST. What cannot be done any more is answered with a 409 that says
    how things stand.
    """

    def decorate(view: ForumView) -> ForumView:
        @require_http_methods(methods)
        @wraps(view)
        def guarded(request: HttpRequest, pk: int, **kwargs: Any) -> HttpResponseBase:
            refuse_without(request, post if request.method == "POST" else right)
            forum = get_object_or_404(Forum, pk=pk)
            try:
                return view(request, forum, **kwargs)
            except (Stale, IllegalMove, Settled, agenda.Gone) as error:
                return _not_done(request, pk, error)

        return guarded

    return decorate


def _not_done(request: HttpRequest, pk: int, error: Exception) -> HttpResponse:
    forum = get_object_or_404(Forum, pk=pk)
    match error:
        case Stale():
            said = stale_words()
        case IllegalMove() | Settled():
            said = _("It is “%(state)s” by now.") % {"state": forum.get_state_display()}
        case _:
            said = _("Somebody removed that meanwhile.")
    return refused(request, forum, text=said)


def stale_words() -> str:
    return _("Somebody changed this forum meanwhile. Look at how it stands now, then press again.")


def refused(request: HttpRequest, forum: Forum, *, text: Any) -> HttpResponse:
    """Nothing was done, and why."""
    title = _("Nothing was done")
    return forum_page(request, "refused.html", forum, title=title, status=CONFLICT, text=text)


def forum_page(
    request: HttpRequest,
    template: str,
    forum: Forum,
    *,
    title: Any,
    status: int = 200,
    **context: Any,
) -> HttpResponse:
    """A page about one forum, with the ways to its other pages."""
    return page(
        request,
        f"admin/forums/forum/{template}",
        Forum,
        title=title,
        status=status,
        forum=forum,
        tone=TONES[State(forum.state)],
        may_run=request.user.has_perm(RUN),
        may_see_topics=request.user.has_perm(TOPICS),
        **context,
    )


def forum_url(forum: Forum, name: str = "change", *args: Any) -> str:
    return reverse(f"admin:forums_forum_{name}", args=[forum.pk, *args])


def to_forum(forum: Forum, name: str = "change", *args: Any, anchor: str = "") -> HttpResponse:
    return redirect(forum_url(forum, name, *args) + (f"#{anchor}" if anchor else ""))


def told_words(people: int) -> str:
    return ngettext(
        "%(n)d person is told by e-mail.", "%(n)d people are told by e-mail.", people
    ) % {"n": people}


def version_in(request: HttpRequest) -> int:
    """Which version the page showed whose button was pressed; 0 is none."""
    return whole_number(request.POST.get("version", "")) or 0


def differing(form: forms.Form, stands: dict[str, Any]) -> list[tuple[Any, str]]:
    """What stands there by now, by label, where something else was typed.

    Without it, the next press would overwrite what its editor never saw. `stands` is by field.
    """
    return [
        (form.fields[name].label, _in_words(value))
        for name, value in stands.items()
        if name in form.fields and value != form.cleaned_data.get(name)
    ]


def _in_words(value: Any) -> str:
    match value:
        case bool():
            return _("Yes") if value else _("No")
        case datetime():
            return moment(value)
        case date():
            return short_date(value)
        case _:
            return str(value or "")


def tag(word: Any, tone: str) -> SafeString:
    """A status tag: a word with a colour."""
    return format_html('<span class="tag tag--{}">{}</span>', tone, word)
