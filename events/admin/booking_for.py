"""The small form by which staff book for somebody who rang up or wrote."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from events.actions.on_behalf import Caller
from events.actions.on_behalf import book_for as book_for_caller
from events.actions.orders import EventFull, NewDelegate, Refused
from events.admin import figures
from events.admin.pages import RUN, about_event, event_page, staff
from events.forms.refusals import in_words
from events.forms.series import series_of
from events.forms.staff import BookForForm
from events.models import Booking, Event
from network.choices import Source


@about_event(RUN)
def book_for(request: HttpRequest, event: Event) -> HttpResponse:
    """One person at a time; a refusal says what stands in the way, and how to go past it."""
    form = BookForForm(event, series_of(event), request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            booking = _book(request, event, form)
        except Refused as error:
            form.add_error(None, _why(error))
        else:
            messages.success(request, _("Booked. They are told by e-mail."))
            return redirect("admin:events_delegate_change", booking.delegates.get().pk)
    return event_page(
        request,
        "book.html",
        event,
        title=_("Book for somebody"),
        form=form,
        figures=figures.figures(event),
    )


def _book(request: HttpRequest, event: Event, form: BookForForm) -> Booking:
    data = form.cleaned_data
    caller = Caller(
        name=data["booker_name"],
        email=data["booker_email"],
        source=Source(data["source"]),
        phone=data["phone"],
        organisation=data["organisation"],
        purchase_order=data["purchase_order"],
    )
    choices = () if data["waiting"] else form.choices
    return book_for_caller(
        event=event,
        caller=caller,
        person=NewDelegate(data["name"], data["email"], "", data["ticket_type"], choices),
        key=data["key"],
        by=staff(request),
        now=timezone.now(),
        waiting=data["waiting"],
        override_reason=data["reason"] if data["override"] else "",
    )


def _why(error: Refused) -> str:
    said = _("The event is full.") if isinstance(error, EventFull) else in_words(error)
    return said + " " + _("To book all the same, tick the box at the end and say why.")
