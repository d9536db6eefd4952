"""When a bulletin is sent: at a time to come, in ten minutes, or not yet."""

from datetime import datetime, time, timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from bulletins.actions import moving
from bulletins.admin.pages import (
    ONLY_POST,
    SEND,
    about_bulletin,
    bulletin_page,
    staff,
    to_bulletin,
)
from bulletins.forms.sending import MomentForm
from bulletins.models import Bulletin
from bulletins.states import Move, State, target
from portal.templatetags.portal import moment

USUAL_TIME = time(10)
WEEKEND = 5  # Saturday, as weekdays are counted


def moment_form(bulletin: Bulletin, now: datetime) -> MomentForm:
    """The form for a time, with the one there is or else the next working day at ten."""
    is_ahead = bulletin.scheduled_at and bulletin.scheduled_at > now + moving.STILL_TO_CANCEL
    at = bulletin.scheduled_at if is_ahead else _next_morning(now)
    return MomentForm(now=now, initial={"at": at, "was": moving.time_as_seen(bulletin)})


@about_bulletin(SEND)
def schedule(request: HttpRequest, bulletin: Bulletin) -> HttpResponse:
    """A time to come; one at night or at a weekend has to be meant."""
    target(Move.SCHEDULE, State(bulletin.state))
    now = timezone.now()
    if request.method != "POST":
        return _page(request, bulletin, moment_form(bulletin, now))
    form = MomentForm(request.POST, now=now)
    if not form.is_valid():
        return _page(request, bulletin, form)
    if form.odd:
        return _page(request, bulletin, form.once_more())
    return _scheduled(request, bulletin, form, now)


def _scheduled(
    request: HttpRequest, bulletin: Bulletin, form: MomentForm, now: datetime
) -> HttpResponse:
    at, was = form.cleaned_data["at"], form.cleaned_data["was"]
    try:
        moving.schedule(bulletin=bulletin, at=at, by=staff(request), now=now, was=was)
    except moving.Changed:
        return _decided_already(request, bulletin)
    messages.success(request, _("It is sent on %(when)s, London time.") % {"when": moment(at)})
    return to_bulletin(bulletin)


def _page(request: HttpRequest, bulletin: Bulletin, form: MomentForm) -> HttpResponse:
    return bulletin_page(request, "schedule.html", bulletin, title=_("When to send it"), form=form)


@about_bulletin(SEND)
def send_now(request: HttpRequest, bulletin: Bulletin) -> HttpResponse:
    """Asks first; then it waits for ten minutes, in which it can be cancelled."""
    target(Move.SCHEDULE, State(bulletin.state))
    if request.method != "POST":
        return bulletin_page(
            request,
            "send_now.html",
            bulletin,
            title=_("Send it now?"),
            was=moving.time_as_seen(bulletin),
            minutes=moving.STILL_TO_CANCEL // timedelta(minutes=1),
        )
    was = request.POST.get("was", "")
    try:
        moving.send_now(bulletin=bulletin, by=staff(request), now=timezone.now(), was=was)
    except moving.Changed:
        return _decided_already(request, bulletin)
    return to_bulletin(bulletin)


def _decided_already(request: HttpRequest, bulletin: Bulletin) -> HttpResponse:
    """The second press, or the second person: how it stands, and nothing moved."""
    bulletin.refresh_from_db()
    when = bulletin.scheduled_at
    if when is None:
        said = _("Somebody took its time away meanwhile. Nothing was changed.")
    else:
        said = _("It is to be sent on %(when)s, as was decided already. Nothing was changed.")
    messages.info(request, said % {"when": moment(when)})
    return to_bulletin(bulletin)


@about_bulletin(SEND, ONLY_POST)
def unschedule(request: HttpRequest, bulletin: Bulletin) -> HttpResponse:
    """It stays approved. Nothing is lost by it, so it does not ask."""
    moving.unschedule(bulletin=bulletin, by=staff(request), now=timezone.now())
    messages.success(request, _("It is not sent. It stays approved: give it a time when you like."))
    return to_bulletin(bulletin)


def _next_morning(now: datetime) -> datetime:
    day = timezone.localdate(now) + timedelta(days=1)
    while day.weekday() >= WEEKEND:
        day += timedelta(days=1)
    return datetime.combine(day, USUAL_TIME, timezone.get_current_timezone())
