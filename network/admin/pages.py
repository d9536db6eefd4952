"""What the admin's own pages share: who asks, which application, and the way back to the queue."""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast
from urllib.parse import urlencode

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from network.models import Application, User

REVIEW = "network.review_application"
LEADERSHIP = "network.view_leadership"
KEPT_FILTERS = "_changelist_filters"

type CaseView = Callable[..., HttpResponseBase]


def staff(request: HttpRequest) -> User:
    """The member of staff at work; the admin site lets nobody else in."""
    return cast(User, request.user)


def reviewing(view: CaseView) -> CaseView:
    """Only for who may review: `view` gets the application of the address, or it is a 404."""

    @wraps(view)
    def guarded(request: HttpRequest, pk: int, **kwargs: Any) -> HttpResponseBase:
        if not request.user.has_perm(REVIEW):
            raise PermissionDenied
        cases = Application.objects.select_related("assignee", "matched_organisation")
        return view(request, get_object_or_404(cases, pk=pk), **kwargs)

    return guarded


def kept_filters(request: HttpRequest) -> str:
    """The queue's filters that this page was opened with, as a query string or ""."""
    kept = request.GET.get(KEPT_FILTERS, "")
    return urlencode({KEPT_FILTERS: kept}) if kept else ""


def with_filters(url: str, request: HttpRequest) -> str:
    kept = kept_filters(request)
    return f"{url}?{kept}" if kept else url


def case_url(request: HttpRequest, application: Application, anchor: str = "") -> str:
    """The case's page, with the way back to the same queue."""
    url = reverse("admin:network_application_change", args=[application.pk])
    return with_filters(url, request) + anchor


def to_case(request: HttpRequest, application: Application, anchor: str = "") -> HttpResponse:
    return redirect(case_url(request, application, anchor))


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


def case_page(
    request: HttpRequest,
    template: str,
    application: Application,
    *,
    title: Any,
    status: int = 200,
    **context: Any,
) -> HttpResponse:
    """A page about one application, with its way back."""
    return page(
        request,
        f"admin/network/application/{template}",
        Application,
        title=title,
        status=status,
        application=application,
        case_url=case_url(request, application),
        **context,
    )
