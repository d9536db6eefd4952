"""Pages about events that everybody may read: the list, an event, its programme."""

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import InvalidPage, Page, Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from events.models import Event
from events.standing import Stand
from events.views import showing

PER_PAGE = 10


@login_not_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """What is coming up, and on further pages what has been."""
    now = timezone.now()
    events = showing.events_for(request)
    past = _page(request, events.past(now))
    upcoming = showing.with_taken(events.upcoming(now)) if past.number == 1 else []
    context = {
        "upcoming": [(event, showing.standing_of(event, now)) for event in upcoming],
        "page_obj": past,
    }
    return render(request, "events/index.html", context)


def _page(request: HttpRequest, events: QuerySet[Event]) -> Page:
    """The page asked for. Raises Http404 for one that is not there, or is no number."""
    try:
        return Paginator(events, PER_PAGE).page(request.GET.get("page", 1))
    except InvalidPage as error:
        raise Http404 from error


@login_not_required
@require_safe
def event(request: HttpRequest, slug: str) -> HttpResponse:
    """Everything somebody needs to decide whether to come; the joining link only for who is in."""
    page = showing.page_of(request, slug, timezone.now())
    own = showing.own(request, page.event)
    is_on = page.standing.stand not in {Stand.CANCELLED, Stand.OVER}
    context = {
        "page": page,
        "event": page.event,
        "own": own,
        "shows_link": bool(own and own.is_booked and is_on and page.event.online_link),
    }
    return render(request, "events/event.html", context)


@login_not_required
@require_safe
def programme(request: HttpRequest, slug: str) -> HttpResponse:
    """The day in full: who, what, where, from when to when."""
    page = showing.page_of(request, slug, timezone.now())
    return render(request, "events/programme.html", {"page": page, "event": page.event})
