"""Speakers and officials in the admin: set up, asked, taken back."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from forums.actions import organising
from forums.choices import Rule
from forums.models import AgendaItem, Forum, Speaker
from portal.models import AuditEntry, OutgoingMail
from portal.sealing import seal, unseal
from tests.factories.forums import held_forum, item_of, make_forum, open_forum
from tests.factories.speakers import TOKEN, asked, page
from tests.factories.staff import coordinator_client, make_manager, make_staff, sign_in

pytestmark = pytest.mark.django_db
FIELDS = {"kind": "official", "name": "Amara Example", "role": "HMPPS", "email": "a@example.org"}
LETTER = "Dear Amara,\n\nDo come:\n\n[link]\n\nBest wishes"


@pytest.fixture
def forum() -> Forum:
    return open_forum()


@pytest.fixture
def officer() -> Client:
    return coordinator_client()


def url(name: str, speaker: Speaker) -> str:
    return reverse(f"admin:forums_speaker_{name}", args=[speaker.pk])


def add(officer: Client, forum: Forum, **fields: Any) -> Any:
    values = FIELDS | {"forum": forum.pk, "item": "", "biography": ""} | fields
    return officer.post(f"{reverse('admin:forums_speaker_add')}?forum={forum.pk}", values)


def test_somebody_is_added(officer: Client, forum: Forum) -> None:
    response = add(officer, forum, item=item_of(forum, Rule.ON_RECORD).pk)

    speaker = Speaker.objects.get()
    assert response.headers["Location"] == url("change", speaker)
    assert (speaker.state, speaker.item) == ("planned", item_of(forum, Rule.ON_RECORD))


def test_pressing_twice_adds_once(officer: Client, forum: Forum) -> None:
    add(officer, forum)
    response = add(officer, forum)

    assert "This person is there already" in response.text
    assert Speaker.objects.count() == 1


def test_no_official_is_there_for_the_sanctuary(officer: Client, forum: Forum) -> None:
    response = add(officer, forum, item=item_of(forum, Rule.SANCTUARY).pk)

    assert "No official is there for an item of the sanctuary" in response.text
    assert not Speaker.objects.exists()


def test_the_items_are_those_of_the_forum(officer: Client, forum: Forum) -> None:
    foreign = item_of(make_forum(), Rule.ON_RECORD)
    response = officer.post(
        reverse("admin:forums_speaker_add"),
        FIELDS | {"forum": forum.pk, "item": foreign.pk, "biography": ""},
    )

    assert "Choose an item of this forum’s agenda" in response.text
    assert not Speaker.objects.exists()


def test_an_official_for_the_whole_is_warned_of_the_sanctuary(
    officer: Client, forum: Forum
) -> None:
    speaker = asked(forum, kind="official")
    warned = "An item of the sanctuary falls into their time"
    assert warned in officer.get(url("change", speaker)).text
    AgendaItem.objects.filter(rule=Rule.SANCTUARY).update(rule=Rule.ON_RECORD)
    assert warned not in officer.get(url("change", speaker)).text


def invite(officer: Client, speaker: Speaker, text: str = LETTER) -> Any:
    seen = officer.get(url("invite", speaker)).context["form"]["seen"].value()
    return lambda: officer.post(url("invite", speaker), {"seen": seen, "text": text})


def sent_secret() -> str:
    found = re.search(r"/forums/speaker/([^/\s]+)/", unseal(bytes(newest_mail().sealed or b"")))
    assert found
    return found[1]


def newest_mail() -> OutgoingMail:
    return OutgoingMail.objects.order_by("-pk")[0]


def test_asking_sends_a_sealed_letter_with_the_link(officer: Client, forum: Forum) -> None:
    speaker = asked(forum, state="planned", token_hash="", invited_at=None)
    press = invite(officer, speaker)
    press(), press()

    speaker.refresh_from_db()
    mail = OutgoingMail.objects.get()
    assert (speaker.state, mail.to, mail.is_credential, mail.text) == (
        "invited",
        "amara@example.org",
        True,
        "",
    )
    assert Client().get(page(secret=sent_secret())).status_code == 200


def test_asking_again_kills_the_link_before(officer: Client, forum: Forum) -> None:
    speaker = asked(forum, state="accepted")
    invite(officer, speaker)()

    speaker.refresh_from_db()
    assert speaker.state == "accepted"
    secrets = (TOKEN.secret, sent_secret())
    assert [Client().get(page(secret=one)).status_code for one in secrets] == [404, 200]


@pytest.mark.parametrize("text", ["Dear Amara", "[link] and [link]", ""])
def test_a_letter_without_its_link_is_not_sent(officer: Client, forum: Forum, text: str) -> None:
    speaker = asked(forum)
    response = invite(officer, speaker, text)()

    assert (response.status_code, list(response.context["form"].errors)) == (200, ["text"])
    assert not OutgoingMail.objects.exists()


@pytest.mark.parametrize(
    ("fields", "said"),
    [({"email": ""}, "there is no e-mail address"), ({"forum": "cancelled"}, "over or cancelled")],
)
def test_who_cannot_be_asked_is_not(officer: Client, forum: Forum, fields: Any, said: str) -> None:
    speaker = asked(forum)
    press = invite(officer, speaker)
    if fields.pop("forum", ""):
        Forum.objects.update(state="cancelled", cancelled_at=timezone.now())
    Speaker.objects.update(**(fields or {"name": "Amara"}))

    assert said in press().text
    assert not OutgoingMail.objects.exists()


def test_an_invitation_is_taken_back(officer: Client, forum: Forum) -> None:
    speaker = asked(forum, state="accepted", needs=seal("A chair"))
    seen = officer.get(url("withdraw", speaker)).context["form"]["seen"].value()
    said = {"seen": seen, "text": "Our plans have changed.", "send": "yes"}
    answers = [officer.post(url("withdraw", speaker), said).status_code for _ in range(2)]

    speaker.refresh_from_db()
    assert (answers, speaker.state, bytes(speaker.needs)) == ([302, 409], "withdrawn", b"")
    assert (OutgoingMail.objects.get().to, Client().get(page()).status_code) == (
        "amara@example.org",
        404,
    )


def test_another_address_kills_the_link(officer: Client, forum: Forum) -> None:
    speaker = asked(forum)
    values = FIELDS | {"item": "", "biography": "", "email": "new@example.org"}
    officer.post(url("change", speaker), values)

    assert Client().get(page()).status_code == 404
    assert "Amara" not in str(AuditEntry.objects.latest("pk").new)


def test_way_to_the_needs_is_for_who_runs_forums(officer: Client, forum: Forum) -> None:
    record = url("change", asked(forum))
    needs = reverse("admin:forums_forum_needs", args=[forum.pk])

    seen = [needs in one.get(record).text for one in (officer, sign_in(make_manager()))]
    assert seen == [True, False]


def test_needs_are_on_no_other_page(officer: Client, forum: Forum) -> None:
    speaker = asked(forum, needs=seal("A chair with arms"))
    pages = [reverse("admin:forums_speaker_changelist"), url("change", speaker)]

    assert [officer.get(one).text.count("A chair") for one in pages] == [0, 0]


def test_managers_do_not_learn_who_has_needs(forum: Forum) -> None:
    text = sign_in(make_manager()).get(url("change", asked(forum, needs=seal("A chair")))).text

    assert ("Amara Example" in text, "Said something" in text) == (True, False)


def test_an_answer_that_came_meanwhile_is_seen_first(officer: Client, forum: Forum) -> None:
    speaker = asked(forum)
    press = invite(officer, speaker)
    Speaker.objects.update(state="accepted", answered_at=timezone.now())
    response = press()

    assert (response.status_code, "Do come:" in response.text) == (409, True)
    assert not OutgoingMail.objects.exists()


@pytest.mark.parametrize(("state", "answer"), [("planned", 200), ("invited", 403)])
def test_only_who_was_never_asked_is_deleted(
    officer: Client, forum: Forum, state: str, answer: int
) -> None:
    speaker = asked(forum, state=state)

    assert officer.get(url("delete", speaker)).status_code == answer


def test_nobody_is_added_to_a_forum_that_does_not_come_about(officer: Client, forum: Forum) -> None:
    off = open_forum()
    organising.cancel(
        forum=off, version=off.version, why="No hall.", by=make_staff(), now=timezone.now()
    )
    held_forum()
    form = officer.get(reverse("admin:forums_speaker_add")).context["adminform"].form
    assert list(form.fields["forum"].queryset) == [forum]
    assert {item.forum_id for item in form.fields["item"].queryset} == {forum.pk}
