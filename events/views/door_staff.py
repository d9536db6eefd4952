"""What only staff do at the door: volunteers' links, late name changes, papers to print."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from events import door
from events.actions import attendance, delegates
from events.actions.attendance import TooLate
from events.actions.orders import AlreadyBooked, Refused
from events.forms.delegates import HandOverForm
from events.forms.door import VolunteerForm
from events.forms.refusals import already_booked, in_words
from events.models import Delegate, VolunteerLink
from events.papers import builder, people
from events.views.answers import see_other
from events.views.check_in import Keeper, for_officers
from portal.letters import absolute


@for_officers
def volunteers(request: HttpRequest, keeper: Keeper) -> HttpResponse:
    """The links there are, and a form for another; a new link is shown once, on the answer."""
    event, by = keeper.event, keeper.by
    form, address, made = VolunteerForm(request.POST or None), "", None
    if request.method == "POST" and by and form.is_valid():
        name = form.cleaned_data["name"]
        try:
            made, secret = attendance.make_link(event=event, name=name, by=by, now=timezone.now())
        except TooLate:
            form.add_error(None, _("The event is over: a link for it would not work any more."))
        else:
            address = absolute("events:volunteer", event.slug, secret)
            form = VolunteerForm()
    context = {
        "event": event,
        "keeper": keeper,
        "form": form,
        "made": made,
        "address": address,
        "links": event.volunteer_links.order_by("-made_at", "-pk"),
        "now": timezone.now(),
        "opens_at": door.opens_at(event.starts_at),
        "ends_at": door.links_end_at(event.ends_at),
    }
    answer = render(request, "events/check_in_volunteers.html", context)
    answer.headers["Cache-Control"] = "no-store, private"
    return answer


@for_officers
def revoke(request: HttpRequest, keeper: Keeper, *, number: int) -> HttpResponse:
    """Asks first, then withdraws a volunteer's link."""
    link = get_object_or_404(VolunteerLink, pk=number, event=keeper.event)
    back = reverse("events:volunteers", args=[keeper.event.slug])
    if request.method != "POST":
        context = {"event": keeper.event, "link": link, "back": back}
        return render(request, "events/check_in_revoke.html", context)
    assert keeper.by is not None  # noqa: S101 - officers only
    if attendance.revoke_link(link=link, by=keeper.by, now=timezone.now()):
        messages.success(request, _("The link for %(name)s is withdrawn.") % {"name": link.name})
    else:
        messages.info(request, _("This link was withdrawn already."))
    return see_other(back)


@for_officers
def rename(request: HttpRequest, keeper: Keeper, *, number: int) -> HttpResponse:
    """Somebody else stands at the door, or a name is written wrongly: past every deadline."""
    rows = Delegate.objects.live().filter(event=keeper.event)
    found = get_object_or_404(rows.select_related("booking__organisation"), pk=number)
    start = {"seen": found.revision, "name": found.name, "email": found.email}
    form, status = HandOverForm(request.POST or None, initial=start), 200
    if request.method == "POST" and form.is_valid():
        try:
            changed = delegates.hand_over(
                delegate=found,
                name=form.cleaned_data["name"],
                email=form.cleaned_data["email"],
                seen=form.revision,
                by=keeper.by,
                now=timezone.now(),
                override=True,
            )
        except AlreadyBooked as known:
            form.add_error("name", already_booked(known.name))
        except Refused as refused:
            form.add_error(None, in_words(refused))
        else:
            messages.success(request, _("The place is %(name)s's now.") % {"name": changed.name})
            return see_other(keeper.page)
        status = 409
    context = {"event": keeper.event, "keeper": keeper, "delegate": found, "form": form}
    return render(request, "events/check_in_name.html", context, status=status)


@require_safe
@for_officers
def badges(_request: HttpRequest, keeper: Keeper) -> HttpResponse:
    """Everybody's badge."""
    return paper(people.badges(keeper.event), f"badges-{keeper.event.slug}")


@require_safe
@for_officers
def badge(_request: HttpRequest, keeper: Keeper, *, number: int) -> HttpResponse:
    """One delegate's badge, for who was booked or renamed late."""
    coming = Delegate.objects.filter(event=keeper.event, state=Delegate.State.BOOKED)
    if not coming.filter(pk=number).exists():
        raise Http404
    made = people.badges(keeper.event, delegate=number)
    return paper(made, f"badge-{keeper.event.slug}")


@require_safe
@for_officers
def room_sheets(_request: HttpRequest, keeper: Keeper) -> HttpResponse:
    """Who is in which workshop."""
    return paper(people.room_sheets(keeper.event), f"rooms-{keeper.event.slug}")


def paper(content: bytes, name: str) -> HttpResponse:
    """The answer that shows a PDF. `name` is plain, without its ending."""
    answer = HttpResponse(content, content_type=builder.TYPE)
    answer.headers["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    answer.headers["Cache-Control"] = "no-store, private"
    return answer
