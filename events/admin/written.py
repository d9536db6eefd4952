"""What staff write to people of an event: written, previewed, sent; and what became of it."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events import letters
from events.actions import messaging
from events.admin.pages import RUN, about_event, event_page, staff, to_event
from events.forms.staff import MessageForm
from events.models import Event, Message, Notice
from portal.models import OutgoingMail

State = OutgoingMail.State
STUCK = (State.PARKED, State.IN_DOUBT)
PER_PAGE = 25
MOST_NAMED = 30


@about_event(RUN)
def overview(request: HttpRequest, event: Event) -> HttpResponse:
    """What was written so far, the newest first."""
    rows = Message.objects.filter(event=event).select_related("sent_by").order_by("-sent_at", "-pk")
    found = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    return event_page(request, "messages.html", event, title=_("Messages"), page_obj=found)


@about_event(RUN)
def write(request: HttpRequest, event: Event) -> HttpResponse:
    """`act` is preview, change or send; only the last sends."""
    if request.method != "POST":
        first = _of_materials(event) if request.GET.get("about") == "materials" else {}
        return _write(request, event, MessageForm.new(event, **first))
    form = MessageForm(event, request.POST)
    if request.POST.get("act") == "change":
        return _write(request, event, MessageForm(event, initial=request.POST.dict()))
    if not form.is_valid():
        return _write(request, event, form)
    if request.POST.get("act") == "send":
        return _send(request, event, form)
    return _preview(request, event, form)


def _of_materials(event: Event) -> dict[str, str]:
    """That there are materials, to those who came; each finds them by a link they have."""
    body = _(
        "Slides, handouts and other materials of %(event)s are there to be read and downloaded.\n\n"
        "You find them on your personal page: its link is in every mail about your booking. Who "
        "booked for others finds them under “My bookings” as well."
    )
    return {
        "circle": Message.Circle.CAME,
        "subject": _("The materials are there"),
        "body": body % {"event": event},
    }


def _write(request: HttpRequest, event: Event, form: MessageForm) -> HttpResponse:
    return event_page(request, "write.html", event, title=_("Write a message"), form=form)


def _preview(request: HttpRequest, event: Event, form: MessageForm) -> HttpResponse:
    selection = form.selection()
    people = messaging.recipients(event, selection)
    if not people:
        form.add_error("circle", _("Nobody is among them: choose others"))
        return _write(request, event, form)
    data = form.cleaned_data
    first = people[0]
    return event_page(
        request,
        "preview.html",
        event,
        title=_("Send this message?"),
        form=form,
        words=selection.words,
        people=people[:MOST_NAMED],
        count=len(people),
        more=max(len(people) - MOST_NAMED, 0),
        letter=letters.staff_message(
            event,
            to=first.address,
            names=first.addressed_as,
            subject=data["subject"],
            body=data["body"],
        ),
    )


def _send(request: HttpRequest, event: Event, form: MessageForm) -> HttpResponse:
    data = form.cleaned_data
    try:
        message = messaging.send(
            event=event,
            selection=form.selection(),
            subject=data["subject"],
            body=data["body"],
            key=data["key"],
            by=staff(request),
            now=timezone.now(),
        )
    except messaging.NobodyThere:
        form.add_error("circle", _("Nobody is among them any more: choose others"))
        return _write(request, event, form)
    said = ngettext(
        "On its way to %(count)d address.",
        "On its way to %(count)d addresses.",
        message.recipients,
    )
    messages.success(request, said % {"count": message.recipients})
    return to_event(event, "message", message.pk)


@about_event(RUN)
def show(request: HttpRequest, event: Event, message: int) -> HttpResponse:
    """A message as it was sent, and what became of its mails."""
    wanted: Message = get_object_or_404(
        Message.objects.filter(event=event).select_related("sent_by"), pk=message
    )
    states = messaging.progress(wanted)
    return event_page(
        request,
        "message.html",
        event,
        title=wanted.subject,
        message=wanted,
        sent=states.get(State.SENT, 0),
        underway=states.get(State.WAITING, 0) + states.get(State.SENDING, 0),
        stuck=sum(states.get(state, 0) for state in STUCK),
    )


@about_event(RUN)
def failed(request: HttpRequest, event: Event) -> HttpResponse:
    """Whom mail did not reach, whatever it was about, and where to ring them."""
    unmade = Notice.objects.stuck().filter(delegate__event=event)
    rows = unmade.select_related("delegate__booking__booked_by").order_by("-created_at", "-pk")
    return event_page(
        request,
        "failed.html",
        event,
        title=_("Mail that did not arrive"),
        failed=messaging.failed(event),
        unmade=rows,
    )
