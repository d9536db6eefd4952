"""The page at the door: for staff, and for volunteers by a link of one day.

With a script, phones keep what was pressed and send it as JSON; without one, each press is a
form. Search words travel in the body, so that no name stands in an address.
"""

import json
import re
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import wraps
from pathlib import Path
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.contrib.staticfiles import finders
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import conditional_page, require_http_methods, require_safe

from events import door
from events.actions import attendance
from events.actions.attendance import Answer, Outcome, Press
from events.actions.orders import NotOpen
from events.models import Event, VolunteerLink
from events.views.door_list import door_list
from network.models import User
from portal.personal_links import keep_link_secret
from portal.rates import is_allowed
from portal.staff_access import staff_page
from portal.when import clock, clock_and_weekday

METHODS = ["GET", "HEAD", "POST"]
KEEP_FOR = "X-Keep-For"  # what static/js/check-in-worker.js goes by
MOST_PRESSES = 200
LONGEST_AGO = timedelta(days=30)
_WHO = re.compile(r"[dc][0-9]{1,18}")
_PRESSED = re.compile(r"(in|out) ([dc][0-9]{1,18})")
RIGHT = "events.run_event"


@dataclass(frozen=True)
class Keeper:
    """Who keeps the door of an event: an officer, or a volunteer by their link."""

    event: Event
    by: User | None = None
    link: VolunteerLink | None = None
    secret: str = ""

    @property
    def is_staff(self) -> bool:
        return self.link is None

    @property
    def key(self) -> str:
        """Whose presses a phone keeps apart: each officer's, and those of all volunteers."""
        return f"u{self.by.pk}" if self.by else "volunteer"

    @property
    def page(self) -> str:
        return self._url("")

    @property
    def taps(self) -> str:
        return self._url("_taps")

    def _url(self, ending: str) -> str:
        if self.link is None:
            return reverse(f"events:check_in{ending}", args=[self.event.slug])
        return reverse(f"events:volunteer{ending}", args=[self.event.slug, self.secret])


type Page = Callable[[HttpRequest, Keeper], HttpResponse]
type Answering = Callable[[HttpRequest], HttpResponse]


class SomebodyElse(Exception):
    """The presses are of a person who is not signed in on that phone any more."""


class Unreadable(ValueError):
    """What a phone sent is not a list of presses."""


