"""allauth's pages that must not tell by their speed whether an address is known."""

from allauth.account import views as account
from django.urls import path

from portal.evenly import evenly
from portal.staff_access import staff_confirm_first

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
