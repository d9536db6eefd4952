"""What every request gets: an id, and headers that keep pages private and unframed."""

import secrets
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

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
