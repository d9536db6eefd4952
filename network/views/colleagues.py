"""The people of an organisation: who is invited, what each may do, handing over, leaving."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from network.actions import colleagues, inviting, membership, places
from network.forms.people import InvitePersonForm
from network.models import Affiliation, JoinRequest, OrganisationInvitation
from network.place_words import REFUSALS, REFUSED
from network.roles import Role, may_decide, may_remove, roles_to_give
from network.signed_in import who
from network.views.organisations import METHODS, own_place
from portal.rates import is_allowed

TOO_MANY = gettext_lazy("You have sent many invitations today. Try again tomorrow.")


@dataclass(frozen=True)
class Act:
    """Something done to a colleague's place, on a page that asks first."""

    title: Any
    hint: Any
    text: Any
    button: Any
    done: Any
    run: Callable[..., None]
    harms: bool = False


ACTS = {
    "manager": Act(
        gettext_lazy("Make %(person)s a manager"),
        gettext_lazy("Managers change this page and invite colleagues."),
        gettext_lazy(
            "%(person)s can then change what is said of %(organisation)s, invite colleagues and "
            "take out members. They are told by e-mail, and you can undo this at any time."
        ),
        gettext_lazy("Make them a manager"),
        gettext_lazy("%(person)s is a manager now."),
        partial(places.change_role, role=Role.MANAGER),
    ),
    "member": Act(
        gettext_lazy("Make %(person)s a member"),
        gettext_lazy("Members use everything, and change nothing here."),
        gettext_lazy(
            "%(person)s then no longer changes what is said of %(organisation)s, nor invites "
            "colleagues. They are told by e-mail, and you can undo this at any time."
        ),
        gettext_lazy("Make them a member"),
        gettext_lazy("%(person)s is a member now."),
        partial(places.change_role, role=Role.MEMBER),
    ),
    "hand-over": Act(
        gettext_lazy("Hand over to %(person)s"),
        gettext_lazy("They become the primary contact if they agree."),
        gettext_lazy(
            "We ask %(person)s by e-mail. Once they agree, they are the primary contact of "
            "%(organisation)s: we write to them, they give roles and decide who is let in. You "
            "stay as a manager. Until then nothing changes, and you can take it back."
        ),
        gettext_lazy("Ask them to take over"),
        gettext_lazy("We have asked %(person)s. You are the primary contact until they agree."),
        places.offer,
    ),
    "take-back": Act(
        gettext_lazy("Do not hand over to %(person)s"),
        gettext_lazy("You asked them; they have not answered yet."),
        gettext_lazy("%(person)s is no longer asked to take over, and is told. You stay."),
        gettext_lazy("Take it back"),
        gettext_lazy("Taken back: you stay the primary contact."),
        places.take_back_offer,
    ),
    "remove": Act(
        gettext_lazy("Take %(person)s out"),
        gettext_lazy("For somebody who no longer works with you."),
        gettext_lazy(
            "%(person)s no longer sees this page nor what is for members, from their next click "
            "on. Invitations that they sent or got stop working. What they booked or wrote stays. "
            "They are told by e-mail. To bring them back, invite them again."
        ),
        gettext_lazy("Take them out"),
        gettext_lazy("%(person)s no longer belongs to %(organisation)s."),
        places.remove,
        harms=True,
    ),
}


def acts_on(other: Affiliation, *, own: Affiliation, is_somebody_asked: bool) -> list[str]:
    """What the person of `own` may do to a colleague's place, by names of ACTS."""
    if other.pk == own.pk:
        return []
    acts = []
    if may_decide(own.role):
        acts += ["manager"] if other.role == Role.MEMBER else ["member"]
        if other.offered_at:
            acts.append("take-back")
        elif not is_somebody_asked:
            acts.append("hand-over")
    return [*acts, "remove"] if may_remove(own.role, other.role) else acts


