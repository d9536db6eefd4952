"""An organisation confirms once a year, or leaves the network."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from network.actions import confirming
from network.actions import membership_moves as moves
from network.choices import IncomeBand, LegalForm, Region, Setting
from network.eligibility import Category
from network.forms.membership import ChangedForm, LeaveForm, NothingChangedForm, first_values
from network.models import Affiliation, Confirmation, Membership, Organisation
from network.signed_in import who
from network.standing import ASKED, MOVES, OVER, IllegalMove, Move, Standing
from portal.templatetags.portal import moment

METHODS = ["GET", "HEAD", "POST"]
CONFLICT = 409


@require_http_methods(METHODS)
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """What the network has, and one button when it still holds."""
    organisation = get_object_or_404(Organisation.objects.looked_after_by(who(request)), pk=pk)
    membership = _newest(organisation)
    if request.method != "POST":
        return _confirm_page(request, membership)
    kind = NothingChangedForm if request.POST.get("act") == "same" else ChangedForm
    form = kind(request.POST)
    if not form.is_valid():
        return _confirm_page(request, membership, form)
    try:
        made = confirming.confirm(
            membership=membership,
            said=form.said(),
            seen=form.cleaned_data["seen"],
            by=who(request),
            now=timezone.now(),
        )
    except moves.NotTheirs as error:
        raise Http404 from error
    except (moves.MovedOn, IllegalMove) as error:
        return _too_late(request, error, "network:membership_confirm", pk)
    messages.success(request, _said(made))
    return redirect("network:membership_confirm", pk)


def _newest(organisation: Organisation) -> Membership:
    """The period that is or was last; 404 for an organisation that never was a member."""
    periods = organisation.memberships.select_related("organisation")
    newest = periods.order_by("-starts_on").first()
    if newest is None:
        raise Http404
    return newest


def _said(made: Confirmation) -> str:
    if made.state == Confirmation.State.WAITING:
        return _("Thank you. You are confirmed, and the co-ordinator looks at what has changed.")
    return _("Thank you. You are confirmed for another year.")


def _too_late(request: HttpRequest, error: Exception, name: str, pk: int) -> HttpResponse:
    """Somebody was quicker: say who did what, and show how things stand now."""
    event = error.event if isinstance(error, moves.MovedOn) else None
    if event is None:
        said = _("That was not possible any more: this page shows how things stand now.")
    else:
        said = _("Meanwhile: %(what)s, %(when)s, by %(who)s. Nothing else was changed.") % {
            "what": event.get_move_display(),
            "when": moment(event.at),
            "who": event.by or _("somebody who has left"),
        }
    messages.info(request, said)
    return redirect(name, pk)


def _confirm_page(
    request: HttpRequest, membership: Membership, form: NothingChangedForm | None = None
) -> HttpResponse:
    now = timezone.now()
    standing = membership.standing_at(now)
    seen = moves.seen_of(moves.last_event(membership))
    fresh = ChangedForm(initial=first_values(categories=membership.categories, seen=seen))
    is_asked = standing in ASKED
    context = {
        **_about(request, membership, standing),
        "is_asked": is_asked,
        "form": form if isinstance(form, ChangedForm) else fresh,
        "key": fresh["key"].value(),
        "seen": seen,
        "facts": _facts(membership) if is_asked else [],
        "last": membership.confirmations.order_by("-at", "-pk").select_related("by").first(),
    }
    return render(request, "network/membership_confirm.html", context)


def _about(request: HttpRequest, membership: Membership, standing: Standing) -> dict[str, Any]:
    """The organisation at hand, how it stands, and the others that the person answers for."""
    person, organisation = who(request), membership.organisation
    others = Organisation.objects.looked_after_by(person).exclude(pk=organisation.pk)
    is_primary = organisation.affiliations.filter(
        user=person, ended_at__isnull=True, role=Affiliation.Role.PRIMARY
    ).exists()
    return {
        "organisation": organisation,
        "membership": membership,
        "standing": standing,
        "due": membership.due_on(),
        "is_over": standing in OVER,
        "others": others.order_by("name", "pk"),
        "may_withdraw": is_primary and standing in MOVES[Move.WITHDRAW],
    }


def _facts(membership: Membership) -> list[dict[str, Any]]:
    """What the network has about an organisation, in words."""
    one = membership.organisation
    numbers = [str(number) for number in one.registered_numbers.order_by("register", "pk")]
    legal_form = LegalForm(one.legal_form).label if one.legal_form else ""
    rows = [
        (_("Name"), one.name),
        (_("Kind of organisation"), one.get_sector_display()),
        (_("Legal form"), legal_form),
        (_("Registered numbers"), numbers or _("Not registered")),
        (_("Website"), one.website),
        (_("Where you work"), [str(Region(value).label) for value in one.regions]),
        (_("Settings"), [str(Setting(value).label) for value in one.settings]),
        (_("Income"), IncomeBand(one.income_band).label if one.income_band else ""),
        (_("Categories"), [str(Category(value).label) for value in membership.categories]),
    ]
    return [{"label": label, "value": value} for label, value in rows]


@require_http_methods(METHODS)
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Leaving the network asks first and says what will happen; for the primary contact."""
    organisation = get_object_or_404(Organisation.objects.led_by(who(request)), pk=pk)
    membership = _newest(organisation)
    seen = moves.seen_of(moves.last_event(membership))
    form = LeaveForm(request.POST or None, initial={"seen": seen})
    if request.method == "POST" and form.is_valid():
        return _withdraw(request, membership, form)
    standing = membership.standing_at(timezone.now())
    if standing not in MOVES[Move.WITHDRAW]:
        return redirect("network:membership_confirm", pk)
    context = {**_about(request, membership, standing), "form": form}
    return render(request, "network/membership_withdraw.html", context)


def _withdraw(request: HttpRequest, membership: Membership, form: LeaveForm) -> HttpResponse:
    pk = membership.organisation_id
    try:
        moves.withdraw(
            membership=membership, by=who(request), now=timezone.now(), **form.cleaned_data
        )
    except moves.NotTheirs as error:
        raise Http404 from error
    except (moves.MovedOn, IllegalMove) as error:
        return _too_late(request, error, "network:membership_confirm", pk)
    messages.success(request, _("You have left the network. Thank you for having been with us."))
    return redirect("network:membership_confirm", pk)
