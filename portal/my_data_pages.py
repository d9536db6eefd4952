"""`/accounts/data/`: what we hold about oneself, to have, to correct, and to complain about."""

import json
from collections.abc import Callable
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import path
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from network.models import User
from network.signed_in import who
from portal import audit, my_data
from portal.enrolment import signed_in_freshly
from portal.my_data import Found


@never_cache
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """What one can do about one's data; the files only after a fresh sign-in."""
    context = {"fresh": signed_in_freshly(request), "consents": my_data.consents(who(request))}
    return render(request, "account/data.html", context)


@never_cache
@require_safe
def download(request: HttpRequest, kind: str) -> HttpResponse:
    """Everything as a file, to read or for another service; that it was taken is recorded."""
    if kind not in KINDS:
        raise Http404
    if not signed_in_freshly(request):
        return redirect("account_data")
    user, now = who(request), timezone.now()
    write, content_type = KINDS[kind]
    answer = HttpResponse(write(user, my_data.gather(user)), content_type=content_type)
    answer.headers["Content-Disposition"] = f'attachment; filename="my-data-{now:%Y-%m-%d}.{kind}"'
    audit.record(by=user, action="person.download-data", target=user, now=now)
    return answer


def _as_json(_user: User, found: list[Found]) -> str:
    plain: dict[str, list[Any]] = {}
    for part in found:  # two parts may be of the same rows, seen from two sides
        rows = [{column: value for column, _label, value in row} for row in part.rows]
        plain.setdefault(part.model, []).extend(rows)
    return json.dumps(plain, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1)


def _as_html(user: User, found: list[Found]) -> str:
    return render_to_string(
        "account/data_file.html", {"person": user, "parts": found, "now": timezone.now()}
    )


KINDS: dict[str, tuple[Callable[[User, list[Found]], str], str]] = {
    "html": (_as_html, "text/html; charset=utf-8"),
    "json": (_as_json, "application/json"),
}

urlpatterns = [
    path("accounts/data/", overview, name="account_data"),
    path("accounts/data/my-data.<str:kind>", download, name="account_data_file"),
]
