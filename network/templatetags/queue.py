"""The queue's list: rendered again only when something that it shows has changed."""

import hashlib
from typing import Any

from django import template
from django.contrib.admin.templatetags.admin_list import result_headers
from django.utils import timezone

from network.admin import queue
from network.models import Application
from portal.models import SiteSettings

SHOWN = (
    "pk",
    "reference",
    "organisation_name",
    "state",
    "state_since",
    "reduced_at",
    "claimed",
    "submitted_at",
    "decided_at",
    "times_submitted",
    "is_possible_duplicate",
)

register = template.Library()


@register.simple_tag
def queue_fingerprint(cl: Any) -> str:
    """A digest of everything that the list is made from, so that it can never be out of date."""
    site = SiteSettings.current()
    rows = [
        (*(getattr(case, name) for name in SHOWN), str(case.assignee or ""))
        for case in cl.result_list
    ]
    promise = (site.working_days, site.answer_within_working_days, timezone.localdate())
    return hashlib.sha256(
        repr((rows, cl.result_count, cl.paginator.is_cut, promise)).encode()
    ).hexdigest()


@register.simple_tag
def queue_headers(cl: Any) -> list[dict[str, Any]]:
    """The changelist's headers with their links for sorting."""
    return list(result_headers(cl))


@register.inclusion_tag("admin/network/application/_row.html")
def queue_row(case: Application, filters: str) -> dict[str, Any]:
    """One row. `filters` is the list's query, which the row's link brings back."""
    return {
        "case": case,
        "state": queue.state_tag(case),
        "claimed": queue.claimed_words(case),
        "waiting": queue.waiting_words(case),
        "turn": case.whose_turn.label,
        "flags": queue.flag_tags(case),
        "filters": filters,
    }
