"""Answers and attendance of people who did not answer on the site."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _

from forums.actions import attending as actions
from forums.actions import joining
from forums.admin.running_pages import (
    ONLY_POST,
    RUN,
    SAFE,
    about_forum,
    forum_page,
    refused,
    staff,
    to_forum,
)
from forums.choices import Answer
from forums.forms.attendance import AnswerForm, FindForm
from forums.models import Forum
from forums.models.circles import belonging
from network.choices import Source
from network.models import Affiliation

PER_PAGE = 25


@about_forum(RUN, SAFE)
def find(request: HttpRequest, forum: Forum) -> HttpResponse:
    """People of member organisations, by name, address or organisation."""
    now, form = timezone.now(), FindForm(request.GET)
    words = form.cleaned_data["q"] if form.is_valid() else ""
    page = Paginator(_people(forum, words), PER_PAGE).get_page(request.GET.get("page"))
    return forum_page(
        request,
        "find.html",
        forum,
        title=_("Find somebody"),
        form=form,
        words=words,
        page_obj=page,
        may_tick=actions.may_tick(forum, now),
        can_be_joined=forum.can_be_joined(now),
    )


def _people(forum: Forum, words: str) -> QuerySet[Affiliation]:
    """Nobody before something was typed. `has_answered` says who is on the list already."""
    rows = belonging(timezone.now()).filter(user__is_active=True)
    if not words:
        return rows.none().order_by("pk")
    for word in words.split()[:6]:
        rows = rows.filter(
            Q(user__name__icontains=word)
            | Q(user__email__icontains=word)
            | Q(organisation__name__icontains=word)
        )
    mine = forum.attendances.filter(user=OuterRef("user"))
    rows = rows.annotate(
        has_answered=Exists(mine), was_present=Exists(mine.filter(was_present=True))
    )
    return rows.select_related("user", "organisation").order_by(
        "user__name", "user__email", "organisation__name", "pk"
    )


def _whom(user: int, organisation: int) -> Affiliation:
    """Somebody of a member organisation, or a 404."""
    rows = belonging(timezone.now()).select_related("user", "organisation")
    return get_object_or_404(rows, user=user, organisation=organisation, user__is_active=True)


@about_forum(RUN)
def enter(request: HttpRequest, forum: Forum, user: int, organisation: int) -> HttpResponse:
    """An answer that came by telephone or in writing; the person gets a copy."""
    who, now = _whom(user, organisation), timezone.now()
    if not forum.can_be_joined(now):
        return _not_open(request, forum)
    known = forum.attendances.filter(user=user).first()
    first = {"answer": known.answer if known else "", "source": Source.TELEPHONE}
    form = AnswerForm(request.POST or None, initial=first)
    if request.method == "POST" and form.is_valid():
        return _entered(request, forum, who, form)
    title = _("An answer for %(name)s") % {"name": who.user}
    return forum_page(
        request, "answer_enter.html", forum, title=title, form=form, who=who, known=known
    )


def _entered(
    request: HttpRequest, forum: Forum, who: Affiliation, form: AnswerForm
) -> HttpResponse:
    try:
        joining.answer(
            forum=forum,
            user=who.user,
            organisation=who.organisation,
            answer=Answer(form.cleaned_data["answer"]),
            source=Source(form.cleaned_data["source"]),
            by=staff(request),
            now=timezone.now(),
        )
    except joining.NotOpen:
        return _not_open(request, forum)
    except joining.NotAMember:
        raise Http404 from None
    said = _("Noted. %(name)s gets a copy by e-mail.") % {"name": who.user}
    messages.success(request, said)
    return to_forum(forum, "attendance")


def _not_open(request: HttpRequest, forum: Forum) -> HttpResponse:
    said = _("Members cannot answer: it is not open, or over.")
    return refused(request, forum, text=said)


@about_forum(RUN, ONLY_POST)
def came(request: HttpRequest, forum: Forum, user: int, organisation: int) -> HttpResponse:
    """Somebody came without having answered."""
    who = _whom(user, organisation)
    online = request.POST.get("how") == Answer.ONLINE
    try:
        actions.add_present(
            forum=forum,
            user=who.user,
            organisation=who.organisation,
            answer=Answer.ONLINE if online else Answer.IN_PERSON,
            by=staff(request),
            now=timezone.now(),
        )
    except actions.NotBegun:
        said = _("Nobody can be ticked: it has not begun, or is closed or cancelled.")
        return refused(request, forum, text=said)
    except actions.NotAMember:
        raise Http404 from None
    messages.success(request, _("%(name)s is ticked.") % {"name": who.user})
    return to_forum(forum, "attendance")
