"""What the admin's pages about a membership share: who may open them, and their frame."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from network.actions import membership_moves as moves
from network.actions.membership import AlreadyMember
from network.models import Membership
from network.standing import IllegalMove, Standing
from portal.admin_pages import page
from portal.templatetags.portal import moment

MANAGE = "network.manage_membership"
CONFLICT = 409
TONES = {
    Standing.TO_COME: "info",
    Standing.ACTIVE: "good",
    Standing.DUE: "wait",
    Standing.GRACE: "wait",
    Standing.OVERDUE: "bad",
    Standing.SUSPENDED: "bad",
    Standing.LAPSED: "neutral",
    Standing.WITHDRAWN: "neutral",
    Standing.ENDED: "neutral",
}
UNDONE = (moves.MovedOn, moves.OwnMembership, moves.NotTheirs, IllegalMove, AlreadyMember)

type MembershipView = Callable[..., HttpResponseBase]


def managing(view: MembershipView) -> MembershipView:
    """Only for who looks after memberships: `view` gets the one of the address, or it is a 404.

    What cannot be done any more is answered with a 409 that says how things stand.
    """

    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def guarded(request: HttpRequest, pk: int | str, **kwargs: Any) -> HttpResponseBase:
        if not request.user.has_perm(MANAGE):
            raise PermissionDenied
        rows = Membership.objects.select_related("organisation")
        membership = get_object_or_404(rows, pk=pk)
        try:
            return view(request, membership, **kwargs)
        except UNDONE as error:
            return refused(request, membership, error)

    return guarded


def refused(request: HttpRequest, membership: Membership, error: Exception) -> HttpResponse:
    """Nothing was done, and why."""
    is_own = isinstance(error, moves.OwnMembership)
    membership.refresh_from_db()
    return membership_page(
        request,
        "refused.html",
        membership,
        title=_("Nothing was done"),
        status=403 if is_own else CONFLICT,
        text=in_words(error),
    )


def in_words(error: Exception) -> str:
    """Why something was not done, to who wanted to."""
    match error:
        case moves.MovedOn(event=event) if event is not None:
            return _(
                "Meanwhile: %(what)s, %(when)s, by %(who)s. Look at how it stands now, then press "
                "again if it is still right."
            ) % {
                "what": event.get_move_display(),
                "when": moment(event.at),
                "who": event.by or _("somebody who has left"),
            }
        case moves.OwnMembership():
            return _("You belong to this organisation yourself: somebody else decides about it.")
        case moves.NotTheirs():
            return _("Whom you chose does not answer for the organisation any more.")
        case AlreadyMember():
            return _("The organisation has a later membership already.")
        case IllegalMove(standing=standing):
            return _("It is “%(standing)s” by now.") % {"standing": standing.label}
        case _:
            return _("The page was too old. Open it again.")


def membership_page(
    request: HttpRequest,
    template: str,
    membership: Membership,
    *,
    title: Any,
    status: int = 200,
    **context: Any,
) -> HttpResponse:
    """A page about one membership, with how it stands."""
    standing = membership.standing_at(timezone.now())
    return page(
        request,
        f"admin/network/membership/{template}",
        Membership,
        title=title,
        status=status,
        membership=membership,
        organisation=membership.organisation,
        standing=standing,
        tone=TONES[standing],
        **context,
    )
