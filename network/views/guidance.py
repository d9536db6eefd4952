from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from network.actions.guidance import send_enquiry
from network.forms.guidance import GuidanceForm
from network.mail import answer_expected_by
from network.views.checker import session_answers
from portal.rates import is_allowed

SENT = "enquiry_reference"
SENT_AT = "enquiry_at"


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def guidance(request: HttpRequest) -> HttpResponse:
    """Talk to the co-ordinator, with what was already typed into the checker."""
    typed = session_answers(request)
    form = GuidanceForm(request.POST or None, initial=_what_we_know(request))
    if request.method == "POST" and form.is_valid() and _within_limits(request, form):
        if not form.is_from_a_program:
            enquiry = send_enquiry(fields=form.enquiry_fields(), typed=typed, now=timezone.now())
            request.session[SENT] = enquiry.reference
        request.session[SENT_AT] = timezone.now().isoformat()
        return redirect("network:guidance_sent")
    return render(request, "network/guidance.html", {"form": form, "typed": typed})


def _what_we_know(request: HttpRequest) -> dict[str, Any]:
    if not request.user.is_authenticated:
        return {}
    return {"name": request.user.name, "email": request.user.email, "phone": request.user.phone}


def _within_limits(request: HttpRequest, form: GuidanceForm) -> bool:
    key = form.cleaned_data["email"] or form.cleaned_data["phone"]
    if is_allowed(request, action="guidance", key=key):
        return True
    form.add_error(
        None, _("We have had several messages from you. Please wait an hour, or ring us.")
    )
    return False


@login_not_required
@never_cache
@require_safe
def guidance_sent(request: HttpRequest) -> HttpResponse:
    """Confirmation: the reference, and the day of the answer."""
    sent_at = parse_datetime(request.session.get(SENT_AT, "")) or timezone.now()
    context = {
        "reference": request.session.get(SENT, ""),
        "answer_by": answer_expected_by(sent_at),
    }
    return render(request, "network/guidance_sent.html", context)
