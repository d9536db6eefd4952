"""What the pages of a case share: who asks, which application, and the way back to the queue."""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from network.models import Application, User
from portal.admin_pages import kept_filters, page

REVIEW = "network.review_application"
LEADERSHIP = "network.view_leadership"

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


def with_filters(url: str, request: HttpRequest) -> str:
    kept = kept_filters(request)
    return f"{url}?{kept}" if kept else url


def case_url(request: HttpRequest, application: Application, anchor: str = "") -> str:
    """The case's page, with the way back to the same queue."""
    url = reverse("admin:network_application_change", args=[application.pk])
    return with_filters(url, request) + anchor


def to_case(request: HttpRequest, application: Application, anchor: str = "") -> HttpResponse:
    return redirect(case_url(request, application, anchor))


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
