"""Feedback, by the delegate's own link and on the booking's page; no answer leads to a person."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from events.actions.feedback import AlreadyAnswered, give, to_ask, workshops_of
from events.actions.orders import NotOpen
from events.forms.feedback import FeedbackForms
from events.views.answers import see_other
from events.views.doors import Door, by_link, for_booker


def feedback(request: HttpRequest, door: Door) -> HttpResponse:
    """Asks how it was, once, for 30 days after the event."""
    now = timezone.now()
    if not door.speaks_for or not to_ask(door.event, now).filter(pk=door.delegate.pk).exists():
        messages.info(request, _not_asked(door))
        return see_other(door.home)
    workshops = workshops_of(door.delegate)
    forms = FeedbackForms(workshops, request.POST if request.method == "POST" else None)
    if request.method != "POST" or not forms.is_valid():
        context = {"door": door, "event": door.event, "forms": forms}
        return render(request, "events/feedback.html", context)
    try:
        give(delegate=door.delegate, said=forms.said(), now=now)
        messages.success(request, _("Thank you for telling us how it was."))
    except (AlreadyAnswered, NotOpen):
        messages.info(request, _not_asked(door))
    return see_other(door.home)


def _not_asked(door: Door) -> str:
    if door.delegate.has_given_feedback:
        return _("Your answers have reached us. Thank you.")
    return _("Feedback on this event is not asked for here now.")


booking_feedback, delegate_feedback = for_booker(feedback), by_link(feedback)
