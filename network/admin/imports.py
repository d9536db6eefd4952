"""Lists of members from before: brought in, looked at, decided about and taken over."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, re_path
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from network.actions import importing
from network.actions.importing import MovedOn
from network.admin.import_pages import DECIDED_AT_ONCE, TONES, WORDS, import_page, show
from network.admin.pages import staff
from network.admin.queue import tag
from network.forms.imports import DecideForm, ListForm, MatchForm
from network.member_lists import EXAMPLE, Column
from network.models import ImportRow, MemberImport
from portal import audit
from portal.admin_pages import page
from portal.admin_records import ReadOnlyAdmin
from portal.downloads import KINDS, spreadsheet
from portal.whole_numbers import whole_number

IMPORT = "network.import_members"
METHODS = ["GET", "HEAD", "POST"]

State = MemberImport.State


@admin.register(MemberImport)
class MemberImportAdmin(ReadOnlyAdmin):
    list_display = ("name", "state_tag", "created_at", "created_by")
    list_select_related = ("created_by",)
    search_fields = ("name",)
    search_help_text = gettext_lazy("Name of the file.")
    ordering = ("-created_at", "-pk")
    list_per_page = 50
    show_full_result_count = False
    change_list_template = "admin/network/memberimport/list.html"

    @admin.display(description=gettext_lazy("state"), ordering="state")
    def state_tag(self, work: MemberImport) -> SafeString:
        return tag(work.get_state_display(), TONES[work.state])

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        _form_url: str = "",
        _extra_context: Any = None,
    ) -> HttpResponse:
        if not self.has_view_permission(request) or request.method == "POST":
            raise PermissionDenied
        return show(request, get_object_or_404(MemberImport, pk=whole_number(object_id)))

    def get_urls(self) -> list[URLPattern]:
        wrap, name = self.admin_site.admin_view, "network_memberimport"
        acts, kinds = "|".join(ACTS), "|".join(KINDS)
        own = [
            path("bring-in/", wrap(bring_in), name=f"{name}_bring_in"),
            re_path(rf"^template\.(?P<kind>{kinds})$", wrap(template), name=f"{name}_template"),
            path("<int:pk>/match/", wrap(match), name=f"{name}_match"),
            path("<int:pk>/decide/", wrap(decide), name=f"{name}_decide"),
            re_path(rf"^(?P<pk>\d+)/left\.(?P<kind>{kinds})$", wrap(left), name=f"{name}_left"),
            re_path(rf"^(?P<pk>\d+)/(?P<name>{acts})/$", wrap(act), name=f"{name}_act"),
        ]
        return own + super().get_urls()


def _refuse_without_right(request: HttpRequest) -> None:
    if not request.user.has_perm(IMPORT):
        raise PermissionDenied


def importer(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Only for who may take lists over; `view` gets the list. Who comes second is told so."""

    @wraps(view)
    def guarded(request: HttpRequest, pk: str | int, **kwargs: Any) -> HttpResponseBase:
        _refuse_without_right(request)
        work = get_object_or_404(MemberImport, pk=whole_number(str(pk)))
        try:
            return view(request, work, **kwargs)
        except MovedOn:
            messages.warning(request, _("That was pressed already: this is how the list stands."))
            return _to(work)

    return guarded


def _to(work: MemberImport) -> HttpResponse:
    return redirect("admin:network_memberimport_change", work.pk)


@require_http_methods(METHODS)
def bring_in(request: HttpRequest) -> HttpResponse:
    """Asks for the file; nothing is taken over by it."""
    _refuse_without_right(request)
    form = ListForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        work = importing.begin(
            key=form.cleaned_data["key"],
            name=file.name,
            table=file.table,
            by=staff(request),
            now=timezone.now(),
        )
        is_open = work.state == State.MATCHING
        return redirect("admin:network_memberimport_match", work.pk) if is_open else _to(work)
    return page(
        request,
        "admin/network/memberimport/bring_in.html",
        MemberImport,
        title=_("Bring in a list of members"),
        form=form,
        columns=[(column, EXAMPLE.get(column, "")) for column in Column],
    )


