"""The demo's bulletins: two years of them, and one that goes out soon after the first start.

They are sent by the real actions, each with the time it would have had; only the mails of the
past were never handed to a server.
"""

import random
from datetime import date, datetime, timedelta
from itertools import cycle, islice

from django.utils.text import slugify

from bulletins.actions import moving, starting
from bulletins.choices import Every, PostKind
from bulletins.models import (
    Bulletin,
    Delivery,
    Item,
    Post,
    Preference,
    Section,
    Subscriber,
    Suppression,
)
from events.choices import Audience as EventAudience
from events.models import Event
from network.models import Affiliation, User
from portal.demo import posts, submissions
from portal.demo.bulletins_told import FROM_THE_NETWORK, INTRODUCTIONS, SHORT_NEWS
from portal.demo.events import on_weekday
from portal.demo.events_shapes import at
from portal.demo.names import ascii_of, names
from portal.demo.telling import World
from portal.letters import absolute
from portal.quarters import Quarter, quarter_of

QUARTERS = 8  # that have gone by, each with its e-bulletin and most with a newsletter
SUBSCRIBERS = 400
SOON = timedelta(minutes=4)  # after the demo was loaded
_THURSDAY, _TUESDAY = 3, 1
_WORDING = "Send me the e-bulletin and the newsletters of the network by e-mail. I can stop them."
_GONE = "550 5.1.1 no such mailbox"
_SECTIONS = {
    "News from members": (PostKind.NEWS,),
    "Policy and practice": (PostKind.POLICY, PostKind.PRACTICE),
    "Voices": (PostKind.BLOG,),
}


def _month(quarter: Quarter, place: int) -> date:
    """The first day of its first, second or third month."""
    return date(quarter.year, 3 * quarter.number - 3 + place, 1)


def _name(quarter: Quarter) -> str:
    return f"{quarter.season} {quarter.year}"


