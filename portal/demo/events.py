"""The demo's events: the conference of 2023, last year's, the coming one, and trainings.

Dates other than those of 2023 are relative to today. Places are taken, given up and waited for
in the order of time, so that waiting lists and offers come about as they do in life.
"""

import random
import uuid
from datetime import date, datetime, timedelta

from django.db.models import F

from events.actions.attendance import Press, name_of, press
from events.actions.needs import Said
from events.actions.reminding import remind_due
from events.models import Contributor, Delegate, Event, Notice, Place, Workshop
from network.models import User
from portal.demo import events_2023, events_conference, events_materials, events_trainings
from portal.demo.events_afterwards import Voices, pay_all, settle_in_every_way
from portal.demo.events_bookings import Booker, Crowd, Person, members, phoned
from portal.demo.events_conference import FULL_CASEBOOK, FULL_CIRCLE
from portal.demo.events_shapes import at
from portal.demo.stories import Teller
from portal.local.demo import ACCOUNTS

WEDNESDAY, TUESDAY, THURSDAY = 2, 1, 3
_COMES = 0.87
_SIZES = (1, 1, 2, 2, 3, 4)
_GO_OUT_DAYS = 4  # notices to demo accounts of the last days become mails
_NEEDS = (
    Said("I use a wheelchair; please keep a place at the end of a row.", ""),
    Said("", "Coeliac: nothing with gluten, also not in sauces."),
    Said("I lip-read: a seat near the front, and speakers who face the room.", "Vegan"),
    Said("I may need to step out often. Please keep a seat by the door.", "Halal"),
)


def tell(teller: Teller) -> None:
    """Write all events with their bookings; `settle` marks what people were told long ago."""
    _Year(teller).tell()


def settle(now: datetime) -> None:
    """Count notices as told when they were written, but for a handful to the demo's accounts."""
    recent = Notice.objects.filter(
        delegate__address__in=ACCOUNTS, created_at__gte=now - timedelta(days=_GO_OUT_DAYS)
    ).exclude(kind=Notice.Kind.REMINDER)
    Notice.objects.exclude(pk__in=recent.values("pk")).update(told_at=F("created_at"))


def on_weekday(day: date, weekday: int) -> date:
    """`day`, or the first after it that is this day of the week (0 is Monday)."""
    return day + timedelta(days=(weekday - day.weekday()) % 7)


def _a_year_before(day: date) -> date:
    """The same day of the week 52 weeks before, or 53: always in the year before."""
    before = day - timedelta(weeks=52)
    return before if before.year < day.year else before - timedelta(weeks=1)


