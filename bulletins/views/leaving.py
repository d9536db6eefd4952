"""Leaving the lists, by a link in each bulletin, without signing in."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from bulletins.actions import lists
from bulletins.leaving import TEST_TOKEN, NotOurs, read_token
from bulletins.masking import masked
from portal.personal_links import keep_link_secret
from portal.rates import is_allowed

COME_BACK = "come-back"


# Mail programs press the button for their users (RFC 8058): they have no cookie and no token of
# ours. Whoever has the link may do what it does, from wherever they come.
@csrf_exempt
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """A GET only asks: scanners open every link of a mail. A POST leaves, or comes back."""
    if token == TEST_TOKEN:
        return render(request, "bulletins/link_of_test.html")
    try:
        who = read_token(token)
    except NotOurs:
        return keep_link_secret(request, _no_such_link(request))
    now = timezone.now()
    if request.method == "POST":
        act = lists.come_back if request.POST.get("action") == COME_BACK else lists.leave
        act(who=who, now=now)
    context = {
        "masked": masked(lists.address_of(who)),
        "is_on_a_list": lists.is_on_a_list(who),
        "is_for_members": who.user is not None,
        "is_back": request.POST.get("action") == COME_BACK,
    }
    return keep_link_secret(
        request, render(request, "bulletins/unsubscribe.html", context), shows_form=True
    )


def _no_such_link(request: HttpRequest) -> HttpResponse:
    is_guessing = not is_allowed(request, action="link", gets=True)
    status = 429 if is_guessing else 404
    context = {"is_guessing": is_guessing}
    return render(request, "bulletins/link_over.html", context, status=status)
