"""A year with its four quarters, each of which should have its forum."""

from dataclasses import dataclass, field
from datetime import date

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from forums.admin.running_pages import VIEW, refuse_without
from forums.models import Forum
from forums.states import TONES, State
from portal.admin_pages import page
from portal.quarters import Quarter, quarter_of, quarters_of
from portal.whole_numbers import whole_number

FIRST_YEAR, LAST_YEAR = 2000, 2100


@dataclass
class Row:
    """A quarter: its forums with the tones of their states, and whether one takes place."""

    quarter: Quarter
    forums: list[tuple[Forum, str]] = field(default_factory=list)
    has_forum: bool = False
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
        "admin/forums/forum/calendar.html",
        Forum,
        title=_("Forums of %(year)d") % {"year": year},
        year=year,
        rows=_rows(year, today),
        before=year - 1 if year > FIRST_YEAR else None,
        after=year + 1 if year < LAST_YEAR else None,
    )


def _year(asked: str, today: date) -> int:
    if not asked:
        return today.year
    year = whole_number(asked, digits=4)
    if year is None or not FIRST_YEAR <= year <= LAST_YEAR:
        raise BadRequest("no such year")
    return year


def _rows(year: int, today: date) -> list[Row]:
    """One that was cancelled is shown, and does not count."""
    now = quarter_of(today)
    rows = {
        quarter: Row(quarter, is_over=quarter < now, is_now=quarter == now)
        for quarter in quarters_of(year)
    }
    for forum in Forum.objects.filter(starts_at__year=year).order_by("starts_at", "pk"):
        row = rows[quarter_of(timezone.localdate(forum.starts_at))]
        row.forums.append((forum, TONES[State(forum.state)]))
        row.has_forum |= not forum.is_cancelled
    return list(rows.values())
