"""Bulletins read online: the archive, and one page for each."""

from itertools import groupby

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.timezone import localtime
from django.views.decorators.http import require_safe

from bulletins.content import parts_of, readable
from bulletins.models import Bulletin
from bulletins.models.bulletins import BulletinQuerySet
from bulletins.models.lists import is_member
from bulletins.views.listing import looks_as_staff

PER_PAGE = 24
VIEW = "bulletins.view_bulletin"


@login_not_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The archive, by year, newest first."""
    found = visible(request).listed()
    page = Paginator(found.order_by("-started_at", "-pk"), PER_PAGE).get_page(
        request.GET.get("page")
    )
    years = groupby(page, key=lambda one: localtime(one.started_at).year)
    context = {"page_obj": page, "years": [(year, list(rows)) for year, rows in years]}
    return render(request, "bulletins/index.html", context)


def visible(request: HttpRequest) -> BulletinQuerySet:
    if looks_as_staff(request, VIEW):
        return Bulletin.objects.started()
    return Bulletin.objects.visible_to(request.user, now=timezone.now())


def sees_all(request: HttpRequest) -> bool:
    return looks_as_staff(request, VIEW) or is_member(request.user, timezone.now())


@login_not_required
@require_safe
def bulletin(request: HttpRequest, slug: str) -> HttpResponse:
    """What was sent. Items for members only are there for members, and staff who send them."""
    rows = visible(request)
    found = get_object_or_404(rows, slug=slug)
    parts, everything = parts_of(found), sees_all(request)
    hidden = any(one.is_for_members for part in parts for one in part.items)
    context = {
        "bulletin": found,
        "sections": readable(parts, sees_all=everything),
        "has_more": not everything and found.goes_to_members and hidden,
        "corrections": rows.filter(corrects=found).order_by("started_at", "pk"),
    }
    return render(request, "bulletins/bulletin.html", context)
