"""Staff enrol a second factor only through a Manager's one-time link and a fresh sign-in."""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.mfa.totp.views import activate_totp
from allauth.mfa.webauthn.views import add_webauthn
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from network.actions.staff import EnrolmentOver, use_enrolment
from portal.accounts import has_second_factor

SESSION_KEY = "may_enrol_until"
FRESH_SIGN_IN_SECONDS = 15 * 60
ENROL_WITHIN_SECONDS = 30 * 60


def signed_in_freshly(request: HttpRequest) -> bool:
    """Whether this session's last sign-in is at most 15 minutes old."""
    records = get_authentication_records(request, request.user)
    return bool(records) and time.time() - records[-1]["at"] < FRESH_SIGN_IN_SECONDS


def may_enrol(request: HttpRequest) -> bool:
    """Non-staff freely; staff with a factor after re-authentication; staff without, by link."""
    if not request.user.is_staff or has_second_factor(request.user):
        return True
    return time.time() < request.session.get(SESSION_KEY, 0)


def needs_permission_to_enrol(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Guards allauth's pages that add a factor."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated and not may_enrol(request):
            return redirect("enrolment_needed")
        return view(request, *args, **kwargs)

    return guarded


@require_safe
def enrolment_needed(request: HttpRequest) -> HttpResponse:
    """Tells staff without a second factor whom to ask for a link."""
    return render(request, "portal/enrolment_needed.html", status=403)


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def enrol(request: HttpRequest, token: str) -> HttpResponse:
    """Opening the link changes nothing; the button uses it up and leads to enrolment."""
    request.is_private = True  # type: ignore[attr-defined]  # read by portal.middleware
    if not request.user.is_authenticated:
        return _private(redirect_to_login(request.path))
    if request.method != "POST":
        fresh = signed_in_freshly(request)
        return _private(render(request, "portal/enrol.html", {"fresh": fresh}))
    if not signed_in_freshly(request):
        messages.error(request, _("Please sign out and in again first, then open the link."))
        return _private(redirect(request.path))
    try:
        use_enrolment(secret=token, by=request.user, now=timezone.now())  # type: ignore[arg-type]  # signed in
    except EnrolmentOver:
        return _private(render(request, "portal/enrol.html", {"over": True}, status=410))
    request.session[SESSION_KEY] = time.time() + ENROL_WITHIN_SECONDS
    return redirect("mfa_activate_totp")


def _private(response: HttpResponse) -> HttpResponse:
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


urlpatterns = [
    path("accounts/enrol/", enrolment_needed, name="enrolment_needed"),
    path("accounts/enrol/<str:token>/", enrol, name="enrol"),
    path(
        "accounts/2fa/totp/activate/",
        needs_permission_to_enrol(activate_totp),
        name="mfa_activate_totp",
    ),
    path(
        "accounts/2fa/webauthn/add/",
        needs_permission_to_enrol(add_webauthn),
        name="mfa_add_webauthn",
    ),
]
