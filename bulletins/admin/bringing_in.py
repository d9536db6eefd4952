"""An earlier list of subscribers: read, looked at with what is left out, then taken over."""

from typing import Any

from django.contrib import messages
from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, re_path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from bulletins.actions import importing
from bulletins.admin.list_pages import ADD, METHODS, refuse_without, staff
from bulletins.earlier_lists import EXAMPLE, Column
from bulletins.forms.staff_lists import ImportForm
from bulletins.models import Subscriber
from portal.admin_pages import page
from portal.downloads import KINDS, spreadsheet

SHOWN = 100  # rows in each part of the page
MOST_TO_SEND = 900_000  # characters: a little less than a browser may send back to us


@require_http_methods(METHODS)
def bring_in(request: HttpRequest) -> HttpResponse:
    """Asks for the file, then shows what would come of it; nobody is added by it."""
    refuse_without(request, ADD)
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method != "POST" or not form.is_valid():
        return _form_page(request, form)
    found = importing.sort_out(people=form.list.people, now=timezone.now())
    packed = importing.packed(people=found.new, left=form.list.left, by=staff(request))
    if len(packed) > MOST_TO_SEND:
        form.add_error(
            "file", _("The list says too much to be taken over at once: save it in parts")
        )
        return _form_page(request, form)
    return _page(
        request,
        "import_preview.html",
        title=_("Add these people?") if found.new else _("Nobody to be added"),
        listed=form.list,
        new=list(found.new.values())[:SHOWN],
        number=len(found.new),
        out=[(why.label, some[:SHOWN], len(some)) for why, some in found.out.items() if some],
        ended=list(form.list.ended.items())[:SHOWN],
        faulty=form.list.faulty[:SHOWN],
        packed=packed,
        shown=SHOWN,
    )


def _form_page(request: HttpRequest, form: ImportForm) -> HttpResponse:
    columns = [(column.label, EXAMPLE[column]) for column in Column]
    title = _("Take over an earlier list")
    return _page(request, "import.html", title=title, form=form, columns=columns)


def _page(request: HttpRequest, name: str, **context: Any) -> HttpResponse:
    return page(request, f"admin/bulletins/subscriber/{name}", Subscriber, **context)


@require_POST
def take_over(request: HttpRequest) -> HttpResponse:
    """Adds whom the page before showed, except who has come or gone meanwhile."""
    refuse_without(request, ADD)
    by = staff(request)
    try:
        people, left = importing.unpacked(request.POST.get("people", ""), by=by)
    except importing.Stale:
        messages.error(request, _("You looked at this list too long ago: choose the file again."))
        return redirect("admin:bulletins_subscriber_bring_in")
    done = importing.take_over(people=people, left=left, by=by, now=timezone.now())
    messages.success(request, _what_was_done(len(done.new), done.noted))
    return redirect("admin:bulletins_subscriber_changelist")


def _what_was_done(added: int, noted: int) -> str:
    said = ngettext("%(number)s person was added.", "%(number)s people were added.", added)
    said %= {"number": added}
    if not noted:
        return said
    also = ngettext(
        "Of %(number)s address we now know that they left: no list can bring it in.",
        "Of %(number)s addresses we now know that they left: no list can bring them in.",
        noted,
    )
    return f"{said} {also % {'number': noted}}"


@require_http_methods(["GET", "HEAD"])
def template(request: HttpRequest, kind: str) -> HttpResponse:
    """The columns with an example row."""
    refuse_without(request, ADD)
    headings = [str(column.label) for column in Column]
    example = [EXAMPLE[column] for column in Column]
    title = _("Subscribers")
    return spreadsheet("subscribers", kind, title=title, headings=headings, rows=[example])


def urls(site: AdminSite) -> list[URLPattern]:
    """For the admin of subscribers."""
    wrap, name, kinds = site.admin_view, "bulletins_subscriber", "|".join(KINDS)
    return [
        path("import/", wrap(bring_in), name=f"{name}_bring_in"),
        path("import/take-over/", wrap(take_over), name=f"{name}_take_over"),
        re_path(rf"^import/template\.(?P<kind>{kinds})$", wrap(template), name=f"{name}_template"),
    ]
