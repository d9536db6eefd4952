"""People of an organisation, looked after by staff for who rings up or writes."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.contrib import messages
from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from network.actions import colleagues, inviting, places
from network.admin.pages import staff
from network.forms.casework import ScribeForm, came_by
from network.forms.people import InvitePersonForm
from network.models import Affiliation, Organisation
from network.place_words import REFUSALS, REFUSED
from network.roles import Role, roles_to_give
from portal.admin_pages import page

LOOK_AFTER = "network.change_organisation"
PEOPLE = "admin:network_organisation_people"


@dataclass(frozen=True)
class Act:
    """Something staff do to somebody's place, on a page that asks first."""

    title: Any
    text: Any
    button: Any
    run: Callable[..., None]
    done: Any
    harms: bool = False


ACTS = {
    "primary": Act(
        gettext_lazy("Make primary contact"),
        gettext_lazy(
            "They become the primary contact at once; who was it stays as a manager. Both are told "
            "by e-mail. Be sure that the organisation wants it: ring a number you know."
        ),
        gettext_lazy("Make them the primary contact"),
        places.make_primary,
        gettext_lazy("%(person)s is the primary contact now."),
    ),
    "manager": Act(
        gettext_lazy("Make manager"),
        gettext_lazy(
            "They can change what is said of the organisation and invite colleagues. They and the "
            "primary contact are told."
        ),
        gettext_lazy("Make them a manager"),
        partial(places.change_role, role=Role.MANAGER),
        gettext_lazy("%(person)s is a manager now."),
    ),
    "member": Act(
        gettext_lazy("Make member"),
        gettext_lazy(
            "They no longer change what is said of the organisation. They and the primary contact "
            "are told."
        ),
        gettext_lazy("Make them a member"),
        partial(places.change_role, role=Role.MEMBER),
        gettext_lazy("%(person)s is a member now."),
    ),
    "remove": Act(
        gettext_lazy("Take out"),
        gettext_lazy(
            "They no longer see the organisation’s page nor what is for members, from their next "
            "click on. Invitations that they sent or got stop working. Their account and what they "
            "booked stay. They and the primary contact are told."
        ),
        gettext_lazy("Take them out"),
        places.remove,
        gettext_lazy("%(person)s no longer belongs to the organisation."),
        harms=True,
    ),
}


class InviteForForm(InvitePersonForm):
    """An invitation that somebody asked us for."""

    source = came_by()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("Their e-mail address")


def acts_on(place: Affiliation, *, is_alone: bool) -> list[tuple[str, Act]]:
    """What staff may do to a place; a primary contact leaves only when nobody else is there."""
    if place.role == Role.PRIMARY:
        names = ["remove"] if is_alone else []
    else:
        other = "manager" if place.role == Role.MEMBER else "member"
        names = ["primary", other, "remove"]
    return [(name, ACTS[name]) for name in names]


@require_safe
def people(request: HttpRequest, pk: int) -> HttpResponse:
    """Who belongs to an organisation, who is invited, and what staff can do for them."""
    organisation = _organisation(request, pk)
    present = organisation.affiliations.present().select_related("user")
    there = list(present.in_order())
    rows = [(place, acts_on(place, is_alone=len(there) == 1)) for place in there]
    return _page(
        request,
        "people.html",
        organisation,
        title=_("People of %(name)s") % {"name": organisation},
        rows=rows,
        has_primary=any(place.role == Role.PRIMARY for place in there),
        invitations=organisation.invitations.open().order_by("email", "pk"),
        now=timezone.now(),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def act(request: HttpRequest, pk: int, place: int, name: str) -> HttpResponse:
    """Ask how it reached us, then do one of ACTS."""
    organisation = _organisation(request, pk)
    if name not in ACTS:
        raise Http404
    wanted = ACTS[name]
    of_it = organisation.affiliations.select_related("user", "organisation")
    found = get_object_or_404(of_it, pk=place)
    form = ScribeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        run = partial(wanted.run, place=found, source=form.cleaned_data["source"])
        return _do(request, pk, run, wanted.done % {"person": found.user})
    return _page(
        request,
        "person_act.html",
        organisation,
        title=wanted.title,
        act=wanted,
        place=found,
        form=form,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: HttpRequest, pk: int) -> HttpResponse:
    """Invite somebody as the primary contact would."""
    organisation = _organisation(request, pk)
    form = InviteForForm(request.POST or None, roles=roles_to_give(Role.PRIMARY))
    if request.method == "POST" and form.is_valid():
        try:
            colleagues.invite(
                organisation=organisation,
                by=staff(request),
                now=timezone.now(),
                **form.cleaned_data,
            )
        except inviting.AlreadyThere:
            form.add_error("email", REFUSALS[inviting.AlreadyThere])
        else:
            messages.success(request, _("We have written to %(email)s.") % form.cleaned_data)
            return redirect(PEOPLE, pk)
    title = _("Invite somebody to %(name)s") % {"name": organisation}
    return _page(request, "invite.html", organisation, title=title, form=form)


@require_POST
def take_back(request: HttpRequest, pk: int, invitation: int) -> HttpResponse:
    """Take an invitation back."""
    organisation = _organisation(request, pk)
    found = get_object_or_404(organisation.invitations, pk=invitation)
    if inviting.revoke(invitation=found, by=staff(request), now=timezone.now()):
        messages.success(request, _("The invitation has been taken back."))
    else:
        messages.error(request, REFUSALS[inviting.InvitationOver])
    return redirect(PEOPLE, pk)


def urls(site: AdminSite) -> list[URLPattern]:
    """The pages' addresses, below those of organisations."""
    pages: list[tuple[str, Callable[..., HttpResponseBase], str]] = [
        ("people/", people, "people"),
        ("people/invite/", invite, "people_invite"),
        ("people/<int:place>/<slug:name>/", act, "people_act"),
        ("invitations/<int:invitation>/", take_back, "people_take_back"),
    ]
    return [
        path(f"<int:pk>/{route}", site.admin_view(view), name=f"network_organisation_{name}")
        for route, view, name in pages
    ]


def _organisation(request: HttpRequest, pk: int) -> Organisation:
    if not request.user.has_perm(LOOK_AFTER):
        raise PermissionDenied
    return get_object_or_404(Organisation, pk=pk)


def _do(request: HttpRequest, pk: int, run: Callable[..., Any], done: str) -> HttpResponse:
    """Do something and say so, or why not; then back to the people."""
    try:
        run(by=staff(request), now=timezone.now())
    except REFUSED as refusal:
        messages.error(request, REFUSALS[type(refusal)])
    else:
        messages.success(request, done)
    return redirect(PEOPLE, pk)


def _page(
    request: HttpRequest, template: str, organisation: Organisation, **context: Any
) -> HttpResponse:
    return page(
        request,
        f"admin/network/organisation/{template}",
        Organisation,
        organisation=organisation,
        **context,
    )
