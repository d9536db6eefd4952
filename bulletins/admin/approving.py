"""Looking a bulletin over before it is approved, approving it, and taking that back."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from bulletins.actions import checking, moving
from bulletins.actions.checking import Look
from bulletins.admin.pages import (
    APPROVE,
    CHANGE,
    CONFLICT,
    VIEW,
    about_bulletin,
    bulletin_page,
    bulletin_url,
    staff,
    to_bulletin,
)
from bulletins.checks import Finding
from bulletins.mime import BrokenEdition
from bulletins.models import Bulletin
from bulletins.states import Move, State, target


@about_bulletin(VIEW, post=APPROVE)
def check(request: HttpRequest, bulletin: Bulletin) -> HttpResponse:
    """Each edition, how many get it, and all checks; a POST approves what was looked at."""
    if request.method == "POST":
        target(Move.APPROVE, State(bulletin.state))  # else it was approved already
    look = checking.look_over(bulletin, now=timezone.now())
    if request.method != "POST":
        return _page(request, bulletin, look)
    if look.blocks:
        return _page(request, bulletin, look, _("Mend what is listed first; then approve it."))
    return _approve(request, bulletin, look)


def _approve(request: HttpRequest, bulletin: Bulletin, look: Look) -> HttpResponse:
    try:
        moving.approve(
            bulletin=bulletin,
            by=staff(request),
            now=timezone.now(),
            seen=request.POST.get("seen", ""),
        )
    except moving.Changed:
        said = _("It was changed since you opened this page. Look it over as it is now, "
                 "then approve it.")  # fmt: skip
        return _page(request, bulletin, look, said)
    except moving.NeedsAnother:
        said = _("You changed it last: somebody else has to look it over and approve it.")
        return _page(request, bulletin, look, said)
    except BrokenEdition:
        said = _("The mail could not be made. Tell whoever looks after the site.")
        return _page(request, bulletin, look, said)
    messages.success(request, _("Approved. Now say when it is to be sent."))
    return to_bulletin(bulletin)


def _page(request: HttpRequest, bulletin: Bulletin, look: Look, refused: str = "") -> HttpResponse:
    return bulletin_page(
        request,
        "check.html",
        bulletin,
        title=_("Checks and approval"),
        status=CONFLICT if refused else 200,
        look=look,
        blocking=[_row(bulletin, one) for one in look.found if one.blocks],
        warning=[_row(bulletin, one) for one in look.found if not one.blocks],
        refused=refused,
        needs_another=moving.needs_another(bulletin, staff(request)),
    )


def _row(bulletin: Bulletin, finding: Finding) -> tuple[Finding, str]:
    """A finding, with the page on which it is mended."""
    kind, _dash, number = finding.place.partition("-")
    if kind == "details":
        return finding, bulletin_url(bulletin, "details")
    return finding, bulletin_url(bulletin, kind, number) if number else ""


@about_bulletin(CHANGE)
def take_back(request: HttpRequest, bulletin: Bulletin) -> HttpResponse:
    """Asks first: approval and time are void."""
    if request.method != "POST":
        target(Move.EDIT, State(bulletin.state))
        return bulletin_page(request, "take_back.html", bulletin, title=_("Take back to edit?"))
    moving.take_back(bulletin=bulletin, by=staff(request), now=timezone.now())
    messages.success(request, _("It is a draft again: change it, then have it approved anew."))
    return to_bulletin(bulletin)
