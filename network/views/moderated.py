"""What the pages share on which members send something in and follow it."""

from collections.abc import Collection
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from network.actions.moderating import MovedOn
from network.models import Organisation
from network.models.moderated import Moderated
from network.move_tables import Table
from network.signed_in import who
from portal.templatetags.portal import moment

METHODS = ["GET", "HEAD", "POST"]


def members_of(request: HttpRequest) -> QuerySet[Organisation]:
    """The organisations for which somebody may act: theirs, whose membership runs."""
    return Organisation.objects.visible_to(who(request)).members_at(timezone.now())


def choose(request: HttpRequest, *, title: Any, to: str) -> HttpResponse:
    """For which organisation? Straight to its page, the address `to`, where there is one."""
    own = list(members_of(request).order_by("name", "pk"))
    if len(own) == 1:
        return redirect(to, own[0].pk)
    organisations = [(one, reverse(to, args=[one.pk])) for one in own]
    context = {"title": title, "organisations": organisations}
    return render(request, "network/choose_member.html", context)


def others(request: HttpRequest, organisation: Organisation, *, to: str) -> list[Any]:
    """For which others somebody could act here instead, each with its address."""
    rows = members_of(request).exclude(pk=organisation.pk).order_by("name", "pk")
    return [(one, reverse(to, args=[one.pk])) for one in rows]


def happened(row: Moderated, table: Table[Any, Any], own: Collection[Any]) -> list[dict[str, Any]]:
    """The timeline in the member's words; of moves but their `own` it is not said who made them."""
    events = row.events.select_related("by").order_by("-at", "-pk")
    return [
        {
            "move": event.move,
            "title": table.wording(event.move, for_staff=False),
            "at": event.at,
            "actor": (event.by or _("a former colleague")) if event.move in own else "",
            "text": event.text,
        }
        for event in events
    ]


def say_too_late(request: HttpRequest, error: MovedOn, table: Table[Any, Any]) -> None:
    """Somebody was quicker: say what was done."""
    if error.event is not None:
        said = _("Meanwhile: %(what)s, %(when)s. Nothing else was changed.")
        what = table.wording(error.event.move, for_staff=False)
        messages.info(request, said % {"what": what, "when": moment(error.event.at)})
