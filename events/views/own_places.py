"""Places that somebody else booked for who is signed in, and the way to their own page."""

from datetime import datetime

from cryptography.fernet import InvalidToken
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from events.models import Delegate, Event
from events.views.answers import see_other
from events.views.cards import WORDS
from events.views.doors import LINK_LIVES
from network.models import User
from portal.sealing import unseal
from portal.written_once import written_once

type OwnPlace = tuple[Delegate, str, str]


def own_places(user: User, *, since: datetime, most: int) -> list[OwnPlace]:
    """Their live places at events that end after `since`, the next first: each with a word on
    where it stands, and its tone. One query; nothing of the booking or of others in it.
    """
    rows = _live_places(person=user.pk, since=since, part=slice(most))
    return [(row, *_words(row)) for row in rows]


@written_once
def _live_places(*, person: int, since: datetime, part: slice) -> QuerySet[Delegate]:
    rows = Delegate.objects.visible_to(User(pk=person)).live().filter(event__ends_at__gt=since)
    return rows.select_related("event").order_by("event__starts_at", "pk")[part]


def _words(delegate: Delegate) -> tuple[str, str]:
    if delegate.event.state == Event.State.CANCELLED:
        return _("Event cancelled"), "bad"
    word, tone = WORDS[delegate.state]
    return str(word), tone


@require_POST
def open_own(request: HttpRequest, pk: int) -> HttpResponse:
    """Leads to the page behind the personal link that was mailed to the very same address.

    By POST: the link is a secret, so that no page has it and no other site can ask for it.
    """
    still = timezone.now() - LINK_LIVES
    mine = Delegate.objects.visible_to(request.user).filter(event__ends_at__gt=still)
    found = get_object_or_404(mine, pk=pk)
    try:
        secret = unseal(bytes(found.token))
    except InvalidToken:
        messages.error(request, _("Your page cannot be opened here. Use the link in our e-mail."))
        return redirect("events:bookings")
    answer = see_other(reverse("events:delegate", args=[secret]))
    answer.headers["Cache-Control"] = "no-store, private"
    return answer
