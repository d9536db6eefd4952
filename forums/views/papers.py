"""Papers and slides of forums as downloads, each by its circle."""

from collections.abc import Iterable

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from forums.models import Paper
from forums.views import seen_by
from network.serving import serve
from network.uploads import CONTENT_TYPES

LABELS = {content_type: kind.label for kind, content_type in CONTENT_TYPES.items()}


@login_not_required
@require_safe
def paper(request: HttpRequest, pk: int) -> HttpResponseBase:
    """One file as an attachment. Whoever is not signed in is asked to, be there a paper or not."""
    found = seen_by.papers_for(request, timezone.now()).filter(pk=pk).first()
    if found is None and not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    if found is None:
        raise Http404
    answer = serve(str(found.file.name), found.name, found.content_type)
    answer.headers["Cache-Control"] = "no-store, private"
    return answer


def listed(papers: Iterable[Paper]) -> list[dict[str, str]]:
    """As pages list them: title, address, and what kind of file it is."""
    return [
        {
            "title": one.title,
            "url": reverse("forums:paper", args=[one.pk]),
            "details": f"{LABELS.get(one.content_type, '')}, {filesizeformat(one.size)}",
        }
        for one in papers
    ]
