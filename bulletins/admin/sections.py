"""The head of a bulletin and its sections: changed on small pages and by buttons."""

from typing import Any

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _

from bulletins.actions import composing
from bulletins.admin.drafting import differing, drafting, seen_in, stale_words
from bulletins.admin.pages import ONLY_POST, bulletin_page, staff, to_bulletin
from bulletins.forms.composing import HeadForm, SectionForm
from bulletins.models import Bulletin, Section
from bulletins.states import State


@drafting()
def details(request: HttpRequest, bulletin: Bulletin) -> HttpResponse:
    """Subject, address, introduction, and to whom it goes."""
    refuse_unless_draft(bulletin)
    form = HeadForm(
        bulletin.kind, request.POST or None, bulletin=bulletin, initial=HeadForm.of(bulletin)
    )
    if request.method == "POST" and form.is_valid() and _is_saved(request, bulletin, form):
        messages.success(request, _("Saved."))
        return to_bulletin(bulletin, anchor="details")
    return bulletin_page(
        request,
        "details.html",
        bulletin,
        title=_("Subject and introduction"),
        form=form,
        stands=differing(form, HeadForm.of(bulletin)) if form.non_field_errors() else [],
        seen=composing.seen_now(bulletin),
    )


def _is_saved(request: HttpRequest, bulletin: Bulletin, form: HeadForm) -> bool:
    """False, with what was typed kept and the reason said, when somebody was quicker."""
    try:
        with transaction.atomic():
            composing.change_head(
                bulletin=bulletin,
                head=form.head(),
                seen=seen_in(request),
                by=staff(request),
                now=timezone.now(),
            )
    except composing.Stale:
        form.add_error(None, stale_words(bulletin))
        return False
    except IntegrityError:
        form.add_error("slug", _("Another bulletin has this web address. Choose another"))
        return False
    return True


@drafting()
def add(request: HttpRequest, bulletin: Bulletin) -> HttpResponse:
    refuse_unless_draft(bulletin)
    form = SectionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = composing.add_section(
            bulletin=bulletin,
            heading=form.cleaned_data["heading"],
            by=staff(request),
            now=timezone.now(),
        )
        return to_bulletin(bulletin, anchor=f"section-{made.pk}")
    return _page(request, "section.html", bulletin, _("Add a section"), form=form)


@drafting()
def rename(request: HttpRequest, bulletin: Bulletin, section: int) -> HttpResponse:
    refuse_unless_draft(bulletin)
    row = get_object_or_404(bulletin.sections, pk=section)
    form = SectionForm(request.POST or None, initial={"heading": row.heading})
    if request.method == "POST" and form.is_valid():
        composing.rename_section(
            bulletin=bulletin,
            section=section,
            heading=form.cleaned_data["heading"],
            by=staff(request),
            now=timezone.now(),
        )
        return to_bulletin(bulletin, anchor=f"section-{section}")
    return _page(request, "section.html", bulletin, _("Rename this section"), form=form)


@drafting(ONLY_POST)
def move(request: HttpRequest, bulletin: Bulletin, section: int) -> HttpResponse:
    composing.move_section(
        bulletin=bulletin,
        section=section,
        up=request.POST.get("way") == "up",
        seen=seen_in(request),
        by=staff(request),
        now=timezone.now(),
    )
    return to_bulletin(bulletin, anchor=f"section-{section}")


@drafting()
def remove(request: HttpRequest, bulletin: Bulletin, section: int) -> HttpResponse:
    """Asks first where there is something in it."""
    refuse_unless_draft(bulletin)
    row: Section = get_object_or_404(bulletin.sections.prefetch_related("items"), pk=section)
    if request.method != "POST":
        title = _("Remove “%(heading)s”?") % {"heading": row.heading}
        seen = composing.seen_now(bulletin)
        return _page(request, "section_remove.html", bulletin, title, section=row, seen=seen)
    composing.remove_section(
        bulletin=bulletin,
        section=section,
        seen=seen_in(request),
        by=staff(request),
        now=timezone.now(),
    )
    messages.success(request, _("“%(heading)s” is removed.") % {"heading": row.heading})
    return to_bulletin(bulletin)


def refuse_unless_draft(bulletin: Bulletin) -> None:
    """So that nobody types into a page that cannot be saved."""
    if bulletin.state != State.DRAFT:
        raise composing.NotADraft


def _page(
    request: HttpRequest, template: str, bulletin: Bulletin, title: Any, **context: Any
) -> HttpResponse:
    return bulletin_page(request, template, bulletin, title=title, **context)
