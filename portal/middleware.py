"""What every request gets: an id, a look at its size and host, headers that keep pages private."""

import secrets
from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse
from django.http.request import split_domain_port, validate_host
from django.utils.translation import gettext as _

from portal.logs import set_request_id

type View = Callable[[HttpRequest], HttpResponse]

PERMISSIONS_POLICY = "camera=(self), geolocation=(), microphone=(), payment=(), usb=()"
MAX_REQUEST_BYTES = 12 * 1024 * 1024  # the largest document (10 MiB), the form round it, and air


def request_id(get_response: View) -> View:
    """Give the request an id of our own (never the client's) and return it in `X-Request-ID`."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request.id = secrets.token_hex(8)  # type: ignore[attr-defined]  # ours
        set_request_id(request.id)  # type: ignore[attr-defined]  # ours
        response = get_response(request)
        response.headers["X-Request-ID"] = request.id  # type: ignore[attr-defined]  # ours
        return response

    return middleware


def request_size(get_response: View) -> View:
    """Answer 413 to a request that says it is over `MAX_REQUEST_BYTES`, before any of it is read.

    Without this, whoever sends a huge file would have it all taken in before a form refuses it.
    A body without a length (chunked) reads as empty: Django goes by `Content-Length` alone.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        length = request.headers.get("Content-Length", "")
        if length.isdecimal() and int(length) > MAX_REQUEST_BYTES:
            return _too_large()
        return get_response(request)

    return middleware


def _too_large() -> HttpResponse:
    """Plain text: a page would need what the rest of the middleware gives a request."""
    megabytes = MAX_REQUEST_BYTES // (1024 * 1024)
    said = _(
        "That is too large: we take at most %(megabytes)s MB at once. "
        "Go back and choose a smaller file."
    )
    return HttpResponse(
        said % {"megabytes": megabytes}, status=413, content_type="text/plain; charset=utf-8"
    )


def readable(get_response: View) -> View:
    """Refuse (400) what no page can keep: NUL in the address, and bodies that are not UTF-8."""

    def middleware(request: HttpRequest) -> HttpResponse:
        charset = (request.content_params or {}).get("charset", "utf-8").strip("\"' ").lower()
        has_nul = "\x00" in request.path or "%00" in request.META.get("QUERY_STRING", "")
        if has_nul or charset not in {"utf-8", "utf8", "us-ascii"}:
            said = _("That address or form cannot be read.")
            return HttpResponse(said, status=400, content_type="text/plain; charset=utf-8")
        return get_response(request)

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
        is_personal = user is not None and user.is_authenticated
        if is_personal or request.path.startswith("/accounts/"):
            response.headers["Cache-Control"] = "no-store, private"
        if request.path == "/accounts/logout/" and request.method == "POST":
            response.headers["Clear-Site-Data"] = '"cache", "storage"'
        return response

    return middleware
