"""Topics: what members want to talk about, and whom it affects too. No page says how many."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from forums.actions import topics
from forums.choices import Theme
from forums.forms.topics import FindForm, TopicForm, first_values
from forums.models import Affirmation, Topic
from forums.models.circles import is_inside, named, organisations_of
from forums.models.topics import TopicQuerySet
from forums.views import seen_by
from forums.views.influence import reader
from forums.views.paging import Listed, page_of
from network.models import Organisation
from network.signed_in import who
from portal.rates import is_allowed
from portal.whole_numbers import whole_number
from portal.written_once import written_once

METHODS = ["GET", "HEAD", "POST"]
TONES = {
    Topic.State.OPEN: "info",
    Topic.State.DISCUSSED: "good",
    Topic.State.CLOSED: "neutral",
    Topic.State.WITHDRAWN: "neutral",
}


@dataclass(frozen=True)
class Line:
    """A topic in the list, for who looks. Values alone: pages are kept while these are the same."""

    pk: int
    title: str
    organisation: str
    created_at: datetime
    theme: str
    state: str
    tone: str
    is_mine: bool
    is_ours: bool
    is_for_coordinator: bool
    is_affirmed: bool


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """What members see, newest first: how many say the same is no part of it (ADR 0014)."""
    now, form = timezone.now(), FindForm(request.GET)
    _let_in(request, now)
    organisations = _organisations(request, now)
    page = page_of(request, _listed(request, form, organisations, now))
    context = {
        "page_obj": page,
        "form": form,
        "topics": [_line(row, request.user.pk, organisations) for row in page],
        "may_propose": bool(organisations),
        "kept": _kept(request),
    }
    context["shown"] = (context["topics"], form.data, page.paginator.count, context["kept"])
    return render(request, "forums/topics.html", context)


def _line(row: Any, user: int | None, organisations: list[Organisation]) -> Line:
    """`row` is a topic with `is_affirmed`."""
    return Line(
        pk=row.pk,
        title=row.title,
        organisation=str(row.organisation),
        created_at=row.created_at,
        theme=str(Theme(row.theme).label) if row.theme else "",
        state=str(Topic.State(row.state).label),
        tone=TONES[Topic.State(row.state)],
        is_mine=row.by_id == user,
        is_ours=row.organisation_id in {one.pk for one in organisations},
        is_for_coordinator=row.is_for_coordinator,
        is_affirmed=row.is_affirmed,
    )


def _listed(
    request: HttpRequest, form: FindForm, organisations: list[Organisation], now: datetime
) -> Listed[Topic]:
    """Each with `is_affirmed`: whether one of the organisations says that it affects it too."""
    person = request.user.pk if is_inside(request.user, now=now) else None
    wanted: dict[str, Any] = {"person": person, **form.wanted}
    own = [one.pk for one in organisations]
    return Listed(
        _matching(**wanted).count, lambda part: _topics(organisations=own, part=part, **wanted)
    )


@written_once
def _topics(*, organisations: list[int], part: slice, **wanted: Any) -> QuerySet[Topic]:
    said = Affirmation.objects.filter(topic=OuterRef("pk"), organisation__in=organisations)
    rows = _matching(**wanted).select_related("organisation").defer("text")
    return rows.annotate(is_affirmed=Exists(said)).order_by("-created_at", "-pk")[part]


def _matching(*, person: int | None, theme: str | None, state: str | None) -> TopicQuerySet:
    """What somebody inside the sanctuary reads; without a `person`, what all there do."""
    rows = Topic.objects.all()
    rows = rows.shown() if person is None else rows.read_inside(person)
    if theme is not None:
        rows = rows.filter(theme=theme)
    return rows if state is None else rows.filter(state=state)


def _seen(request: HttpRequest, now: datetime) -> TopicQuerySet:
    """What may be seen here. Raises Http404 for who may not meet topics."""
    _let_in(request, now)
    return seen_by.topics_for(request, now)


def _let_in(request: HttpRequest, now: datetime) -> None:
    if not seen_by.meets_topics(request, now):
        raise Http404


def _organisations(request: HttpRequest, now: datetime) -> list[Organisation]:
    """For which somebody may propose and affirm."""
    if not is_inside(request.user, now=now):
        return []
    return named(organisations=organisations_of(request.user, now=now))


def _kept(request: HttpRequest) -> str:
    """Where in the list somebody came from, as "?…" or ""."""
    asked = dict(FindForm(request.GET).asked)
    number = whole_number(request.GET.get("page", ""))
    page = {"page": number} if number and number > 1 else {}
    return f"?{urlencode(asked | page)}" if asked or page else ""


@require_safe
def topic(request: HttpRequest, pk: int) -> HttpResponse:
    """One of them, what came of it, and whether it affects one's own organisations too."""
    now = timezone.now()
    row = get_object_or_404(_seen(request, now).select_related("organisation"), pk=pk)
    organisations = _organisations(request, now)
    others = [one for one in organisations if one.pk != row.organisation_id]
    is_mine = row.by_id == request.user.pk
    context = {
        "topic": row,
        "tone": TONES[Topic.State(row.state)],
        "is_mine": is_mine,
        "is_ours": len(others) < len(organisations),
        "may_change": is_mine and row.is_open and len(others) < len(organisations),
        "voices": _voices(row, others) if row.can_be_affirmed else [],
        "issues": reader(request).issues.filter(sources__topic=row).order_by("-raised_at", "-pk"),
        "kept": _kept(request),
    }
    return render(request, "forums/topic.html", context)


