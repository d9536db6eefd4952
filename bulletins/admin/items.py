"""Items of a bulletin: added, changed, moved and removed."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _

from bulletins.actions import composing
from bulletins.actions import items as actions
from bulletins.admin.drafting import differing, drafting, seen_in, stale_words
from bulletins.admin.pages import ONLY_POST, bulletin_page, staff, to_bulletin
from bulletins.admin.sections import refuse_unless_draft
from bulletins.forms.composing import ItemForm
from bulletins.models import Bulletin, Item
from portal.rates import is_allowed


@drafting()
def add(request: HttpRequest, bulletin: Bulletin, section: int) -> HttpResponse:
    """In one's own words, into the section of the address."""
    refuse_unless_draft(bulletin)
    form = _form(request, bulletin, initial={"section": section})
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.add_item(
                bulletin=bulletin,
                section=form.cleaned_data["section"],
                said=form.said(),
                by=staff(request),
                now=timezone.now(),
            )
        except OSError:
            form.add_error("picture", _full())
        else:
            return to_bulletin(bulletin, anchor=f"item-{made.pk}")
    return _page(request, bulletin, form, title=_("Add an item"))


@drafting()
def change(request: HttpRequest, bulletin: Bulletin, item: int) -> HttpResponse:
    refuse_unless_draft(bulletin)
    row = _item(bulletin, item)
    form = _form(request, bulletin, item=row, initial=ItemForm.of(row))
    stands: list[tuple[Any, str]] = []
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_item(
                bulletin=bulletin,
                item=item,
                section=form.cleaned_data["section"],
                said=form.said(),
                seen=seen_in(request),
                by=staff(request),
                now=timezone.now(),
            )
        except composing.Stale:
            form.add_error(None, stale_words(bulletin))
            stands = differing(form, _texts(_item(bulletin, item)))
        except OSError:
            form.add_error("picture", _full())
        else:
            return to_bulletin(bulletin, anchor=f"item-{item}")
    return _page(request, bulletin, form, title=row.title, item=row, stands=stands)


@drafting()
def remove(request: HttpRequest, bulletin: Bulletin, item: int) -> HttpResponse:
    """Asks first, and says how it comes back."""
    refuse_unless_draft(bulletin)
    row = _item(bulletin, item)
    if request.method != "POST":
        return bulletin_page(
            request,
            "item_remove.html",
            bulletin,
            title=_("Remove “%(title)s”?") % {"title": row.title},
            item=row,
            was_picked=bool(row.post_id or row.submission_id or row.event_id),
            seen=composing.seen_now(bulletin),
        )
    actions.remove_item(
        bulletin=bulletin, item=item, seen=seen_in(request), by=staff(request), now=timezone.now()
    )
    messages.success(request, _("“%(title)s” is removed.") % {"title": row.title})
    return to_bulletin(bulletin, anchor=f"section-{row.section_id}")


@drafting(ONLY_POST)
def move(request: HttpRequest, bulletin: Bulletin, item: int) -> HttpResponse:
    actions.move_item(
        bulletin=bulletin,
        item=item,
        up=request.POST.get("way") == "up",
        seen=seen_in(request),
        by=staff(request),
        now=timezone.now(),
    )
    return to_bulletin(bulletin, anchor=f"item-{item}")


def _item(bulletin: Bulletin, pk: int) -> Item:
    rows = Item.objects.filter(section__bulletin=bulletin).select_related("picture")
    return get_object_or_404(rows, pk=pk)


def _texts(item: Item) -> dict[str, Any]:
    """What the form shows of it, but for the section: that is a number."""
    return {name: value for name, value in ItemForm.of(item).items() if name != "section"}


def _form(
    request: HttpRequest, bulletin: Bulletin, item: Item | None = None, **options: object
) -> ItemForm:
    sections = list(bulletin.sections.order_by("position", "pk").values_list("pk", "heading"))
    if request.method != "POST":
        return ItemForm(sections, item=item, **options)
    form = ItemForm(sections, request.POST, request.FILES, item=item, **options)
    if request.FILES and not is_allowed(request, action="upload"):
        said = _("Those were many files in an hour. Please wait a little")
        form.fields["picture"].refusal = said  # type: ignore[attr-defined]  # its kind
    return form


def _page(
    request: HttpRequest,
    bulletin: Bulletin,
    form: ItemForm,
    *,
    title: str,
    item: Item | None = None,
    stands: Sequence[tuple[Any, str]] = (),
) -> HttpResponse:
    return bulletin_page(
        request,
        "item.html",
        bulletin,
        title=title,
        form=form,
        item=item,
        stands=stands,
        seen=composing.seen_now(bulletin),
    )


def _full() -> str:
    return _("We could not keep the picture just now. Please try again")
