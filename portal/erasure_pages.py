"""`/accounts/data/erase/`: what goes, what stays, what hinders; and the step itself."""

from django import forms
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from network.signed_in import who
from portal import erasures
from portal.enrolment import signed_in_freshly
from portal.erasure_hindrances import hindrances


class EraseForm(forms.Form):
    """The one step that cannot be taken back."""

    is_sure = forms.BooleanField(
        label=_("I have read what goes and what stays. Erase my account: it cannot be undone."),
        error_messages={"required": _("Tick the box if you want everything above erased")},
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def erase(request: HttpRequest) -> HttpResponse:
    """Says everything beforehand; only after a fresh sign-in."""
    if not signed_in_freshly(request):
        return redirect("account_data")
    user, now = who(request), timezone.now()
    form = EraseForm(request.POST if request.method == "POST" else None)
    hinders = hindrances(user, now=now)
    if request.method == "POST" and not hinders and form.is_valid():
        try:
            erasures.erase_person(user=user, by=None, now=now)
        except erasures.Hindered as hindered:  # somebody handed something over meanwhile
            hinders = hindered.hindrances
        except erasures.AlreadyErased:  # another tab was quicker
            return _signed_out(request)
        else:
            return _signed_out(request)
    return render(
        request,
        "account/erase.html",
        {
            "form": form,
            "hindrances": hinders,
            "goes": erasures.preview(user),
            "stays": erasures.what_stays(),
        },
    )


@never_cache
@login_not_required
@require_safe
def erased(request: HttpRequest) -> HttpResponse:
    """The last page: it says the same to everybody, and needs no account."""
    return render(request, "account/erased.html")


def _signed_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    answer = redirect("account_erased")
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    return answer


urlpatterns = [
    path("accounts/data/erase/", erase, name="account_erase"),
    path("accounts/erased/", erased, name="account_erased"),
]
