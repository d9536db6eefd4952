"""Confirmations that say that something changed: accepted, or the categories kept."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from network.actions import confirming
from network.actions import membership_moves as moves
from network.admin.membership_pages import MANAGE, in_words
from network.admin.pages import staff
from network.admin.queue import tag
from network.admin.waiting import waiting_first
from network.eligibility import Category
from network.forms.membership import AcceptForm, KeepForm
from network.models import Confirmation
from network.standing import IllegalMove
from portal.admin_filters import DefaultedFilter
from portal.admin_pages import page
from portal.admin_records import ReadOnlyAdmin
from portal.templatetags.portal import moment
from portal.whole_numbers import whole_number

State = Confirmation.State
TONES = {State.WAITING: "wait", State.ACCEPTED: "good", State.KEPT: "neutral"}


class WaitingFilter(DefaultedFilter):
    title = gettext_lazy("confirmations")
    parameter_name = "state"
    default = State.WAITING.value
    words = tuple(State.choices)

    def conditions(self, _request: HttpRequest) -> dict[str, Q]:
        return {value: Q(state=value) for value in State.values}


@admin.register(Confirmation)
class ConfirmationAdmin(ReadOnlyAdmin):
    list_display = ("organisation", "state_tag", "by", "at", "decided_at")
    list_filter = (WaitingFilter,)
    list_select_related = ("membership__organisation", "by")
    search_fields = ("membership__organisation__name",)
    search_help_text = gettext_lazy("Name of the organisation.")
    list_per_page = 50
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    change_list_template = "admin/network/confirmation/list.html"

    @admin.display(description=gettext_lazy("organisation"))
    def organisation(self, confirmation: Confirmation) -> str:
        return str(confirmation.membership.organisation)

    @admin.display(description=gettext_lazy("state"), ordering="state")
    def state_tag(self, confirmation: Confirmation) -> SafeString:
        state = State(confirmation.state)
        return tag(state.label, TONES[state])

    def get_ordering(self, _request: HttpRequest) -> Any:
        """Waiting first, oldest first."""
        return (waiting_first(), "at", "pk")

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        _form_url: str = "",
        _extra_context: Any = None,
    ) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        rows = Confirmation.objects.select_related(
            "membership__organisation", "by", "entered_by", "decided_by"
        )
        confirmation = get_object_or_404(rows, pk=whole_number(object_id))
        if request.method != "POST":
            return _show(request, confirmation)
        if not request.user.has_perm(MANAGE):
            raise PermissionDenied
        return _decide(request, confirmation)


def _decide(request: HttpRequest, confirmation: Confirmation) -> HttpResponse:
    """`act` is accept, keep or change; the first two show the mail, and `sure` does them."""
    act = request.POST.get("act")
    if act == "change":
        return _show(request, confirmation, typed=request.POST.get("reason", ""))
    is_accepted = act != "keep"
    form = (AcceptForm if is_accepted else KeepForm)(request.POST)
    if not form.is_valid():
        return _show(request, confirmation, refused=form)
    said = {"is_accepted": is_accepted, "reason": form.cleaned_data["reason"]}
    try:
        confirming.check_decidable(confirmation, by=staff(request))
        if request.POST.get("sure") != "yes":
            return _ask(request, confirmation, form, said)
        confirming.decide(confirmation=confirmation, by=staff(request), now=timezone.now(), **said)
    except confirming.AlreadyDecided as decided:
        messages.error(request, _already(decided.confirmation))
        return _show(request, decided.confirmation, status=409)
    except (moves.OwnMembership, IllegalMove) as error:
        messages.error(request, in_words(error))
        return _show(request, confirmation, status=409)
    messages.success(request, _("Done. Those who answer for the organisation are told."))
    return redirect("admin:network_confirmation_changelist")


def _ask(
    request: HttpRequest, confirmation: Confirmation, form: Any, said: dict[str, Any]
) -> HttpResponse:
    """What will happen and the mail that says so; nothing is done yet."""
    is_accepted = said["is_accepted"]
    title = _("Accept what they told us?") if is_accepted else _("Keep the categories?")
    return page(
        request,
        "admin/network/confirmation/confirm.html",
        Confirmation,
        title=title,
        confirmation=confirmation,
        form=form,
        is_accepted=is_accepted,
        letters=confirming.letters_deciding(confirmation, **said),
    )


def _already(decided: Confirmation) -> str:
    """Who did what and when, to whoever came second."""
    return _(
        "Decided already: %(state)s by %(who)s on %(when)s. Nothing was changed, and no second "
        "mail was sent."
    ) % {
        "state": State(decided.state).label.lower(),
        "who": decided.decided_by or _("the site, or somebody who has left"),
        "when": moment(decided.decided_at or decided.at),
    }


def _show(
    request: HttpRequest,
    confirmation: Confirmation,
    *,
    typed: str = "",
    refused: AcceptForm | KeepForm | None = None,
    status: int = 200,
) -> HttpResponse:
    state = State(confirmation.state)
    organisation = confirmation.membership.organisation
    is_own = moves.belongs_to(staff(request), organisation)
    accept = refused if isinstance(refused, AcceptForm) else AcceptForm(initial={"reason": typed})
    keep = refused if isinstance(refused, KeepForm) else KeepForm(initial={"reason": typed})
    accept.auto_id, keep.auto_id = "accept_%s", "keep_%s"
    return page(
        request,
        "admin/network/confirmation/decide.html",
        Confirmation,
        title=str(organisation),
        status=status,
        form=refused,
        confirmation=confirmation,
        rows=_rows(confirmation),
        accept=accept,
        keep=keep,
        state_word=state.label,
        state_tone=TONES[state],
        is_own=is_own,
        may_decide=request.user.has_perm(MANAGE) and state == State.WAITING and not is_own,
    )


def _rows(confirmation: Confirmation) -> list[tuple[Any, bool, bool]]:
    """Each category with whether it counted until then, and whether they say that it does now."""
    before, now = set(confirmation.categories_before), set(confirmation.categories)
    return [
        (category.label, category in before, category in now)
        for category in Category
        if category in before | now
    ]
