"""Digests of news: when they are due, what stands in them, and that each is made once."""

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from bulletins.actions import digests, starting
from bulletins.choices import BulletinKind, Every
from bulletins.digest_rules import LONDON, is_in_time, last_due, period_slug
from bulletins.models import Bulletin, BulletinSettings, Post, Preference
from network.models import User
from tests.factories.bulletins import make_bulletin, member, states_of, subscribe

WEEKLY, MONTHLY = BulletinKind.WEEKLY_DIGEST, BulletinKind.MONTHLY_DIGEST


def london(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LONDON)


MONDAY = london("2026-11-23 09:00")  # week 48


@pytest.mark.parametrize(
    ("kind", "now", "due", "slug"),
    [
        (WEEKLY, "2026-11-23 09:00", "2026-11-23 09:00", "weekly-digest-2026-w48"),
        (WEEKLY, "2026-11-23 08:59", "2026-11-16 09:00", "weekly-digest-2026-w47"),
        (WEEKLY, "2026-11-29 23:00", "2026-11-23 09:00", "weekly-digest-2026-w48"),
        (WEEKLY, "2027-01-01 12:00", "2026-12-28 09:00", "weekly-digest-2026-w53"),
        (WEEKLY, "2026-03-30 09:00", "2026-03-30 09:00", "weekly-digest-2026-w14"),  # summer time
        (MONTHLY, "2026-12-01 09:00", "2026-12-01 09:00", "monthly-digest-2026-12"),
        (MONTHLY, "2026-12-01 08:00", "2026-11-01 09:00", "monthly-digest-2026-11"),
        (MONTHLY, "2027-01-01 08:59", "2026-12-01 09:00", "monthly-digest-2026-12"),
    ],
)
def test_due(kind: BulletinKind, now: str, due: str, slug: str) -> None:
    found = last_due(kind, london(now))

    assert found == london(due)
    assert period_slug(kind, found) == slug


def test_two_days_late_is_too_late() -> None:
    assert is_in_time(MONDAY, MONDAY + timedelta(days=2))
    assert not is_in_time(MONDAY, MONDAY + timedelta(days=2, seconds=1))


@pytest.fixture
def on(db: None) -> None:
    BulletinSettings.objects.create(pk=1, sends_digests=True)


def wants(every: Every = Every.WEEK, email: str = "") -> User:
    user = member(email)
    user.affiliations.get().organisation.memberships.update(starts_on="2020-01-01")
    Preference.objects.create(user=user, digest=every, changed_at=timezone.now())
    return user


def publish(slug: str, at: datetime, **fields: object) -> Post:
    values = {
        "kind": "news",
        "title": slug.title(),
        "summary": f"About {slug}.",
        "state": "published",
    }
    return Post.objects.create(
        slug=slug, created_at=at, changed_at=at, published_at=at, **(values | fields)
    )


def titles(digest: Bulletin) -> list[str]:
    items = digest.sections.get().items.order_by("position")
    return list(items.values_list("title", flat=True))


def test_digest_holds_the_news_since_the_last_one(on: None) -> None:
    wants()
    publish("older", MONDAY - timedelta(days=8))
    publish("newer", MONDAY - timedelta(hours=1), is_for_members=True)
    publish("draft", MONDAY - timedelta(hours=1), state="draft")
    digests.make_due(now=MONDAY - timedelta(days=7, hours=-1))
    publish("later", MONDAY + timedelta(minutes=1))

    (digest,) = digests.make_due(now=MONDAY + timedelta(minutes=5))

    assert (digest.slug, digest.state, digest.approved_by) == (
        "weekly-digest-2026-w48",
        "scheduled",
        None,
    )
    assert titles(digest) == ["Newer"]
    assert digest.scheduled_at == MONDAY + timedelta(minutes=5)
    item = digest.sections.get().items.get()
    assert (item.text, item.link) == ("About newer.", "http://testserver/bulletins/news/newer/")


def test_digest_is_made_once(on: None) -> None:
    wants()
    publish("newer", MONDAY - timedelta(days=1))

    made = [digests.make_due(now=MONDAY + timedelta(minutes=n)) for n in range(3)]

    assert [len(one) for one in made] == [1, 0, 0]


def test_without_news_none_is_made_and_later_news_wait(on: None) -> None:
    wants()
    assert digests.make_due(now=MONDAY) == []
    publish("later", MONDAY + timedelta(minutes=1))

    assert digests.make_due(now=MONDAY + timedelta(minutes=5)) == []
    (digest,) = digests.make_due(now=MONDAY + timedelta(days=7))
    assert titles(digest) == ["Later"]


def test_after_a_long_outage_the_news_wait_for_the_next_one(on: None) -> None:
    wants()
    publish("newer", MONDAY - timedelta(days=1))

    assert digests.make_due(now=MONDAY + timedelta(days=2, minutes=1)) == []
    (digest,) = digests.make_due(now=MONDAY + timedelta(days=7))
    assert titles(digest) == ["Newer"]


def test_off_means_none(db: None) -> None:
    wants()
    publish("newer", MONDAY - timedelta(days=1))

    assert digests.make_due(now=MONDAY) == []


def test_nobody_asked_for_it(on: None) -> None:
    member()
    publish("newer", MONDAY - timedelta(days=1))

    assert digests.make_due(now=MONDAY) == []


def test_weekly_and_monthly_go_to_who_chose_each(on: None) -> None:
    wants(Every.WEEK, "week@example.org")
    wants(Every.MONTH, "month@example.org")
    wants(Every.NEVER, "never@example.org")
    subscribe("sector@example.org")
    first = london("2027-02-01 09:00")  # a Monday
    publish("newer", first - timedelta(days=1))

    made = digests.make_due(now=first)
    for digest in made:
        starting.start(bulletin=digest.pk, now=first)

    assert [states_of(digest) for digest in made] == [
        {"week@example.org": "pending"},
        {"month@example.org": "pending"},
    ]


def test_digest_is_not_in_the_archive_and_only_members_open_it(on: None, client: Client) -> None:
    reader = wants()
    publish("newer", MONDAY - timedelta(days=1))
    (digest,) = digests.make_due(now=MONDAY)
    starting.start(bulletin=digest.pk, now=MONDAY)
    url = f"/bulletins/{digest.slug}/"

    assert client.get(url).status_code == 404
    client.force_login(reader)
    assert client.get(url).status_code == 200
    assert digest.subject not in client.get("/bulletins/").text


def test_correction_of_a_digest_takes_no_news_from_the_next(on: None) -> None:
    wants()
    publish("newer", MONDAY - timedelta(days=1))
    (first,) = digests.make_due(now=MONDAY)
    publish("later", MONDAY + timedelta(minutes=1))
    make_bulletin(
        kind=WEEKLY, goes_to_sector=False, corrects=first, state="approved",
        approved_at=MONDAY + timedelta(days=7),
    )  # fmt: skip

    (second,) = digests.make_due(now=MONDAY + timedelta(days=7, minutes=5))

    assert titles(second) == ["Later"]
