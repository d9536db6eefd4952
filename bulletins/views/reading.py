"""Bulletins read online: the archive, and one page for each."""

from itertools import groupby
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.timezone import localtime
from django.views.decorators.http import require_safe

from bulletins.models import Bulletin, Item
from bulletins.models.lists import is_member

PER_PAGE = 24


@login_not_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The archive, by year, newest first."""
    found = Bulletin.objects.visible_to(request.user, now=timezone.now()).listed()
    page = Paginator(found.order_by("-started_at", "-pk"), PER_PAGE).get_page(
        request.GET.get("page")
    )
    years = groupby(page, key=lambda one: localtime(one.started_at).year)
    context = {"page_obj": page, "years": [(year, list(rows)) for year, rows in years]}
    return render(request, "bulletins/index.html", context)


@login_not_required
@require_safe
def bulletin(request: HttpRequest, slug: str) -> HttpResponse:
    """What was sent. Items for members only are there for members alone."""
    now = timezone.now()
    visible = Bulletin.objects.visible_to(request.user, now=now)
    found = get_object_or_404(visible, slug=slug)
    sees_all = is_member(request.user, now)
    hidden = Item.objects.filter(section__bulletin=found, is_for_members=True)
    context = {
        "bulletin": found,
        "sections": _sections(found, sees_all=sees_all),
        "has_more": not sees_all and found.goes_to_members and hidden.exists(),
    }
    return render(request, "bulletins/bulletin.html", context)


def _sections(found: Bulletin, *, sees_all: bool) -> list[Any]:
    items = Item.objects.order_by("position", "pk")
    if not sees_all:
        items = items.filter(is_for_members=False)
    rows = found.sections.order_by("position", "pk").prefetch_related(Prefetch("items", items))
    return [(section, section.items.all()) for section in rows if section.items.all()]
