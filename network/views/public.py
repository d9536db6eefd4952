from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from network.eligibility import Category


@login_not_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """What the network is and how joining works."""
    return render(request, "network/index.html", {"categories": Category})
