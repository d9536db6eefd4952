"""The pages of one delegate, for the delegate with their link and for who booked them."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from events.actions import delegates, needs
from events.actions.booking import cancel
from events.actions.feedback import to_ask
from events.actions.orders import AlreadyBooked, NotOpen, NotYours, Refused, WorkshopsFull
from events.check_in_code import as_data_uri
from events.choices import Provision
from events.forms.delegates import CONSENT, BadgeForm, ChoicesForm, HandOverForm, NeedsForm
from events.forms.refusals import already_booked, in_words, workshops_full
from events.forms.series import series_of
from events.models import Delegate, Material, Needs
from events.views.answers import see_other
from events.views.cards import cards_of, places_of
from events.views.doors import Door, by_link, for_booker
from events.views.handouts import handouts
from portal.rates import is_allowed


@by_link
def delegate(request: HttpRequest, door: Door) -> HttpResponse:
    """Where a delegate stands, and everything they can say or change."""
    if request.method == "POST":
        return see_other(door.home)
    now = timezone.now()
    people = Delegate.objects.filter(pk=door.delegate.pk).with_position()
    found = people.select_related("ticket_type", "check_in").get()
    context = {
        "door": door,
        "event": door.event,
        "card": cards_of(door.event, [found], now)[0],
        "takes_changes": door.event.takes_changes(now),
        "takes_cancellations": door.event.takes_cancellations(now),
        "is_over": door.event.is_over(now),
        "is_asked": to_ask(door.event, now).filter(pk=found.pk).exists(),
        "materials": handouts(
            Material.objects.for_delegate(found).in_order(),
            lambda one: reverse("events:delegate_material", args=[door.secret, one.pk]),
        ),
        "has_needs": Needs.objects.filter(delegate=found).exists(),
        "qr": as_data_uri(found.reference) if found.state == Delegate.State.BOOKED else "",
    }
    return render(request, "events/delegate.html", context)


def choices(request: HttpRequest, door: Door) -> HttpResponse:
    """One workshop in each series: the old place is kept until the new one is won."""
    now = timezone.now()
    if door.delegate.state != Delegate.State.BOOKED or not door.event.takes_changes(now):
        messages.info(request, _("Workshops cannot be chosen now."))
        return see_other(door.home)
    if request.method != "POST":
        return _choices_page(request, door, _choices_form(door))
    form = _choices_form(door, request.POST)
    if not form.is_valid():
        return _choices_page(request, door, form)
    try:
        changed = delegates.choose(
            delegate=door.delegate,
            choices=form.choices(),
            seen=form.revision,
            by=door.by,
            now=now,
        )
    except Refused as refused:
        return _not_chosen(request, door, refused)
    messages.success(request, _("Saved.") if changed else _("Saved: nothing had to be changed."))
    return see_other(door.home)


def _choices_form(door: Door, data: Any = None) -> ChoicesForm:
    return ChoicesForm(
        data,
        series=series_of(door.event),
        places=places_of([door.delegate]),
        initial={"seen": door.delegate.revision},
    )


def _not_chosen(request: HttpRequest, door: Door, refused: Exception) -> HttpResponse:
    """The page as things are by now, with what was ticked still ticked."""
    door.delegate.refresh_from_db(fields=["revision", "state"])
    form = _choices_form(door, request.POST.dict() | {"seen": str(door.delegate.revision)})
    form.is_valid()
    if isinstance(refused, WorkshopsFull):
        workshops_full([form], refused)
    else:
        form.add_error(None, in_words(refused))
    return _choices_page(request, door, form, status=409)


def _choices_page(
    request: HttpRequest, door: Door, form: ChoicesForm, status: int = 200
) -> HttpResponse:
    context = {"door": door, "event": door.event, "form": form}
    return render(request, "events/choices.html", context, status=status)


def hand_over(request: HttpRequest, door: Door) -> HttpResponse:
    """Somebody else comes instead; no new place is needed for it."""
    now, found = timezone.now(), door.delegate
    if not found.is_live or not door.event.takes_changes(now):
        messages.info(request, _("The name cannot be changed now."))
        return see_other(door.home)
    form = HandOverForm(request.POST or None, initial={"seen": found.revision})
    if request.method != "POST" or not form.is_valid():
        return _hand_over_page(request, door, form)
    if not is_allowed(request, action="hand-over", key=str(found.booking_id)):
        form.add_error(None, _("Too many names were changed in this booking. Wait an hour."))
        return _hand_over_page(request, door, form, status=429)
    try:
        changed = delegates.hand_over(
            delegate=found,
            name=form.cleaned_data["name"],
            email=form.cleaned_data["email"],
            seen=form.revision,
            by=door.by,
            now=now,
        )
    except AlreadyBooked as known:
        form.add_error("name", already_booked(known.name))
    except Refused as refused:
        form.add_error(None, in_words(refused))
    else:
        return _handed_over(request, door, changed)
    return _hand_over_page(request, door, form, status=409)


def _handed_over(request: HttpRequest, door: Door, changed: Delegate) -> HttpResponse:
    """Back to the booking; the old link is dead, so who came by it gets a page without one."""
    if door.is_own and changed.token_hash != door.delegate.token_hash:
        return render(
            request, "events/handed_over.html", {"event": door.event, "name": changed.name}
        )
    messages.success(request, _("The place is %(name)s's now.") % {"name": changed.name})
    return see_other(door.home)


def _hand_over_page(
    request: HttpRequest, door: Door, form: HandOverForm, status: int = 200
) -> HttpResponse:
    context = {"door": door, "event": door.event, "form": form}
    return render(request, "events/hand_over.html", context, status=status)


def cancel_one(request: HttpRequest, door: Door) -> HttpResponse:
    """Asks first, then gives the place to whoever is next."""
    now = timezone.now()
    if not door.delegate.is_live:
        messages.info(request, _("This place was given up already."))
        return see_other(door.home)
    if not door.event.takes_cancellations(now):
        messages.error(request, _("The event has started or was cancelled: nothing was changed."))
        return see_other(door.home)
    if request.method != "POST":
        return render(request, "events/cancel.html", {"door": door, "event": door.event})
    try:
        cancel(delegate=door.delegate, by=door.by, now=now)
        messages.success(request, _("Cancelled. Thank you for telling us."))
    except NotYours:
        messages.info(request, _("This place was given up already."))
    except NotOpen:
        messages.error(request, _("The event has started or was cancelled: nothing was changed."))
    return see_other(door.home)


@by_link
def badge(request: HttpRequest, door: Door) -> HttpResponse:
    """Name on the badge, pronouns, photographs: only by the delegate's own link."""
    found = door.delegate
    form = BadgeForm(request.POST or None, initial=BadgeForm.about(found))
    if request.method == "POST" and form.is_valid():
        try:
            delegates.describe(delegate=found, now=timezone.now(), **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, in_words(refused))
        else:
            messages.success(request, _("Saved."))
            return see_other(door.home)
    return render(request, "events/badge.html", {"door": door, "event": door.event, "form": form})