class _Year:
    """What happens around today, and who books from which account."""

    def __init__(self, teller: Teller) -> None:
        self.world, self.clock = teller.world, teller.world.clock
        self.rng = random.Random(self.world.rng.random())  # noqa: S311 - invented content
        self.officer = User.objects.get(email="events@example.org")
        self.accounts = teller.accounts

    def tell(self) -> None:
        today = self.clock.today
        next_day = on_weekday(today + timedelta(days=42), WEDNESDAY)
        events_2023.tell(self.officer)
        self._past(events_conference.past(_a_year_before(next_day), self.officer))
        self._recent(
            events_trainings.recent(on_weekday(today - timedelta(days=14), THURSDAY), self.officer)
        )
        self._drop_in(events_trainings.drop_in(today, self.officer))
        self._full_training(
            events_trainings.full(
                on_weekday(today + timedelta(days=12), TUESDAY), today, self.officer
            )
        )
        self._online_training(
            events_trainings.online(
                on_weekday(today + timedelta(days=24), THURSDAY), today, self.officer
            )
        )
        self._coming(events_conference.coming(next_day, today, self.officer))
        events_trainings.draft(on_weekday(today + timedelta(days=75), TUESDAY), today, self.officer)

    def _account(self, email: str) -> Booker:
        """A demo account, booking for its organisation."""
        user = self.accounts[email]
        place = user.affiliations.select_related("organisation").get(ended_at__isnull=True)
        return Booker(user, place.organisation)

    def _others(self, now: datetime) -> list[Booker]:
        """Members other than the demo's accounts."""
        return [one for one in members(self.rng, now) if one.user.email not in ACCOUNTS]

    def _fill(self, crowd: Crowd, bookers: list[Booker], days: list[int]) -> None:
        """One booking per booker, the oldest first."""
        for booker, ago in zip(bookers, sorted(days, reverse=True), strict=True):
            people = crowd.group(booker, self.rng.choice(_SIZES))
            crowd.book(self.clock.ago(ago), booker, people)

    def _days(self, count: int, earliest: int, latest: int) -> list[int]:
        return [self.rng.randint(latest, earliest) for _ in range(count)]

    def _past(self, event: Event) -> None:
        began = (self.clock.today - event.starts_at.date()).days
        opens = self.clock.ago(began + 69)
        crowd = Crowd(self.world, event, self.rng)
        bookers = [*self._others(opens)[:20], *(crowd.guest(opens) for _ in range(5))]
        self.rng.shuffle(bookers)
        self._fill(crowd, bookers, self._days(len(bookers), began + 65, began + 6))
        for delegate in _booked(event)[4:19:7]:
            crowd.cancel(self.clock.ago(began + 4), delegate)
        crowd.describe(self.clock.ago(began + 3), needs_of=())
        for days in (7, 1):
            remind_due(now=event.starts_at - timedelta(days=days))
        pay_all(event, self.officer)
        self._came(event)
        Voices(event, self.rng, few=events_conference.OF_FEW).speak()
        events_materials.tell(event, self.officer)

    def _recent(self, event: Event) -> None:
        """Everybody pays; the member has yet to, and to say how it was for who has no address."""
        crowd = Crowd(self.world, event, self.rng)
        bookers = self._others(self.clock.ago(70))[:9]
        made = [
            crowd.book(self.clock.ago(66 - 2 * number), booker, crowd.group(booker, 2))
            for number, booker in enumerate(bookers)
        ]
        member = self._account("member@example.org")
        people = [Person(member.user.name, member.user.email), Person("Tunde Example-Balógun")]
        mine = crowd.book(self.clock.ago(47), member, people)
        settle_in_every_way(made, self.clock, self.officer)
        for days in (7, 1):
            remind_due(now=event.starts_at - timedelta(days=days))
        self._came(event)
        voices = Voices(event, self.rng)
        voices.speak(except_of=list(ACCOUNTS))
        voices.answer(mine.delegates.get(email=member.user.email))

    def _came(self, event: Event) -> None:
        """Most of those who had a place, ticked in as they arrived."""
        speakers = Contributor.objects.coming().filter(event=event).order_by("pk")
        people: list[Delegate | Contributor] = [*_booked(event), *speakers]
        opened_at = event.starts_at - timedelta(minutes=35)
        presses = [
            Press(
                key=uuid.UUID(int=self.rng.getrandbits(128)),
                who=name_of(one),
                comes=True,
                at=opened_at + timedelta(minutes=self.rng.triangular(0, 90, 30)),
            )
            for one in people
            if self.rng.random() < _COMES or _is_of_account(one)
        ]
        press(event=event, presses=presses, by=self.officer, link=None, now=event.ends_at)

    def _drop_in(self, event: Event) -> None:
        crowd = Crowd(self.world, event, self.rng)
        bookers = self._others(self.clock.ago(25))[:6]
        self._fill(crowd, bookers, self._days(len(bookers), 24, 6))
        member = self._account("member@example.org")
        crowd.book(self.clock.ago(5), member, crowd.group(member, 1))
        remind_due(now=at(self.clock.today - timedelta(days=1), "18:00"))

    def _full_training(self, event: Event) -> None:
        crowd = Crowd(self.world, event, self.rng)
        now = self.clock.ago(35)
        bookers = self._others(now)[: events_trainings.PLACES + 2]
        guest = crowd.guest(now)
        crowd.book(self.clock.ago(34), guest, crowd.group(guest, 2))
        crowd.book(self.clock.ago(33), bookers[0], crowd.group(bookers[0], 2))
        singles = bookers[1 : events_trainings.PLACES - 3]
        for number, booker in enumerate(singles):
            crowd.book(self.clock.ago(32 - 2 * number), booker, crowd.group(booker, 1))
        for ago, booker in zip((6, 2, 1), self._waiting(bookers), strict=True):
            crowd.book(self.clock.ago(ago), booker, crowd.group(booker, 1), waiting=True)

    def _waiting(self, bookers: list[Booker]) -> list[Booker]:
        return [bookers[-1], self._account("other@example.org"), bookers[-2]]

    def _online_training(self, event: Event) -> None:
        crowd = Crowd(self.world, event, self.rng)
        bookers = self._others(self.clock.ago(19))[:10]
        self._fill(crowd, bookers, self._days(len(bookers), 18, 4))
        member = self._account("member@example.org")
        crowd.book(self.clock.ago(3), member, crowd.group(member, 1))

    def _coming(self, event: Event) -> None:
        crowd = Crowd(self.world, event, self.rng)
        crowd.preferred = frozenset({FULL_CIRCLE, FULL_CASEBOOK})
        bookers = self._others(self.clock.ago(40))
        guests = [crowd.guest(self.clock.ago(50)) for _ in range(6)]
        early = [*bookers[:14], *guests[:4]]
        self.rng.shuffle(early)
        self._fill(crowd, early, self._days(len(early), 41, 10))
        crowd.joins_lines = True
        self._member_books(crowd)
        later = [*bookers[14:18], guests[4]]
        self._fill(crowd, later, self._days(len(later), 7, 4))
        self._accounts_book(crowd)
        self._by_telephone(crowd, bookers[18])
        self._with_an_order_number(crowd, guests[5])
        self._last_days(event, crowd)
        crowd.describe(self.clock.ago(1), needs_of=_NEEDS)

    def _member_books(self, crowd: Crowd) -> None:
        """The member stands first in the line for the casebook; nobody waits for it before."""
        member = self._account("member@example.org")
        people = [
            Person(member.user.name, member.user.email),
            Person("Tunde Example-Balógun"),
            Person("Rosanna Sample-Buckland", "rosanna.sample-buckland@example.org"),
        ]
        crowd.book(self.clock.ago(9), member, people[:1], waits=[FULL_CASEBOOK])
        crowd.book(self.clock.ago(8), member, people[1:])

    def _accounts_book(self, crowd: Crowd) -> None:
        colleague = self._account("colleague@example.org")
        crowd.book(self.clock.ago(3), colleague, crowd.group(colleague, 1), waits=[FULL_CIRCLE])
        other = self._account("other@example.org")
        crowd.book(self.clock.ago(2), other, crowd.group(other, 2))

    def _by_telephone(self, crowd: Crowd, booker: Booker) -> None:
        crowd.book(self.clock.ago(2), booker, crowd.group(booker, 1), **phoned(self.officer))

    def _with_an_order_number(self, crowd: Crowd, guest: Booker) -> None:
        crowd.book(
            self.clock.ago(2), guest, crowd.group(guest, 2), purchase_order="PO-EXAMPLE-10482"
        )

    def _last_days(self, event: Event, crowd: Crowd) -> None:
        """One cancels; one gives up the casebook, which is offered to whoever waited longest."""
        self._without_places(event, crowd)
        casebook = Workshop.objects.get(series__event=event, title=FULL_CASEBOOK)
        place = Place.objects.filter(workshop=casebook, state=Place.State.CONFIRMED)
        holder = place.select_related("delegate__booking__booked_by", "delegate__event")
        crowd.give_up(self.clock.ago(1), holder.order_by("pk")[2].delegate, casebook)

    def _without_places(self, event: Event, crowd: Crowd) -> None:
        """Cancelling frees no full workshop: somebody who is in none of them."""
        full = Place.objects.filter(workshop__title__in=[FULL_CIRCLE, FULL_CASEBOOK])
        others = [one for one in _booked(event) if one.address not in ACCOUNTS]
        busy = set(full.values_list("delegate", flat=True))
        crowd.cancel(self.clock.ago(1), next(one for one in others if one.pk not in busy))


def _is_of_account(one: Delegate | Contributor) -> bool:
    return isinstance(one, Delegate) and one.booking.booked_by.email in ACCOUNTS


def _booked(event: Event) -> list[Delegate]:
    rows = Delegate.objects.filter(event=event, state=Delegate.State.BOOKED).order_by("pk")
    return list(rows.select_related("booking__booked_by", "event"))
