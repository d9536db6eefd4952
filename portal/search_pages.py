"""The search page. May look at every app; nothing imports it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

import bulletins.found
import events.found
import forums.found
import network.found
from portal.searching import Source, extract, matching

PER_PAGE = 15
MOST_CHARACTERS = 200
SOURCES: list[Source] = [
    *bulletins.found.SOURCES,
    *events.found.SOURCES,
    *forums.found.SOURCES,
    *network.found.SOURCES,
]
BY_KIND = {source.kind: source for source in SOURCES}


class SearchForm(forms.Form):
    """What is looked for, from the address. What is not understood is left out."""

    q = forms.CharField(label=_("Search for"), required=False)
    kind = forms.ChoiceField(
        label=_("Where"),
        required=False,
        choices=[("", _("Everywhere")), *((one.kind, one.label) for one in SOURCES)],
    )

    def __init__(self, asked: QueryDict) -> None:
        kind = asked.get("kind", "")
        words = " ".join(asked.get("q", "").replace("\x00", " ").split())[:MOST_CHARACTERS]
        known = {"q": words, "kind": kind if kind in BY_KIND else ""}
        super().__init__(known, auto_id="find-%s", label_suffix="")
        self.words: str = words
        self.sources = [BY_KIND[kind]] if known["kind"] else SOURCES


@dataclass(frozen=True)
class Hit:
    """One page that was found."""

    url: str
    title: str
    label: str
    text: str
    at: datetime | None


@login_not_required
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """What matches of everything that who asks may see; nothing is asked without words."""
    form = SearchForm(request.GET)
    context: dict[str, Any] = {"form": form}
    if form.words:
        found = matching(form.sources, form.words, request, timezone.now())
        page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
        context |= {"page_obj": page, "hits": [_hit(row, form.words) for row in page]}
    return render(request, "portal/search.html", context)


def _hit(row: dict[str, Any], words: str) -> Hit:
    source = BY_KIND[row["found_kind"]]
    return Hit(
        url=source.url(row["found_key"]),
        title=row["found_title"],
        label=str(source.label),
        text=extract(row["found_text"], words),
        at=row["found_at"],
    )


urlpatterns = [path("search/", search, name="search")]
