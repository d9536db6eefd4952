"""The own page of a speaker or official, by their link: answer, fill in, see their part alone."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError
from django.db.models import RestrictedError
from django.test import Client
from django.utils import timezone

from forums.actions import needs, speaking
from forums.choices import Rule
from forums.models import Forum, Speaker
from portal.models import AuditEntry, OutgoingMail, SiteSettings
from portal.sealing import unseal
from portal.when import day_and_time
from tests.factories.forums import item_of, make_forum, make_topic, open_forum
from tests.factories.speakers import TOKEN, asked, open_video, page, seen

pytestmark = pytest.mark.django_db
NAMES = ("", "decline", "details", "needs")
NEEDS = {"text": "A chair with arms", "consent": "on"}


@pytest.fixture
def forum() -> Forum:
    SiteSettings.objects.update_or_create(
        pk=1, defaults={"coordinator_email": "coordinator@example.org"}
    )
    SiteSettings.forget()
    return open_forum(venue="Community House", venue_address="12 Lantern Street")


@pytest.fixture
def speaker(forum: Forum) -> Speaker:
    return asked(forum)


def state(speaker: Speaker) -> str:
    speaker.refresh_from_db()
    return speaker.state


def test_looking_changes_nothing(client: Client, speaker: Speaker) -> None:
    before, entries = Speaker.objects.values().get(), AuditEntry.objects.count()
    assert [client.get(page(name)).status_code for name in NAMES] == [200] * 4

    assert (Speaker.objects.values().get(), AuditEntry.objects.count()) == (before, entries)


@pytest.mark.parametrize("name", NAMES)
def test_the_link_is_kept_secret(client: Client, speaker: Speaker, name: str) -> None:
    headers = client.get(page(name)).headers

    assert headers["Referrer-Policy"] == "strict-origin"
    assert headers["Cache-Control"] == "no-store, private"
    assert headers["X-Robots-Tag"] == "noindex"


@pytest.mark.parametrize("name", NAMES)
def test_an_unknown_link_says_what_to_do(client: Client, speaker: Speaker, name: str) -> None:
    response = client.get(page(name, "not-the-secret"))

    assert (response.status_code, "only the newest works" in response.text) == (404, True)
    assert response.headers["Referrer-Policy"] == "no-referrer"


def test_nobody_without_a_link_is_found_by_an_empty_one(client: Client, forum: Forum) -> None:
    Speaker.objects.create(forum=forum, name="Not asked")

    assert client.get(page(secret="-")).status_code == 404


@pytest.mark.parametrize("fields", [{"state": "held"}, {"state": "closed"}, {"is_over": True}])
def test_the_link_ends_with_the_forum(client: Client, speaker: Speaker, fields: Any) -> None:
    now = timezone.now()
    if fields.pop("is_over", False):
        fields = {"starts_at": now - timedelta(hours=2), "ends_at": now}
    else:
        fields |= {"held_at": now, "notes_until": now.date()}
    Forum.objects.update(**fields)

    assert (client.get(page()).status_code, client.post(page()).status_code) == (404, 404)
    assert state(speaker) == "invited"


def test_accepting_tells_the_organisers(client: Client, speaker: Speaker) -> None:
    response = client.post(page())
    client.post(page())

    assert (response.status_code, state(speaker)) == (303, "accepted")
    assert list(Speaker.objects.accepted()) == [speaker]
    mail = OutgoingMail.objects.get()
    assert (mail.to, "Amara Example: Comes" in mail.subject) == ("coordinator@example.org", True)
    assert TOKEN.secret not in mail.text


@pytest.mark.parametrize(
    ("before", "after"),
    [("invited", "declined"), ("accepted", "withdrawn"), ("declined", "declined")],
)
def test_declining_and_withdrawing(client: Client, forum: Forum, before: str, after: str) -> None:
    speaker = asked(forum, state=before)
    client.post(page("decline"))

    assert state(speaker) == after


def test_who_declined_can_still_say_yes(client: Client, speaker: Speaker) -> None:
    client.post(page("decline")), client.post(page())

    assert state(speaker) == "accepted"


def test_changing_ones_mind_without_end_is_stopped(
    client: Client, speaker: Speaker, settings: Any
) -> None:
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"speaker": "2/h/key"}
    client.post(page()), client.post(page("decline")), client.post(page())

    assert (state(speaker), OutgoingMail.objects.count()) == ("withdrawn", 2)


def test_a_cancelled_forum_takes_no_answer(client: Client, speaker: Speaker) -> None:
    Forum.objects.update(state="cancelled", cancelled_at=timezone.now())
    text = seen(client)
    client.post(page())

    assert ("This forum has been cancelled." in text, "Lantern" in text) == (True, False)
    assert state(speaker) == "invited"


def test_details_are_kept(client: Client, speaker: Speaker) -> None:
    said = {"name": "Amara\r\nNew", "role": "Head of Equality", "biography": "A choir.\r\nTwo."}
    client.post(page("details"), said)

    kept = Speaker.objects.get()
    assert (kept.name, kept.role, kept.biography) == (
        "Amara New",
        "Head of Equality",
        "A choir.\nTwo.",
    )


def test_details_that_are_wrong_are_said(client: Client, speaker: Speaker) -> None:
    response = client.post(page("details"), {"name": "", "biography": "x" * 1501})

    assert response.context["form"].errors == {
        "name": ["Enter your name"],
        "biography": ["Shorten this to 1500 characters: it has 1501"],
    }


# What they need


def test_needs_are_sealed_with_consent_and_not_shown(client: Client, speaker: Speaker) -> None:
    client.post(page("needs"), NEEDS)

    kept = Speaker.objects.get()
    assert unseal(bytes(kept.needs)) == "A chair with arms"
    assert "deletes it 30 days after the forum" in kept.needs_consent_wording
    assert "A chair" not in seen(client) + client.get(page("needs")).text


def test_needs_without_consent_are_not_kept(client: Client, speaker: Speaker) -> None:
    client.post(page("needs"), {"text": "A chair"})

    assert bytes(Speaker.objects.get().needs) == b""


@pytest.mark.parametrize(("name", "said"), [("needs", {"act": "remove"}), ("decline", {})])
def test_needs_are_taken_back(client: Client, speaker: Speaker, name: str, said: Any) -> None:
    client.post(page("needs"), NEEDS), client.post(page(name), said)

    kept = Speaker.objects.get()
    assert (bytes(kept.needs), kept.needs_consented_at, kept.needs_consent_wording) == (
        b"",
        None,
        "",
    )


def test_who_does_not_come_leaves_no_needs(client: Client, forum: Forum) -> None:
    asked(forum, state="declined")
    client.post(page("needs"), NEEDS)

    assert bytes(Speaker.objects.get().needs) == b""


def test_the_log_does_not_tell_who_has_needs(client: Client, speaker: Speaker) -> None:
    before = AuditEntry.objects.count()
    client.post(page("needs"), NEEDS), client.post(page("needs"), {"act": "remove"})

    assert AuditEntry.objects.count() == before


@pytest.mark.parametrize(("days", "is_kept"), [(29, True), (31, False)])
def test_needs_go_thirty_days_after(
    client: Client, speaker: Speaker, days: int, is_kept: bool
) -> None:
    client.post(page("needs"), NEEDS)
    now = speaker.forum.ends_at + timedelta(days=days)

    assert [needs.forget(now=now), needs.forget(now=now)] == [int(not is_kept), 0]
    assert bool(Speaker.objects.get().needs) is is_kept


def test_needs_go_when_the_forum_is_cancelled(client: Client, speaker: Speaker) -> None:
    client.post(page("needs"), NEEDS)
    Forum.objects.update(state="cancelled", cancelled_at=timezone.now())

    assert needs.forget(now=timezone.now()) == 1


# What they see


@pytest.fixture
def full(forum: Forum) -> Forum:
    """A forum with everything that is not for them."""
    titles = {Rule.SANCTUARY: "Quiet matters", Rule.NON_ATTRIBUTABLE: "Before you"}
    for rule, title in titles.items():
        forum.items.filter(rule=rule).update(title=title)
    forum.items.filter(rule=Rule.ON_RECORD).update(title="Your own item", about="What we ask")
    topic = make_topic(title="Hidden topic")
    item_of(forum, Rule.ON_RECORD).agenda_topics.create(topic=topic)
    asked(forum, name="Another Guest", token_hash="0" * 64)
    return forum


def test_who_comes_for_one_item_sees_that_item_alone(full: Forum) -> None:
    start = (timezone.now() + timedelta(days=14)).replace(
        hour=12, minute=0, second=0, microsecond=0
    )
    Forum.objects.update(starts_at=start, ends_at=start + timedelta(hours=9))
    speaker = asked(full, item=item_of(full, Rule.ON_RECORD))
    text = seen()

    assert ("Your own item" in text, "What we ask" in text, "12 Lantern Street" in text) == (
        True,
    ) * 3
    unwanted = ("Quiet matters", "Before you", "Hidden topic", "Kola Nut", "Another Guest")
    assert [word for word in unwanted if word in text] == []
    part = speaking.part_of(Speaker.objects.get(pk=speaker.pk))
    assert (part.starts_at - start, part.ends_at - start) == (
        timedelta(minutes=40),
        timedelta(minutes=60),
    )


def test_who_comes_for_the_whole_sees_no_title_of_the_sanctuary(full: Forum) -> None:
    asked(full)
    text = seen()

    assert ("Before you" in text, "Your own item" in text) == (True, True)
    unwanted = ("Quiet matters", "Hidden topic", "Kola Nut", "Another Guest")
    assert [word for word in unwanted if word in text] == []


def test_who_leads_an_item_of_the_sanctuary_sees_its_time_alone(full: Forum) -> None:
    asked(full, kind="facilitator", item=item_of(full, Rule.SANCTUARY))

    assert ("Quiet matters" in seen(), "a part that is kept among" in seen()) == (False, True)


@pytest.mark.parametrize(
    ("answer", "hours", "is_shown"),
    [("accepted", 47, True), ("accepted", 49, False), ("invited", 47, False)],
)
def test_the_way_in_is_shown_two_days_before(
    forum: Forum, answer: str, hours: int, is_shown: bool
) -> None:
    starts_at = timezone.now() + timedelta(hours=hours)
    Forum.objects.update(starts_at=starts_at, ends_at=starts_at + timedelta(hours=2))
    asked(forum, state=answer), open_video(forum)

    assert ("room-7" in seen(), "020 7946 0123" in seen()) == (is_shown, is_shown)


def test_the_way_in_goes_when_their_part_is_over(forum: Forum) -> None:
    starts_at = timezone.now() - timedelta(minutes=25)
    Forum.objects.update(starts_at=starts_at, ends_at=starts_at + timedelta(hours=2))
    asked(forum, state="accepted", item=forum.items.get(position=1)), open_video(forum)

    assert "room-7" not in seen()


@pytest.mark.parametrize(("minutes", "is_shown"), [(16, False), (14, True)])
def test_the_way_in_is_shown_shortly_before_ones_own_item(
    forum: Forum, minutes: int, is_shown: bool
) -> None:
    own = item_of(forum, Rule.ON_RECORD)
    starts_at = timezone.now() + timedelta(minutes=minutes - 40)
    Forum.objects.update(starts_at=starts_at, ends_at=starts_at + timedelta(hours=2))
    asked(forum, state="accepted", item=own), open_video(forum)
    text, opens_at = seen(), day_and_time(starts_at + timedelta(minutes=25))

    assert ("room-7" in text, f"the way in stands here from {opens_at} on" in text) == (
        is_shown,
        not is_shown,
    )


@pytest.mark.parametrize("answer", ["declined", "withdrawn"])
def test_who_does_not_come_is_not_told_where(forum: Forum, answer: str) -> None:
    asked(forum, state=answer), open_video(forum)

    assert "Lantern" not in seen()


# What the database refuses


def test_an_item_of_another_forum_is_refused(forum: Forum) -> None:
    with pytest.raises(IntegrityError, match="speaker_item_is_of_its_forum"):
        asked(forum, item=item_of(make_forum(), Rule.ON_RECORD))


def test_an_item_with_a_speaker_is_not_deleted_from_under_them(forum: Forum) -> None:
    speaker = asked(forum, item=item_of(forum, Rule.ON_RECORD))
    assert speaker.item
    with pytest.raises(RestrictedError):
        speaker.item.delete()


def test_a_forum_goes_with_its_speakers(speaker: Speaker) -> None:
    Speaker.objects.update(item=item_of(speaker.forum, Rule.ON_RECORD))
    speaker.forum.delete()

    assert not Speaker.objects.exists()
