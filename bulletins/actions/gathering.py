"""What has come in since the last bulletin, and putting the ticked of it into this one."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from operator import attrgetter
from typing import Any

from django.db import transaction
from django.db.models import Max, Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from bulletins import submission_states
from bulletins.actions import from_forums, item_pictures
from bulletins.actions.composing import Said, opened, touched
from bulletins.actions.items import MOST_ITEMS
from bulletins.models import Bulletin, Item, Picture, Post, Section, Submission
from bulletins.outline import section_for, usual_place
from bulletins.states import STARTED
from events.choices import Audience
from events.models import Event
from forums.models import Forum, Issue, Summary
from network.models import User
from portal.letters import absolute
from portal.when import in_words

FIRST_LOOKS_BACK = timedelta(days=120)  # where there was no bulletin before
MOST = 60  # of each kind
SOURCES = ("post", "submission", "event", "forum", "summary", "issue")
type Row = Post | Submission | Event | from_forums.Row


@dataclass(frozen=True)
class Find:
    """Something that could go in. `key` is "post-12"; `place` the heading it usually goes under."""

    key: str
    row: Row
    title: str
    what: str
    place: str
    is_for_members: bool
    is_in: bool
    has_place: bool = True  # a section is called like its place


def come_in(bulletin: Bulletin, sections: Iterable[Section], now: datetime) -> list[Find]:
    """Posts since the last bulletin, accepted submissions, coming events. Five queries.

    `sections` are the bulletin's with their items: what is in already is marked.
    """
    sections = list(sections)
    taken = _taken(item for section in sections for item in section.items.all())
    headings = [(section.pk, section.heading) for section in sections]
    since = _since(bulletin, now)
    rows: list[Any] = [*_posts(since), *_submissions(), *_events(now)]
    rows += from_forums.new_since(since, now)
    finds = (_find(row, taken) for row in rows)
    return [
        replace(find, has_place=section_for(find.place, headings) is not None) for find in finds
    ]


@transaction.atomic
def add_ticked(
    *, bulletin: Bulletin, ticked: Mapping[str, int | None], by: User, now: datetime
) -> int:
    """Put in what was ticked, at the end of the chosen section or else the usual one.

    `ticked` says for each key which section. Others may have changed the bulletin meanwhile: what
    is in already stays as it is, and what is new is added. Returns how many. Raises NotADraft,
    and OSError for a full disk: then nothing is put in.
    """
    row = opened(bulletin, None)
    taken = _taken(Item.objects.filter(section__bulletin=row))
    room = MOST_ITEMS - Item.objects.filter(section__bulletin=row).count()
    finds = [find for find in _found(ticked, now) if find.key not in taken][: max(room, 0)]
    places = _Places(row)
    for find in finds:
        said = said_of(find.row, by=by, now=now)
        places.put(said.values(by=by, now=now), ticked[find.key], find.place)
    if finds:
        titles = [find.title for find in finds]
        touched(row, "bulletin.add-items", by, now, {"titles": titles})
    return len(finds)


class _Places:
    """The sections of a bulletin, and where in each the next item goes."""

    def __init__(self, row: Bulletin) -> None:
        self._row = row
        known = row.sections.annotate(end=Max("items__position")).order_by("position", "pk")
        self._ends = {section.pk: section.end or 0 for section in known}
        self._headings = [(section.pk, section.heading) for section in known]

    def put(self, values: dict[str, Any], chosen: int | None, place: str) -> None:
        section = chosen if chosen in self._ends else section_for(place, self._headings)
        section = section if section is not None else self._new(place)
        self._ends[section] += 1
        Item.objects.create(section_id=section, position=self._ends[section], **values)

    def _new(self, heading: str) -> int:
        made = self._row.sections.create(heading=heading, position=len(self._headings) + 1)
        self._headings.append((made.pk, heading))
        self._ends[made.pk] = 0
        return int(made.pk)


# What a find says ------------------------------------------------------------------------------


def said_of(row: Row, *, by: User, now: datetime) -> Said:
    """The words that are copied, and the picture with them. Raises OSError for a full disk."""
    if isinstance(row, Post):
        return _of_post(row, by, now)
    if isinstance(row, Submission):
        return _of_submission(row, by, now)
    return _of_event(row) if isinstance(row, Event) else from_forums.said_of(row)


def post_address(post: Post) -> str:
    """Where a post is read."""
    return absolute("bulletins:post", post.slug)


def _of_post(post: Post, by: User, now: datetime) -> Said:
    parts = [post.summary]
    if post.do_by:
        parts.append(_("Do by %(day)s.") % {"day": date_format(post.do_by, "DATE_FORMAT")})
    return Said(
        title=post.title,
        text="\n\n".join(filter(None, parts)),
        link=post_address(post),
        is_for_members=post.is_for_members,
        picture=_first_of(post, by, now),
        source={"post": post},
    )


def _first_of(post: Post, by: User, now: datetime) -> Picture | None:
    in_order = sorted(post.pictures.all(), key=attrgetter("position", "pk"))
    return item_pictures.copied(in_order[0], by=by, now=now) if in_order else None


def _of_submission(row: Submission, by: User, now: datetime) -> Said:
    parts = [row.text, row.problem, row.what_was_done, row.what_changed]
    if row.names_organisation:
        parts.append(_("From %(organisation)s.") % {"organisation": row.organisation})
    return Said(
        title=row.title,
        text="\n\n".join(part.strip() for part in parts if part.strip()),
        link=row.link,
        is_for_members=row.is_for_members,
        picture=_picture_of(row, by, now),
        source={"submission": row},
    )


def _picture_of(row: Submission, by: User, now: datetime) -> Picture | None:
    if not row.picture_file or not row.picture_alternative.strip():
        return None
    name, words = str(row.picture_file.name), row.picture_alternative
    return item_pictures.keep_stored(name=name, alternative=words, by=by, now=now)


def _of_event(event: Event) -> Said:
    when = in_words(event.starts_at, event.ends_at)
    return Said(
        title=event.title,
        text="\n\n".join(filter(None, [f"{when}.", event.summary])),
        link=absolute("events:event", event.slug),
        is_for_members=event.audience == Audience.MEMBERS,
        source={"event": event},
    )


# What there is ---------------------------------------------------------------------------------


def _since(bulletin: Bulletin, now: datetime) -> datetime:
    """From when on it is news: when the last one of its kind was last worked on."""
    last = (
        Bulletin.objects.filter(kind=bulletin.kind, corrects=None, state__in=sorted(STARTED))
        .exclude(pk=bulletin.pk)
        .order_by("-started_at", "-pk")
        .first()
    )
    return last.changed_at if last else now - FIRST_LOOKS_BACK


def _posts(since: datetime) -> Iterable[Post]:
    rows = Post.objects.published().filter(published_at__gte=since).newest_first()
    return rows.select_related("organisation")[:MOST]


def _submissions() -> Iterable[Submission]:
    """Accepted, and not made a post of: those come as posts."""
    rows = Submission.objects.filter(state=submission_states.State.ACCEPTED, post=None)
    return rows.select_related("organisation").order_by("decided_at", "pk")[:MOST]


def _events(now: datetime) -> Iterable[Event]:
    return Event.objects.announced().filter(state=Event.State.PUBLISHED).upcoming(now)[:MOST]


def _found(keys: Iterable[str], now: datetime) -> list[Find]:
    """The rows behind keys, in the order of the page; others are left out."""
    by_source: dict[str, set[int]] = {source: set() for source in SOURCES}
    for key in keys:
        source, _dash, number = key.partition("-")
        if source in by_source and number.isascii() and number.isdigit():
            by_source[source].add(int(number))
    posts = Post.objects.published().filter(pk__in=by_source["post"]).newest_first()
    submissions = Submission.objects.filter(
        pk__in=by_source["submission"], state=submission_states.State.ACCEPTED
    )
    events = Event.objects.announced().filter(pk__in=by_source["event"]).upcoming(now)
    rows: list[Any] = [
        *posts.select_related("organisation").prefetch_related("pictures"),
        *submissions.select_related("organisation").order_by("decided_at", "pk"),
        *events,
        *from_forums.found(by_source, now),
    ]
    return [_find(row, set()) for row in rows]


def _find(row: Any, taken: set[str]) -> Find:
    key = f"{type(row)._meta.model_name}-{row.pk}"
    if isinstance(row, Forum | Summary | Issue):
        said: dict[str, Any] = {
            "title": from_forums.title_of(row),
            "what": from_forums.kind_of(row),
            "place": usual_place("forum", is_of_member=False),
            "is_for_members": from_forums.is_for_members(row),
        }
    else:
        said = _said_of_other(row)
    return Find(key=key, row=row, is_in=key in taken, **said)


def _said_of_other(row: Post | Submission | Event) -> dict[str, Any]:
    if isinstance(row, Event):
        place, for_members = (
            usual_place("event", is_of_member=False),
            row.audience == Audience.MEMBERS,
        )
        return {
            "title": row.title,
            "what": str(_("Event")),
            "place": place,
            "is_for_members": for_members,
        }
    is_of_member = isinstance(row, Submission) or row.organisation_id is not None
    return {
        "title": row.title,
        "what": row.get_kind_display(),
        "place": usual_place(row.kind, is_of_member=is_of_member),
        "is_for_members": row.is_for_members,
    }


def _taken(items: Iterable[Item]) -> set[str]:
    """Keys of what is in already; a submission and the post made of it are the same story."""
    items = list(items)
    taken = {
        f"{source}-{number}"
        for item in items
        for source in SOURCES
        if (number := getattr(item, f"{source}_id"))
    }
    made = Q(post__in=[item.post_id for item in items if item.post_id])
    made |= Q(pk__in=[item.submission_id for item in items if item.submission_id])
    with_post = Submission.objects.filter(made, post__isnull=False)
    for submission, post in with_post.values_list("pk", "post"):
        taken |= {f"submission-{submission}", f"post-{post}"}
    return taken
