"""What to look at before a bulletin is approved: what must be mended, and what deserves a thought.

Pure: no database, no request, no settings. `bulletins.actions.checking` gathers the facts.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from django.utils.translation import gettext as _

PHONE_SHOWS = 60  # characters of a subject, about
HEAVIEST = 100_000  # bytes of a mail's HTML: Gmail cuts off at 102 kB
FILE_NAME = re.compile(r"\.(jpe?g|png|gif|heic)$|^(img|dsc|screenshot)[-_ ]?\d", re.IGNORECASE)


class Target(Enum):
    """Where a link leads."""

    FINE = "fine"
    DEAD = "dead"
    HIDDEN = "hidden"  # there, but not for the audience that reads it
    STAFF = "staff"
    PERSONAL = "personal"


class Source(Enum):
    """How what an item was picked from stands by now."""

    FINE = "fine"
    UNTAKEN = "untaken"  # a member's news, declined or sent back meanwhile
    OFF = "off"  # a post that is not published any more
    CLOSED = "closed"  # of a forum or an issue, and not for everybody


@dataclass(frozen=True)
class ItemFacts:
    """`links` are all addresses in it; `source` what it was picked from, "" for nothing."""

    pk: int
    title: str
    is_for_members: bool = False
    links: Sequence[str] = ()
    source: str = ""
    stands: Source = Source.FINE
    picture_words: str | None = None
    has_text: bool = True


@dataclass(frozen=True)
class SectionFacts:
    pk: int
    heading: str
    items: Sequence[ItemFacts] = ()


@dataclass(frozen=True)
class AudienceFacts:
    """An edition: for whom, its weight in bytes, its plain text, how many get it.

    `targets` says of each address where it leads for these readers.
    """

    name: str
    sees_all: bool
    weight: int
    text: str
    recipients: int
    targets: Mapping[str, Target] = field(default_factory=dict)


@dataclass(frozen=True)
class Facts:
    subject: str
    introduction: str
    introduction_links: Sequence[str] = ()
    sections: Sequence[SectionFacts] = ()
    audiences: Sequence[AudienceFacts] = ()


@dataclass(frozen=True)
class Finding:
    """`blocks` approval or not; `place` is where to mend it: "details", "section-3", "item-7" """

    blocks: bool
    what: str
    how: str
    place: str = ""


def findings(facts: Facts) -> list[Finding]:
    """All there is to say, what blocks first."""
    found = [
        *_head(facts),
        *_sections(facts),
        *_items(facts),
        *_links(facts),
        *_audiences(facts),
    ]
    return sorted(found, key=lambda finding: not finding.blocks)


def _head(facts: Facts) -> Iterator[Finding]:
    if not facts.introduction.strip():
        yield _error(
            _("There is no introduction."),
            _("Write a few sentences: they are what people see first."),
            "details",
        )
    if len(facts.subject) > PHONE_SHOWS:
        said = _("The subject has %(n)d characters: a phone shows about %(most)d.")
        yield _warning(
            said % {"n": len(facts.subject), "most": PHONE_SHOWS},
            _("Put what matters first, or shorten it."),
            "details",
        )


def _sections(facts: Facts) -> Iterator[Finding]:
    for section in facts.sections:
        if not section.items:
            yield _warning(
                _("The section “%(heading)s” is empty.") % {"heading": section.heading},
                _("It is left out. Put something in, or remove it."),
                f"section-{section.pk}",
            )


def _items(facts: Facts) -> Iterator[Finding]:
    seen: dict[str, ItemFacts] = {}
    for item in _all_items(facts):
        yield from _picture(item)
        yield from _source(item)
        if not item.has_text and not item.links:
            yield _warning(
                _("“%(title)s” has neither text nor link.") % {"title": item.title},
                _("Say in a sentence what it is about."),
                f"item-{item.pk}",
            )
        key = item.source or item.title.strip().casefold()
        if key in seen:
            yield _error(
                _("“%(title)s” is in it twice.") % {"title": item.title},
                _("Remove one of the two."),
                f"item-{item.pk}",
            )
        seen[key] = item


def _source(item: ItemFacts) -> Iterator[Finding]:
    place, title = f"item-{item.pk}", {"title": item.title}
    if item.stands == Source.UNTAKEN:
        yield _error(
            _("“%(title)s” was declined or sent back to its member since it was put in.") % title,
            _("Remove it, or accept what the member shared first."),
            place,
        )
    elif item.stands == Source.OFF:
        yield _warning(
            _("The post of “%(title)s” is not published any more.") % title,
            _("Remove it, unless it is still true by itself."),
            place,
        )
    elif item.stands == Source.CLOSED:
        yield _error(
            _("“%(title)s” comes from a forum and is not for everybody.") % title,
            _("Tick “for members only”, or remove it if members do not see it either."),
            place,
        )


def _picture(item: ItemFacts) -> Iterator[Finding]:
    if item.picture_words is None:
        return
    place, title = f"item-{item.pk}", {"title": item.title}
    if not item.picture_words.strip():
        yield _error(
            _("The picture of “%(title)s” has no words for people who cannot see it.") % title,
            _("Say in a sentence what the picture shows."),
            place,
        )
    elif FILE_NAME.search(item.picture_words.strip()):
        yield _warning(
            _("The words for the picture of “%(title)s” look like the name of a file.") % title,
            _("Say in a sentence what the picture shows."),
            place,
        )


def _links(facts: Facts) -> Iterator[Finding]:
    for link in facts.introduction_links:
        yield from _link(facts, link, None)
    for item in _all_items(facts):
        for link in dict.fromkeys(item.links):
            yield from _link(facts, link, item)


def _link(facts: Facts, link: str, item: ItemFacts | None) -> Iterator[Finding]:
    """Once for each link, by the first audience that cannot follow it."""
    place = f"item-{item.pk}" if item else "details"
    for audience in facts.audiences:
        if item and item.is_for_members and not audience.sees_all:
            continue
        words = _words(audience.targets.get(link, Target.FINE), link, audience.name)
        if words:
            yield _error(*words, place)
            return


def _words(target: Target, link: str, audience: str) -> tuple[str, str] | None:
    values = {"link": link, "audience": audience}
    return {
        Target.FINE: None,
        Target.DEAD: (
            _("The link %(link)s leads nowhere.") % values,
            _("Open it in another window and look for the right address."),
        ),
        Target.HIDDEN: (
            _("The link %(link)s cannot be read by: %(audience)s.") % values,
            _("Mark the item “for members only”, or take the link out."),
        ),
        Target.STAFF: (
            _("The link %(link)s leads into the staff pages.") % values,
            _("Readers cannot open those. Link to the page on the site instead."),
        ),
        Target.PERSONAL: (
            _("The link %(link)s leads to somebody's personal page.") % values,
            _("Readers must not open it. Link to a page for everybody instead."),
        ),
    }[target]


def _audiences(facts: Facts) -> Iterator[Finding]:
    for audience in facts.audiences:
        name = {"audience": audience.name}
        if not any(_reads(audience, item) for item in _all_items(facts)):
            yield _error(
                _("There is nothing in it for: %(audience)s.") % name,
                _("Put something in that they may read, or do not send it to them."),
                "details",
            )
        if audience.weight > HEAVIEST:
            said = _("The mail to %(audience)s weighs %(n)d kB: more than %(most)d are cut off.")
            yield _error(
                said % (name | {"n": audience.weight // 1000, "most": HEAVIEST // 1000}),
                _("Shorten texts and link to the whole, or leave items out."),
            )
        if not audience.text.strip():
            yield _error(
                _("The mail to %(audience)s has no plain text.") % name,
                _("Write a text for at least one item."),
            )
    yield from _recipients(facts)


def _recipients(facts: Facts) -> Iterator[Finding]:
    if not any(audience.recipients for audience in facts.audiences):
        yield _error(
            _("Nobody would get it."),
            _("Look at whom it goes to, and at the lists of members and subscribers."),
            "details",
        )
        return
    for audience in facts.audiences:
        if not audience.recipients:
            yield _warning(
                _("Nobody is on the list of: %(audience)s.") % {"audience": audience.name},
                _("Nothing need be done if that is right."),
            )


def _reads(audience: AudienceFacts, item: ItemFacts) -> bool:
    return audience.sees_all or not item.is_for_members


def _all_items(facts: Facts) -> Iterator[ItemFacts]:
    for section in facts.sections:
        yield from section.items


def _error(what: Any, how: Any, place: str = "") -> Finding:
    return Finding(True, what, how, place)


def _warning(what: Any, how: Any, place: str = "") -> Finding:
    return Finding(False, what, how, place)
