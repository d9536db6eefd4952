"""What forums ask of somebody, on their dashboard; and nobody else's."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from forums.models import Forum
from forums.views.waiting import asked_of
from network.models import User
from tests.factories.applicants import make_person
from tests.factories.forums import attended, held_forum, insider, join, outsider
from tests.factories.issues import asked
from tests.factories.said import draft_summary, shared_summary
from tests.factories.staff import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def member() -> User:
    return insider("ada@example.org")


def urls(person: User) -> list[str]:
    return [line.url for line in asked_of(person, now=timezone.now())]


def silent(forum: Forum) -> Forum:
    """Nobody is asked for feedback any more."""
    forum.attendances.filter(was_present=True).update(has_given_feedback=True)
    return forum


def under_review(person: User, *, days_ago: int = 0) -> Forum:
    """Its summary was shown to who was there."""
    forum = held_forum()
    attended(forum, person)
    shared_summary(forum, "Planted summary", days_ago=days_ago)
    return silent(forum)


def test_a_summary_is_to_be_looked_at_within_its_days(member: User) -> None:
    forum = under_review(member, days_ago=6)

    assert urls(member) == [reverse("forums:summary", args=[forum.slug])]


def test_after_its_days_nobody_is_asked_to(member: User) -> None:
    under_review(member, days_ago=7)

    assert urls(member) == []


def test_a_summary_for_staff_alone_is_asked_of_nobody(member: User) -> None:
    forum = held_forum()
    attended(forum, member), draft_summary(silent(forum))

    assert urls(member) == []


def test_who_was_not_there_or_is_outside_hears_of_no_summary(member: User) -> None:
    officer = outsider()
    forum = under_review(officer)
    join(forum, member)

    assert (urls(officer), urls(member)) == ([], [])


def test_an_agreement_is_asked_for_until_it_is_answered(member: User) -> None:
    agreement = asked(member, statement="Planted statement")
    silent(agreement.item.forum)
    assert urls(member) == [reverse("forums:agree", args=[agreement.pk])]
    agreement.agrees, agreement.answered_at = False, timezone.now()
    agreement.save()
    assert urls(member) == []


def test_feedback_is_asked_of_who_was_there_for_thirty_days(member: User) -> None:
    forum, officer = held_forum(), outsider()
    attended(forum, member), attended(forum, officer), join(forum, insider())
    attended(held_forum(days_ago=31), member)
    expected = [reverse("forums:feedback", args=[forum.slug])]

    assert (urls(member), urls(officer)) == (expected, expected)
    silent(forum)
    assert urls(member) == []


def test_a_line_says_nothing_of_what_was_confided(member: User) -> None:
    asked(member, statement="Planted statement"), under_review(member)
    lines = asked_of(member, now=timezone.now())

    assert len(lines) == 3
    assert "Planted" not in sign_in(member, factor=False).get("/dashboard/").text


def test_colleagues_and_strangers_are_asked_nothing(member: User) -> None:
    asked(member), under_review(member)
    colleague = make_person("colleague@example.org")
    place = member.affiliations.get().organisation
    place.affiliations.create(user=colleague, role="primary", started_at=timezone.now())

    assert [urls(one) for one in (colleague, insider(), make_person())] == [[], [], []]


def test_whose_membership_ended_is_asked_nothing(member: User) -> None:
    asked(member), under_review(member)
    place = member.affiliations.get().organisation
    place.memberships.update(ends_on=timezone.localdate() - timedelta(days=1))

    assert urls(member) == []


def test_the_dashboard_leads_to_each_page_that_asks(
    member: User,
    django_assert_max_num_queries: Any,
) -> None:
    asked(member), under_review(member), under_review(member)
    client = sign_in(member, factor=False)
    with django_assert_max_num_queries(12):
        page = client.get("/dashboard/")

    ways = [line.url for line in page.context["asked"]]
    assert len(ways) == 4
    assert [client.get(way).status_code for way in ways] == [200] * 4
