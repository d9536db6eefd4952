"""What every template may use: the site's settings and the navigation."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.models import SiteSettings


@dataclass(frozen=True)
class NavigationItem:
    label: Any
    url: str
    current: bool


def site(request: HttpRequest) -> dict[str, Any]:
    """`site` (SiteSettings), `nav` and the request's id for error pages."""
    return {
        "site": SiteSettings.current(),
        "nav": navigation(request),
        "request_id": getattr(request, "id", ""),
    }


def navigation(request: HttpRequest) -> list[NavigationItem]:
    """The main sections this visitor can use, marked where they are."""
    entries = [
        (_("The network"), "network:index"),
        (_("Events"), "events:index"),
        (_("Forums"), "forums:index"),
        (_("News"), "bulletins:news"),
    ]
    user = getattr(request, "user", None)
    if user is not None and user.is_authenticated:
        entries.append((_("Your dashboard"), "dashboard"))
        if user.is_staff:
            entries.append((_("Staff"), "staff"))
    else:
        entries.append((_("Can we join?"), "network:eligibility"))
    urls = [(label, _url(name)) for label, name in entries]
    path = _url("bulletins:news") if _is_reading(request) else request.path
    current = max((url for _label, url in urls if path.startswith(url)), key=len, default="")
    return [NavigationItem(label, url, url == current) for label, url in urls]


def _is_reading(request: HttpRequest) -> bool:
    """On any page of news, practice or bulletins, which the menu calls news."""
    return request.path.startswith(_url("bulletins:index"))


@cache
def _url(name: str) -> str:
    return reverse(name)
