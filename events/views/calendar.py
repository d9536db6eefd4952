"""A person's private calendar: the page that makes and ends its link, and the feed behind it."""

from datetime import datetime
from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from events.actions import private_calendar
from events.itinerary import chosen, own_entry
from events.models import CalendarFeed, Delegate, Place
from network.models import User
from portal.calendars import CONTENT_TYPE, Entry, calendar
from portal.letters import absolute
from portal.names import name_key
from portal.personal_links import keep_link_secret


@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """Make or end one's link. A new one is on the answer to its button, and nowhere else.

    `?end` asks before the link is ended.
    """
    user, now = cast(User, request.user), timezone.now()
    if request.method == "POST" and "end" in request.POST:
        if private_calendar.end_link(by=user, now=now):
            messages.success(request, _("The link has ended. Calendars that use it stay empty."))
        return redirect("account_calendar")
    link = ""
    if request.method == "POST":
        link = absolute("account_calendar_feed", private_calendar.make_link(by=user, now=now))
    feed = CalendarFeed.objects.filter(user=user).first()
    context = {"feed": feed, "link": link, "asks": bool(feed) and "end" in request.GET}
    answer = render(request, "events/private_calendar.html", context)
    return keep_link_secret(request, answer) if link else answer


@login_not_required
@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """The person's events as a calendar; 404 once the link has ended or the account is closed."""
    found = get_object_or_404(CalendarFeed.objects.of_secret(token).select_related("user"))
    entries = _entries(found.user, timezone.now())
    name = _("My events: Race and Justice Network")
    content = calendar(entries, name=name)
    return keep_link_secret(request, HttpResponse(content, content_type=CONTENT_TYPE))


def _entries(user: User, now: datetime) -> list[Entry]:
    """Everybody they booked, and themselves whoever booked; two queries, however many."""
    places = Place.objects.open().select_related("workshop__series")
    delegates = (
        Delegate.objects.in_calendar_of(user, now)
        .select_related("event")
        .prefetch_related(Prefetch("places", places))
        .order_by("event__starts_at", "pk")
    )
    return [
        own_entry(one, chosen(one.places.all()), is_for_other=not _is(one, user), now=now)
        for one in delegates
    ]


def _is(delegate: Delegate, user: User) -> bool:
    """Whether the delegate is this person, as far as address and name tell."""
    same_name = not user.name or name_key(user.name) == delegate.name_key
    return same_name and delegate.email in {"", user.email}


# Listed by portal.urls among the account's own pages.
urlpatterns = [
    path("accounts/calendar/", page, name="account_calendar"),
    path("accounts/calendar/<str:token>.ics", feed, name="account_calendar_feed"),
]