def for_officers(page: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """For who runs events, with a second factor as on all staff pages; 403 for other staff."""

    @require_http_methods(METHODS)
    @staff_page
    @wraps(page)
    def view(request: HttpRequest, slug: str, **kwargs: Any) -> HttpResponse:
        user = request.user
        if not isinstance(user, User) or not user.has_perm(RIGHT):
            raise PermissionDenied
        event = get_object_or_404(Event.objects.visible_to(user), slug=slug)
        return page(request, Keeper(event, by=user), **kwargs)

    return view


def for_volunteers(over: Answering) -> Callable[[Page], Callable[..., HttpResponse]]:
    """By a volunteer's link. `over` answers who has a link that leads nowhere, or not any more."""

    def decorate(page: Page) -> Callable[..., HttpResponse]:
        @login_not_required
        @require_http_methods(METHODS)
        @wraps(page)
        def view(request: HttpRequest, slug: str, token: str) -> HttpResponse:
            links = VolunteerLink.objects.with_token(token).select_related("event")
            link = links.filter(event__slug=slug).first()
            if link is None or link.is_over(timezone.now()):
                answer = over(request)
                answer.status_code = 410 if link else _lost(request)
            else:
                answer = page(request, Keeper(link.event, link=link, secret=token))
            return keep_link_secret(request, answer, shows_form=True)

        return view

    return decorate


def _lost(request: HttpRequest) -> int:
    return 404 if is_allowed(request, action="link", gets=True) else 429


def _over_page(request: HttpRequest) -> HttpResponse:
    return render(request, "events/check_in_over.html")


def _over_words(_request: HttpRequest) -> HttpResponse:
    said = _(
        "This link does not work any more. What this phone has not sent stays on it: ask the "
        "events team for a new link, and open it on this phone."
    )
    return JsonResponse({"say": said})


def page(request: HttpRequest, keeper: Keeper) -> HttpResponse:
    """The list with a tick for everybody. A form without script gets the page with its answer."""
    event, now = keeper.event, timezone.now()
    is_open = attendance.is_open(event, now)
    keeps, typed, answer, status = _keeps(event, now), "", "", 200
    if request.method == "POST":
        typed = request.POST.get("q", "").strip()[:150]
        answer, status = _pressed(request, keeper, now)
    if not keeper.is_staff and not is_open:
        return render(request, "events/check_in_closed.html", {"keeper": keeper, "event": event})
    shown = door_list(event)
    rows = shown.matching(typed)
    context = {
        "keeper": keeper,
        "event": event,
        "is_open": is_open,
        "opens_at": door.opens_at(event.starts_at),
        "list": shown,
        "rows": rows,
        "counts": shown.counts if keeper.is_staff else shown.counts[:1],
        "typed": typed,
        "answer": answer,
        "page_key": uuid.uuid4(),
        "read_at": clock_and_weekday(now),
        "keeps": keeps,
        "somebody_else": somebody_else(),
    }
    answered = render(request, "events/check_in.html", context, status=status)
    if keeps:
        answered.headers[KEEP_FOR] = str(keeps)
    return answered


def _keeps(event: Event, now: datetime) -> int:
    """For how many seconds a phone may keep a copy of the page: until the next morning."""
    left = min(door.links_end_at(now), door.links_end_at(event.ends_at)) - now
    return max(0, int(left.total_seconds())) if attendance.is_open(event, now) else 0


def _pressed(request: HttpRequest, keeper: Keeper, now: datetime) -> tuple[str, int]:
    """Carry out the button of a form; what to say about it, and the status. Searching is none."""
    pressed = _PRESSED.fullmatch(request.POST.get("tap", ""))
    if pressed is None:
        return "", 200
    try:
        form_key = uuid.UUID(request.POST.get("page_key", ""))
    except ValueError:
        return _("The page was out of date: press again."), 409
    key = uuid.uuid5(form_key, pressed[0])  # the same form sent twice is one press
    one = Press(key, pressed[2], pressed[1] == "in", now)
    try:
        answers = attendance.press(
            event=keeper.event, presses=[one], by=keeper.by, link=keeper.link, now=now
        )
    except NotOpen:
        return not_open(keeper.event), 409
    return in_words(answers[key]), 200


def taps(request: HttpRequest, keeper: Keeper) -> HttpResponse:
    """Presses as JSON, answered by their keys; without any: how things stand.

    Body: `{"taps": [{"key": uuid, "who": "d12", "comes": bool, "ago": milliseconds}]}`, at most
    `MOST_PRESSES`. Phones say how long ago, as their clocks may be wrong. With `"keeper"` they say
    whose presses these are: 409 if that is not who asks.
    """
    now, answers = timezone.now(), {}
    if not attendance.is_open(keeper.event, now):
        return JsonResponse({"say": not_open(keeper.event)}, status=409)
    if request.method == "POST":
        try:
            presses = _presses(request.body, keeper, now)
            answers = attendance.press(
                event=keeper.event, presses=presses, by=keeper.by, link=keeper.link, now=now
            )
        except Unreadable:
            return JsonResponse({"say": _("That could not be read.")}, status=400)
        except SomebodyElse:
            return JsonResponse({"say": somebody_else()}, status=409)
    return JsonResponse(_state(request, keeper, answers, now))


def _presses(body: bytes, keeper: Keeper, now: datetime) -> list[Press]:
    """What a phone sent. Raises Unreadable and SomebodyElse."""
    try:
        read = json.loads(body)
        sent, whose = read["taps"], read.get("keeper", keeper.key)
        if whose != keeper.key:
            raise SomebodyElse
        if not isinstance(sent, list) or len(sent) > MOST_PRESSES:
            raise Unreadable
        return [_press(one, now) for one in sent]
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise Unreadable from error


def _press(one: Any, now: datetime) -> Press:
    ago, who = one["ago"], one["who"]
    is_number = isinstance(ago, (int, float)) and not isinstance(ago, bool)
    if not is_number or not ago >= 0 or not isinstance(one["comes"], bool):
        raise Unreadable
    if not isinstance(who, str) or not _WHO.fullmatch(who):
        raise Unreadable
    at = now - timedelta(milliseconds=min(ago, LONGEST_AGO / timedelta(milliseconds=1)))
    return Press(uuid.UUID(one["key"]), who, one["comes"], at)


def _state(
    request: HttpRequest, keeper: Keeper, answers: Mapping[uuid.UUID, Answer], now: datetime
) -> dict[str, Any]:
    shown = door_list(keeper.event)
    counts = shown.counts if keeper.is_staff else shown.counts[:1]
    return {
        "answers": {
            str(key): {"outcome": answer.outcome, "say": in_words(answer)}
            for key, answer in answers.items()
        },
        "here": {row.who: clock(row.since) for row in shown.rows if row.since},
        "counts": {count.key: [count.here, count.expected] for count in counts},
        "mark": shown.mark,
        "at": clock_and_weekday(now),
        "keeper": keeper.key,
        "csrf": get_token(request),
    }


def in_words(answer: Answer) -> str:
    """What came of a press, for whoever stands at the door."""
    since = clock(answer.since) if answer.since else ""
    said = {
        Outcome.IN: _("%(name)s is in."),
        Outcome.OUT: _("%(name)s is not ticked in any more."),
        Outcome.ALREADY: _("%(name)s was ticked in already, at %(since)s."),
        Outcome.OVERTAKEN: _("%(name)s is in, as somebody ticked later.")
        if since
        else _("%(name)s is not in: the tick was taken back later."),
        Outcome.NOT_COMING: _(
            "%(name)s has no place any more and was not ticked in. Send them to the events team."
        ),
        Outcome.UNKNOWN: _("This person is not on the list any more. Load the page again."),
    }[answer.outcome]
    return said % {"name": answer.name, "since": since}


def not_open(event: Event) -> str:
    """Why nobody can be ticked in."""
    if event.state != Event.State.PUBLISHED:
        return _("This event is not published, or was cancelled: nobody can be ticked in.")
    return _("Check-in opens on %(day)s.") % {
        "day": date_format(door.opens_at(event.starts_at), "l j F Y")
    }


def somebody_else() -> str:
    """Why an officer's presses are not taken from another officer."""
    return _(
        "Somebody else has signed in on this phone. What you have not sent stays here: sign in "
        "again, then come back to this page."
    )


@login_not_required
@require_safe
@conditional_page
def worker(_request: HttpRequest, **_where: str) -> HttpResponse:
    """The script that keeps copies of the pages at this door: here, as it may keep what is below.

    It is the same for every event and tells nothing, so that anybody may have it.
    """
    path = finders.find("js/check-in-worker.js")
    assert isinstance(path, str)  # noqa: S101 - it comes with the code
    answer = HttpResponse(Path(path).read_bytes(), content_type="text/javascript; charset=utf-8")
    answer.headers["Cache-Control"] = "no-cache"
    return answer


check_in, check_in_taps = for_officers(page), for_officers(taps)
volunteer = for_volunteers(_over_page)(page)
volunteer_taps = for_volunteers(_over_words)(taps)
