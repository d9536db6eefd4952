"""Staff enrol a second factor only through a Manager's one-time link and a fresh sign-in."""

import time
from functools import wraps
from typing import Any, cast

from allauth.account.authentication import get_authentication_records
from allauth.mfa.base.internal.flows import post_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
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
from django.views.decorators.http import require_http_methods, require_safe

from network.actions.staff import (
    EnrolmentOver,
    find_enrolment,
    second_factor_enrolled,
    use_enrolment,
)
from network.models import User
from portal.accounts import confirmed_recently, has_second_factor, needs_second_factor
from portal.personal_links import keep_link_secret
from portal.staff_access import View, lead_to_second_factor, one_at_a_time

SESSION_KEY = "may_enrol_until"
FRESH_SIGN_IN_SECONDS = 15 * 60
ENROL_WITHIN_SECONDS = 30 * 60


def signed_in_freshly(request: HttpRequest) -> bool:
    """Whether this session began at most 15 minutes ago; confirming a password is not enough."""
    records = get_authentication_records(request, request.user)
    sign_ins = [record["at"] for record in records if not record.get("reauthenticated")]
    return bool(sign_ins) and time.time() - sign_ins[-1] < FRESH_SIGN_IN_SECONDS


def may_enrol(request: HttpRequest) -> bool:
    """Others freely; staff with a factor after confirming with it; staff without, by link."""
    if not needs_second_factor(request.user):
        return True
    if has_second_factor(request.user):
        return confirmed_recently(request)
    return bool(time.time() < request.session.get(SESSION_KEY, 0))


def needs_permission_to_enrol(view: View) -> View:
    """Guards allauth's pages that add a factor, and records what they added."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return view(request, *args, **kwargs)
        if not may_enrol(request):
            return lead_to_second_factor(request)
        before = list(_factors(request).values_list("pk", flat=True))
        response = view(request, *args, **kwargs)
        for added in _factors(request).exclude(pk__in=before):
            _record(request, added)
        return response

    return one_at_a_time(guarded)


def _factors(request: HttpRequest) -> Any:
    mine = Authenticator.objects.filter(user=request.user)
    return mine.exclude(type=Authenticator.Type.RECOVERY_CODES)


def _record(request: HttpRequest, added: Authenticator) -> None:
    """What has just been enrolled was at hand: this session has been through a second factor."""
    if added.type == Authenticator.Type.TOTP:
        TOTP(added).validate_code(request.POST.get("code", ""))  # spent: it signs nobody in
    request.session.pop(SESSION_KEY, None)
    post_authentication(request, added, reauthenticated=True)
    if request.user.is_staff:
        second_factor_enrolled(by=request.user, kind=added.type, now=timezone.now())


@require_safe
def enrolment_needed(request: HttpRequest) -> HttpResponse:
    """Tells staff without a second factor whom to ask for a link."""
    return render(request, "portal/enrolment_needed.html", status=403)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def enrol(request: HttpRequest, token: str) -> HttpResponse:
    """Opening the link changes nothing; the button uses it up and leads to enrolment."""
    if not request.user.is_authenticated:
        return keep_link_secret(request, redirect_to_login(request.path))
    return keep_link_secret(request, _enrol(request, token))


def _enrol(request: HttpRequest, token: str) -> HttpResponse:
    user, now = cast(User, request.user), timezone.now()
    if find_enrolment(token, by=user, now=now) is None:
        return _over(request)
    fresh = signed_in_freshly(request)
    if request.method != "POST":
        return render(request, "portal/enrol.html", {"fresh": fresh})
    if not fresh:
        messages.error(request, _("Sign out and in again first, then open the link once more."))
        return redirect(request.path)
    try:
        use_enrolment(secret=token, by=user, now=now)
    except EnrolmentOver:
        return _over(request)
    request.session[SESSION_KEY] = time.time() + ENROL_WITHIN_SECONDS
    return redirect("enrol_choose")


@require_safe
def choose(request: HttpRequest) -> HttpResponse:
    """After the link: an app or a passkey?"""
    if not may_enrol(request):
        return lead_to_second_factor(request)
    return render(request, "portal/enrol_choose.html")


def _over(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/enrol.html", {"over": True}, status=410)


urlpatterns = [
    path("accounts/enrol/", enrolment_needed, name="enrolment_needed"),
    path("accounts/enrol/choose/", choose, name="enrol_choose"),
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
