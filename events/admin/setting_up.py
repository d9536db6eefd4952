"""Copying and publishing an event, numbers of places, workshops called off and taken back."""

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.actions import organising
from events.actions.orders import CallOff, NotOpen, NotYours, TakeBack, TooFewPlaces
from events.actions.planning import plan_of
from events.actions.seating import arrange
from events.admin import figures
from events.admin.pages import (
    CHANGE,
    RUN,
    about_event,
    event_page,
    event_url,
    refused,
    staff,
    to_event,
)
from events.forms.staff import CopyForm, PlacesForm, ReasonForm
from events.models import Event, Place, Workshop
from events.warnings import warnings
from portal import audit


@about_event("events.add_event")
def copy(request: HttpRequest, event: Event) -> HttpResponse:
    """Next year's event from this one: title, address and date, then the draft."""
    form = CopyForm(request.POST) if request.method == "POST" else CopyForm.of(event)
    if request.method == "POST" and form.is_valid():
        try:
            made = organising.copy_event(
                event=event, copy=form.copy(), by=staff(request), now=timezone.now()
            )
        except IntegrityError:  # somebody else took the address meanwhile
            form.add_error("slug", _("Another event has this address. Choose another"))
        else:
            messages.success(request, _("A draft has been made. Look it over, then publish it."))
            return to_event(made)
    return event_page(
        request, "copy.html", event, title=_("Copy this event"), form=form,
        button=_("Make the draft"),
    )  # fmt: skip


@about_event(CHANGE)
def publish(request: HttpRequest, event: Event) -> HttpResponse:
    """Asks first, with all that strikes; nothing of it stops anybody."""
    now = timezone.now()
    if request.method == "POST":
        try:
            organising.publish(event=event, by=staff(request), now=now)
        except organising.NotADraft:
            return _published_already(request, event)
        messages.success(request, _("The event is published."))
        return to_event(event)
    if event.state != Event.State.DRAFT:
        return _published_already(request, event)
    return event_page(
        request,
        "publish.html",
        event,
        title=_("Publish this event?"),
        warnings=warnings(plan_of(event), now),
    )


def _published_already(request: HttpRequest, event: Event) -> HttpResponse:
    text = _("It is published or cancelled already. Nothing was changed.")
    return refused(request, event, title=_("Not a draft any more"), text=text)


@about_event(RUN)
def places(request: HttpRequest, event: Event) -> HttpResponse:
    """All numbers of places on one page; who waits is offered what comes free at once."""
    workshops, taken = figures.workshops(event), figures.figures(event).taken
    form = PlacesForm(event, workshops, taken, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            _resize(request, event, form)
        except TooFewPlaces as error:
            said = _(
                "Somebody booked meanwhile: %(taken)d places are taken now. Look at the numbers "
                "below and save again."
            )
            form.add_error(None, said % {"taken": error.taken})
        except NotYours:
            form.add_error(None, _("The programme was changed meanwhile. Open this page anew."))
        else:
            return to_event(event, "places")
    return event_page(
        request, "places.html", event, title=_("Places"), form=form,
        may_change=request.user.has_perm(CHANGE), called_off=figures.called_off(event),
    )  # fmt: skip


def _resize(request: HttpRequest, event: Event, form: PlacesForm) -> None:
    orders = form.orders()
    if not orders:
        messages.info(request, _("Nothing was changed: the numbers are the same."))
        return
    arrange(event=event, orders=orders, by=staff(request), now=timezone.now())
    said = ngettext(
        "%(count)d number of places has been changed. Who waits is offered what is free.",
        "%(count)d numbers of places have been changed. Who waits is offered what is free.",
        len(orders),
    )
    messages.success(request, said % {"count": len(orders)})


@about_event(CHANGE)
def call_off(request: HttpRequest, event: Event, workshop: int) -> HttpResponse:
    """Asks first: everybody in the workshop and its line is let go and told."""
    wanted = get_object_or_404(Workshop, pk=workshop, series__event=event)
    if wanted.cancelled_at:
        return _called_off_already(request, event)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            _call_off(request, event, wanted, form.cleaned_data["reason"])
        except NotYours:  # somebody else pressed first
            return _called_off_already(request, event)
        messages.success(request, _("Called off. Everybody concerned is told."))
        return to_event(event, "places")
    people = Place.objects.open().filter(workshop=wanted).count()
    return event_page(
        request,
        "call_off.html",
        event,
        title=_("Call off “%(workshop)s”?") % {"workshop": wanted},
        workshop=wanted,
        people=people,
        form=form,
        back=event_url(event, "places"),
    )


@transaction.atomic
def _call_off(request: HttpRequest, event: Event, workshop: Workshop, reason: str) -> None:
    now, by = timezone.now(), staff(request)
    arrange(event=event, orders=[CallOff(workshop.pk)], by=by, now=now)
    new = {"reason": reason}
    audit.record(by=by, action="event.call-off-reason", target=workshop, new=new, now=now)


def _called_off_already(request: HttpRequest, event: Event) -> HttpResponse:
    text = _("It was called off already. Nothing was changed.")
    return refused(request, event, title=_("Called off already"), text=text)


@about_event(CHANGE)
def take_back(request: HttpRequest, event: Event, workshop: int) -> HttpResponse:
    """Asks first, with what becomes of whom; then the workshop takes place after all."""
    wanted = get_object_or_404(Workshop, pk=workshop, series__event=event)
    if wanted.cancelled_at is None or not event.is_to_come(timezone.now()):
        return _not_taken_back(request, event)
    if request.method == "POST":
        try:
            order = TakeBack(wanted.pk)
            arrange(event=event, orders=[order], by=staff(request), now=timezone.now())
        except (NotYours, NotOpen):  # somebody else pressed first, or it has just started
            return _not_taken_back(request, event)
        messages.success(request, _("It takes place after all. Everybody concerned is told."))
        return to_event(event, "places")
    return event_page(
        request,
        "take_back.html",
        event,
        title=_("Let “%(workshop)s” take place after all?") % {"workshop": wanted},
        figures=figures.taking_back(wanted),
        back=event_url(event, "places"),
    )


def _not_taken_back(request: HttpRequest, event: Event) -> HttpResponse:
    text = _("The workshop takes place, or the event has begun or is cancelled.")
    return refused(request, event, title=_("Nothing was taken back"), text=text)
