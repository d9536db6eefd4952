"""Who did not confirm and has no days of grace left: ticked, looked at, then lapsed."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Max, Q, QuerySet
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from network.actions import membership_moves as moves
from network.admin.membership_pages import MANAGE, UNDONE, in_words
from network.admin.pages import staff
from network.models import Affiliation, Membership
from network.standing import Move, Standing
from portal.admin_pages import page
from portal.whole_numbers import whole_number

MOST = 100  # at once: each is done, and told, by itself


@require_http_methods(["GET", "HEAD", "POST"])
def overdue(request: HttpRequest) -> HttpResponse:
    """The list; with some ticked, what follows; and when `sure`, the act."""
    if not request.user.has_perm(MANAGE):
        raise PermissionDenied
    if request.method != "POST" or request.POST.get("act") == "back":
        return _list(request)
    ticked = _ticked(request)
    if not ticked:
        messages.error(request, _("Tick at least one organisation first."))
        return _list(request)
    if request.POST.get("sure") == "yes":
        _lapse(request, ticked)
        return redirect("admin:network_membership_overdue")
    return _preview(request, ticked)


def _overdue() -> QuerySet[Any]:
    """Longest overdue first, each with what was done last and how many can be written to."""
    answering = Q(
        organisation__affiliations__ended_at__isnull=True,
        organisation__affiliations__role__in=Affiliation.ANSWERING,
        organisation__affiliations__user__is_active=True,
    )
    late = Membership.objects.with_standing(timezone.now()).filter(standing=Standing.OVERDUE)
    rows: QuerySet[Any] = late.select_related("organisation").annotate(
        seen=Coalesce(Max("events__pk"), 0),
        told=Count("organisation__affiliations", filter=answering, distinct=True),
    )
    return rows.order_by("due_day", "organisation__name", "pk")


def _ticked(request: HttpRequest) -> dict[int, int]:
    """By membership: what the page had seen of it."""
    ticked = {}
    for value in request.POST.getlist("membership")[:MOST]:
        pk, _colon, seen = value.partition(":")
        numbers = whole_number(pk), whole_number(seen)
        if None not in numbers:
            ticked[numbers[0]] = numbers[1]
    return ticked  # type: ignore[return-value]  # both are numbers


def _list(request: HttpRequest) -> HttpResponse:
    rows = list(_overdue()[: MOST + 1])
    return page(
        request,
        "admin/network/membership/overdue.html",
        Membership,
        title=_("Overdue memberships"),
        rows=rows[:MOST],
        has_more=len(rows) > MOST,
        ticked=_ticked(request),
    )


def _preview(request: HttpRequest, ticked: dict[int, int]) -> HttpResponse:
    """What follows for whom, and the mail as the first of them gets it."""
    rows = [row for row in _overdue().filter(pk__in=ticked) if ticked[row.pk] == row.seen]
    letters = (moves.letters_about(Move.LAPSE, row, reason="") for row in rows if row.told)
    return page(
        request,
        "admin/network/membership/overdue_preview.html",
        Membership,
        title=_("Let these memberships lapse?"),
        rows=rows,
        gone=len(ticked) - len(rows),
        letter=next(letters, [None])[0],
    )


def _lapse(request: HttpRequest, ticked: dict[int, int]) -> None:
    """One by one: who confirmed meanwhile stays a member, and that is said."""
    done = 0
    rows = Membership.objects.filter(pk__in=ticked).select_related("organisation")
    for membership in rows.order_by("pk"):
        try:
            moves.lapse(
                membership=membership,
                seen=ticked[membership.pk],
                by=staff(request),
                now=timezone.now(),
            )
        except UNDONE as error:
            name = membership.organisation.name
            messages.warning(request, f"{name}: {in_words(error)}")
        else:
            done += 1
    if done:
        said = ngettext("%(n)d membership has lapsed.", "%(n)d memberships have lapsed.", done)
        messages.success(request, said % {"n": done})
