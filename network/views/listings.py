"""What an organisation shows of itself in the directory: chosen by its people, seen first."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from network.actions import listings, places
from network.directory import Audience
from network.forms.directory import ListingForm, typed_of
from network.models import Affiliation, Listing, Organisation
from network.place_words import REFUSALS
from network.roles import may_look_after
from network.signed_in import who
from network.views import presenting
from network.views.directory import shown
from network.views.organisations import METHODS, own_place
from portal import audit
from portal.whole_numbers import whole_number

SAID = {
    Audience.NOBODY: gettext_lazy("Kept. You do not stand in the directory."),
    Audience.MEMBERS: gettext_lazy("Kept. Members find you in the directory."),
    Audience.EVERYBODY: gettext_lazy("Kept. Everybody finds you in the directory."),
}


@require_http_methods(METHODS)
def listing(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose, look at it as others would see it, save."""
    own = own_place(request, pk)
    if not may_look_after(own.role):
        messages.error(request, REFUSALS[places.NotAllowed])
        return redirect("network:organisation", pk)
    kept = listings.listing_of(own.organisation)
    form = _form(request, own.organisation, kept)
    if request.method == "POST" and form.is_valid():
        if request.POST.get("act") != "preview":
            return _save(request, own, form)
        seen = listings.preview(
            organisation=own.organisation, values=form.values(), now=timezone.now()
        )
        return _page(request, own, form, _version(request), seen=_seen(seen))
    version = _version(request) if request.method == "POST" else kept.version
    return _page(request, own, form, version)


def _form(request: HttpRequest, organisation: Organisation, kept: Listing) -> ListingForm:
    return ListingForm(request.POST or None, initial=typed_of(kept), organisation=organisation)


def _version(request: HttpRequest) -> int:
    """Of what the page had seen; nothing is of version -1."""
    version = whole_number(request.POST.get("version", ""))
    return -1 if version is None else version


def _save(request: HttpRequest, own: Affiliation, form: ListingForm) -> HttpResponse:
    try:
        kept = listings.change_listing(
            organisation=own.organisation,
            values=form.values(),
            version=_version(request),
            by=who(request),
            now=timezone.now(),
        )
    except listings.StaleListing as stale:
        return _conflict(request, own, form, stale.current)
    except places.NotAllowed:
        messages.error(request, REFUSALS[places.NotAllowed])
    else:
        messages.success(request, SAID[Audience(kept.shown_to)])
    return redirect("network:organisation", own.organisation_id)


def _conflict(
    request: HttpRequest, own: Affiliation, form: ListingForm, current: Listing
) -> HttpResponse:
    """Another save came first: show it beside what was chosen; saving again keeps this."""
    last = audit.last_of(current, "listing.change")
    actor = last.actor if last else None
    return _page(
        request,
        own,
        form,
        current.version,
        status=409,
        differences=presenting.differences(form, typed_of(current)),
        saved={"updated_at": current.changed_at},
        changed_by=actor,
        is_own_change=actor == request.user,
    )


def _page(
    request: HttpRequest,
    own: Affiliation,
    form: ListingForm,
    version: int,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    here = own.organisation
    is_member = Organisation.objects.members_at(timezone.now()).filter(pk=here.pk).exists()
    context = {
        "organisation": here,
        "form": form,
        "version": version,
        "is_member": is_member,
        **more,
    }
    return render(request, "network/listing.html", context, status=status)


def _seen(preview: listings.Preview) -> list[dict[str, Any]]:
    """What members and everybody would see, each under its heading."""
    views = [
        (_("What members would see"), preview.members),
        (_("What everybody would see"), preview.everybody),
    ]
    return [
        {"heading": heading, "entry": entry, **(shown(entry) if entry else {})}
        for heading, entry in views
    ]
