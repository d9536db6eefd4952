"""Who may see staff pages, and where everyone else is led instead."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from portal.accounts import has_second_factor, may_use_staff_pages


def lead_to_sign_in(request: HttpRequest) -> HttpResponse:
    """Anonymous → sign-in; staff without a second factor → how to enrol; others → 403."""
    user = request.user
    if not user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    if not user.is_staff:
        raise PermissionDenied
    if has_second_factor(user):
        return redirect("mfa_reauthenticate")
    return redirect("enrolment_needed")


def staff_page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Only staff with a second factor in this session; rights are read at each request."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not may_use_staff_pages(request):
            return lead_to_sign_in(request)
        return view(request, *args, **kwargs)

    return guarded
