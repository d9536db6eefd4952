"""The queue's rows: rendered once, and again only when something that a row shows has changed."""

import hashlib
from typing import Any

from django import template
from django.contrib.admin.templatetags.admin_list import result_headers
from django.core.cache import caches
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from network.admin import queue
from network.models import Application
from network.states import WHOSE_TURN, State
from portal.models import SiteSettings

ROWS_KEPT_SECONDS = 3600
SHOWN = (
    "pk",
    "reference",
    "organisation_name",
    "state",
    "state_since",
    "claimed",
    "submitted_at",
    "decided_at",
    "times_submitted",
    "is_possible_duplicate",
)

register = template.Library()


@register.simple_tag
def queue_headers(cl: Any) -> list[dict[str, Any]]:
    """The changelist's headers with their links for sorting."""
    return list(result_headers(cl))


@register.simple_tag
def queue_row(case: Application, filters: str) -> SafeString:
    """One row as HTML. `filters` is the list's query, which the row's link brings back."""
    site, today = SiteSettings.current(), timezone.localdate()
    # Everything that a row is made from is in its key, so that it can never be out of date.
    made_from = (
        *(getattr(case, name) for name in SHOWN),
        str(case.assignee or ""),
        (site.working_days, site.answer_within_working_days, today),
        filters,
    )
    key = "queue-row:" + hashlib.sha256(repr(made_from).encode()).hexdigest()
    kept: str | None = caches["pages"].get(key)
    if kept is None:
        kept = render_to_string("admin/network/application/_row.html", _row(case, filters))
        caches["pages"].set(key, kept, ROWS_KEPT_SECONDS)
    return mark_safe(kept)


def _row(case: Application, filters: str) -> dict[str, Any]:
    return {
        "case": case,
        "state": queue.state_tag(case),
        "claimed": queue.claimed_words(case),
        "waiting": queue.waiting_words(case),
        "turn": WHOSE_TURN[State(case.state)].label,
        "flags": queue.flag_tags(case),
        "filters": filters,
    }
