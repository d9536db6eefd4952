"""Saying that one comes, and getting in on the day."""

from datetime import datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from forums.actions import joining, joining_links
from forums.choices import Answer
from forums.forms.joining import JoinForm
from forums.mail.joining import please_leave
from forums.models import Attendance, Forum
from forums.models.circles import is_inside, own_organisations
from forums.timetable import LINK_SHOWN
from forums.views.programme import programme_of
from network.signed_in import who
from portal.personal_links import keep_link_secret
from portal.rates import is_allowed


def _home(forum: Forum) -> HttpResponse:
    url = reverse("forums:forum", args=[forum.slug])
    return HttpResponseRedirect(url, status=303)


def _forum(request: HttpRequest, slug: str, now: datetime) -> Forum:
    """For members alone: staff answer for others in the admin. Raises Http404."""
    return get_object_or_404(Forum.objects.for_member(request.user, now=now), slug=slug)


@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest, slug: str) -> HttpResponse:
    """One's answer, changed until the forum ends; with `act=remove`, needs are deleted."""
    now, user = timezone.now(), who(request)
    forum = _forum(request, slug, now)
    if request.POST.get("act") == "remove":
        joining.remove_needs(forum=forum, user=user)
        messages.success(request, _("What you had told us about your needs is deleted."))
        return _home(forum)
    if not forum.can_be_joined(now):
        return _closed(request, forum)
    mine = forum.attendances.filter(user=user).first()
    organisations = list(own_organisations(user, now=now))
    form = JoinForm(request.POST or None, forum=forum, organisations=organisations, mine=mine)
    if request.method == "POST" and form.is_valid():
        if is_allowed(request, action="forum-answer"):
            return _answer(request, forum, form, now)
        form.add_error(None, _("You have changed your answer many times. Wait an hour."))
    context = {"forum": forum, "form": form, "mine": mine, "organisations": organisations}
    return render(request, "forums/join.html", context)


def _answer(request: HttpRequest, forum: Forum, form: JoinForm, now: datetime) -> HttpResponse:
    user, data = who(request), form.cleaned_data
    try:
        row = joining.answer(
            forum=forum,
            user=user,
            organisation=form.for_whom,
            answer=data["answer"],
            by=user,
            now=now,
            needs=data.get("needs", ""),
            consents=data.get("consents", False),
        )
    except joining.NotOpen:
        return _closed(request, forum)
    except joining.NotAMember as error:
        raise Http404 from error
    said = (
        _("Thank you: you are down as coming.") if row.is_coming else _("Thank you for saying so.")
    )
    messages.success(request, said)
    return _home(forum)


def _closed(request: HttpRequest, forum: Forum) -> HttpResponse:
    messages.info(request, _("This forum takes no answers now."))
    return _home(forum)


@require_safe
def joining_page(request: HttpRequest, slug: str) -> HttpResponse:
    """How to get in, for who comes: with the way in online from two days before on."""
    now = timezone.now()
    forum = _forum(request, slug, now)
    rows = Attendance.objects.welcome(now).filter(forum=forum, user=who(request))
    return _joining_page(request, forum, rows.first(), now)


@login_not_required
@require_safe
def joining_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """The same page for who has the personal link; 404 with words for links that are over."""
    now = timezone.now()
    mine = joining_links.find(token, now=now)
    if mine is None:
        is_guessing = not is_allowed(request, action="link", gets=True)
        context, status = {"is_guessing": is_guessing}, 429 if is_guessing else 404
        over = render(request, "forums/joining_over.html", context, status=status)
        return keep_link_secret(request, over)
    return keep_link_secret(request, _joining_page(request, mine.forum, mine, now))


def _joining_page(
    request: HttpRequest, forum: Forum, mine: Attendance | None, now: datetime
) -> HttpResponse:
    shows_link = mine is not None and forum.shows_link(now)
    with_sanctuary = mine is not None and is_inside(mine.user, now=now)
    context = {
        "officials": programme_of(forum, with_sanctuary=with_sanctuary).officials,
        "forum": forum,
        "mine": mine,
        "is_in_person": mine is not None and mine.answer == Answer.IN_PERSON,
        "shows_link": shows_link,
        "way": getattr(forum, "joining_link", None) if shows_link else None,
        "opens_at": forum.starts_at - LINK_SHOWN,
        "may_join": forum.can_be_joined(now),
        "please_leave": please_leave(mine, now=now) if mine is not None else "",
    }
    return render(request, "forums/joining.html", context)
