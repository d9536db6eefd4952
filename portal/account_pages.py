"""A person's own account: one page that leads to all of it, and guards on allauth's pages."""

from functools import wraps
from typing import Any

from allauth.account import views as account
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from portal.forms import PersonForm
from portal.staff_access import View, one_at_a_time, staff_confirm_first


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """What we hold to know this person by, each with the page that changes it."""
    user: Any = request.user
    change, see = _("Change"), _("See")
    rows = [
        (_("Name"), user.name, "account_person", change),
        (_("Telephone"), user.phone, "account_person", change),
        (_("E-mail address"), user.email, "account_email", change),
        (_("Password"), _password_in_words(user), "account_change_password", change),
        (_("Second step"), _second_step_in_words(user), "mfa_index", change),
        (_("Where you are signed in"), _devices_in_words(user), "usersessions_list", see),
        (_("Calendar"), _("Your events by a private link"), "account_calendar", see),
        (_("Mails that go to many"), _("Bulletins, alerts, digests"), "bulletins:preferences", see),
        (_("Your data"), _("Download it, and what you agreed to"), "account_data", see),
    ]
    names = ("label", "value", "change_url", "change_label")
    summary = [
        dict(zip(names, (label, value, reverse(page), verb), strict=True))
        for label, value, page, verb in rows
    ]
    return render(request, "account/overview.html", {"rows": summary})


def _password_in_words(user: Any) -> str:
    if user.has_usable_password():
        return _("You have one")
    return _("None: you sign in with a code we send you")


def _second_step_in_words(user: Any) -> list[str] | str:
    types = list(Authenticator.objects.filter(user=user).values_list("type", flat=True))
    keys = types.count(Authenticator.Type.WEBAUTHN)
    ways = [_("Authenticator app")] if Authenticator.Type.TOTP in types else []
    if keys:
        ways.append(ngettext("%(count)s passkey", "%(count)s passkeys", keys) % {"count": keys})
    return ways or _("Off")


def _devices_in_words(user: Any) -> str:
    count = len(UserSession.objects.purge_and_list(user))
    return ngettext("%(count)s browser", "%(count)s browsers", count) % {"count": count}


@require_http_methods(["GET", "HEAD", "POST"])
def person(request: HttpRequest) -> HttpResponse:
    """Name and telephone, both optional."""
    form = PersonForm(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Saved."))
        return redirect("account")
    return render(request, "account/person.html", {"form": form})


def keeps_one_factor(view: View) -> View:
    """Guards the removal of a passkey, where allauth does not ask whether it may go."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        mine = Authenticator.objects.filter(user_id=request.user.pk)
        passkey = get_object_or_404(mine, pk=kwargs["pk"], type=Authenticator.Type.WEBAUTHN)
        adapter = get_adapter()
        if not adapter.can_delete_authenticator(passkey):
            messages.error(request, adapter.error_messages["cannot_delete_authenticator"])
            return redirect("mfa_index")
        return view(request, *args, **kwargs)

    return one_at_a_time(guarded)


# The same addresses and names as allauth's own, listed before them in portal.urls.
urlpatterns = [
    path("accounts/", overview, name="account"),
    path("accounts/person/", person, name="account_person"),
    path("accounts/email/", staff_confirm_first(account.email), name="account_email"),
    path(
        "accounts/password/change/",
        staff_confirm_first(account.password_change),
        name="account_change_password",
    ),
    path(
        "accounts/password/set/",
        staff_confirm_first(account.password_set),
        name="account_set_password",
    ),
    path(
        "accounts/2fa/totp/deactivate/",
        staff_confirm_first(one_at_a_time(totp.deactivate_totp)),
        name="mfa_deactivate_totp",
    ),
    path(
        "accounts/2fa/webauthn/keys/<int:pk>/remove/",
        staff_confirm_first(keeps_one_factor(webauthn.remove_webauthn)),
        name="mfa_remove_webauthn",
    ),
    path(
        "accounts/2fa/webauthn/keys/<int:pk>/edit/",
        staff_confirm_first(webauthn.edit_webauthn),
        name="mfa_edit_webauthn",
    ),
    path(
        "accounts/2fa/recovery-codes/",
        staff_confirm_first(recovery.view_recovery_codes),
        name="mfa_view_recovery_codes",
    ),
    path(
        "accounts/2fa/recovery-codes/generate/",
        staff_confirm_first(recovery.generate_recovery_codes),
        name="mfa_generate_recovery_codes",
    ),
    path(
        "accounts/2fa/recovery-codes/download/",
        staff_confirm_first(recovery.download_recovery_codes),
        name="mfa_download_recovery_codes",
    ),
]
