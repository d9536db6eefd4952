"""Beginning a forum, and saying something else of one that is there."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from forums.actions import announcing, organising
from forums.actions.moving import Stale
from forums.admin.running_pages import (
    CONFLICT,
    METHODS,
    RUN,
    about_forum,
    differing,
    forum_page,
    refuse_without,
    staff,
    stale_words,
    to_forum,
    told_words,
    version_in,
)
from forums.forms.running import ForumForm
from forums.models import Forum
from forums.preset_agenda import PRESETS
from forums.states import State
from portal.admin_pages import page
from portal.quarters import Quarter, quarter_of, quarters_of

TAKEN = gettext_lazy("Another forum has this web address. Choose another")


@require_http_methods(METHODS)
def begin(request: HttpRequest) -> HttpResponse:
    """A draft with the usual agenda, for the quarter of `?quarter=` or the next without one."""
    refuse_without(request, RUN)
    now = timezone.now()
    initial = _proposed(_quarter(request.GET.get("quarter", "")))
    form = ForumForm(request.POST or None, initial=initial, now=now)
    if request.method == "POST" and form.is_valid():
        made = _made(request, form)
        if made is not None:
            messages.success(request, _("The draft is there, with the usual agenda. Look it over."))
            return to_forum(made)
    title = _("Begin a forum")
    template = "admin/forums/forum/begin.html"
    return page(request, template, Forum, title=title, form=form, presets=PRESETS)


def _quarter(asked: str) -> Quarter:
    try:
        return quarter_of(date.fromisoformat(asked))
    except ValueError:
        return _first_without(quarter_of(timezone.localdate()))


def _first_without(now: Quarter) -> Quarter:
    """From this quarter on, the first without a forum; this one where all have theirs."""
    ahead = [one for year in (now.year, now.year + 1) for one in quarters_of(year) if one >= now]
    live = Forum.objects.exclude(state=State.CANCELLED).filter(starts_at__year__gte=now.year)
    starts = live.values_list("starts_at", flat=True)
    taken = {quarter_of(timezone.localdate(start)) for start in starts}
    return next((one for one in ahead if one not in taken), now)


def _proposed(quarter: Quarter) -> dict[str, Any]:
    """A title, and an address that is free."""
    words = {"season": quarter.season, "year": quarter.year}
    title = _("Forum, %(season)s %(year)d") % words
    stem = slugify(title)
    taken = set(Forum.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    free = (f"{stem}-{number}" for number in range(2, len(taken) + 3))
    return {"title": title, "slug": next(free) if stem in taken else stem}


def _made(request: HttpRequest, form: ForumForm) -> Forum | None:
    """None, with the error in the form, for an address that was taken since."""
    try:
        with transaction.atomic():
            return organising.begin(details=form.details(), by=staff(request), now=timezone.now())
    except IntegrityError:
        form.add_error("slug", TAKEN)
        return None


@about_forum(RUN)
def change(request: HttpRequest, forum: Forum) -> HttpResponse:
    """All but the agenda. Who hears of another day or place is shown before it is saved."""
    if forum.state in (State.CLOSED, State.CANCELLED):
        raise organising.Settled
    form = ForumForm(request.POST or None, forum=forum, now=timezone.now())
    stands: list[tuple[Any, str]] = []
    act = request.POST.get("act")
    if request.method == "POST" and form.is_valid() and act != "change":
        if act != "confirm" and (rounds := _who_hears(forum, form)):
            return _preview(request, forum, form, rounds)
        try:
            return _changed(request, forum, form)
        except Stale as error:
            form.add_error(None, stale_words())
            stands = differing(form, {n: getattr(error.current, n) for n in form.fields})
            forum = error.current
        except IntegrityError:
            if "slug" not in form.fields:
                raise
            form.add_error("slug", TAKEN)
    return forum_page(
        request,
        "details.html",
        forum,
        title=_("Change this forum"),
        status=CONFLICT if form.non_field_errors() else 200,
        form=form,
        stands=stands,
    )


def _preview(
    request: HttpRequest, forum: Forum, form: ForumForm, rounds: list[announcing.Round]
) -> HttpResponse:
    """The mails, before anything is done; the version is that of the page that was filled in."""
    return forum_page(
        request,
        "moved.html",
        forum,
        title=_("Change this and tell them?"),
        form=form,
        rounds=rounds,
        version=version_in(request),
    )


def _changed(request: HttpRequest, forum: Forum, form: ForumForm) -> HttpResponse:
    with transaction.atomic():
        told = organising.change(
            forum=forum,
            version=version_in(request),
            details=form.details(),
            by=staff(request),
            now=timezone.now(),
        )
    messages.success(request, _("Saved.") + (f" {told_words(told)}" if told else ""))
    return to_forum(forum)


def _who_hears(forum: Forum, form: ForumForm) -> list[announcing.Round]:
    after = organising.as_changed(forum, form.details())
    return announcing.of_move(after, was=forum, now=timezone.now())
