"""Calendar files that everybody may have: one event, or all that are coming up."""

import hashlib
from collections.abc import Iterable

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from events.entries import event_entry
from events.models import Event
from portal.calendars import CONTENT_TYPE, Entry, calendar

MAX_AGE = 300  # seconds for which a reader need not ask again


@login_not_required
@require_safe
def event_ics(request: HttpRequest, slug: str) -> HttpResponseBase:
    """One announced event, also when it is cancelled or over."""
    event = get_object_or_404(Event.objects.announced(), slug=slug)
    return _answer(request, [event_entry(event)], filename=f"{event.slug}.ics")


@login_not_required
@require_safe
def feed(request: HttpRequest) -> HttpResponseBase:
    """Every announced event that is not over, for subscribing to."""
    events = Event.objects.announced().upcoming(timezone.now())
    name = _("Events of the Race and Justice Network")
    return _answer(request, map(event_entry, events), name=name, filename="events.ics")


def _answer(
    request: HttpRequest, entries: Iterable[Entry], *, filename: str, name: str = ""
) -> HttpResponseBase:
    """The file, or 304 for who has it as it is."""
    content = calendar(entries, name=name)
    etag = quote_etag(hashlib.sha256(content).hexdigest())
    response = HttpResponse(content, content_type=CONTENT_TYPE)
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = f"public, max-age={MAX_AGE}"
    response.headers["Content-Disposition"] = f'inline; filename="{filename}"'
    return get_conditional_response(request, etag=etag, response=response) or response
