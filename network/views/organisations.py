"""An organisation's own pages, for its people: what is said of it, and how it stands."""

from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from network.actions import facts, places
from network.eligibility import Category
from network.forms.steps import FactsForm
from network.forms.words import shown
from network.models import (
    Affiliation,
    JoinRequest,
    Membership,
    Organisation,
    OrganisationInvitation,
    OrganisationMerge,
    User,
)
from network.place_words import REFUSALS
from network.registers import NUMBER_FIELDS
from network.roles import may_look_after
from network.signed_in import who
from network.standing import ASKED, RUNNING, Rule, Standing, due_on, newest_standing, standing_on
from network.views import presenting
from portal import audit
from portal.models import SiteSettings

METHODS = ["GET", "HEAD", "POST"]
TONES = {
    Standing.TO_COME: "info",
    Standing.ACTIVE: "good",
    Standing.DUE: "wait",
    Standing.GRACE: "wait",
    Standing.OVERDUE: "bad",
    Standing.SUSPENDED: "bad",
}
CHANGES = ("organisation.facts", "organisation.change", "organisation.numbers")


def own_place(request: HttpRequest, pk: int) -> Affiliation:
    """The signed-in person's place in the organisation of the address; others get a 404."""
    own = Affiliation.objects.present().filter(user=who(request), organisation=pk)
    return get_object_or_404(own.select_related("organisation", "user"))


@require_safe
def organisations(request: HttpRequest) -> HttpResponse:
    """For whom one can act: straight to the page where that is one organisation."""
    own = Organisation.objects.visible_to(who(request)).order_by("name", "pk")
    if len(own) == 1:
        return redirect("network:organisation", own[0].pk)
    return render(request, "network/organisations.html", {"organisations": own})


@require_safe
def organisation(request: HttpRequest, pk: int) -> HttpResponse:
    try:
        own = own_place(request, pk)
    except Http404:
        return _merged_into(request, pk)
    person, here, now = who(request), own.organisation, timezone.now()
    others = Organisation.objects.visible_to(person).exclude(pk=here.pk).order_by("name", "pk")
    people = Affiliation.objects.visible_to(person).filter(organisation=here)
    context = {
        "place": own,
        "organisation": here,
        "others": [(one, reverse("network:organisation", args=[one.pk])) for one in others],
        "may_look_after": may_look_after(own.role),
        "rows": _fact_rows(facts.facts_of(here)),
        "people": people.select_related("user").in_order(),
        **_membership(here, timezone.localdate(now)),
        **_waiting(person, here, now),
    }
    return render(request, "network/organisation.html", context)


def _merged_into(request: HttpRequest, pk: int) -> HttpResponse:
    """An old address of one's organisation leads to the record that it went into; else a 404."""
    merges = OrganisationMerge.objects.filter(gone=pk)
    merge = get_object_or_404(merges, kept__in=Organisation.objects.visible_to(who(request)))
    return redirect("network:organisation", merge.kept_id)


def _fact_rows(known: dict[str, Any]) -> list[dict[str, Any]]:
    """What is said of the organisation, as the form asks for it; registers without a number go."""
    return [
        {"label": field.label, "value": shown(field, known.get(name))}
        for name, field in FactsForm().fields.items()
        if name != "name" and (name in known or name not in NUMBER_FIELDS)
    ]


def _membership(here: Organisation, today: date) -> dict[str, Any]:
    """How the membership stands, until when it is to be confirmed, and its history."""
    site = SiteSettings.current()
    rule = Rule(site.confirmations_from, site.confirmation_grace_days)
    periods = list(here.memberships.order_by("-starts_on"))
    standing = newest_standing(today, [one.period for one in periods], rule)
    is_asked = standing in ASKED
    return {
        "standing": standing,
        "is_member": standing in RUNNING,
        "tone": TONES.get(standing, "neutral") if standing else "neutral",
        "confirm_by": due_on(periods[0].period, rule) if is_asked else None,
        "periods": [_period(one, today, rule) for one in periods],
    }


def _period(one: Membership, today: date, rule: Rule) -> dict[str, Any]:
    standing = standing_on(today, one.period, rule)
    return {
        "membership": one,
        "categories": [Category(value).label for value in one.categories],
        "word": standing.label,
        "tone": TONES.get(standing, "neutral"),
    }


def _waiting(person: User, here: Organisation, now: datetime) -> dict[str, Any]:
    """Invitations and requests to join, for who may answer them."""
    invitations = OrganisationInvitation.objects.visible_to(person).open()
    requests = JoinRequest.objects.visible_to(person).waiting()
    return {
        "invitations": invitations.filter(organisation=here).order_by("email", "pk"),
        "requests": requests.filter(organisation=here).select_related("user").order_by("pk"),
        "now": now,
    }


@require_http_methods(METHODS)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what is said of the organisation; what somebody else changed first is shown."""
    own = own_place(request, pk)
    if not may_look_after(own.role):
        messages.error(request, REFUSALS[places.NotAllowed])
        return redirect("network:organisation", pk)
    known = facts.facts_of(own.organisation)
    form = FactsForm(request.POST or None, initial=known)
    if request.method == "POST" and form.is_valid():
        return _save(request, own, form)
    version = request.POST.get("version") or facts.version_of(known)
    return _edit_page(request, own, form, version)


def _save(request: HttpRequest, own: Affiliation, form: FactsForm) -> HttpResponse:
    try:
        is_changed = facts.change_facts(
            organisation=own.organisation,
            facts=form.facts(),
            version=request.POST.get("version", ""),
            by=who(request),
            now=timezone.now(),
        )
    except facts.StaleFacts as stale:
        return _conflict(request, own, form, stale.current)
    except places.NotAllowed:
        messages.error(request, REFUSALS[places.NotAllowed])
    else:
        said = _("Your changes are kept.") if is_changed else _("Nothing was changed.")
        messages.success(request, said)
    return redirect("network:organisation", own.organisation_id)


def _conflict(
    request: HttpRequest, own: Affiliation, form: FactsForm, current: dict[str, Any]
) -> HttpResponse:
    """Another save came first: show it beside what was typed; saving again keeps this."""
    last = audit.last_of(own.organisation, *CHANGES)
    actor = last.actor if last else None
    return _edit_page(
        request,
        own,
        form,
        facts.version_of(current),
        status=409,
        differences=presenting.differences(form, current),
        saved={"updated_at": last.at if last else timezone.now()},
        changed_by=None if actor is None or actor.is_staff else actor,
        is_own_change=actor == request.user,
    )


def _edit_page(
    request: HttpRequest,
    own: Affiliation,
    form: FactsForm,
    version: str,
    status: int = 200,
    **conflict: Any,
) -> HttpResponse:
    context = {"organisation": own.organisation, "form": form, "version": version, **conflict}
    return render(request, "network/organisation_edit.html", context, status=status)
