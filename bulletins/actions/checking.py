"""Gathers what the checks before approval look at: editions, recipients, where links lead."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import QuerySet
from django.urls import Resolver404, resolve

from bulletins.actions import from_forums, recipients
from bulletins.checks import (
    AudienceFacts,
    Facts,
    Finding,
    ItemFacts,
    SectionFacts,
    Source,
    Target,
    findings,
)
from bulletins.content import parts_of, rows_of
from bulletins.linking import addresses_in
from bulletins.mail.editions import digest_of, edition_of
from bulletins.models import Audience, Bulletin, Edition, Item, Post, bulletins, posts
from bulletins.states import STARTED
from bulletins.submission_states import TAKEN
from events.models import Event

SOURCES = ("post", "submission", "event", "forum", "summary", "issue")  # of Item
SLUG = r"(?P<slug>[-\w]+)/"
POSTS, BULLETINS = re.compile(rf"/bulletins/news/{SLUG}"), re.compile(rf"/bulletins/{SLUG}")
EVENTS = re.compile(rf"/events/{SLUG}(?:programme/|book/|event\.ics)?")
OPEN = re.compile(r"/bulletins/(news|practice|pictures|subscribe|share|preferences)/.*")
STAFF = re.compile(r"/(admin|staff|demo)/.*")
PERSONAL = re.compile(
    r"/(accounts/.*|dashboard/|events/(bookings|delegate|offer|speaker|materials|places)/.+"
    r"|forums/(speaker|joining)/.+|network/(applications|invitation)/.+"
    r"|bulletins/(confirm|unsubscribe)/.+)"
)


@dataclass(frozen=True)
class Look:
    """A bulletin as it stands: editions with how many get each, their digest, what is found."""

    editions: list[tuple[Edition, int]]
    digest: str
    found: list[Finding]

    @property
    def blocks(self) -> bool:
        return any(finding.blocks for finding in self.found)


def look_over(bulletin: Bulletin, *, now: datetime) -> Look:
    """Make the editions, count who gets them, and run the checks. At most twelve queries."""
    rows, stands = rows_of(bulletin), _sources(bulletin)
    parts = parts_of(bulletin, rows)
    made = {audience: edition_of(bulletin, audience, parts) for audience in bulletin.audiences}
    counts = recipients.counted(bulletin, now)
    sections = [
        SectionFacts(row.pk, row.heading, [_item(one, stands[one.pk]) for one in row.items.all()])
        for row in rows
    ]
    intro = addresses_in(bulletin.introduction)
    site = _Site(bulletin, [*intro, *_links_in(sections)])
    facts = Facts(
        subject=bulletin.subject,
        introduction=bulletin.introduction,
        introduction_links=intro,
        sections=sections,
        audiences=[
            _audience(edition, counts[audience], site) for audience, edition in made.items()
        ],
    )
    return Look(
        editions=[(edition, counts[audience]) for audience, edition in made.items()],
        digest=digest_of(made.values()),
        found=findings(facts),
    )


def _audience(edition: Edition, number: int, site: "_Site") -> AudienceFacts:
    audience = Audience(edition.audience)
    sees_all = audience == Audience.MEMBERS
    return AudienceFacts(
        name=str(audience.label),
        sees_all=sees_all,
        weight=len(edition.html.encode()),
        text=edition.text,
        recipients=number,
        targets=site.targets(sees_all=sees_all),
    )


def _sources(bulletin: Bulletin) -> dict[int, Source]:
    """For each item, by its key."""
    items = Item.objects.filter(section__bulletin=bulletin)
    rows = items.values_list(
        "pk",
        "submission__state",
        "post__state",
        "is_for_members",
        "summary__shown_to",
        "issue__shown_to",
    )
    return {
        pk: _source(submission, post, from_forums.stands(for_members, summary, issue))
        for pk, submission, post, for_members, summary, issue in rows
    }


def _source(submission: str | None, post: str | None, of_forums: Source) -> Source:
    if submission is not None and submission not in TAKEN:
        return Source.UNTAKEN
    return Source.OFF if post not in (None, Post.State.PUBLISHED) else of_forums


def _item(item: Item, stands: Source) -> ItemFacts:
    sources = {source: getattr(item, f"{source}_id") for source in SOURCES}
    return ItemFacts(
        pk=item.pk,
        title=item.title,
        is_for_members=item.is_for_members,
        links=[*filter(None, [item.link]), *addresses_in(item.text)],
        source=next((f"{name}-{number}" for name, number in sources.items() if number), ""),
        stands=stands,
        picture_words=item.picture.alternative if item.picture else None,
        has_text=bool(item.text.strip()),
    )


def _links_in(sections: Iterable[SectionFacts]) -> list[str]:
    return [link for section in sections for item in section.items for link in item.links]


class _Site:
    """Where the links of a bulletin lead that stay on this site: at most six queries."""

    def __init__(self, bulletin: Bulletin, links: Iterable[str]) -> None:
        self._own = bulletin.slug
        self._paths = {link: path for link in links if (path := _own_path(link)) is not None}
        self._forums = from_forums.Targets(self._paths.values())

    def targets(self, *, sees_all: bool) -> Mapping[str, Target]:
        return {link: self._target(path, sees_all=sees_all) for link, path in self._paths.items()}

    def _target(self, path: str, *, sees_all: bool) -> Target:
        if STAFF.fullmatch(path):
            return Target.STAFF
        if PERSONAL.fullmatch(path):
            return Target.PERSONAL
        if (target := self._forums.target(path, sees_all=sees_all)) is not None:
            return target
        if (slug := _slug(POSTS, path)) and slug not in posts.RESERVED_SLUGS:
            return _readable(self._posts.get(slug), sees_all=sees_all)
        if (slug := _slug(BULLETINS, path)) and slug not in bulletins.RESERVED_SLUGS:
            return _readable(self._bulletins.get(slug), sees_all=sees_all)
        return Target.FINE if self._is_there(path) else Target.DEAD

    def _is_there(self, path: str) -> bool:
        if OPEN.fullmatch(path):
            return True
        try:
            match = resolve(path)
        except Resolver404:
            return False
        slug = _slug(EVENTS, path) if match.kwargs else ""
        return not slug or slug in self._events

    @cached_property
    def _posts(self) -> dict[str, bool]:
        return _known(Post.objects.published(), "is_for_members", self._slugs(POSTS))

    @cached_property
    def _bulletins(self) -> dict[str, bool]:
        rows = Bulletin.objects.filter(state__in=sorted(STARTED))
        public = _known(rows, "goes_to_sector", self._slugs(BULLETINS))
        return {slug: not is_public for slug, is_public in public.items()} | {self._own: False}

    @cached_property
    def _events(self) -> set[str]:
        slugs = self._slugs(EVENTS)
        return set(Event.objects.announced().filter(slug__in=slugs).values_list("slug", flat=True))

    def _slugs(self, pattern: re.Pattern[str]) -> list[str]:
        return [slug for path in self._paths.values() if (slug := _slug(pattern, path))]


def _readable(is_for_members: bool | None, *, sees_all: bool) -> Target:
    if is_for_members is None:
        return Target.DEAD
    return Target.HIDDEN if is_for_members and not sees_all else Target.FINE


def _known(rows: QuerySet, flag: str, slugs: Iterable[str]) -> dict[str, bool]:
    return dict(rows.filter(slug__in=slugs).values_list("slug", flag))


def _slug(pattern: re.Pattern[str], path: str) -> str:
    found = pattern.fullmatch(path)
    return found["slug"] if found else ""


def _own_path(link: str) -> str | None:
    """The path of a link that stays on this site, or None."""
    try:
        there, here = urlsplit(link), urlsplit(settings.BASE_URL)
    except ValueError:
        return None
    return (there.path or "/") if there.netloc.casefold() == here.netloc.casefold() else None