def _voices(row: Topic, organisations: list[Organisation]) -> list[tuple[Organisation, bool]]:
    """Each of one's own organisations, and whether it has said that this affects it too."""
    said = row.affirmations.filter(organisation__in=organisations)
    spoken = set(said.values_list("organisation", flat=True))
    return [(one, one.pk in spoken) for one in organisations]


@require_POST
def affirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Say so, or take it back, for one organisation; pressing twice is pressing once."""
    now = timezone.now()
    row = get_object_or_404(_seen(request, now), pk=pk)
    number = whole_number(request.POST.get("organisation", ""))
    chosen = next((one for one in _organisations(request, now) if one.pk == number), None)
    if chosen is None:
        raise Http404
    is_undone = request.POST.get("act") == "undo"
    act = topics.take_affirmation_back if is_undone else topics.affirm
    said = _("Taken back for %(name)s.") if is_undone else _("Noted: it affects %(name)s too.")
    try:
        if is_allowed(request, action="affirm"):
            act(topic=row, organisation=chosen, by=who(request), now=timezone.now())
            messages.success(request, said % {"name": chosen})
        else:
            messages.error(request, _("That was very often in an hour. Wait a little."))
    except topics.NotOpen:
        messages.info(request, _("This topic is closed by now, so nothing was changed."))
    except (topics.NotTheirs, topics.NotInside) as error:
        raise Http404 from error
    return redirect(reverse("forums:topic", args=[pk]) + _kept(request))


@require_http_methods(METHODS)
def new(request: HttpRequest) -> HttpResponse:
    """Propose one: nothing is kept before it is sent."""
    organisations = _organisations(request, timezone.now())
    if not organisations:
        raise Http404
    if request.method != "POST":
        first = {"key": uuid.uuid4()}
        return _edit(request, TopicForm(organisations=organisations, initial=first))
    form = TopicForm(request.POST, organisations=organisations)
    if form.is_valid() and not _is_too_much(request, form) and (answer := _propose(request, form)):
        return answer
    return _edit(request, form)


def _is_too_much(request: HttpRequest, form: TopicForm) -> bool:
    if is_allowed(request, action="topic"):
        return False
    form.add_error(None, _("That was very much in an hour. Wait a little, then press again"))
    return True


def _propose(request: HttpRequest, form: TopicForm) -> HttpResponse | None:
    try:
        row = topics.propose(
            organisation=form.chosen,
            content=form.content(),
            key=form.cleaned_data["key"] or uuid.uuid4(),
            by=who(request),
            now=timezone.now(),
        )
    except topics.NotInside:
        form.add_error(None, _("The membership has ended meanwhile, so nothing was kept"))
    except topics.Stale as stale:
        return _conflict(request, stale.current, form)
    else:
        messages.success(request, _("Thank you: the co-ordinator has your topic."))
        return redirect("forums:topic", row.pk)
    return None


@require_http_methods(METHODS)
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Say it anew, while it is open."""
    row = _mine(request, pk)
    if request.method != "POST":
        if not row.is_open:
            return _not_open(request, row)
        form = TopicForm(organisations=[row.organisation], initial=first_values(row))
        return _edit(request, form, row)
    form = TopicForm(request.POST, organisations=[row.organisation])
    if not row.is_open:
        return _too_late(request, row, form)
    if form.is_valid() and not _is_too_much(request, form):
        return _change(request, row, form)
    return _edit(request, form, row)


