"""The page of a bulletin: what there is to do with it now, by its state."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone

from bulletins.actions import composing, moving, watching
from bulletins.actions.gathering import come_in
from bulletins.admin.deliveries import may_retry
from bulletins.admin.pages import CHANGE, SAFE, TONES, VIEW, about_bulletin, bulletin_page
from bulletins.admin.scheduling import moment_form
from bulletins.content import rows_of
from bulletins.models import Bulletin
from bulletins.states import STARTED, State

FRAGMENT = "live"


@about_bulletin(VIEW, SAFE)
def show(request: HttpRequest, bulletin: Bulletin) -> HttpResponseBase:
    """A draft is put together here, an approved one scheduled, one that goes out watched."""
    if bulletin.state in STARTED:
        return _live(request, bulletin)
    return (
        _compose(request, bulletin) if bulletin.state == State.DRAFT else _wait(request, bulletin)
    )


def _compose(request: HttpRequest, bulletin: Bulletin) -> HttpResponse:
    rows = rows_of(bulletin)
    may_change = request.user.has_perm(CHANGE)
    finds = come_in(bulletin, rows, timezone.now()) if may_change else []
    return bulletin_page(
        request,
        "compose.html",
        bulletin,
        title=bulletin.subject,
        rows=rows,
        number=sum(len(row.items.all()) for row in rows),
        finds=finds,
        new=sum(not find.is_in for find in finds),
        seen=composing.seen_now(bulletin),
    )


def _wait(request: HttpRequest, bulletin: Bulletin) -> HttpResponse:
    now = timezone.now()
    at = bulletin.scheduled_at
    is_soon = bool(bulletin.state == State.SCHEDULED and at and at - now <= moving.STILL_TO_CANCEL)
    return bulletin_page(
        request,
        "wait.html",
        bulletin,
        title=bulletin.subject,
        form=moment_form(bulletin, now),
        is_soon=is_soon,
        is_scheduled=bulletin.state == State.SCHEDULED,
        is_late=bulletin.state == State.LATE,
        was=moving.time_as_seen(bulletin),
    )


def _live(request: HttpRequest, bulletin: Bulletin) -> HttpResponse:
    context: dict[str, Any] = {
        "how": watching.standing(bulletin, now=timezone.now()),
        "moves": bulletin.state == State.SENDING,
        "has_rows": bulletin.outcome is None or bulletin.deliveries.exists(),
    }
    if request.GET.get("part") == FRAGMENT:
        values = context | {
            "bulletin": bulletin,
            "tone": TONES[State(bulletin.state)],
            "may_see_whom": request.user.has_perm("bulletins.view_delivery"),
        }
        return render(request, f"admin/bulletins/bulletin/live.html#{FRAGMENT}", values)
    return bulletin_page(
        request,
        "live.html",
        bulletin,
        title=bulletin.subject,
        corrections=bulletin.corrections.order_by("pk"),
        may_retry=may_retry(bulletin),
        **context,
    )
