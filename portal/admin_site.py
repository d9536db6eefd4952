"""Django's admin, behind the site's own sign-in and a second factor."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from portal.accounts import may_use_staff_pages
from portal.staff_access import lead_to_sign_in


class PortalAdminSite(admin.AdminSite):
    site_header = site_title = _("Race and Justice Network: staff")
    index_title = _("Records")
    enable_nav_sidebar = False

    def has_permission(self, request: HttpRequest) -> bool:
        return may_use_staff_pages(request)

    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """No second door: staff come in through the site's sign-in."""
        return lead_to_sign_in(request)

