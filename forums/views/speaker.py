"""The own page of a speaker or official, by their personal link, without an account.

It shows their part of the forum and nothing else: no topics, organisations, people, and of the
sanctuary not even titles.
"""

from collections.abc import Callable, Iterable
from functools import wraps

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from forums import leaving
from forums.actions import speaking
from forums.forms.speaking import DetailsForm, SpeakerNeedsForm
from forums.models import JoiningLink, Speaker
from forums.speaker_times import Part, link_opens_at, part_of, timed
from portal.personal_links import keep_link_secret
from portal.rates import is_allowed

State = Speaker.State
COMING = (State.INVITED, State.ACCEPTED)

type Page = Callable[..., HttpResponse]  # of a request, a Speaker and the link's secret


def by_link(page: Page) -> Page:
    """The page of whoever has the link; a link that is over answers with words and 404."""

    @login_not_required
    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(page)
    def view(request: HttpRequest, token: str) -> HttpResponse:
        speaker = speaking.find(token, now=timezone.now())
        if speaker is None:
            return keep_link_secret(request, _over(request))
        try:
            answer = page(request, speaker, token)
        except speaking.LinkOver:
            return keep_link_secret(request, _over(request))
        return keep_link_secret(request, answer, shows_form=answer.status_code != 303)

    return view


def _over(request: HttpRequest) -> HttpResponse:
    is_guessing = not is_allowed(request, action="link", gets=True)
    status = 429 if is_guessing else 404
    return render(request, "forums/speaker_over.html", {"is_guessing": is_guessing}, status=status)


def home(token: str) -> str:
    return reverse("forums:speaker", args=[token])


def _home(token: str) -> HttpResponse:
    """303: what was sent is done, and this is the page to look at now."""
    return HttpResponseRedirect(home(token), status=303)


@by_link
def speaker(request: HttpRequest, speaker: Speaker, token: str) -> HttpResponse:
    """What they are asked to, when and where, and their answer; POST accepts."""
    if request.method == "POST":
        _answer(request, speaker, State.ACCEPTED, _("Thank you: we look forward to it."))
        return _home(token)
    now, forum = timezone.now(), speaker.forum
    items = list(forum.items.order_by("position", "pk"))
    part = part_of(speaker.item_id, starts_at=forum.starts_at, ends_at=forum.ends_at, items=items)
    opens_at = link_opens_at(part, forum.starts_at, items)
    context = {
        "speaker": speaker,
        "forum": forum,
        "token": token,
        "part": part,
        "agenda": _agenda(speaker, timed(forum.starts_at, items)),
        "please_leave": leaving.please_leave(speaker.times_out()),
        "may_answer": not forum.is_cancelled,
        "may_accept": speaker.state in speaking.ANSWERS[State.ACCEPTED],
        "is_asked": speaker.state == State.INVITED,
        "shows_place": speaker.state in COMING and not forum.is_cancelled,
        "opens_at": opens_at,
        "way_in": _way_in(speaker) if opens_at <= now < part.ends_at else None,
    }
    return render(request, "forums/speaker.html", context)


def _agenda(speaker: Speaker, parts: Iterable[Part]) -> list[Part]:
    """What they may know of the agenda: their own item, or the whole for who is there for it."""
    return [one for one in parts if speaker.item_id in (None, one.item and one.item.pk)]


def _way_in(speaker: Speaker) -> JoiningLink | None:
    """How to get in online, for who comes to a forum that members can join."""
    forum = speaker.forum
    if not (speaker.is_coming and forum.is_online and forum.can_be_joined(timezone.now())):
        return None
    return JoiningLink.objects.filter(forum=forum).first()


def _answer(request: HttpRequest, speaker: Speaker, to: Speaker.State, said: str) -> None:
    if not is_allowed(request, action="speaker", key=str(speaker.pk)):
        messages.error(request, _("That was very often in an hour. Please wait a little."))
        return
    try:
        speaking.answer(speaker=speaker, to=to, now=timezone.now())
    except speaking.NotPossible:
        messages.info(request, _("Nothing was changed: this is how it stands now."))
    else:
        messages.success(request, said)


@by_link
def decline(request: HttpRequest, speaker: Speaker, token: str) -> HttpResponse:
    """Declining, or withdrawing after a yes: asks first."""
    if speaker.state not in COMING or speaker.forum.is_cancelled:
        messages.info(request, _("Nothing was changed: this is how it stands now."))
        return _home(token)
    is_withdrawing = speaker.is_coming
    if request.method == "POST":
        to = State.WITHDRAWN if is_withdrawing else State.DECLINED
        _answer(request, speaker, to, _("Thank you for telling us."))
        return _home(token)
    context = {"forum": speaker.forum, "home": home(token), "is_withdrawing": is_withdrawing}
    context["part"] = speaking.part_of(speaker)
    return render(request, "forums/speaker_decline.html", context)


@by_link
def details(request: HttpRequest, speaker: Speaker, token: str) -> HttpResponse:
    """How they appear to the members."""
    form = DetailsForm(request.POST or None, initial=DetailsForm.about(speaker))
    if request.method == "POST" and form.is_valid():
        speaking.fill_in(speaker=speaker, details=form.details(), now=timezone.now())
        messages.success(request, _("Saved. Below you see how you appear."))
        return _home(token)
    context = {"form": form, "home": home(token)}
    return render(request, "forums/speaker_details.html", context)


@by_link
def needs(request: HttpRequest, speaker: Speaker, token: str) -> HttpResponse:
    """What they need, kept sealed; what was said is never shown on this page."""
    if request.POST.get("act") == "remove":
        return _say_needs(request, speaker, token, "", "")
    form = SpeakerNeedsForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        wording = str(form.fields["consent"].label)
        return _say_needs(request, speaker, token, form.cleaned_data["text"], wording)
    context = {"form": form, "home": home(token), "speaker": speaker}
    return render(request, "forums/speaker_needs.html", context)


def _say_needs(
    request: HttpRequest, speaker: Speaker, token: str, text: str, wording: str
) -> HttpResponse:
    try:
        speaking.say_needs(speaker=speaker, text=text, consent_wording=wording, now=timezone.now())
    except speaking.NotPossible:
        messages.info(request, _("Nothing was kept: you are not coming, as it stands now."))
    else:
        said = _("Thank you: your needs are noted.") if text else _("What you had told us is gone.")
        messages.success(request, said)
    return _home(token)
