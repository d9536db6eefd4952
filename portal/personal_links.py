"""Pages behind a personal link: the token in their address must not travel on."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase


def keep_link_secret[Response: HttpResponseBase](
    request: HttpRequest, response: Response, *, shows_form: bool | None = None
) -> Response:
    """Never stored, never indexed, and no address that leads onwards names the token.

    Only the page's origin is ever sent as referrer, not its path. Plain `no-referrer` would
    do the same, but makes browsers send `Origin: null` with the page's own form, which the
    protection against forged requests must refuse (docs/adr/0005). `shows_form` says whether the
    page has one; left out, pages of signed-in people are taken to.
    """
    if shows_form is None:
        shows_form = request.user.is_authenticated and request.method in {"GET", "HEAD"}
    policy = "strict-origin" if shows_form else "no-referrer"
    response.headers["Referrer-Policy"] = policy
    response.headers["Cache-Control"] = "no-store, private"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
