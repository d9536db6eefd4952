"""A contributor's own page, by their personal link: answer, fill in, see how they appear."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from events.actions import contributing
from events.choices import Provision
from events.forms.contributing import ContributorNeedsForm, DetailsForm
from events.models import Contribution, Contributor, Event, Material
from events.programme import People, Person
from events.views.answers import see_other
from events.views.handouts import handouts
from portal.personal_links import keep_link_secret
from portal.rates import is_allowed

State = Contributor.State
METHODS = ["GET", "HEAD", "POST"]
COMING = (State.INVITED, State.ACCEPTED)

type Page = Callable[..., HttpResponseBase]  # of a request, a Contributor, the link's secret, …


def by_link_after(page: Page) -> Page:
    """The page of whoever has the link; a link that is over answers with words and 404.

    It stays open for a while after the event: what is handed in or handed out comes after it.
    """

    @login_not_required
    @require_http_methods(METHODS)
    @wraps(page)
    def view(request: HttpRequest, token: str, **more: Any) -> HttpResponseBase:
        contributor = contributing.find(token, now=timezone.now())
        if contributor is None:
            return keep_link_secret(request, _over(request))
        try:
            answer = page(request, contributor, token, **more)
        except contributing.LinkOver:
            return keep_link_secret(request, _over(request))
        return keep_link_secret(request, answer, shows_form=answer.status_code != 303)

    return view


def by_link(page: Page) -> Page:
    """A page that is there for preparing the event: it closes when that is over."""

    @wraps(page)
    def view(
        request: HttpRequest, contributor: Contributor, token: str, **more: Any
    ) -> HttpResponseBase:
        if contributor.event.is_over(timezone.now()):
            raise contributing.LinkOver
        return page(request, contributor, token, **more)

    return by_link_after(view)


def _over(request: HttpRequest) -> HttpResponse:
    is_guessing = not is_allowed(request, action="link", gets=True)
    status = 429 if is_guessing else 404
    return render(request, "events/speaker_over.html", {"is_guessing": is_guessing}, status=status)


def home(token: str) -> str:
    return reverse("events:speaker", args=[token])


@by_link_after
def speaker(request: HttpRequest, contributor: Contributor, token: str) -> HttpResponse:
    """What they are asked for, their answer, and how the programme shows them; POST accepts."""
    if request.method == "POST":
        _answer(request, contributor, State.ACCEPTED, _("Thank you: you are in the programme."))
        return see_other(home(token))
    event = contributor.event
    rows = Contribution.objects.filter(contributor=contributor).select_related(
        "slot", "workshop__series"
    )
    is_over = event.is_over(timezone.now())
    context = {
        "contributor": contributor,
        "event": event,
        "token": token,
        "is_over": is_over,
        "open_until": event.ends_at + contributing.STAYS_OPEN,
        **_materials(contributor, token),
        "contributions": rows.order_by("position", "pk"),
        "may_answer": event.state != Event.State.CANCELLED and not is_over,
        "may_accept": contributor.state in contributing.ANSWERS[State.ACCEPTED],
        "is_coming": contributor.state == State.ACCEPTED,
        "is_asked": contributor.state == State.INVITED,
        "people": _as_shown(contributor),
        "shows_money": {contributor.honorarium, contributor.travel} != {Contributor.Money.NONE},
    }
    return render(request, "events/speaker.html", context)


def _materials(contributor: Contributor, token: str) -> dict[str, Any]:
    """What everybody there gets, and what they handed in themselves, not shown yet."""
    rows = list(Material.objects.for_contributor(contributor).in_order())
    shown = [one for one in rows if one.is_published]
    return {
        "materials": handouts(
            shown, lambda one: reverse("events:speaker_material", args=[token, one.pk])
        ),
        "handed_in": [one for one in rows if not one.is_published],
    }


def _as_shown(contributor: Contributor) -> People:
    """As the public programme will show them."""
    person = Person(
        name=contributor.public_name,
        affiliation=contributor.affiliation,
        pronouns=contributor.pronouns,
        biography=contributor.biography,
    )
    return People(shown=(person,))


def _answer(
    request: HttpRequest, contributor: Contributor, to: Contributor.State, said: str
) -> None:
    try:
        contributing.answer(contributor=contributor, to=to, now=timezone.now())
    except contributing.NotPossible:
        messages.info(request, _("Nothing was changed: this is how it stands now."))
    else:
        messages.success(request, said)


@by_link
def decline(request: HttpRequest, contributor: Contributor, token: str) -> HttpResponse:
    """Declining, or withdrawing after a yes: asks first."""
    if contributor.state not in COMING or contributor.event.state == Event.State.CANCELLED:
        messages.info(request, _("Nothing was changed: this is how it stands now."))
        return see_other(home(token))
    is_withdrawing = contributor.state == State.ACCEPTED
    if request.method == "POST":
        to = State.WITHDRAWN if is_withdrawing else State.DECLINED
        _answer(request, contributor, to, _("Thank you for telling us."))
        return see_other(home(token))
    context = {
        "contributor": contributor,
        "event": contributor.event,
        "home": home(token),
        "is_withdrawing": is_withdrawing,
    }
    return render(request, "events/speaker_decline.html", context)


@by_link
def details(request: HttpRequest, contributor: Contributor, token: str) -> HttpResponse:
    """How they appear, what they agree to, what they need to work."""
    form = DetailsForm(request.POST or None, initial=DetailsForm.about(contributor))
    if request.method == "POST" and form.is_valid():
        now = timezone.now()
        contributing.fill_in(contributor=contributor, details=form.details(), now=now)
        messages.success(request, _("Saved. Below you see how you appear."))
        return see_other(home(token))
    return _form(request, contributor, token, "events/speaker_details.html", form)


@by_link
def needs(request: HttpRequest, contributor: Contributor, token: str) -> HttpResponse:
    """What they need, kept sealed; what was said is never shown on this page."""
    if request.POST.get("act") == "remove":
        contributing.say_needs(
            contributor=contributor, text="", consent_wording="", now=timezone.now()
        )
        messages.success(request, _("What you had told us is deleted."))
        return see_other(home(token))
    form = ContributorNeedsForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        contributing.say_needs(
            contributor=contributor,
            text=form.cleaned_data["text"],
            consent_wording=str(form.fields["consent"].label),
            now=timezone.now(),
        )
        messages.success(request, _("Thank you: your needs are noted."))
        return see_other(home(token))
    provided = [Provision(value).label for value in contributor.event.provided]
    return _form(request, contributor, token, "events/speaker_needs.html", form, provided=provided)


def _form(
    request: HttpRequest,
    contributor: Contributor,
    token: str,
    template: str,
    form: Any,
    **context: Any,
) -> HttpResponse:
    values = {
        "contributor": contributor,
        "event": contributor.event,
        "home": home(token),
        "form": form,
    }
    return render(request, template, values | context)
