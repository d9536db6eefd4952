"""Random lives of memberships, by the real actions, beside a plain account of what should be.

The account knows only dates and the table; after each step the database is held to it.
"""

import itertools
import random
import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from network.actions import confirm_reminders, confirming, review
from network.actions import membership_moves as moves
from network.actions.membership import AlreadyMember
from network.models import (
    Affiliation,
    Application,
    Membership,
    MembershipEvent,
    Organisation,
    site_rule,
)
from network.standing import (
    ENDINGS,
    MOVES,
    RUNNING,
    IllegalMove,
    Move,
    Period,
    Standing,
    standing_on,
)
from network.states import State
from portal.models import OutgoingMail
from tests.factories.applicants import NOW
from tests.factories.applications import approve, find_met, make_application
from tests.factories.memberships import ask_from
from tests.factories.staff import make_staff

pytestmark = pytest.mark.django_db
LIVES, STEPS = 3, 50
NAPS = (0, 0, 1, 3, 12, 29, 60, 200, 366)  # days that pass before a step


class Life:
    """One organisation from its approval on; `periods` is what it should be by now."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)
        self.now, self.staff = NOW, make_staff()
        application = make_application(State.APPROVED, by=self.staff, now=self.now)
        self.organisation = Organisation.objects.get(memberships__application=application)
        self.primary = self.organisation.contacts()[0]
        self.periods = [Period(starts_on=self.today, confirmed_on=self.today)]
        weights = {
            self.confirm: 6,
            self.decide: 6,
            self.remind: 3,
            self.suspend: 1,
            self.lift: 2,
            self.lapse: 3,
            self.end: 1,
            self.withdraw: 1,
            self.take_up: 4,
            self.apply_again: 1,
        }
        self.acts = [act for act, weight in weights.items() for _one in range(weight)]

    @property
    def today(self) -> date:
        return timezone.localdate(self.now)

    @property
    def newest(self) -> Membership:
        return self.organisation.memberships.latest("starts_on")

    @property
    def standing(self) -> Standing:
        return standing_on(self.today, self.periods[-1], site_rule())

    def step(self) -> None:
        nap = timedelta(days=self.rng.choice(NAPS), minutes=self.rng.randint(1, 600))
        self.now += nap
        self.rng.choice(self.acts)()

    def attempt(self, move: Move, act: Callable[..., object], **values: object) -> bool:
        """Whether it was done; it must be exactly when the table has it."""
        newest, is_legal = self.newest, self.standing in MOVES[move]
        seen = moves.seen_of(moves.last_event(newest))
        common = {"membership": newest, "seen": seen, "by": self.staff, "now": self.now}
        before = MembershipEvent.objects.count()
        try:
            act(**common | values)
        except IllegalMove:
            assert not is_legal
        else:
            assert is_legal
        assert MembershipEvent.objects.count() == before + is_legal
        return is_legal

    def change(self, **values: object) -> None:
        self.periods[-1] = replace(self.periods[-1], **values)  # type: ignore[arg-type]  # by name

    def confirm(self) -> None:
        categories = self.rng.choice([None, ["led"], ["led", "designed"]])
        said = confirming.Said(uuid.UUID(int=self.rng.getrandbits(128)), categories)
        if self.attempt(Move.CONFIRM, confirming.confirm, said=said, by=self.primary):
            self.change(confirmed_on=self.today)

    def decide(self) -> None:
        waiting = self.newest.confirmations.waiting().first()
        if waiting is None:
            return
        is_accepted = self.rng.random() < 0.5
        confirming.decide(
            confirmation=waiting, is_accepted=is_accepted, reason="", by=self.staff, now=self.now
        )
        stands = waiting.categories if is_accepted else waiting.categories_before
        assert self.newest.categories == stands

    def remind(self) -> None:
        confirm_reminders.remind(now=self.now)

    def suspend(self) -> None:
        if self.attempt(Move.SUSPEND, moves.suspend, reason="Why"):
            self.change(is_suspended=True)

    def lift(self) -> None:
        if self.attempt(Move.LIFT, moves.lift, reason="Why"):
            self.change(is_suspended=False)

    def lapse(self) -> None:
        self.over(Move.LAPSE, self.attempt(Move.LAPSE, moves.lapse))

    def end(self) -> None:
        self.over(Move.END, self.attempt(Move.END, moves.end, reason="Why"))

    def withdraw(self) -> None:
        done = self.attempt(Move.WITHDRAW, moves.withdraw, reason="", by=self.primary)
        self.over(Move.WITHDRAW, done)

    def over(self, move: Move, is_done: bool) -> None:
        if is_done:
            last = max(self.periods[-1].starts_on, self.today - timedelta(days=1))
            self.change(ends_on=last, ending=ENDINGS[move])

    def take_up(self) -> None:
        said = {"reason": "", "categories": ["supports"]}
        if self.attempt(Move.RETURN, moves.take_up_again, **said):
            self.begin()

    def begin(self) -> None:
        last = self.periods[-1].ends_on
        assert last
        start = max(self.today, last + timedelta(days=1))
        self.periods.append(Period(starts_on=start, confirmed_on=start))

    def apply_again(self) -> None:
        """By an application that the co-ordinator matches: a period of its own, or a refusal."""
        last = self.periods[-1].ends_on
        application = self.reviewed()
        try:
            approve(application, by=self.staff, now=self.now)
        except AlreadyMember:
            assert last is None or last >= self.today
        else:
            self.begin()

    def reviewed(self) -> Application:
        application = make_application(State.IN_REVIEW, by=self.staff, now=self.now)
        find_met(application, by=self.staff, now=self.now)
        review.match(
            application=application,
            organisation=self.organisation,
            by=self.staff,
            now=self.now,
        )
        application.refresh_from_db()
        return application

    def check(self) -> None:
        """The database tells the same life, in dates, in SQL and for who asks for members."""
        rows = list(self.organisation.memberships.order_by("starts_on"))
        assert [row.period for row in rows] == self.periods
        newest = Membership.objects.with_standing(self.now).get(pk=rows[-1].pk)
        assert newest.standing == self.standing
        members = Organisation.objects.members_at(self.now)
        is_member = members.filter(pk=self.organisation.pk).exists()
        assert is_member == (self.standing in RUNNING)
        for earlier, later in itertools.pairwise(rows):
            assert earlier.ends_on is not None
            assert earlier.ends_on < later.starts_on
        primary = self.organisation.affiliations.get(role=Affiliation.Role.PRIMARY)
        assert (primary.user, primary.ended_at) == (self.primary, None)


def test_random_lives_are_what_their_dates_say_and_leave_no_move_out() -> None:
    for seed in range(LIVES):
        ask_from(grace_days=30 + 20 * seed)
        life = Life(seed)
        for _step in range(STEPS):
            life.step()
            life.check()
        assert_written_down(life)
    made = set(MembershipEvent.objects.values_list("move", flat=True))
    assert made == set(Move) - {Move.TAKE_OVER}  # which begins a membership from an earlier list


def assert_written_down(life: Life) -> None:
    """Every end, return and suspension stands in the history, in order."""
    for row in life.organisation.memberships.order_by("starts_on"):
        done = [Move(move) for move in row.events.order_by("pk").values_list("move", flat=True)]
        ends = [move for move in done if move in ENDINGS]
        assert [ENDINGS[move].value for move in ends] == ([row.ending] if row.ending else [])
        assert done.count(Move.SUSPEND) - done.count(Move.LIFT) == bool(row.suspended_at)


def test_time_alone_never_ends_a_membership() -> None:
    ask_from()
    life = Life(0)
    until: datetime = life.now + timedelta(days=600)
    while life.now < until:
        life.now += timedelta(days=17)
        life.remind()
        life.check()
    assert life.standing == Standing.OVERDUE
    assert OutgoingMail.objects.filter(cause__contains=":confirm:").count() == 3
