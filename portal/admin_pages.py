"""Pages of our own in the admin's frame, and the way back to the list that they came from."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

KEPT_FILTERS = "_changelist_filters"


def kept_filters(request: HttpRequest) -> str:
    """The queue's filters that this page was opened with, as a query string or ""."""
    kept = request.GET.get(KEPT_FILTERS, "")
    return urlencode({KEPT_FILTERS: kept}) if kept else ""


def page(
    request: HttpRequest,
    template: str,
    model: type[Model],
    *,
    title: Any,
    status: int = 200,
    **context: Any,
) -> HttpResponse:
    """An admin page of our own in the admin's frame."""
    values = {
        **admin.site.each_context(request),
        "opts": model._meta,
        "title": title,
        "preserved_filters": kept_filters(request),
        **context,
    }
    request.current_app = admin.site.name  # as the admin's own views do
    return render(request, template, values, status=status)
