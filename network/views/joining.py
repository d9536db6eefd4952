from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from network.actions.membership import ask_to_join
from network.forms.people import JoinForm
from network.signed_in import who
from portal.rates import is_allowed


@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest) -> HttpResponse:
    """Ask to belong to an organisation that is named in public; others are never mentioned."""
    form = JoinForm(request.POST or None, by=who(request))
    if request.method == "POST" and form.is_valid():
        if is_allowed(request, action="join"):
            ask_to_join(
                organisation=form.cleaned_data["organisation"],
                by=who(request),
                message=form.cleaned_data["message"],
                now=timezone.now(),
            )
            messages.success(request, _("Thank you. The co-ordinator will look into it."))
            return redirect("dashboard")
        form.add_error(None, _("You have asked several times today. Please wait until tomorrow."))
    return render(request, "network/join.html", {"form": form})
