"""A personal link that leads into an application or an organisation."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from network.actions import colleagues, people
from network.actions.inviting import InvitationOver
from network.signed_in import who
from portal.personal_links import keep_link_secret


@dataclass(frozen=True)
class Kind:
    """What an invitation leads into: how it is found, shown and accepted, and where one lands."""

    find: Callable[..., Any]
    template: str
    accept: Callable[..., Any]
    land: Callable[[Any], HttpResponse]


KINDS = (
    Kind(
        people.find_invitation,
        "network/invitation.html",
        people.accept,
        lambda invited: redirect("network:application", invited.application.reference),
    ),
    Kind(
        colleagues.find_invitation,
        "network/organisation_invitation.html",
        colleagues.accept,
        lambda invited: redirect("network:organisation", invited.organisation_id),
    ),
)


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Opening it changes nothing, the button accepts."""
    now = timezone.now()
    found = ((kind, kind.find(token, now=now)) for kind in KINDS)
    kind, invited = next(((kind, one) for kind, one in found if one is not None), (None, None))
    response = _answer(request, kind, invited) if kind else _over(request)
    return keep_link_secret(request, response)


def _answer(request: HttpRequest, kind: Kind, invited: Any) -> HttpResponse:
    if not request.user.is_authenticated:
        if request.method == "POST":
            return redirect_to_login(request.path)
        return render(request, kind.template, {"invitation": invited})
    if request.user.email != invited.email:
        return render(request, "network/invitation_other.html", status=403)
    if request.method != "POST":
        return render(request, kind.template, {"invitation": invited})
    try:
        kind.accept(invitation=invited, by=who(request), now=timezone.now())
    except InvitationOver:
        return _over(request)
    return kind.land(invited)


def _over(request: HttpRequest) -> HttpResponse:
    return render(request, "network/invitation_over.html", status=410)
