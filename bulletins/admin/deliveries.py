"""Who got a bulletin and who did not: lists, trying again, and settling what is in doubt."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from bulletins.actions import retrying, watching
from bulletins.admin.pages import (
    SAFE,
    SEE_WHOM,
    SEND,
    about_bulletin,
    bulletin_page,
    bulletin_url,
    staff,
    tag,
    to_bulletin,
)
from bulletins.models import Bulletin, Delivery
from bulletins.states import MOVES, Move
from portal.admin_records import ReadOnlyAdmin

States = Delivery.State
CORRECTED = gettext_lazy("Nothing was put back in line: a correction of it has gone out.")
TONES = {
    States.PENDING: "wait",
    States.CLAIMED: "info",
    States.SENT: "good",
    States.FAILED: "bad",
    States.SUPPRESSED: "neutral",
    States.IN_DOUBT: "bad",
}


@about_bulletin(SEE_WHOM, SAFE)
def listed(request: HttpRequest, bulletin: Bulletin, state: str) -> HttpResponse:
    """Those in one state, a page at a time from behind `?after=`; `?q=` finds one address."""
    if state not in States.values:
        raise Http404
    address, after = request.GET.get("q", "").strip()[:254], request.GET.get("after", "0")
    if not (after.isascii() and after.isdigit() and len(after) < 19):
        raise Http404
    rows, following = watching.listed(bulletin, state, after=int(after), address=address)
    return bulletin_page(
        request,
        "deliveries.html",
        bulletin,
        title=_("%(state)s: who") % {"state": States(state).label},
        state=state,
        rows=rows,
        following=following,
        is_first=after == "0",
        address=address,
        may_act=_may_act(bulletin, state),
    )


def _may_act(bulletin: Bulletin, state: str) -> bool:
    """Whether there is anything to do for each of those in a state, by who may send."""
    return state == States.IN_DOUBT or (state == States.FAILED and may_retry(bulletin))


def may_retry(bulletin: Bulletin) -> bool:
    return bulletin.state in MOVES[Move.RETRY] and not retrying.is_corrected(bulletin)


@about_bulletin(SEND)
def retry(request: HttpRequest, bulletin: Bulletin) -> HttpResponse:
    """Asks first, then puts all that failed back in line."""
    if request.method != "POST":
        return bulletin_page(
            request,
            "retry.html",
            bulletin,
            title=_("Try those that failed again?"),
            number=retrying.retryable(bulletin).count(),
            is_corrected=retrying.is_corrected(bulletin),
        )
    return _retried(request, bulletin, None)


@about_bulletin(SEND, ["POST"])
def retry_one(request: HttpRequest, bulletin: Bulletin, delivery: int) -> HttpResponse:
    return _retried(request, bulletin, delivery)


def _retried(request: HttpRequest, bulletin: Bulletin, delivery: int | None) -> HttpResponse:
    try:
        number = retrying.retry(
            bulletin=bulletin, delivery=delivery, by=staff(request), now=timezone.now()
        )
    except retrying.NothingToRetry:
        said = _("Nothing was put back in line: nobody failed any more, or nothing may go there.")
        messages.info(request, said)
        return to_bulletin(bulletin)
    except retrying.Corrected:
        messages.warning(request, CORRECTED)
        return to_bulletin(bulletin)
    said = ngettext("%(n)d is put back in line.", "%(n)d are put back in line.", number)
    messages.success(request, said % {"n": number})
    return to_bulletin(bulletin)


@about_bulletin(SEND)
def doubt(request: HttpRequest, bulletin: Bulletin, delivery: int) -> HttpResponse:
    """Explains the risk; `act` says whether it counts as sent or is sent once more."""
    row = get_object_or_404(bulletin.deliveries, pk=delivery)
    acts: dict[str, Any] = {
        "sent": (retrying.count_as_sent, _("It counts as sent.")),
        "again": (retrying.send_again, _("It is put back in line.")),
    }
    chosen = acts.get(request.POST.get("act", ""))
    if request.method != "POST" or chosen is None:
        return bulletin_page(
            request,
            "doubt.html",
            bulletin,
            title=_("Did it arrive?"),
            row=row,
            is_open=row.state == States.IN_DOUBT,
            may_retry=may_retry(bulletin),
        )
    act, said = chosen
    try:
        act(bulletin=bulletin, delivery=row.pk, by=staff(request), now=timezone.now())
    except retrying.NothingToRetry:
        messages.info(request, _("Nothing was done: it is not in doubt, or nothing may go there."))
    except retrying.Corrected:
        messages.warning(request, CORRECTED)
    else:
        messages.success(request, said)
    return to_bulletin(bulletin)


@admin.register(Delivery)
class DeliveryAdmin(ReadOnlyAdmin):
    """To find one address across all bulletins; without one there is nothing to see."""

    list_display = ("address", "state_tag", "of_bulletin", "sent_at", "why")
    search_fields = ("address",)
    search_help_text = gettext_lazy("The whole e-mail address")
    ordering = ("-pk",)
    list_per_page = 50
    show_full_result_count = False
    list_select_related = ("bulletin",)
    fields = (
        "of_bulletin", "address", "name", "state_tag", "why", "attempts", "sent_at",
        "came_back_at",
    )  # fmt: skip
    readonly_fields = ("of_bulletin", "state_tag", "why")
    change_list_template = "admin/bulletins/delivery/change_list.html"

    def get_search_results(
        self, _request: HttpRequest, queryset: QuerySet[Delivery], search_term: str
    ) -> tuple[QuerySet[Delivery], bool]:
        """By the address as it is written, which has an index: no other search is quick here."""
        address = search_term.strip().lower()
        return (queryset.filter(address=address) if address else queryset.none()), False

    @admin.display(description=gettext_lazy("state"))
    def state_tag(self, delivery: Delivery) -> SafeString:
        state = States(delivery.state)
        return tag(state.label, TONES[state])

    @admin.display(description=gettext_lazy("why"))
    def why(self, delivery: Delivery) -> str:
        return delivery.why

    @admin.display(description=gettext_lazy("bulletin"))
    def of_bulletin(self, delivery: Delivery) -> SafeString:
        url = bulletin_url(delivery.bulletin)
        return format_html('<a href="{}">{}</a>', url, delivery.bulletin)
