"""Answers that must not tell by their speed whether an address is known."""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse

AT_LEAST_SECONDS = 0.1  # several times what either way takes: making an account, or only a mail


def evenly(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Posting takes at least a tenth of a second, whatever was done about it."""

    @wraps(view)
    def timed(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        start = time.monotonic()
        response = view(request, *args, **kwargs)
        if sends_mail(request):
            time.sleep(max(0.0, AT_LEAST_SECONDS - (time.monotonic() - start)))
        return response

    return timed


def sends_mail(request: HttpRequest) -> bool:
    """Only what may send a mail is held back, not the typing of a code."""
    is_confirming = "code" in request.POST and request.POST.get("action") != "resend"
    return request.method == "POST" and not is_confirming
