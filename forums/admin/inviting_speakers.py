"""Asking speakers and officials, and taking it back."""

from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from forums.actions import asking_speakers, speaking
from forums.forms.speakers import InvitationForm, LetterForm, WithdrawalForm
from forums.mail import speakers as mail
from forums.models import Speaker
from forums.speaker_times import sanctuaries_within
from network.models import User
from portal.admin_pages import page

VIEW, CHANGE = "forums.view_forum", "forums.change_forum"
METHODS = ["GET", "HEAD", "POST"]
CONFLICT = 409


@require_http_methods(METHODS)
def invite(request: HttpRequest, pk: int) -> HttpResponse:
    """Shows the letter to change, then sends it; a link sent before stops working."""
    speaker = _find(request, pk)
    part = speaking.part_of(speaker)
    if request.method != "POST":
        words = mail.first_words(speaker, part)
        first = {"seen": asking_speakers.seen(speaker), "text": words}
        return _invite_page(request, speaker, InvitationForm(initial=first), part)
    form = InvitationForm(request.POST)
    if form.is_valid() and (answer := _send(request, speaker, form)):
        return answer
    return _invite_page(request, speaker, form, part)


def _find(request: HttpRequest, pk: int) -> Speaker:
    if not request.user.has_perm(CHANGE):
        raise PermissionDenied
    return get_object_or_404(Speaker.objects.select_related("forum", "item"), pk=pk)


def _send(request: HttpRequest, speaker: Speaker, form: InvitationForm) -> HttpResponse | None:
    try:
        asking_speakers.invite(
            speaker=speaker,
            words=form.words(),
            as_seen=form.cleaned_data["seen"],
            by=_staff(request),
            now=timezone.now(),
        )
    except asking_speakers.NoAddress:
        form.add_error(None, _("Nobody was asked: there is no e-mail address"))
    except asking_speakers.ForumOver:
        form.add_error(None, _("Nobody was asked: the forum is over or cancelled"))
    except asking_speakers.MovedOn as moved:
        return _moved_on(request, moved.current, form.words())
    else:
        messages.success(request, _("%(name)s is asked, by e-mail.") % {"name": speaker.name})
        return redirect("admin:forums_speaker_change", speaker.pk)
    return None


def _staff(request: HttpRequest) -> User:
    """The member of staff at work; the admin site lets nobody else in."""
    return cast(User, request.user)


def _moved_on(request: HttpRequest, speaker: Speaker, unsent: str = "") -> HttpResponse:
    """Pressed twice, or they or a colleague were quicker; the letter is there to copy."""
    title = _("This has moved on")
    return _page(request, "moved_on.html", speaker, title=title, status=CONFLICT, unsent=unsent)


def _invite_page(
    request: HttpRequest, speaker: Speaker, form: LetterForm, part: Any
) -> HttpResponse:
    title = _("Ask %(name)s?") % {"name": speaker.name}
    return _page(
        request,
        "invite.html",
        speaker,
        title=title,
        form=form,
        part=part,
        sanctuaries=sanctuaries_of(speaker),
    )


def sanctuaries_of(speaker: Speaker) -> list[Any]:
    """The items of the sanctuary that fall into the time of somebody official."""
    if not speaker.is_official:
        return []
    items = list(speaker.forum.items.order_by("position", "pk"))
    return list(sanctuaries_within(speaking.part_of(speaker), speaker.forum.starts_at, items))


@require_http_methods(METHODS)
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Takes an invitation back, with a letter or without."""
    speaker = _find(request, pk)
    if speaker.state not in {Speaker.State.INVITED, Speaker.State.ACCEPTED}:
        return _moved_on(request, speaker)
    title = _("Take the invitation of %(name)s back?") % {"name": speaker.name}
    words = mail.words_to_withdraw(speaker)
    first = {"seen": asking_speakers.seen(speaker), "text": words, "send": "yes"}
    form = WithdrawalForm(request.POST if request.method == "POST" else None, initial=first)
    if request.method != "POST" or not form.is_valid():
        return _page(request, "withdraw.html", speaker, title=title, form=form)
    try:
        asking_speakers.withdraw(
            speaker=speaker,
            words=form.words(),
            send=form.cleaned_data["send"] == "yes",
            as_seen=form.cleaned_data["seen"],
            by=_staff(request),
            now=timezone.now(),
        )
    except asking_speakers.MovedOn as moved:
        return _moved_on(request, moved.current, form.words())
    messages.success(request, _("The invitation is taken back."))
    return redirect("admin:forums_speaker_change", pk)


def _page(
    request: HttpRequest,
    template: str,
    speaker: Speaker,
    *,
    title: Any,
    status: int = 200,
    **context: Any,
) -> HttpResponse:
    return page(
        request,
        f"admin/forums/speaker/{template}",
        Speaker,
        title=title,
        status=status,
        speaker=speaker,
        **context,
    )
