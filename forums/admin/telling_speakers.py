"""Telling speakers and officials that their part of the agenda has changed."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from forums.actions import announcing
from forums.admin.running_pages import (
    RUN,
    about_forum,
    forum_page,
    staff,
    to_forum,
    told_words,
    version_in,
)
from forums.models import Forum


@about_forum(RUN)
def tell(request: HttpRequest, forum: Forum) -> HttpResponse:
    """Asks first, with the mail: an agenda is put in order in many steps, and told once."""
    now = timezone.now()
    if request.method == "POST":
        told = announcing.tell_of_agenda(
            forum=forum, version=version_in(request), by=staff(request), now=now
        )
        messages.success(request, told_words(told) if told else _("Everybody knows already."))
        return to_forum(forum, "agenda")
    rounds = announcing.of_agenda(forum, now=now)
    title = _("Tell speakers of the new agenda?")
    return forum_page(request, "tell_speakers.html", forum, title=title, rounds=rounds)
