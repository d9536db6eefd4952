"""Putting in what has come in: all that was ticked, at once."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bulletins.actions.gathering import add_ticked
from bulletins.admin.drafting import drafting
from bulletins.admin.pages import ONLY_POST, staff, to_bulletin
from bulletins.models import Bulletin

MOST_TICKED = 100


@drafting(ONLY_POST)
def pick(request: HttpRequest, bulletin: Bulletin) -> HttpResponse:
    """Keys of what was ticked in `pick`, each with its section in `into-<key>`."""
    keys = request.POST.getlist("pick")[:MOST_TICKED]
    ticked = {key: _section(request.POST.get(f"into-{key}", "")) for key in keys}
    if not ticked:
        messages.warning(request, _("Nothing was ticked, so nothing was put in."))
        return to_bulletin(bulletin, anchor="come-in")
    try:
        number = add_ticked(bulletin=bulletin, ticked=ticked, by=staff(request), now=timezone.now())
    except OSError:
        said = _("A picture could not be kept just now, so nothing was put in. Please try again.")
        messages.error(request, said)
        return to_bulletin(bulletin, anchor="come-in")
    said = ngettext("%(n)d item was put in.", "%(n)d items were put in.", number) % {"n": number}
    messages.success(request, said)
    return to_bulletin(bulletin, anchor="content-list")


def _section(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None
