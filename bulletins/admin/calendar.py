"""A year with its four quarters, each of which should have its e-bulletin."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from bulletins.admin.pages import TONES, VIEW, refuse_without
from bulletins.choices import BulletinKind
from bulletins.models import Bulletin
from bulletins.states import State
from portal.admin_pages import page
from portal.quarters import Quarter, quarter_of, quarters_of

FIRST_YEAR, LAST_YEAR = 2000, 2100


@dataclass
class Row:
    """A quarter: its bulletins with the tones of their states, and what it lacks."""

    quarter: Quarter
    bulletins: list[tuple[Bulletin, str]] = field(default_factory=list)
    has_quarterly: bool = False
    is_over: bool = False
    is_now: bool = False


@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """The year of `?year=`, or this one."""
    refuse_without(request, VIEW)
    today = timezone.localdate()
    year = _year(request.GET.get("year", ""), today)
    return page(
        request,
        "admin/bulletins/bulletin/calendar.html",
        Bulletin,
        title=_("Bulletins of %(year)d") % {"year": year},
        year=year,
        rows=_rows(year, today),
        before=year - 1 if year > FIRST_YEAR else None,
        after=year + 1 if year < LAST_YEAR else None,
    )


def outcome_words(bulletin: Bulletin) -> str:
    """How many got it and how many did not, once that is known."""
    counts: dict[str, Any] | None = bulletin.outcome
    if not counts:
        return ""
    sent = counts.get("sent", 0)
    words = [ngettext("%(n)d sent", "%(n)d sent", sent) % {"n": sent}]
    said = {"failed": _("%(n)d failed"), "in-doubt": _("%(n)d in doubt")}
    words += [text % {"n": counts[name]} for name, text in said.items() if counts.get(name)]
    return ", ".join(words)


def _year(asked: str, today: date) -> int:
    if not asked:
        return today.year
    if not (asked.isascii() and asked.isdigit() and FIRST_YEAR <= int(asked[:5]) <= LAST_YEAR):
        raise BadRequest("no such year")
    return int(asked)


def _rows(year: int, today: date) -> list[Row]:
    now = quarter_of(today)
    rows = {
        quarter: Row(quarter, is_over=quarter < now, is_now=quarter == now)
        for quarter in quarters_of(year)
    }
    for bulletin in Bulletin.objects.of_year(year).order_by("started_at", "scheduled_at", "pk"):
        row = rows.get(quarter_of(bulletin.day))
        if row is None:
            continue
        row.bulletins.append((bulletin, TONES[State(bulletin.state)]))
        is_quarterly = bulletin.kind == BulletinKind.QUARTERLY and not bulletin.corrects_id
        row.has_quarterly |= is_quarterly
    return list(rows.values())
