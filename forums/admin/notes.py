"""Confidential notes in the admin: what there is, writing, the day they go, who opened them."""

from typing import Any

from django.contrib import admin, messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from forums.actions import moving, notes
from forums.admin.said_pages import (
    CONFLICT,
    METHODS,
    PER_PAGE,
    READ,
    OfForums,
    about_forum,
    refuse_without,
    said_page,
    staff,
    to_said,
)
from forums.forms.notes import DayForm, NotesForm
from forums.keeping import last_day
from forums.models import AgendaItem, Forum, Note
from portal.whole_numbers import whole_number


@admin.register(Note)
class NoteAdmin(OfForums):
    right = READ
    kind = "note"

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        own = [
            ("forum/<int:pk>/", show, "forum"),
            ("forum/<int:pk>/day/", set_day, "day"),
            ("forum/<int:pk>/opened/", opened, "opened"),
            ("item/<int:pk>/", write, "item"),
        ]
        routes = [path(route, wrap(view), name=f"forums_note_{name}") for route, view, name in own]
        return [*routes, *super().get_urls()]

    def change_view(
        self, request: HttpRequest, object_id: str, _form_url: str = "", _more: Any = None
    ) -> HttpResponse:
        """Leads to its forum: notes are opened by item, which is written down."""
        refuse_without(request, READ)
        note = get_object_or_404(Note.objects.select_related("item"), pk=whole_number(object_id))
        return to_said("note", "forum", note.item.forum_id)


@about_forum(READ)
def show(request: HttpRequest, forum: Forum) -> HttpResponse:
    """What notes there are; not a word of them."""
    now = timezone.now()
    kept = Note.objects.visible_to(staff(request), now=now).filter(item__forum=forum)
    written = {note.item_id: note for note in kept.select_related("changed_by").defer("sealed")}
    items = forum.items.order_by("position", "pk").prefetch_related("actions")
    return said_page(
        request,
        "notes.html",
        Note,
        forum,
        title=_("Notes"),
        items=[(item, written.get(item.pk)) for item in items],
        may_write=forum.was_held and forum.keeps_notes(now),
        are_gone=forum.was_held and not forum.keeps_notes(now),
    )


@require_http_methods(METHODS)
def write(request: HttpRequest, pk: int) -> HttpResponse:
    """The notes of one item: opened, which is written down first, changed and kept."""
    refuse_without(request, READ)
    item = get_object_or_404(AgendaItem.objects.select_related("forum"), pk=pk)
    now = timezone.now()
    if request.method == "POST":
        return _save(request, item)
    if item.is_sanctuary or not (item.forum.was_held and item.forum.keeps_notes(now)):
        return _refused(request, item, "")
    found = notes.look_at_one(item=item, by=staff(request), now=now)
    first = {"version": found.note.version, "text": found.text} if found else {"version": 0}
    return _edit(request, item, NotesForm(initial=first), note=found.note if found else None)


def _save(request: HttpRequest, item: AgendaItem) -> HttpResponse:
    form = NotesForm(request.POST)
    if not form.is_valid():
        return _edit(request, item, form)
    text = form.cleaned_data["text"]
    by, now = staff(request), timezone.now()
    try:
        version = form.cleaned_data["version"]
        kept = notes.write(item=item, text=text, version=version, by=by, now=now)
    except notes.Refused:
        item.refresh_from_db()
        return _refused(request, item, text)
    except notes.Stale:
        return _conflict(request, item, text)
    said = _("The notes are kept.") if kept else _("There are no notes of this item any more.")
    messages.success(request, said)
    return to_said("note", "forum", item.forum_id)


def _conflict(request: HttpRequest, item: AgendaItem, text: str) -> HttpResponse:
    """Somebody saved first: what stands there, beside what was typed, of which nothing is lost."""
    there = notes.look_at_one(item=item, by=staff(request), now=timezone.now())
    first = {"version": there.note.version if there else 0, "text": text}
    return _edit(
        request, item, NotesForm(initial=first), status=CONFLICT, is_conflict=True, there=there
    )


def _edit(
    request: HttpRequest, item: AgendaItem, form: NotesForm, status: int = 200, **context: Any
) -> HttpResponse:
    title = _("Notes of “%(item)s”") % {"item": item.title}
    return said_page(
        request,
        "notes_item.html",
        Note,
        item.forum,
        title=title,
        status=status,
        item=item,
        form=form,
        **context,
    )


def _refused(request: HttpRequest, item: AgendaItem, text: str) -> HttpResponse:
    """Why there is nothing to be written; what was typed is there to copy."""
    status = CONFLICT if text else 200
    return said_page(
        request,
        "notes_refused.html",
        Note,
        item.forum,
        title=_("Notes of “%(item)s”") % {"item": item.title},
        status=status,
        item=item,
        actions=item.actions.select_related("owner", "owner_organisation").in_order(),
        unsaved=text,
    )


@about_forum(READ)
def set_day(request: HttpRequest, forum: Forum) -> HttpResponse:
    """The day on which the notes go."""
    form: DayForm | None = DayForm(initial=_first(forum))
    if request.method == "POST":
        form = _set(request, forum, DayForm(request.POST))
    if form is None:
        messages.success(request, _("That is the day on which the notes are deleted."))
        return to_said("note", "forum", forum.pk)
    latest = last_day(timezone.localdate(forum.ends_at))
    return said_page(
        request, "notes_day.html", Note, forum, title=_("When they go"), form=form, latest=latest
    )


def _first(forum: Forum) -> dict[str, Any]:
    return {"version": forum.version, "day": forum.notes_until}


def _set(request: HttpRequest, forum: Forum, form: DayForm) -> DayForm | None:
    """None once it is done; if not, the form, which says why."""
    if not form.is_valid():
        return form
    day, version = form.cleaned_data["day"], form.cleaned_data["version"]
    by, now = staff(request), timezone.now()
    try:
        notes.let_go_on(forum=forum, day=day, version=version, by=by, now=now)
    except notes.NotKept:
        form.add_error(None, _("There are no notes to be deleted: see what stands there"))
    except notes.NotThatDay:
        said = _("Choose a day from tomorrow on, a year after the forum at the latest")
        form.add_error("day", said)
    except moving.Stale as stale:
        messages.warning(
            request, _("The forum was changed meanwhile. Look again, then press once more.")
        )
        return DayForm(initial=_first(stale.current) | {"day": day})
    else:
        return None
    return form


@about_forum(READ)
def opened(request: HttpRequest, forum: Forum) -> HttpResponse:
    """Who opened the notes, and when."""
    rows = Paginator(notes.who_opened(forum), PER_PAGE).get_page(request.GET.get("page"))
    titles = dict(forum.items.values_list("pk", "title"))
    looks = [(row, [titles.get(pk, "") for pk in row.new.get("items", [])]) for row in rows]
    return said_page(
        request,
        "notes_opened.html",
        Note,
        forum,
        title=_("Who opened the notes"),
        page_obj=rows,
        looks=looks,
    )
