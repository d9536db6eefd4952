from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import RequestDataTooBig
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import get_template
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from portal import health, mailsink

LIMITS_LAST = timedelta(minutes=5)  # no limit that ends in a 429 looks further back


@login_not_required
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/accessibility.html")


@login_not_required
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/privacy.html")


@login_not_required
@never_cache
@require_safe
def healthz(_request: HttpRequest) -> HttpResponse:
    """The process answers; nothing else is looked at."""
    return JsonResponse({"status": "ok"})


@login_not_required
@never_cache
@require_safe
def readyz(_request: HttpRequest) -> HttpResponse:
    """503 only where pages cannot work; what limps is 200 and "degraded"."""
    report = health.check(now=timezone.now())
    body = {"status": report.status, "checks": report.checks}
    return JsonResponse(body, status=503 if report.status == "down" else 200)


@login_not_required
def csrf_failure(request: HttpRequest, **_why: str) -> HttpResponse:
    """The form was open too long, or came from elsewhere: say so, and how to go on."""
    return render(request, "403_csrf.html", status=403)


def bad_request(_request: HttpRequest, exception: Exception) -> HttpResponse:
    """400 without saying what was wrong, 413 in words for more text than we take at once."""
    is_too_large = isinstance(exception, RequestDataTooBig)
    page = get_template("400.html").render({"is_too_large": is_too_large})
    return HttpResponse(page, status=413 if is_too_large else 400)


def too_many(request: HttpRequest) -> HttpResponse:
    """429: when to try again, and the way back to the page this came from."""
    context = {"again_at": timezone.now() + LIMITS_LAST, "back": page_before(request)}
    response = render(request, "429.html", context, status=429)
    response.headers["Retry-After"] = str(int(LIMITS_LAST.total_seconds()))
    return response


def page_before(request: HttpRequest) -> str:
    """The page of this site whose form was sent, as a path; the request's own if unknown."""
    referer = request.headers.get("Referer", "")
    here = {request.get_host()}
    if not url_has_allowed_host_and_scheme(referer, here, require_https=request.is_secure()):
        return request.path
    page = urlsplit(referer)
    path = f"{page.path}?{page.query}" if page.query else page.path
    # A path that a browser would read as another site's address is no path.
    return path if url_has_allowed_host_and_scheme(path, None) and path[:1] == "/" else "/"


@login_not_required
@never_cache
@require_safe
def demo_mail(request: HttpRequest) -> HttpResponse:
    """Every mail the demo sent, newest first."""
    folder = settings.DEMO_MAIL_DIR
    page = Paginator(mailsink.message_keys(folder), 25).get_page(request.GET.get("page"))
    sent = [mailsink.read_message(folder, key) for key in page]
    return render(request, "portal/demo_mail.html", {"messages_sent": sent, "page_obj": page})


@login_not_required
@never_cache
@require_safe
def demo_mail_message(request: HttpRequest, key: str) -> HttpResponse:
    try:
        message = mailsink.read_message(settings.DEMO_MAIL_DIR, key)
    except KeyError as error:
        raise Http404 from error
    return render(request, "portal/demo_mail_message.html", {"mail": message})
