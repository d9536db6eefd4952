"""What the admin's pages about an event share: who may open them, and their frame."""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_http_methods

from events.models import Event
from network.models import User
from portal.admin_pages import page

VIEW, CHANGE = "events.view_event", "events.change_event"
RUN, NEEDS = "events.run_event", "events.view_needs"
CONFLICT = 409
METHODS = ["GET", "HEAD", "POST"]

type EventView = Callable[..., HttpResponseBase]


def staff(request: HttpRequest) -> User:
    """The member of staff at work; the admin site lets nobody else in."""
    return cast(User, request.user)


def refuse_without(request: HttpRequest, right: str) -> None:
    if not request.user.has_perm(right):
        raise PermissionDenied


def about_event(right: str) -> Callable[[EventView], EventView]:
    """Only for who has the right: the view gets the event of the address, or it is a 404."""

    def decorate(view: EventView) -> EventView:
        @require_http_methods(METHODS)
        @wraps(view)
        def guarded(request: HttpRequest, pk: int, **kwargs: Any) -> HttpResponseBase:
            refuse_without(request, right)
            return view(request, get_object_or_404(Event, pk=pk), **kwargs)

        return guarded

    return decorate


def event_page(
    request: HttpRequest,
    template: str,
    event: Event,
    *,
    title: Any,
    status: int = 200,
    **context: Any,
) -> HttpResponse:
    """A page about one event, with the way back to it."""
    return page(
        request,
        f"admin/events/event/{template}",
        Event,
        title=title,
        status=status,
        event=event,
        **context,
    )


def event_url(event: Event, name: str = "change", *args: Any) -> str:
    return reverse(f"admin:events_event_{name}", args=[event.pk, *args])


def to_event(event: Event, name: str = "change", *args: Any) -> HttpResponse:
    return redirect(event_url(event, name, *args))


def refused(request: HttpRequest, event: Event, *, title: Any, text: Any) -> HttpResponse:
    """Nothing was done, and why."""
    return event_page(request, "refused.html", event, title=title, status=CONFLICT, text=text)


def tag(word: Any, tone: str) -> SafeString:
    """A status tag: a word with a colour."""
    return format_html('<span class="tag tag--{}">{}</span>', tone, word)
