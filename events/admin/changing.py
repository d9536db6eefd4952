"""Telling people that an event has changed, or that it does not take place."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.actions.notifying import NotPublished, announce_change, cancel_event
from events.admin import figures
from events.admin.pages import CHANGE, about_event, event_page, refused, staff, to_event
from events.forms.staff import ChangeForm, WordsForm
from events.models import Contributor, Event


@about_event(CHANGE)
def announce(request: HttpRequest, event: Event) -> HttpResponse:
    """What has changed, in the organiser's words: onto the page, and to those affected."""
    if event.state != Event.State.PUBLISHED or event.is_over(timezone.now()):
        return _nobody_to_tell(request, event)
    form = ChangeForm(event, request.POST or None)
    if request.method == "POST" and form.is_valid():
        chosen = list(form.cleaned_data["workshops"]) or None
        try:
            told = announce_change(
                event=event,
                what=form.cleaned_data["words"],
                workshops=chosen,
                by=staff(request),
                now=timezone.now(),
            )
        except NotPublished:
            return _nobody_to_tell(request, event)
        messages.success(request, _told(told))
        return to_event(event)
    return event_page(
        request,
        "announce.html",
        event,
        title=_("Announce a change"),
        form=form,
        figures=figures.figures(event),
        contributors=Contributor.objects.expecting_mail().filter(event=event).count(),
    )


@about_event(CHANGE)
def cancel(request: HttpRequest, event: Event) -> HttpResponse:
    """Asks first, and says who will be told."""
    if event.state != Event.State.PUBLISHED or event.is_over(timezone.now()):
        return _nobody_to_tell(request, event)
    form = WordsForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            told = cancel_event(
                event=event,
                why=form.cleaned_data["words"],
                by=staff(request),
                now=timezone.now(),
            )
        except NotPublished:
            return _nobody_to_tell(request, event)
        messages.success(request, _("The event is cancelled.") + " " + _told(told))
        return to_event(event)
    counts = figures.contributors(event)
    return event_page(
        request,
        "cancel.html",
        event,
        title=_("Cancel this event?"),
        form=form,
        figures=figures.figures(event),
        coming=counts.get(Contributor.State.ACCEPTED, 0),
    )


def _told(people: int) -> str:
    return ngettext("%(n)d person is told.", "%(n)d people are told.", people) % {"n": people}


def _nobody_to_tell(request: HttpRequest, event: Event) -> HttpResponse:
    text = _("Only an event that is published, and not over yet, can be changed in this way.")
    return refused(request, event, title=_("Nobody was told"), text=text)
