"""Django's admin, behind the site's own sign-in and a second factor."""

from typing import Any, override

from allauth.account.views import logout
from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _

from portal.accounts import may_use_staff_pages
from portal.staff_access import lead_to_sign_in

OWN_APPS = frozenset({"portal", "network", "events", "forums", "bulletins"})


class PortalAdminSite(admin.AdminSite):
    """Has no sign-in, sign-out or password page of its own: the site's are used."""

    site_header = site_title = _("Race and Justice Network: staff")
    index_title = _("Records")
    enable_nav_sidebar = False

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Only the portal's own records: groups, factors and sessions are not edited by hand."""
        models = [model_or_iterable] if isinstance(model_or_iterable, type) else model_or_iterable
        own = [model for model in models if model.__module__.split(".")[0] in OWN_APPS]
        super().register(own, admin_class, **options)

    def has_permission(self, request: HttpRequest) -> bool:
        return may_use_staff_pages(request)

    @override
    def get_app_list(self, request: HttpRequest, app_label: Any = None) -> list[Any]:
        """Only for the pages that show it: the sidebar that lists it elsewhere is off."""
        match = request.resolver_match
        shows_it = match is not None and match.url_name in {"index", "app_list"}
        return super().get_app_list(request, app_label) if shows_it else []

    @override
    def index(self, request: HttpRequest, extra_context: Any = None) -> TemplateResponse:
        """The records, below the same figures as on the staff's front page."""
        from portal.staff_front import staff_counts  # the apps' models are there only by now

        counts = staff_counts(request.user, now=timezone.now())
        return super().index(request, {**counts, **(extra_context or {})})

    @override
    @method_decorator(login_not_required)
    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """No second door: staff come in through the site's sign-in."""
        if may_use_staff_pages(request):
            return redirect("admin:index")
        return lead_to_sign_in(request, back=request.GET.get("next"))

    @override
    def logout(  # type: ignore[override]  # a page of the site's, not a template's answer
        self, request: HttpRequest, extra_context: Any = None
    ) -> HttpResponse:
        response: HttpResponse = logout(request)
        response.headers["Clear-Site-Data"] = '"cache", "storage"'
        return response

    @override
    def password_change(  # type: ignore[override]  # a page of the site's, not a template's answer
        self, request: HttpRequest, extra_context: Any = None
    ) -> HttpResponse:
        return redirect("account_change_password")

    @override
    def password_change_done(  # type: ignore[override]  # a page of the site's, not a template's answer
        self, request: HttpRequest, extra_context: Any = None
    ) -> HttpResponse:
        return redirect("account")
