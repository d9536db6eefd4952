"""While a bulletin goes out: pause, go on, stop for good; and a correction afterwards."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from bulletins.actions import correcting, moving
from bulletins.admin.pages import (
    CHANGE,
    ONLY_POST,
    SEND,
    about_bulletin,
    bulletin_page,
    staff,
    to_bulletin,
)
from bulletins.forms.sending import PauseForm
from bulletins.models import Bulletin
from bulletins.states import Move, State, target


@about_bulletin(SEND)
def pause(request: HttpRequest, bulletin: Bulletin) -> HttpResponse:
    """Asks why; it holds from the next message."""
    target(Move.PAUSE, State(bulletin.state))
    form = PauseForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return bulletin_page(request, "pause.html", bulletin, title=_("Pause it?"), form=form)
    why = form.cleaned_data["why"]
    moving.pause(bulletin=bulletin, by=staff(request), why=why, now=timezone.now())
    messages.success(request, _("Paused. Nobody else gets it until it goes on."))
    return to_bulletin(bulletin)


@about_bulletin(SEND, ONLY_POST)
def resume(request: HttpRequest, bulletin: Bulletin) -> HttpResponse:
    moving.resume(bulletin=bulletin, by=staff(request), now=timezone.now())
    messages.success(request, _("It goes on, from where it was."))
    return to_bulletin(bulletin)


@about_bulletin(SEND)
def stop(request: HttpRequest, bulletin: Bulletin) -> HttpResponse:
    """Asks first, and says what it means: it cannot be undone."""
    if request.method != "POST":
        target(Move.STOP, State(bulletin.state))
        left = bulletin.deliveries.open().count()
        return bulletin_page(
            request, "stop.html", bulletin, title=_("Stop it for good?"), left=left
        )
    moving.stop(bulletin=bulletin, by=staff(request), now=timezone.now())
    messages.success(request, _("Stopped. Nobody else gets it."))
    return to_bulletin(bulletin)


@about_bulletin(CHANGE)
def correct(request: HttpRequest, bulletin: Bulletin) -> HttpResponse:
    """Asks first, then leads to the draft of a correction; pressed again, to the same draft."""
    try:
        return _correct(request, bulletin)
    except correcting.StillGoingOut:
        said = _("It is going out still. Once it has ended, everybody who got it can be corrected.")
    except correcting.NobodyToCorrect:
        said = _("It has gone to nobody yet, or it is not known any more to whom.")
    messages.warning(request, said)
    return to_bulletin(bulletin)


def _correct(request: HttpRequest, bulletin: Bulletin) -> HttpResponse:
    if request.method != "POST":
        title, got = _("Send a correction?"), correcting.readers_of(bulletin).count()
        return bulletin_page(request, "correct.html", bulletin, title=title, got=got)
    now = timezone.now()
    return to_bulletin(correcting.begin_correction(bulletin=bulletin, by=staff(request), now=now))
