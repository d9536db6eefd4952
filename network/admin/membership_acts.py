"""What is done to a membership by a button: each asks, shows the mail, and then does it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from network.actions import confirming
from network.actions import membership_moves as moves
from network.admin.membership_pages import managing, membership_page
from network.admin.pages import staff
from network.forms.membership import (
    ConfirmForForm,
    ReasonForm,
    SeenForm,
    TakeUpForm,
    WithdrawForForm,
    first_values,
)
from network.models import Membership, MembershipEvent
from network.standing import Move, check_move


@dataclass(frozen=True)
class Act:
    """`title` and `text` ask; `button` does it, by `run` with what the form has."""

    title: Any
    text: Any
    button: Any
    run: Callable[..., MembershipEvent]
    done: Any
    form: type[SeenForm] = ReasonForm
    harms: bool = False


ACTS = {
    Move.SUSPEND: Act(
        gettext_lazy("Suspend the membership"),
        gettext_lazy(
            "Members' pages, forums and bulletins close to all its people at once, until you lift "
            "it. Nothing is deleted."
        ),
        gettext_lazy("Suspend and send"),
        moves.suspend,
        gettext_lazy("Suspended. Those who answer for the organisation are told."),
        harms=True,
    ),
    Move.LIFT: Act(
        gettext_lazy("Lift the suspension"),
        gettext_lazy("Members' parts open again at once, as its dates say."),
        gettext_lazy("Lift it and send"),
        moves.lift,
        gettext_lazy("Lifted. Those who answer for the organisation are told."),
    ),
    Move.WITHDRAW: Act(
        gettext_lazy("They leave the network"),
        gettext_lazy(
            "For an organisation that rang up or wrote. The membership ends today and members' "
            "parts close at once; it can come back without applying anew."
        ),
        gettext_lazy("End it and send"),
        moves.withdraw_on_behalf,
        gettext_lazy("Ended as they asked. They are told."),
        form=WithdrawForForm,
        harms=True,
    ),
    Move.END: Act(
        gettext_lazy("End the membership"),
        gettext_lazy(
            "The network ends it: from today members' parts are closed to all its people. Where "
            "it may be put right, suspend it instead."
        ),
        gettext_lazy("End it and send"),
        moves.end,
        gettext_lazy("Ended. Those who answer for the organisation are told."),
        harms=True,
    ),
    Move.RETURN: Act(
        gettext_lazy("Take the membership up again"),
        gettext_lazy(
            "A new period begins; the earlier ones stay in the history. Who belonged to the "
            "organisation still does, and gets into members' parts again."
        ),
        gettext_lazy("Take it up and send"),
        moves.take_up_again,
        gettext_lazy("They are members again, and are told."),
        form=TakeUpForm,
    ),
}


@managing
def act(request: HttpRequest, membership: Membership, move: str) -> HttpResponse:
    """Ask; show the mail with what was typed; then, when `sure`, do it."""
    wanted = ACTS[Move(move)]
    if request.method != "POST" or request.POST.get("act") == "change":
        check_move(Move(move), membership.standing_at(timezone.now()))
        form = wanted.form(initial=_first(request, membership, wanted))
        return _ask(request, membership, move, form)
    form = wanted.form(request.POST)
    if not form.is_valid():
        return _ask(request, membership, move, form)
    if request.POST.get("sure") != "yes":
        return _preview(request, membership, move, form)
    event = wanted.run(
        membership=membership, by=staff(request), now=timezone.now(), **form.cleaned_data
    )
    messages.success(request, wanted.done)
    return redirect("admin:network_membership_change", event.membership_id)


def _first(request: HttpRequest, membership: Membership, wanted: Act) -> dict[str, Any]:
    """What the form stands on: what was typed before the preview, else how things are."""
    if request.method == "POST":
        return {
            name: request.POST.getlist(name) if name == "categories" else request.POST[name]
            for name in wanted.form.base_fields
            if name in request.POST
        }
    seen = moves.seen_of(moves.last_event(membership))
    return {"categories": membership.categories, "seen": seen}


def _ask(request: HttpRequest, membership: Membership, move: str, form: SeenForm) -> HttpResponse:
    wanted = ACTS[Move(move)]
    return membership_page(
        request,
        "act.html",
        membership,
        title=wanted.title,
        form=form,
        act=wanted,
        contacts=membership.organisation.contacts(),
    )


def _preview(
    request: HttpRequest, membership: Membership, move: str, form: SeenForm
) -> HttpResponse:
    """The very mails that go out; nothing has been done yet."""
    wanted = ACTS[Move(move)]
    reason = form.cleaned_data["reason"]
    is_back = move == Move.RETURN
    about = moves.next_period(membership, now=timezone.now()) if is_back else membership
    return membership_page(
        request,
        "preview.html",
        membership,
        title=wanted.title,
        form=form,
        act=wanted,
        letters=moves.letters_about(Move(move), about, reason=reason),
    )


@managing
def confirm_for(request: HttpRequest, membership: Membership) -> HttpResponse:
    """Enter what somebody of the organisation said on the telephone, or wrote."""
    contacts = membership.organisation.contacts()
    if request.method != "POST":
        check_move(Move.CONFIRM, membership.standing_at(timezone.now()))
    form = ConfirmForForm(request.POST or None, contacts=contacts, initial=_said(membership))
    if request.method == "POST" and form.is_valid():
        confirming.confirm(
            membership=membership,
            said=form.said(),
            seen=form.cleaned_data["seen"],
            by=form.cleaned_data["by"],
            source=form.cleaned_data["source"],
            entered_by=staff(request),
            now=timezone.now(),
        )
        messages.success(request, _("Confirmed for another year. They get a copy."))
        return redirect("admin:network_membership_change", membership.pk)
    return membership_page(
        request,
        "confirm_for.html",
        membership,
        title=_("Confirm on their behalf"),
        form=form,
        contacts=contacts,
    )


def _said(membership: Membership) -> dict[str, Any]:
    seen = moves.seen_of(moves.last_event(membership))
    return first_values(categories=membership.categories, seen=seen)
