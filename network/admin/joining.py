"""Requests to join an organisation: decided by a co-ordinator who says how it was made sure."""

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

from network import mail
from network.actions import membership
from network.admin.pages import staff
from network.admin.queue import tag
from network.admin.waiting import waiting_first
from network.forms.casework import JoinDecisionForm
from network.models import Affiliation, JoinRequest
from portal.admin_filters import DefaultedFilter
from portal.admin_pages import page
from portal.admin_records import ReadOnlyAdmin
from portal.templatetags.portal import moment
from portal.whole_numbers import whole_number

DECIDE = "network.decide_joinrequest"
TONES = {
    JoinRequest.State.WAITING: "wait",
    JoinRequest.State.AGREED: "good",
    JoinRequest.State.REFUSED: "neutral",
}


class WaitingFilter(DefaultedFilter):
    title = gettext_lazy("requests")
    parameter_name = "state"
    default = JoinRequest.State.WAITING.value
    words = tuple(JoinRequest.State.choices)

    def conditions(self, _request: HttpRequest) -> dict[str, Q]:
        return {value: Q(state=value) for value in JoinRequest.State.values}


@admin.register(JoinRequest)
class JoinRequestAdmin(ReadOnlyAdmin):
    list_display = ("person", "organisation", "state_tag", "created_at", "decided_at")
    list_filter = (WaitingFilter,)
    list_select_related = ("user", "organisation")
    search_fields = ("user__email", "user__name", "organisation__name")
    search_help_text = gettext_lazy("Person, e-mail address or organisation.")
    list_per_page = 50
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    change_list_template = "admin/network/joinrequest/queue.html"

    @admin.display(description=gettext_lazy("person"), ordering="user__name")
    def person(self, request: JoinRequest) -> str:
        return f"{request.user} <{request.user.email}>"

    @admin.display(description=gettext_lazy("state"), ordering="state")
    def state_tag(self, request: JoinRequest) -> SafeString:
        state = JoinRequest.State(request.state)
        return tag(state.label, TONES[state])

    def get_ordering(self, _request: HttpRequest) -> Any:
        """Waiting first, oldest first."""
        return (waiting_first(), "created_at", "pk")

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        _form_url: str = "",
        _extra_context: Any = None,
    ) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        people = JoinRequest.objects.select_related(
            "user", "organisation", "application", "decided_by"
        )
        pk = whole_number(object_id)
        asked = get_object_or_404(people, pk=pk)
        if request.method != "POST":
            return _show(request, asked, JoinDecisionForm())
        if not request.user.has_perm(DECIDE):
            raise PermissionDenied
        return _decide(request, asked)


def _decide(request: HttpRequest, asked: JoinRequest) -> HttpResponse:
    """`act` is agree, refuse or change; the first two ask first, and `sure` does them."""
    act = request.POST.get("act")
    if act == "change":
        typed = {name: request.POST.get(name, "") for name in JoinDecisionForm.base_fields}
        return _show(request, asked, JoinDecisionForm(initial=typed))
    is_agreed = act != "refuse"
    form = JoinDecisionForm(request.POST if is_agreed else None)
    if is_agreed and not form.is_valid():
        return _show(request, asked, form)
    try:
        if request.POST.get("sure") != "yes":
            membership.check_decidable(asked, by=staff(request))
            return _ask(request, asked, form, is_agreed=is_agreed)
        said = _act(request, asked, form, is_agreed=is_agreed)
    except membership.AlreadyDecided as decided:
        messages.error(request, _already(decided.request))
        return _show(request, decided.request, JoinDecisionForm(), status=409)
    except membership.OwnRequest:
        messages.error(request, _("This is your own request: somebody else decides it."))
        return _show(request, asked, JoinDecisionForm(), status=403)
    messages.success(request, said)
    return redirect("admin:network_joinrequest_changelist")


def _ask(
    request: HttpRequest, asked: JoinRequest, form: JoinDecisionForm, *, is_agreed: bool
) -> HttpResponse:
    """What will happen and the mail that says so; nothing is done yet."""
    names = {"person": asked.user, "organisation": asked.organisation}
    title = _("Let %(person)s in?") if is_agreed else _("Refuse %(person)s?")
    return page(
        request,
        "admin/network/joinrequest/confirm.html",
        JoinRequest,
        title=title % names,
        asked=asked,
        form=form,
        is_agreed=is_agreed,
        becomes_primary=is_agreed and _primary(asked) is None,
        letter=mail.join_decided(asked, agreed=is_agreed),
    )


def _act(
    request: HttpRequest, asked: JoinRequest, form: JoinDecisionForm, *, is_agreed: bool
) -> str:
    common: dict[str, Any] = {"request": asked, "by": staff(request), "now": timezone.now()}
    if is_agreed:
        membership.agree_to_join(**common, **form.cleaned_data)
        said = _("%(person)s now belongs to %(organisation)s, and has been told.")
    else:
        membership.refuse_to_join(**common)
        said = _("Refused. %(person)s has been told.")
    return said % {"person": asked.user, "organisation": asked.organisation}


def _already(decided: JoinRequest) -> str:
    """Who did what and when, to whoever came second."""
    return _(
        "Decided already: %(state)s by %(who)s on %(when)s. Nothing was changed, and no second "
        "mail was sent."
    ) % {
        "state": JoinRequest.State(decided.state).label.lower(),
        "who": decided.decided_by or _("somebody who has left"),
        "when": moment(decided.decided_at),
    }


def _primary(asked: JoinRequest) -> Affiliation | None:
    present = Affiliation.objects.filter(organisation=asked.organisation, ended_at__isnull=True)
    return present.filter(role=Affiliation.Role.PRIMARY).select_related("user").first()


def _show(
    request: HttpRequest, asked: JoinRequest, form: JoinDecisionForm, status: int = 200
) -> HttpResponse:
    primary = _primary(asked)
    state = JoinRequest.State(asked.state)
    return page(
        request,
        "admin/network/joinrequest/decide.html",
        JoinRequest,
        title=_("%(person)s asks to join %(organisation)s")
        % {"person": asked.user, "organisation": asked.organisation},
        status=status,
        asked=asked,
        form=form,
        state_word=state.label,
        state_tone=TONES[state],
        primary=primary.user if primary else None,
        may_decide=request.user.has_perm(DECIDE)
        and state == JoinRequest.State.WAITING
        and asked.user_id != request.user.pk,
        is_own=asked.user_id == request.user.pk,
    )
