"""What every request gets: an id, a look at its host, and headers that keep pages private."""

import secrets
from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse
from django.http.request import split_domain_port, validate_host

from portal.logs import set_request_id

type View = Callable[[HttpRequest], HttpResponse]

PERMISSIONS_POLICY = "camera=(self), geolocation=(), microphone=(), payment=(), usb=()"


def request_id(get_response: View) -> View:
    """Give the request an id of our own (never the client's) and return it in `X-Request-ID`."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request.id = secrets.token_hex(8)  # type: ignore[attr-defined]  # ours
        set_request_id(request.id)  # type: ignore[attr-defined]  # ours
        response = get_response(request)
        response.headers["X-Request-ID"] = request.id  # type: ignore[attr-defined]  # ours
        return response

    return middleware


def known_hosts(get_response: View) -> View:
    """Refuse (400) a request for a host that is not ours, also behind a proxy that says so.

    The site never uses `X-Forwarded-Host`; a foreign one is somebody's try all the same.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        request.get_host()
        for forwarded in request.headers.get("X-Forwarded-Host", "").split(","):
            host, _port = split_domain_port(forwarded.strip())
            if forwarded.strip() and not validate_host(host, settings.ALLOWED_HOSTS):
                raise DisallowedHost("foreign X-Forwarded-Host")
        return get_response(request)

    return middleware


def security_headers(get_response: View) -> View:
    """Pages of signed-in people are never stored; every page limits what browsers may do."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault("X-Frame-Options", "DENY")
        user = getattr(request, "user", None)
        if (user is not None and user.is_authenticated) or getattr(request, "is_private", False):
            response.headers["Cache-Control"] = "no-store, private"
        if request.path == "/accounts/logout/" and request.method == "POST":
            response.headers["Clear-Site-Data"] = '"cache", "storage"'
        return response

    return middleware