@require_safe
def person(request: HttpRequest, pk: int, place: int) -> HttpResponse:
    """One colleague, and what can be done."""
    own, other = _two(request, pk, place)
    asked = places.offered_in(own.organisation)
    names = acts_on(other, own=own, is_somebody_asked=asked is not None)
    context = {
        "organisation": own.organisation,
        "other": other,
        "acts": [(name, _filled(ACTS[name].title, other), ACTS[name].hint) for name in names],
    }
    return render(request, "network/colleague.html", context)


@require_http_methods(METHODS)
def act(request: HttpRequest, pk: int, place: int, name: str) -> HttpResponse:
    """Ask, then do one of ACTS."""
    if name not in ACTS:
        raise Http404
    wanted = ACTS[name]
    own, other = _two(request, pk, place)
    if request.method == "POST":
        done = _filled(wanted.done, other)
        return _do(request, pk, partial(wanted.run, place=other), done)
    asked = places.offered_in(own.organisation)
    if name not in acts_on(other, own=own, is_somebody_asked=asked is not None):
        messages.error(request, REFUSALS[places.NotAllowed])
        return redirect("network:organisation", pk)
    words = {key: _filled(getattr(wanted, key), other) for key in ("title", "text", "button")}
    back = reverse("network:organisation_person", args=[pk, place])
    return _ask(request, own, back=back, harms=wanted.harms, **words)


@require_http_methods(METHODS)
def leave(request: HttpRequest, pk: int) -> HttpResponse:
    """Leave oneself: the primary contact hands over first, the last person is led on."""
    if request.method == "POST" and _has_left(request, pk):
        return redirect("dashboard")  # pressed twice
    own = own_place(request, pk)
    try:
        places.check_may_leave(own)
    except (places.MustHandOver, places.LastPerson) as reason:
        context = {
            "organisation": own.organisation,
            "is_last": isinstance(reason, places.LastPerson),
        }
        return render(request, "network/cannot_leave.html", context, status=409)
    names = {"name": own.organisation}
    if request.method == "POST":
        done = _("You no longer belong to %(name)s.") % names
        return _do(request, pk, partial(places.leave, place=own), done, then="dashboard")
    return _ask(
        request,
        own,
        title=_("Leave %(name)s?") % names,
        text=_(
            "You no longer see its page, nor what is for its members. Your account and your "
            "bookings stay, and the primary contact is told. To come back, you need an invitation."
        ),
        button=_("Leave"),
        back=reverse("network:organisation", args=[pk]),
        harms=True,
    )


