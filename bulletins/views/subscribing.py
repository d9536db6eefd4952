"""Subscribing without an account: asked on a page, confirmed by a link in a mail."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from bulletins import consent
from bulletins.actions import subscribing
from bulletins.forms.subscribing import SubscribeForm
from bulletins.masking import masked
from portal.evenly import evenly
from portal.personal_links import keep_link_secret
from portal.rates import is_allowed


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@evenly
def subscribe(request: HttpRequest) -> HttpResponse:
    """The same answer, as quickly, whatever we know of the address."""
    form = SubscribeForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _within_limits(request, form):
        email = form.cleaned_data["email"]
        # More mails than a few an hour are left out without a word: that, too, would tell.
        if not form.is_from_a_program and is_allowed(
            request, action="subscribe-address", key=email
        ):
            subscribing.ask(
                email=email,
                name=form.cleaned_data["name"],
                wording=consent.wording(),
                now=timezone.now(),
            )
        return redirect("bulletins:subscribe_sent")
    context = {"form": form, "wording": consent.wording()}
    return render(request, "bulletins/subscribe.html", context)


def _within_limits(request: HttpRequest, form: SubscribeForm) -> bool:
    if is_allowed(request, action="subscribe"):
        return True
    form.add_error(None, _("Too many requests came from your connection. Please wait an hour."))
    return False


@login_not_required
@never_cache
@require_safe
def sent(request: HttpRequest) -> HttpResponse:
    """What to do now: look into the mailbox."""
    return render(request, "bulletins/subscribe_sent.html")


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """A GET only asks: scanners open every link of a mail. A POST confirms."""
    now, wording = timezone.now(), consent.wording()
    try:
        if request.method == "POST":
            row = subscribing.confirm(token=token, wording=wording, now=now)
        else:
            row = subscribing.whose(token=token, now=now)
    except subscribing.LinkUsed:
        return keep_link_secret(request, render(request, "bulletins/confirm_used.html"))
    except subscribing.LinkOver:
        return keep_link_secret(request, _link_over(request))
    context = {
        "masked": masked(row.email),
        "wording": wording,
        "is_done": request.method == "POST",
    }
    page = render(request, "bulletins/confirm.html", context)
    return keep_link_secret(request, page, shows_form=not context["is_done"])


def _link_over(request: HttpRequest) -> HttpResponse:
    is_guessing = not is_allowed(request, action="link", gets=True)
    status = 429 if is_guessing else 404
    context = {"is_guessing": is_guessing}
    return render(request, "bulletins/confirm_over.html", context, status=status)