@require_http_methods(["GET", "HEAD"])
def template(request: HttpRequest, kind: str) -> HttpResponse:
    """The columns with an example row."""
    _refuse_without_right(request)
    example = [EXAMPLE.get(column, "") for column in Column]
    headings = [str(column.label) for column in Column]
    return spreadsheet("members", kind, title=_("Members"), headings=headings, rows=[example])


@require_http_methods(METHODS)
@importer
def match(request: HttpRequest, work: MemberImport) -> HttpResponse:
    """Asks which heading means what, with what was recognised chosen already."""
    if work.state != State.MATCHING:
        raise MovedOn
    form = MatchForm(request.POST or None, headings=work.headings, columns=work.columns)
    if request.method == "POST" and form.is_valid():
        importing.match(work=work, columns=form.columns(), by=staff(request), now=timezone.now())
        return _to(work)
    first = work.rows.order_by("number").first()
    return import_page(
        request,
        "match.html",
        work,
        title=_("What do the columns mean?"),
        form=form,
        example=list(zip(work.headings, first.cells, strict=False)) if first else [],
    )


@require_POST
@importer
def decide(request: HttpRequest, work: MemberImport) -> HttpResponse:
    """What was chosen for those that may be there already; the rest stays open."""
    rows = work.rows.filter(state=ImportRow.State.ALIKE).order_by("number")[:DECIDED_AT_ONCE]
    form = DecideForm(request.POST, rows=rows)
    if form.is_valid() and (answers := form.answers()):
        done = importing.decide(work=work, answers=answers, by=staff(request), now=timezone.now())
        messages.success(request, _("Kept for %(number)s of them.") % {"number": done})
    else:
        messages.error(request, _("Choose for at least one of them what it is."))
    return _to(work)


@dataclass(frozen=True)
class Act:
    """A press that is asked about first: from which state, and what is said of it."""

    run: Callable[..., None]
    title: Any
    text: Any
    done: Any


ACTS = {
    "start": Act(
        importing.start,
        gettext_lazy("Take these members over?"),
        gettext_lazy(
            "Each becomes an organisation with a membership from the day it joined. Nobody is "
            "written to. Rows to be put right or to be decided stay out; you can bring them in "
            "later."
        ),
        gettext_lazy("They are being taken over."),
    ),
    "invite": Act(
        importing.invite,
        gettext_lazy("Invite the contacts?"),
        gettext_lazy(
            "Everybody whom the list names, and whom you have not invited yet, gets a mail with a "
            "personal link to their organisation. The first to accept becomes its primary contact."
        ),
        gettext_lazy("They are being invited."),
    ),
    "discard": Act(
        importing.discard,
        gettext_lazy("Discard the list?"),
        gettext_lazy(
            "Its rows are deleted, and nothing more of it is taken over. What was taken over "
            "stays. You can bring the file in again."
        ),
        gettext_lazy("The list was discarded."),
    ),
}


@require_http_methods(METHODS)
@importer
def act(request: HttpRequest, work: MemberImport, name: str) -> HttpResponse:
    """Says what follows, then does it."""
    wanted = ACTS[name]
    if name not in WORDS[work.state].acts:
        raise MovedOn
    if request.method == "POST":
        wanted.run(work=work, by=staff(request), now=timezone.now())
        messages.success(request, wanted.done)
        return _to(work)
    return import_page(
        request,
        "act.html",
        work,
        title=wanted.title,
        act=wanted,
        ready=work.rows.filter(state=ImportRow.State.READY).count() if name == "start" else None,
        contacts=work.contacts.waiting().count() if name == "invite" else None,
    )


@require_POST
@importer
def left(request: HttpRequest, work: MemberImport, kind: str) -> HttpResponse:
    """The rows that are not taken over, with why: to be put right and brought in again."""
    rows = list(work.rows.filter(state__in=ImportRow.OPEN).order_by("number"))
    if not rows:
        raise Http404
    new = {"rows": len(rows), "kind": kind}
    audit.record(by=staff(request), action="import.export", target=work, new=new)
    width = len(work.headings)
    return spreadsheet(
        f"members-left-{work.pk}",
        kind,
        title=_("Rows left"),
        headings=[*work.headings, _("What is to be put right")],
        rows=[[*_fitted(row.cells, width), "; ".join(row.problems)] for row in rows],
    )


def _fitted(cells: list[str], width: int) -> list[str]:
    return [*cells, *[""] * width][:width]