@require_http_methods(METHODS)
def take_over(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer the primary contact, who would like to hand over."""
    own = own_place(request, pk)
    if request.method == "POST":
        is_accepted = request.POST.get("act") == "accept"
        run = places.accept_offer if is_accepted else places.decline_offer
        thanks = _("Thank you. You are the primary contact now.")
        done = thanks if is_accepted else _("Declined: nothing changes.")
        return _do(request, pk, partial(run, place=own), done)
    if own.offered_at is None:
        messages.info(request, REFUSALS[places.NotAsked])
        return redirect("network:organisation", pk)
    primary = places.primary_of(own.organisation)
    context = {"organisation": own.organisation, "primary": primary}
    return render(request, "network/take_over.html", context)


@require_http_methods(METHODS)
def invite(request: HttpRequest, pk: int) -> HttpResponse:
    own = own_place(request, pk)
    roles = roles_to_give(own.role)
    if not roles:
        messages.error(request, REFUSALS[places.NotAllowed])
        return redirect("network:organisation", pk)
    form = InvitePersonForm(request.POST or None, roles=roles)
    if request.method == "POST" and form.is_valid() and _invited(request, own, form):
        return redirect("network:organisation", pk)
    context = {"organisation": own.organisation, "form": form, "roles": roles}
    return render(request, "network/invite_colleague.html", context)


def _invited(request: HttpRequest, own: Affiliation, form: InvitePersonForm) -> bool:
    if not is_allowed(request, action="invite"):
        form.add_error("email", TOO_MANY)
        return False
    try:
        colleagues.invite(
            organisation=own.organisation,
            by=who(request),
            now=timezone.now(),
            **form.cleaned_data,
        )
    except REFUSED as refusal:
        form.add_error("email", REFUSALS[type(refusal)])
        return False
    messages.success(request, _("We have written to %(email)s.") % form.cleaned_data)
    return True


@require_POST
def invitation_act(request: HttpRequest, pk: int, invitation: int) -> HttpResponse:
    """Send an invitation again, or take it back."""
    own = own_place(request, pk)
    visible = OrganisationInvitation.objects.visible_to(who(request))
    found = get_object_or_404(visible.filter(organisation=own.organisation), pk=invitation)
    if request.POST.get("act") != "again":
        run: Callable[..., Any] = partial(_take_back, invitation=found)
        return _do(request, pk, run, _("The invitation has been taken back."))
    if not is_allowed(request, action="invite"):
        messages.error(request, TOO_MANY)
        return redirect("network:organisation", pk)
    done = _("We have written to %(email)s again. The link we sent before no longer works.")
    run = partial(colleagues.send_again, invitation=found)
    return _do(request, pk, run, done % {"email": found.email})


def _take_back(invitation: OrganisationInvitation, **who_and_when: Any) -> None:
    """Raises InvitationOver for one that is no longer open."""
    if not inviting.revoke(invitation=invitation, **who_and_when):
        raise inviting.InvitationOver


@require_http_methods(METHODS)
def join_request(request: HttpRequest, pk: int, asked: int) -> HttpResponse:
    """The primary contact lets somebody in who asks, or declines."""
    own = own_place(request, pk)
    visible = JoinRequest.objects.visible_to(who(request)).select_related("user")
    found = get_object_or_404(visible.filter(organisation=own.organisation), pk=asked)
    if request.method != "POST":
        context = {"organisation": own.organisation, "asked": found}
        return render(request, "network/join_request.html", context)
    is_agreed = request.POST.get("act") == "agree"
    run = partial(membership.decide_as_primary_contact, request=found, is_agreed=is_agreed)
    done = _("%(person)s belongs to %(organisation)s now, and has been told.")
    if not is_agreed:
        done = _("Declined. %(person)s has been told.")
    try:
        return _do(
            request, pk, run, done % {"person": found.user, "organisation": own.organisation}
        )
    except membership.AlreadyDecided as decided:
        state = JoinRequest.State(decided.request.state).label.lower()
        said = _("This was answered already: %(state)s. Nothing was changed.")
        messages.info(request, said % {"state": state})
        return redirect("network:organisation", pk)


def _has_left(request: HttpRequest, pk: int) -> bool:
    """Whether somebody was in the organisation once, and is no more."""
    ever = Affiliation.objects.filter(user=who(request), organisation=pk)
    return ever.exists() and not ever.present().exists()


def _two(request: HttpRequest, pk: int, place: int) -> tuple[Affiliation, Affiliation]:
    """One's own place, and a colleague's in the same organisation."""
    own = own_place(request, pk)
    people = Affiliation.objects.visible_to(who(request)).select_related("user", "organisation")
    return own, get_object_or_404(people.filter(organisation=own.organisation), pk=place)


def _filled(words: Any, place: Affiliation) -> str:
    return str(words) % {"person": place.user, "organisation": place.organisation}


def _do(
    request: HttpRequest, pk: int, run: Callable[..., Any], done: str, then: str = ""
) -> HttpResponse:
    """Do something and say so, or why not; then back to the organisation."""
    try:
        run(by=who(request), now=timezone.now())
    except REFUSED as refusal:
        messages.error(request, REFUSALS[type(refusal)])
        return redirect("network:organisation", pk)
    messages.success(request, done)
    return redirect(then) if then else redirect("network:organisation", pk)


def _ask(request: HttpRequest, own: Affiliation, **words: Any) -> HttpResponse:
    """A page that says what will happen; nothing is done yet."""
    context = {"organisation": own.organisation, **words}
    return render(request, "network/sure.html", context)
