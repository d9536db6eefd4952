"""Who may see staff pages, and where everyone else is led instead."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.adapter import get_adapter
from django.contrib.auth import get_user_model
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from portal.accounts import (
    confirmed_recently,
    has_second_factor,
    may_use_staff_pages,
    needs_second_factor,
)

type View = Callable[..., HttpResponse]


def lead_to_sign_in(request: HttpRequest, *, back: str | None = None) -> HttpResponse:
    """Anonymous → sign-in; staff without a second factor → how to enrol; others → 403.

    `back` is where to go afterwards (the pages led to check it); the address asked for otherwise.
    """
    user = request.user
    if not user.is_authenticated:
        return redirect_to_login(back or request.get_full_path())
    if not user.is_staff:
        raise PermissionDenied
    return lead_to_second_factor(request, back=back)


def lead_to_second_factor(request: HttpRequest, *, back: str | None = None) -> HttpResponse:
    """Staff confirm with the factor they have, and come back; without one: how to enrol."""
    if not has_second_factor(request.user):
        return redirect("enrolment_needed")
    ways = get_adapter(request).get_reauthentication_methods(request.user)
    return redirect_to_login(back or request.get_full_path(), login_url=ways[0]["url"])


def staff_page(view: View) -> View:
    """Only staff with a second factor in this session; rights are read at each request."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not may_use_staff_pages(request):
            return lead_to_sign_in(request)
        return view(request, *args, **kwargs)

    return guarded


def staff_confirm_first(view: View) -> View:
    """Staff change how they sign in only after a second factor in the last 15 minutes.

    Others pass: allauth asks them for what they have. It is not leant on for staff, as it asks
    people without a password for nothing.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if needs_second_factor(request.user) and not confirmed_recently(request):
            return lead_to_second_factor(request)
        return view(request, *args, **kwargs)

    return guarded


def one_at_a_time(view: View) -> View:
    """Two requests cannot each take away one of a person's last two factors."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return view(request, *args, **kwargs)
        with transaction.atomic():
            get_user_model().objects.select_for_update().get(pk=request.user.pk)
            return view(request, *args, **kwargs)

    return guarded
