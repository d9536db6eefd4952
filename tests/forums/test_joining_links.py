"""Getting in on the day: by signing in, or by the personal link; and nobody else."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from forums.actions import joining_links
from forums.choices import Answer
from forums.models import Attendance, Forum
from network.models import User
from portal.models import OutgoingMail
from tests.conftest import Deliver
from tests.factories.forums import insider, join, open_forum
from tests.factories.joining import VIDEO, answers, make_way_in

pytestmark = pytest.mark.django_db


def soon(**away: float) -> Forum:
    forum = open_forum(starts_at=timezone.now() + timedelta(**(away or {"days": 1})))
    make_way_in(forum)
    return forum


@pytest.fixture
def ada() -> User:
    return insider("ada@example.org")


def page_of(client: Client, forum: Forum, user: User) -> str:
    client.force_login(user)
    return client.get(reverse("forums:joining", args=[forum.slug])).content.decode()


@pytest.mark.parametrize(
    ("days", "shown"), [(2.1, False), (1.9, True), (-0.05, True), (-0.1, False)]
)
def test_the_way_in_is_shown_from_two_days_before_until_the_end(
    client: Client, ada: User, days: float, shown: bool
) -> None:
    forum = soon(days=3)
    answers(forum, ada)
    starts_at = timezone.now() + timedelta(days=days)
    Forum.objects.update(starts_at=starts_at, ends_at=starts_at + timedelta(hours=2))
    found = page_of(client, forum, ada)
    assert [text in found for text in (VIDEO, "020 7946 0999")] == [shown, shown]


def test_the_way_in_is_not_shown_to_who_does_not_come(client: Client, ada: User) -> None:
    forum, other = soon(), insider()
    answers(forum, other, Answer.APOLOGIES)
    assert [VIDEO in page_of(client, forum, one) for one in (ada, other)] == [False, False]


def test_the_way_in_is_on_no_other_page_and_in_no_mail(client: Client, ada: User) -> None:
    forum = soon()
    answers(forum, ada)
    client.force_login(ada)
    pages = [
        reverse(f"forums:{name}", args=[forum.slug]) for name in ("forum", "forum_ics", "join")
    ]
    found = [client.get(page).content.decode() for page in (*pages, "/forums/", "/dashboard/")]
    mails = map(str, OutgoingMail.objects.values_list("text", "html", "attachments"))
    assert [one for one in (*found, *mails) if "video.example.org" in one] == []
    assert reverse("forums:joining", args=[forum.slug]) in found[3]


def link_in(deliver: Deliver, to: str = "ada@example.org") -> str:
    mails = [one for one in deliver() if one.to == (to,) and "/forums/joining/" in one.text]
    assert "video.example.org" not in mails[-1].text + mails[-1].html
    found = re.search(r"/forums/joining/\S+", mails[-1].text)
    assert found
    return found[0]


def test_who_joins_late_gets_answer_and_link_in_one_mail(ada: User, deliver: Deliver) -> None:
    forum = soon()
    answers(forum, ada)
    assert OutgoingMail.objects.get().is_credential
    (mail,) = deliver()
    assert (mail.subject, len(mail.files)) == (f"You are coming: {forum}", 1)
    assert "Two days before, you get a link" not in mail.text


def test_who_joins_in_another_way_keeps_the_link(ada: User, deliver: Deliver) -> None:
    forum = soon(days=1)
    Forum.objects.update(venue="Example Hall")
    answers(forum, ada), answers(forum, ada, Answer.IN_PERSON)
    assert OutgoingMail.objects.filter(is_credential=True).count() == 1
    assert "The link that we sent you before still opens the page" in deliver()[-1].text


def test_the_link_opens_the_page_and_is_kept_only_as_a_hash(
    client: Client, ada: User, deliver: Deliver
) -> None:
    answers(soon(), ada)
    link = link_in(deliver)
    answer = client.get(link)
    assert VIDEO in answer.content.decode()
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["Cache-Control"] == "no-store, private"
    assert link.split("/")[-2] not in str(Attendance.objects.values().get())


def test_who_joins_early_gets_no_link_yet(ada: User) -> None:
    answers(soon(days=3), ada)
    assert not OutgoingMail.objects.filter(is_credential=True).exists()


def test_opening_the_link_changes_nothing(client: Client, ada: User, deliver: Deliver) -> None:
    answers(soon(), ada)
    link, before = link_in(deliver), Attendance.objects.values().get()
    assert [client.get(link).status_code, client.post(link).status_code] == [200, 405]
    assert Attendance.objects.values().get() == before


def status(client: Client, link: str) -> tuple[int, bool]:
    answer = client.get(link)
    return answer.status_code, VIDEO in answer.content.decode()


def test_the_link_dies_with_apologies_and_a_new_one_comes_with_a_new_yes(
    client: Client, ada: User, deliver: Deliver
) -> None:
    forum = soon()
    answers(forum, ada)
    old = link_in(deliver)
    answers(forum, ada, Answer.APOLOGIES)
    assert status(client, old) == (404, False)
    answers(forum, ada)
    new = link_in(deliver)
    assert [status(client, one) for one in (old, new)] == [(404, False), (200, True)]


def lapse(user: User) -> None:
    yesterday = timezone.localdate() - timedelta(days=1)
    user.affiliations.get().organisation.memberships.update(ends_on=yesterday)


def leave(user: User) -> None:
    user.affiliations.update(ended_at=timezone.now() + timedelta(minutes=1))


def close(user: User) -> None:
    User.objects.filter(pk=user.pk).update(is_active=False)


def end(_user: User) -> None:
    Forum.objects.update(ends_at=timezone.now(), starts_at=timezone.now() - timedelta(hours=1))


def call_off(_user: User) -> None:
    Forum.objects.update(state="cancelled", cancelled_at=timezone.now())


@pytest.mark.parametrize("what", [lapse, leave, close, end, call_off])
def test_the_link_dies(client: Client, ada: User, deliver: Deliver, what) -> None:  # type: ignore[no-untyped-def]
    answers(soon(), ada)
    link = link_in(deliver)
    what(ada)
    assert status(client, link) == (404, False)


def test_links_of_forums_that_are_over_are_forgotten(ada: User) -> None:
    forum = soon()
    answers(forum, ada)
    assert joining_links.clear(now=timezone.now()) == 0
    assert joining_links.clear(now=forum.ends_at) == 1
    assert Attendance.objects.get().token_hash == ""
    assert joining_links.clear(now=forum.ends_at) == 0


def test_guessing_is_slowed_down(client: Client) -> None:
    url = reverse("forums:joining_by_link", args=["guess"])
    assert [client.get(url).status_code for _try in range(21)] == [404] * 20 + [429]


def test_joining_page_says_which_officials_come_and_when(client: Client) -> None:
    forum = open_forum(starts_at=timezone.now() + timedelta(days=1))
    user = insider()
    join(forum, user)
    now = timezone.now()
    forum.speakers.create(name="Owen Official", kind="official", state="accepted", answered_at=now)
    client.force_login(user)
    page = client.get(reverse("forums:joining", args=[forum.slug])).text
    assert "<b>Owen Official</b>: the whole forum" in page