def _mine(request: HttpRequest, pk: int) -> Topic:
    rows = Topic.objects.changeable_by(request.user, now=timezone.now())
    return get_object_or_404(rows.select_related("organisation"), pk=pk)


def _change(request: HttpRequest, row: Topic, form: TopicForm) -> HttpResponse:
    try:
        topics.change(
            topic=row,
            content=form.content(),
            version=form.cleaned_data["version"],
            by=who(request),
            now=timezone.now(),
        )
    except topics.NotTheirs as error:
        raise Http404 from error
    except topics.NotOpen as closed:
        return _too_late(request, closed.current, form)
    except topics.Stale as stale:
        return _conflict(request, stale.current, form)
    messages.success(request, _("Saved."))
    return redirect("forums:topic", row.pk)


def _not_open(request: HttpRequest, row: Topic) -> HttpResponse:
    """A second press, or an old tab: said kindly, on the page that shows how it stands."""
    messages.info(request, _("It cannot be changed any more. It stands as below."))
    return redirect("forums:topic", row.pk)


def _too_late(request: HttpRequest, row: Topic, form: TopicForm) -> HttpResponse:
    """What was typed and can no longer be kept is there to copy, where it is not there already."""
    unsaved = _differences(form, row)
    if not unsaved:
        return _not_open(request, row)
    tone = TONES[Topic.State(row.state)]
    context = {"topic": row, "tone": tone, "unsaved": unsaved}
    return render(request, "forums/topic_too_late.html", context, status=409)


def _conflict(request: HttpRequest, current: Topic, typed_form: TopicForm) -> HttpResponse:
    """Another save came first: how it stands now beside what was typed; saving again keeps this."""
    if not current.is_open:
        return _too_late(request, current, typed_form)
    typed = request.POST.dict() | {"version": str(current.version)}
    form = TopicForm(initial=typed, organisations=[current.organisation])
    differences = _differences(typed_form, current)
    return _edit(request, form, current, status=409, differences=differences)


def _differences(form: TopicForm, current: Topic) -> list[dict[str, Any]]:
    """Where what was typed is not what is kept, both in the words of the page."""
    kept = first_values(current)
    rows = []
    for field in form:
        typed, saved = str(field.value() or ""), str(kept.get(field.name) or "")
        if not field.is_hidden and field.name in kept and typed.split() != saved.split():
            words = dict(getattr(field.field, "choices", ()))
            theirs, yours = words.get(saved, saved), words.get(typed, typed)
            rows.append({"label": field.label, "theirs": str(theirs), "yours": str(yours)})
    return rows


def _edit(
    request: HttpRequest,
    form: TopicForm,
    row: Topic | None = None,
    status: int = 200,
    **context: Any,
) -> HttpResponse:
    """The page to write on. Without a row its address is that of a new topic."""
    context |= {"form": form, "topic": row}
    return render(request, "forums/topic_edit.html", context, status=status)


@require_http_methods(METHODS)
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks first."""
    row = _mine(request, pk)
    if not row.is_open:
        return _not_open(request, row)
    if request.method != "POST":
        return render(request, "forums/topic_take_back.html", {"topic": row})
    try:
        topics.take_back(topic=row, by=who(request), now=timezone.now())
    except topics.NotTheirs as error:
        raise Http404 from error
    except topics.NotOpen as closed:
        return _not_open(request, closed.current)
    messages.success(request, _("Taken back. No other member sees it any more."))
    return redirect("forums:topics")
