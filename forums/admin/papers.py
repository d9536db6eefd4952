"""Papers of a forum: added for staff, put in order, shown to others by an act of its own."""

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _

from forums.actions import papers as actions
from forums.admin.running_pages import (
    METHODS,
    ONLY_POST,
    RUN,
    SAFE,
    ForumView,
    about_forum,
    forum_page,
    refused,
    staff,
    to_forum,
)
from forums.choices import Circle
from forums.forms.papers import CircleForm, PaperForm, TitleForm
from forums.models import Forum, Paper
from network.serving import serve
from portal.rates import is_allowed


@about_forum(RUN, SAFE)
def papers(request: HttpRequest, forum: Forum) -> HttpResponse:
    """All of them in their order, each with who may have it."""
    rows = list(forum.papers.order_by("position", "pk").select_related("added_by"))
    return forum_page(request, "papers.html", forum, title=_("Papers"), rows=rows)


@about_forum(RUN)
def add(request: HttpRequest, forum: Forum) -> HttpResponse:
    """A file, for the network's staff at first."""
    if request.method != "POST":
        return _add_page(request, forum, PaperForm())
    form = PaperForm(request.POST, request.FILES)
    if not is_allowed(request, action="upload"):
        said = _("Those were many files in an hour. Please wait a little")
        form.fields["file"].refusal = said  # type: ignore[attr-defined]  # its kind
    if form.is_valid() and _is_added(request, forum, form):
        return to_forum(forum, "papers")
    return _add_page(request, forum, form)


def _is_added(request: HttpRequest, forum: Forum, form: PaperForm) -> bool:
    data = form.cleaned_data
    try:
        actions.add(
            forum=forum,
            title=data["title"],
            upload=data["file"],
            key=data["key"],
            by=staff(request),
            now=timezone.now(),
        )
    except actions.TooMany:
        said = _("A forum has at most %(most)d papers. Remove one first")
        form.add_error(None, said % {"most": actions.MOST})
        return False
    except OSError:
        form.add_error("file", _("We could not keep the file just now. Please try again"))
        return False
    said = _("“%(title)s” is there, for staff alone. Show it to others when it is ready.")
    messages.success(request, said % {"title": data["title"]})
    return True


def _add_page(request: HttpRequest, forum: Forum, form: PaperForm) -> HttpResponse:
    return forum_page(request, "paper_add.html", forum, title=_("Add a paper"), form=form)


type Page = Callable[[HttpRequest, Forum, Paper], HttpResponseBase]


def _about_paper(right: str, methods: list[str] = METHODS) -> Callable[[Page], ForumView]:
    """The view gets a paper of the forum, or it is a 404; one that has gone leads back."""

    def decorate(view: Page) -> ForumView:
        @about_forum(right, methods)
        @wraps(view)
        def guarded(request: HttpRequest, forum: Forum, paper: int) -> HttpResponseBase:
            rows = forum.papers.select_related("forum")
            try:
                return view(request, forum, get_object_or_404(rows, pk=paper))
            except actions.Gone:
                messages.info(request, _("Somebody else removed it. Nothing was changed."))
                return to_forum(forum, "papers")

        return guarded

    return decorate


@_about_paper(RUN)
def change(request: HttpRequest, forum: Forum, paper: Paper) -> HttpResponse:
    form = TitleForm(request.POST or None, initial={"title": paper.title})
    if request.method == "POST" and form.is_valid():
        title = form.cleaned_data["title"]
        actions.rename(paper=paper, title=title, by=staff(request), now=timezone.now())
        messages.success(request, _("Saved."))
        return to_forum(forum, "papers")
    title = _("Change the title")
    return forum_page(request, "paper.html", forum, title=title, form=form, paper=paper)


@_about_paper(RUN)
def circle(request: HttpRequest, forum: Forum, paper: Paper) -> HttpResponse:
    """Narrower at once; wider only after a page that says what it means."""
    first = {"shown_to": paper.shown_to, "was": paper.shown_to}
    form = CircleForm(request.POST or None, initial=first)
    if request.method != "POST" or not form.is_valid():
        title = _("Who may have it?")
        return forum_page(request, "paper_circle.html", forum, title=title, form=form, paper=paper)
    wanted = Circle(form.cleaned_data["shown_to"])
    if form.widens(paper.shown_to) and not form.is_sure:
        return _ask_once_more(request, forum, paper, wanted)
    try:
        actions.show_to(
            paper=paper,
            circle=wanted,
            was=form.cleaned_data["was"],
            by=staff(request),
            now=timezone.now(),
        )
    except actions.Changed:
        said = _("Somebody changed meanwhile who may have this paper. Look at it again.")
        return refused(request, forum, text=said)
    messages.success(request, _("“%(title)s”: %(circle)s.") % _words(paper, wanted))
    return to_forum(forum, "papers")


def _ask_once_more(
    request: HttpRequest, forum: Forum, paper: Paper, wanted: Circle
) -> HttpResponse:
    again = {"shown_to": wanted, "sure": wanted, "was": paper.shown_to}
    return forum_page(
        request,
        "paper_widen.html",
        forum,
        title=_("Show this paper to more people?"),
        paper=paper,
        wanted=wanted,
        again=again,
    )


def _words(paper: Paper, wanted: Circle) -> dict[str, object]:
    return {"title": paper.title, "circle": wanted.label}


@_about_paper(RUN, ONLY_POST)
def move(request: HttpRequest, forum: Forum, paper: Paper) -> HttpResponse:
    up = request.POST.get("way") == "up"
    actions.move(paper=paper, up=up, by=staff(request), now=timezone.now())
    return to_forum(forum, "papers", anchor=f"paper-{paper.pk}")


@_about_paper(RUN)
def remove(request: HttpRequest, forum: Forum, paper: Paper) -> HttpResponse:
    """Asks first, then removes it with its file."""
    if request.method != "POST":
        title = _("Remove this paper?")
        return forum_page(request, "paper_remove.html", forum, title=title, paper=paper)
    actions.remove(paper=paper, by=staff(request), now=timezone.now())
    messages.success(request, _("“%(title)s” is removed.") % {"title": paper.title})
    return to_forum(forum, "papers")


@_about_paper(RUN, SAFE)
def file(_request: HttpRequest, _forum: Forum, paper: Paper) -> FileResponse:
    return serve(str(paper.file.name), paper.name, paper.content_type)
