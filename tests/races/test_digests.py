"""Two beats that look for due digests at the same moment make one."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from bulletins.actions import digests
from bulletins.choices import BulletinKind, Every
from bulletins.digest_rules import last_due
from bulletins.models import Bulletin, BulletinSettings, Post, Preference
from tests.factories.bulletins import member

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_beats_make_one_digest() -> None:
    due = last_due(BulletinKind.WEEKLY_DIGEST, timezone.now())
    BulletinSettings.objects.create(pk=1, sends_digests=True)
    reader = member()
    reader.affiliations.get().organisation.memberships.update(starts_on="2020-01-01")
    Preference.objects.create(user=reader, digest=Every.WEEK, changed_at=due)
    at = due - timedelta(days=1)
    times = {"created_at": at, "changed_at": at, "published_at": at}
    Post.objects.create(kind="news", title="News", slug="news-1", state="published", **times)
    barrier, made = threading.Barrier(2), []

    def beat() -> None:
        barrier.wait()
        try:
            made.extend(digests.make_due(now=due))
        finally:
            connection.close()

    beats = [threading.Thread(target=beat) for _ in range(2)]
    for one in beats:
        one.start()
    for one in beats:
        one.join()

    weekly = Bulletin.objects.filter(kind=BulletinKind.WEEKLY_DIGEST)
    assert [digest.slug for digest in made] == [weekly.get().slug]
    assert weekly.get().editions.count() == 1