def _before(quarter: Quarter, number: int) -> Quarter:
    """So many quarters earlier."""
    since = quarter.year * 4 + quarter.number - 1 - number
    return Quarter(since // 4, since % 4 + 1)


def tell(world: World, now: datetime) -> None:
    """Write posts, what members shared, subscribers, and two years of bulletins."""
    editor = User.objects.get(email="editor@example.org")
    posts.tell(world, editor)
    submissions.tell(world)
    _Press(world, editor, now).tell()


class _Press:
    """Writes bulletins in the order of time, while the list of subscribers grows."""

    def __init__(self, world: World, editor: User, now: datetime) -> None:
        self.world, self.editor, self.now = world, editor, now
        self.rng = random.Random(world.rng.random())  # noqa: S311 - invented content
        self.people = names(self.rng)
        self.notes, self.short = cycle(FROM_THE_NETWORK), cycle(SHORT_NEWS)
        self.told_until = now - timedelta(days=3 * 365)

    def tell(self) -> None:
        """Two years of both kinds; then what goes out soon, and what is only begun."""
        this = quarter_of(self.world.clock.today)
        _wishes(self.rng, self.now)
        for quarter in [_before(this, number) for number in range(QUARTERS, 0, -1)]:
            first, second = (
                on_weekday(_month(quarter, 1), _TUESDAY),
                on_weekday(_month(quarter, 2), _THURSDAY),
            )
            self._subscribe(SUBSCRIBERS // (QUARTERS + 1), first)
            self._send(self._newsletter(quarter, at(first, "10:00")), at(first, "10:00"))
            self._send(self._quarterly(quarter, at(second, "10:00")), at(second, "10:00"))
        self._subscribe(SUBSCRIBERS - Subscriber.objects.count(), self.world.clock.today)
        _trouble(Bulletin.objects.filter(started_at__isnull=False).latest("started_at"), self.now)
        self._schedule(self._quarterly(this, self.now), self.now + SOON)
        self._newsletter(this, self.now)

    def _newsletter(self, quarter: Quarter, when: datetime) -> Bulletin:
        row = self._bulletin(
            Bulletin.Kind.NEWSLETTER,
            f"Between bulletins, {quarter.season} {quarter.year}",
            quarter,
            when,
        )
        section = Section.objects.create(bulletin=row, heading="In short", position=1)
        self._notes(section, 1)
        self._shorts(section, 2)
        return row

    def _quarterly(self, quarter: Quarter, when: datetime) -> Bulletin:
        row = self._bulletin(
            Bulletin.Kind.QUARTERLY, f"E-bulletin, {quarter.season} {quarter.year}", quarter, when
        )
        self._notes(Section.objects.create(bulletin=row, heading="From the network"), 2)
        for place, (heading, kinds) in enumerate(_SECTIONS.items(), 1):
            self._posts(row, heading, place, kinds, when)
        _events(row, when)
        self.told_until = when
        return row

    def _bulletin(self, kind: str, subject: str, quarter: Quarter, when: datetime) -> Bulletin:
        return Bulletin.objects.create(
            kind=kind,
            slug=slugify(subject),
            subject=subject,
            introduction=INTRODUCTIONS[quarter.number],
            created_by=self.editor,
            quarter_on=quarter.first_day if kind == Bulletin.Kind.QUARTERLY else None,
            changed_at=when - timedelta(days=3),
        )

    def _notes(self, section: Section, number: int) -> None:
        for place, (title, text, is_for_members) in enumerate(islice(self.notes, number)):
            section.items.create(
                title=title, text=text, is_for_members=is_for_members, position=place
            )

    def _shorts(self, section: Section, number: int) -> None:
        for place, (title, text) in enumerate(islice(self.short, number), 10):
            section.items.create(title=title, text=text, position=place)

    def _posts(
        self, row: Bulletin, heading: str, place: int, kinds: tuple[PostKind, ...], when: datetime
    ) -> None:
        """What was published since the last one; members' news never lacks something short."""
        section = Section.objects.create(bulletin=row, heading=heading, position=place)
        told = Post.objects.published().filter(
            kind__in=kinds, published_at__gte=self.told_until, published_at__lt=when
        )
        for number, post in enumerate(told.order_by("published_at", "pk")):
            _item(section, post, number)
        if PostKind.NEWS in kinds:
            self._shorts(section, 2)
        if not section.items.exists():
            section.delete()

    def _subscribe(self, number: int, day: date) -> None:
        """So many more of the wider sector, in the three months before `day`."""
        Subscriber.objects.bulk_create(self._subscriber(day) for _number in range(number))

    def _subscriber(self, day: date) -> Subscriber:
        name = next(self.people)
        asked = at(day - timedelta(days=self.rng.randint(1, 90)), "12:00")
        return Subscriber(
            email=f"{ascii_of(name)}.{self.rng.randint(1000, 99999)}@subscribers.example.org",
            name=name if self.rng.random() < 0.7 else "",
            state=Subscriber.State.CONFIRMED,
            source=self.rng.choice(Subscriber.Source.values[:2]),
            consent_wording=_WORDING,
            consented_at=asked,
            confirmed_at=asked + timedelta(minutes=self.rng.randint(2, 600)),
        )

    def _schedule(self, row: Bulletin, when: datetime) -> None:
        before = min(when, self.now) - timedelta(days=1)
        moving.approve(bulletin=row, by=self.world.staff.coordinator, now=before)
        moving.schedule(bulletin=row, at=when, by=self.world.staff.coordinator, now=before)

    def _send(self, row: Bulletin, when: datetime) -> None:
        """As if every server had taken it within some minutes."""
        self._schedule(row, when)
        starting.start(bulletin=row.pk, now=when)
        waiting = Delivery.objects.filter(bulletin=row, state=Delivery.State.PENDING)
        waiting.update(state=Delivery.State.SENT, sent_at=when + timedelta(seconds=40), attempts=1)
        starting.finish(bulletin=row, now=when + timedelta(minutes=1))


def _item(section: Section, post: Post, number: int) -> Item:
    return section.items.create(
        title=post.title,
        text=post.summary,
        link=absolute("bulletins:post", post.slug),
        is_for_members=post.is_for_members,
        position=number,
        post=post,
        picture=post.pictures.first(),
    )


def _events(row: Bulletin, when: datetime) -> None:
    """What was to come within four months of the bulletin, of what everybody may book."""
    coming = Event.objects.filter(
        state=Event.State.PUBLISHED,
        starts_at__gt=when + timedelta(days=2),
        starts_at__lt=when + timedelta(days=120),
    )
    if not coming:
        return
    section = Section.objects.create(bulletin=row, heading="Come and meet others", position=9)
    for number, event in enumerate(coming.order_by("starts_at", "pk")):
        section.items.create(
            title=event.title,
            text=event.theme,
            link=absolute("events:event", event.slug),
            is_for_members=event.audience == EventAudience.MEMBERS,
            position=number,
            event=event,
        )


def _wishes(rng: random.Random, now: datetime) -> None:
    """What some members chose: fewer mails, or a digest."""
    people = list(Affiliation.objects.order_by("pk").values_list("user", flat=True).distinct())
    chosen = rng.sample(sorted(set(people)), 12)
    since = now - timedelta(days=200)
    Preference.objects.bulk_create(
        Preference(
            user_id=user,
            wants_bulletins=number > 2,
            wants_event_notices=number % 3 > 0,
            digest=(Every.NEVER, Every.WEEK, Every.MONTH)[number % 3],
            changed_at=since,
        )
        for number, user in enumerate(chosen)
    )


def _trouble(row: Bulletin, now: datetime) -> None:
    """Three addresses of the last one are gone, and of one nobody knows whether it arrived."""
    rows = list(row.deliveries.filter(subscriber__isnull=False).order_by("pk")[:4])
    for gone in rows[:3]:
        gone.state, gone.sent_at, gone.last_error = Delivery.State.FAILED, None, _GONE
        Suppression.objects.create(
            address=gone.address,
            reason=Suppression.Reason.REFUSED,
            detail=_GONE,
            created_at=now - timedelta(days=9),
        )
    rows[3].state, rows[3].sent_at = Delivery.State.IN_DOUBT, None
    rows[3].last_error = "the line was lost after the message"
    Delivery.objects.bulk_update(rows, ["state", "sent_at", "last_error"])