@by_link
def give_needs(request: HttpRequest, door: Door) -> HttpResponse:
    """Needs are taken in with consent and never shown again, not even here."""
    now = timezone.now()
    form = NeedsForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = needs.Said(form.cleaned_data["access"], form.cleaned_data["dietary"])
        try:
            needs.record(delegate=door.delegate, said=said, consent_wording=str(CONSENT), now=now)
        except Refused as refused:
            form.add_error(None, in_words(refused))
        else:
            messages.success(request, _("Thank you. We have noted your needs."))
            return see_other(door.home)
    has_needs = Needs.objects.filter(delegate=door.delegate).exists()
    context = {
        "door": door,
        "event": door.event,
        "form": form,
        "has_needs": has_needs,
        "provided": [Provision(word).label for word in door.event.provided],
    }
    return render(request, "events/needs.html", context)


@by_link
def remove_needs(request: HttpRequest, door: Door) -> HttpResponse:
    """Asks first, then deletes what was said."""
    if request.method != "POST":
        return render(request, "events/remove_needs.html", {"door": door, "event": door.event})
    try:
        needs.remove(delegate=door.delegate)
        messages.success(request, _("Deleted. Nobody can read it any more."))
    except NotYours:
        messages.info(request, _("There was nothing to delete."))
    return see_other(door.home)


booking_choices, delegate_choices = for_booker(choices), by_link(choices)
booking_hand_over, delegate_hand_over = for_booker(hand_over), by_link(hand_over)
booking_cancel, delegate_cancel = for_booker(cancel_one), by_link(cancel_one)
