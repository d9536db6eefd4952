"""Lists to download and to print. Each opening is in the log before the list is made."""

from itertools import groupby
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from events.actions import inviting, rosters
from events.actions import needs as given
from events.actions.rosters import Roster
from events.admin.pages import NEEDS, RUN, about_event, event_page, staff
from events.forms.staff import ListForm
from events.models import Contributor, Event
from portal import audit
from portal.downloads import spreadsheet


def _choices() -> list[tuple[str, str]]:
    return [
        ("delegates", _("Delegates with their workshops")),
        ("rooms", _("Rooms: who is in which workshop")),
        ("contributors", _("Contributors")),
    ]


@about_event(RUN)
def download(request: HttpRequest, event: Event) -> HttpResponse:
    """Asks which list; the answer is a file that is safe to open."""
    may_see_needs = request.user.has_perm(NEEDS)
    form = ListForm(_choices(), request.POST or None, may_see_needs=may_see_needs)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        return _file(request, event, data["what"], data["kind"], data.get("with_needs", False))
    return event_page(request, "lists.html", event, title=_("Lists"), form=form)


def _file(
    request: HttpRequest, event: Event, what: str, kind: str, with_needs: bool
) -> HttpResponse:
    record(request, event, what, kind=kind, with_needs=with_needs)
    roster = _roster(request, event, what, with_needs)
    return spreadsheet(
        f"{event.slug}-{what}",
        kind,
        title=roster.name,
        headings=roster.headings,
        rows=roster.rows,
    )


def _roster(request: HttpRequest, event: Event, what: str, with_needs: bool) -> Roster:
    looking: dict[str, Any] = {"event": event, "by": staff(request), "now": timezone.now()}
    if what == "rooms":
        return rosters.rooms(event)
    if what == "contributors":
        said = inviting.look_at_needs(**looking) if with_needs else None
        return rosters.contributors(event, said)
    return rosters.delegates(event, given.look_at(**looking) if with_needs else None)


def record(request: HttpRequest, event: Event, what: str, **more: Any) -> None:
    """Who opened which list, as what."""
    new = {"list": what, **more}
    audit.record(by=request.user, action="event.list", target=event, new=new)


@about_event(RUN)
def fallback(request: HttpRequest, event: Event) -> HttpResponse:
    """The day on paper: everybody by name to tick off, rooms, and whom to ring. No needs."""
    record(request, event, "fallback")
    rooms = rosters.rooms(event)
    coming = Contributor.objects.coming().filter(event=event).select_related("organisation")
    return event_page(
        request,
        "fallback.html",
        event,
        title=_("List for the door"),
        people=[one for one in rosters.people(event) if one.state == one.State.BOOKED],
        contributors=coming.order_by("name", "pk"),
        rooms=[(key, list(rows)) for key, rows in groupby(rooms.rows, key=lambda row: row[:3])],
        printed_at=timezone.now(),
    )
