from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from network.eligibility import Category
from network.mail import answer_expected_by
from network.models import Affiliation


@login_not_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """What the network is, and how joining works for who is not in it yet."""
    is_inside = request.user.is_authenticated and (
        request.user.is_staff
        or Affiliation.objects.filter(user=request.user, ended_at__isnull=True).exists()
    )
    context = {
        "categories": Category,
        "answer_by": answer_expected_by(timezone.now()),
        "is_inside": is_inside,
    }
    return render(request, "network/index.html", context)
