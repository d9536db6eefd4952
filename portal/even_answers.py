"""Answers that must not tell by their speed whether an address is known."""

import time
from functools import wraps
from typing import Any

from allauth.account import views as account
from django.http import HttpRequest, HttpResponse
from django.urls import path

from portal.staff_access import View, staff_confirm_first

AT_LEAST_SECONDS = 0.1  # several times what either way takes: making an account, or only a mail


def evenly(view: View) -> View:
    """Posting takes at least a tenth of a second, whatever was done about it."""

    @wraps(view)
    def timed(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        start = time.monotonic()
        response = view(request, *args, **kwargs)
        if sends_mail(request):
            time.sleep(max(0.0, AT_LEAST_SECONDS - (time.monotonic() - start)))
        return response

    return timed


def sends_mail(request: HttpRequest) -> bool:
    """Only what may send a mail is held back, not the typing of a code."""
    is_confirming = "code" in request.POST and request.POST.get("action") != "resend"
    return request.method == "POST" and not is_confirming


# The same addresses and names as allauth's own, listed before them in portal.urls.
urlpatterns = [
    path("accounts/signup/", evenly(account.signup), name="account_signup"),
    path(
        "accounts/login/code/",
        evenly(account.request_login_code),
        name="account_request_login_code",
    ),
    path(
        "accounts/login/code/confirm/",
        evenly(account.confirm_login_code),
        name="account_confirm_login_code",
    ),
    path(
        "accounts/confirm-email/",
        evenly(staff_confirm_first(account.email_verification_sent)),
        name="account_email_verification_sent",
    ),
    path("accounts/password/reset/", evenly(account.password_reset), name="account_reset_password"),
]
