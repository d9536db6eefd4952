"""The directory: who is in the network, as far as the viewer may see it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_not_required
from django.core.cache import caches
from django.core.paginator import Page, Paginator
from django.db.models import CharField, Count, F, Func, QuerySet, Value
from django.db.models.functions import Left
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from network.choices import Region, Setting, Theme
from network.directory import PICTURE_SIZE, TILES, Audience, Tile, mark_of
from network.forms.directory import DirectoryForm
from network.models import DirectoryEntry, Organisation, words_near
from network.models.listings import DirectoryEntryQuerySet, audience_of
from portal.accounts import may_use_staff_pages
from portal.written_once import written_once

PER_PAGE = 20
COUNTS_KEPT = 60  # seconds
OPENING = 240  # characters of a description in the list
ALL = ""  # stands for all regions among the counts
CARD = ("slug", "name", "sector", "regions", "opening")
LISTS = (
    (gettext_lazy("Themes"), "themes", Theme),
    (gettext_lazy("Where they work"), "regions", Region),
    (gettext_lazy("Settings"), "settings", Setting),
)


type Cards = Callable[[str | None, slice], Any]  # a page of rows, of a region or of all


@dataclass(frozen=True)
class Found:
    """`cards` gives a part of those in a region; `counts` is how many by region, and in all.

    `is_near` says that the words typed only come near.
    """

    cards: Cards
    counts: dict[str, int]
    is_near: bool = False


class _Pages(Paginator):
    """Pages of what was counted before: an old number cuts nothing off a page."""

    def __init__(self, found: Found, region: str) -> None:
        super().__init__([], PER_PAGE)
        self._cards = partial(found.cards, region or None)
        self.__dict__["count"] = found.counts.get(region, 0)

    def page(self, number: Any) -> Any:
        number = self.validate_number(number)
        start = (number - 1) * self.per_page
        return Page(self._cards(slice(start, start + self.per_page)), number, self)


@login_not_required
@require_safe
def directory(request: HttpRequest) -> HttpResponse:
    """A page of organisations, found by words, region, setting and theme."""
    form, now = DirectoryForm(request.GET), timezone.now()
    audience = _audience(request, now)
    found = _found(form, audience, timezone.localdate(now))
    page = _Pages(found, form.asked.get("region", ALL)).get_page(request.GET.get("page"))
    kept = urlencode(form.asked | ({"page": page.number} if page.number > 1 else {}))
    context = {
        "form": form,
        "page_obj": page,
        "cards": [_card(row, kept) for row in page.object_list],
        "is_near": found.is_near,
        "is_for_members": audience == Audience.MEMBERS,
        "picture_size": PICTURE_SIZE,
        **_picture(form, found.counts),
    }
    return render(request, "network/directory.html", context)


def _audience(request: HttpRequest, now: datetime) -> Audience:
    """Staff who look after organisations see what members see."""
    if may_use_staff_pages(request) and request.user.has_perm("network.view_organisation"):
        return Audience.MEMBERS
    return audience_of(request.user, now=now)


def _found(form: DirectoryForm, audience: Audience, day: date) -> Found:
    """In every region; where no entry has the words typed, those in which they stand nearly so."""
    wanted: dict[str, Any] = {"audience": audience, "day": day, **form.wanted}

    def cards(region: str | None, part: slice) -> Sequence[Any]:
        return _cards(region=region, part=part, **wanted)

    words = form.wanted["words"]
    if not words:
        return Found(cards, _kept_counts(wanted))
    if counts := dict(_counts(**wanted)):
        return Found(cards, counts)
    near = words_near(words, audience)
    if near is None:
        return Found(cards, counts, is_near=True)
    wanted |= {"words": None, "near": near.any, "nearest": near.nearest}
    return Found(cards, dict(_counts(**wanted)), is_near=True)


def _entries(
    *,
    audience: Audience,
    day: date,
    words: str | None,
    setting: str | None,
    theme: str | None,
    near: str = "",
    nearest: str = "",
) -> DirectoryEntryQuerySet:
    """What an audience sees on that day, narrowed; the best or the first in the alphabet first."""
    rows = DirectoryEntry.objects.shown_on(day, audience)
    if setting is not None:
        rows = rows.filter(settings__contains=[setting])
    if theme is not None:
        rows = rows.filter(themes__contains=[theme])
    if near:
        return rows.coming_near(near, nearest)
    return rows.in_order() if words is None else rows.matching(words)


@written_once
def _cards(*, region: str | None, part: slice, **wanted: Any) -> QuerySet[Any, Any]:
    rows = _entries(**wanted)
    there = rows if region is None else rows.filter(regions__contains=[region])
    return there.annotate(opening=Left("description", OPENING + 1)).values_list(*CARD)[part]


def _kept_counts(wanted: dict[str, Any]) -> dict[str, int]:
    """Of the whole directory, or of a setting or theme of it: at most a minute old.

    Counting ten thousand takes longer than the whole page. Who stands in the list is never old.
    """
    key = "directory:" + ":".join(str(wanted[name]) for name in ("audience", "setting", "theme"))
    counts: dict[str, int] = caches["pages"].get(key) or dict(_counts(**wanted))
    if counts:
        caches["pages"].add(key, counts, COUNTS_KEPT)
    return counts


@written_once
def _counts(**wanted: Any) -> QuerySet[Any, Any]:
    """How many there are by region, and under ALL how many in all; one query."""
    and_all = Func(F("regions"), Value(ALL), function="array_append")
    each = Func(and_all, function="unnest", output_field=CharField())
    rows = _entries(**wanted).order_by().values(where=each).annotate(number=Count("pk"))
    counted: QuerySet[Any, Any] = rows.values_list("where", "number")
    return counted


def _card(row: Sequence[Any], kept: str) -> dict[str, Any]:
    slug, name, sector, regions, opening = row
    url = reverse("network:directory_entry", args=[slug])
    return {
        "url": f"{url}?{kept}" if kept else url,
        "name": name,
        "mark": mark_of(sector),
        "where": ", ".join(str(Region(region).label) for region in regions),
        "opening": opening if len(opening) <= OPENING else f"{opening[:OPENING].rstrip()}…",
    }


@dataclass(frozen=True)
class _Shown:
    """A tile, how many there are, and the address that narrows the list to them."""

    tile: Tile
    number: int
    url: str
    is_chosen: bool


def _picture(form: DirectoryForm, counts: dict[str, int]) -> dict[str, Any]:
    """The tiles, and the way back to all regions; both keep what else was asked for."""
    chosen = form.asked.get("region", ALL)
    others = {name: value for name, value in form.asked.items() if name != "region"}
    tiles = [
        _Shown(
            tile,
            counts.get(tile.region, 0),
            _address(others | {"region": tile.region.value}),
            tile.region == chosen,
        )
        for tile in TILES
    ]
    return {"tiles": tiles, "everywhere": counts.get(ALL, 0), "everywhere_url": _address(others)}


def _address(asked: dict[str, Any]) -> str:
    here = reverse("network:directory")
    return f"{here}?{urlencode(asked)}" if asked else here


@login_not_required
@require_safe
def entry(request: HttpRequest, slug: str) -> HttpResponse:
    """One organisation. What is not there and what is for others' eyes are answered alike."""
    now = timezone.now()
    audience = _audience(request, now)
    found = get_object_or_404(DirectoryEntry.objects.shown_to(audience, now=now), slug=slug)
    form = DirectoryForm(request.GET)
    page = request.GET.get("page", "")
    context = {
        "entry": found,
        "back": _address(form.asked | ({"page": page} if page.isdecimal() else {})),
        "is_for_members": audience == Audience.MEMBERS,
        **shown(found),
        **_own(request, found, now),
    }
    return render(request, "network/directory_entry.html", context)


def shown(found: DirectoryEntry) -> dict[str, Any]:
    """What its page says in words: the mark of its kind, and the lists by their labels."""
    lists = [
        (heading, [str(labels(value).label) for value in getattr(found, name)])
        for heading, name, labels in LISTS
    ]
    return {"mark": mark_of(found.sector), "lists": [row for row in lists if row[1]]}


def _own(request: HttpRequest, found: DirectoryEntry, now: datetime) -> dict[str, Any]:
    """For which member organisations of theirs the viewer may ask, or whether it is their own."""
    if not request.user.is_authenticated:
        return {}
    own = Organisation.objects.members_at(now).visible_to(request.user).order_by("name", "pk")
    theirs = list(own.only("name"))
    is_own = found.organisation_id in {one.pk for one in theirs}
    return {"is_own": is_own, "asking_for": [] if is_own or not found.takes_questions else theirs}
