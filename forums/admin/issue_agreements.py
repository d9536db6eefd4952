"""What was raised in the sanctuary: whom we asked, what they said, and what may come of it."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from forums.actions import agreements
from forums.admin.issue_pages import CHANGE, CONFLICT, issue_page, needs, staff
from forums.choices import Rule
from forums.forms.issue_people import AskForm, ToldForm
from forums.mail import issues as mail
from forums.models import AgendaItem, Agreement, Attendance, Forum
from forums.models.circles import insiders
from forums.models.issues import AgreementQuerySet

PER_PAGE = 25


@require_safe
@needs(CHANGE)
def index(request: HttpRequest) -> HttpResponse:
    """Asked, agreed and declined, the newest first; or those alone that may be used now."""
    is_to_use = request.GET.get("what") == "to-use"
    rows = _named().to_use() if is_to_use else _named()
    rows = rows.order_by("-asked_at", "-pk")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    title = _("Asked of the sanctuary")
    return issue_page(
        request, "agreements.html", None, title=title, page_obj=page, is_to_use=is_to_use
    )


@require_safe
@needs(CHANGE)
def choose(request: HttpRequest) -> HttpResponse:
    """Of which item: sanctuary items of forums that were held, the latest first."""
    items = _items().order_by("-forum__starts_at", "position", "pk")
    page = Paginator(items, PER_PAGE).get_page(request.GET.get("page"))
    title = _("Ask who raised something")
    return issue_page(request, "agreement_item.html", None, title=title, page_obj=page)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(CHANGE)
def ask(request: HttpRequest, item: int) -> HttpResponse:
    """Whom, and in which words: write, preview, confirm. The mail goes out without them."""
    row = get_object_or_404(_items(), pk=item)
    there = _who_was_there(row)
    form = AskForm(request.POST or None, attendances=there)
    act = request.POST.get("act")
    if act != "change" and request.method == "POST" and form.is_valid():
        if act != "confirm":
            return _preview(request, row, form)
        try:
            agreement = agreements.ask(
                item=row,
                raised_by=form.cleaned_data["raised_by"],
                statement=form.cleaned_data["statement"],
                by=staff(request),
                now=timezone.now(),
            )
        except agreements.NotOfTheSanctuary:
            form.add_error(None, _("The item or the list of who was there has changed meanwhile"))
        else:
            messages.success(request, _("They are asked by mail."))
            return redirect("admin:forums_issue_agreement", agreement.pk)
    title = _("Ask who raised something")
    is_empty = not there.exists()
    return issue_page(
        request, "ask.html", None, title=title, form=form, item=row, is_empty=is_empty
    )


def _preview(request: HttpRequest, item: AgendaItem, form: AskForm) -> HttpResponse:
    """What they will read on their page, and the mail; nothing is saved or sent yet."""
    there: Attendance = form.cleaned_data["raised_by"]
    draft = Agreement(pk=0, item=item, statement=form.cleaned_data["statement"])
    return issue_page(
        request,
        "ask_preview.html",
        None,
        title=_("Ask who raised something"),
        form=form,
        item=item,
        there=there,
        letter=mail.ask(draft, person=there.user),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@needs(CHANGE)
def agreement(request: HttpRequest, pk: int) -> HttpResponse:
    """One of them; an answer that came by telephone is written down here."""
    row = get_object_or_404(_named(), pk=pk)
    form = ToldForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _one(request, row, form)
    try:
        agreements.record_answer(
            agreement=row,
            agrees=form.cleaned_data["agrees"] == "yes",
            source=form.cleaned_data["source"],
            by=staff(request),
            now=timezone.now(),
        )
    except agreements.InUse:
        return _one(request, row, form, status=CONFLICT, is_in_use=True)
    messages.success(request, _("Written down. They get a mail that says so."))
    return redirect("admin:forums_issue_agreement", row.pk)


def _one(
    request: HttpRequest, row: Agreement, form: ToldForm, status: int = 200, **context: Any
) -> HttpResponse:
    sources = list(row.sources.select_related("issue").order_by("pk"))
    return issue_page(
        request,
        "agreement.html",
        None,
        title=_("Asked of the sanctuary"),
        status=status,
        agreement=row,
        form=form,
        sources=sources,
        **context,
    )


def _named() -> AgreementQuerySet:
    return Agreement.objects.select_related("item__forum", "organisation", "by")


def _items() -> QuerySet[AgendaItem]:
    held = AgendaItem.objects.filter(rule=Rule.SANCTUARY, forum__in=Forum.objects.held())
    return held.select_related("forum")


def _who_was_there(item: AgendaItem) -> QuerySet[Attendance]:
    present = Attendance.objects.filter(forum=item.forum_id, was_present=True)
    inside = present.filter(user__in=insiders(timezone.now()))
    return inside.select_related("user", "organisation").order_by("organisation__name", "pk")
