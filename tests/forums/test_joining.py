"""Saying whether one comes: one answer a person, for a member organisation, until the end."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from forums import consent
from forums.actions import joining
from forums.actions.moving import hold
from forums.choices import Answer
from forums.models import Attendance, Forum
from network.models import User
from portal.models import AuditEntry, OutgoingMail
from portal.sealing import unseal
from tests.conftest import Deliver
from tests.factories.bookings import make_member
from tests.factories.forums import insider, make_forum, open_forum, outsider
from tests.factories.joining import answers, make_way_in
from tests.factories.staff import make_staff, sign_in
from tests.factories.told import calendar_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def forum() -> Forum:
    return open_forum(venue="Example Hall")


@pytest.fixture
def ada() -> User:
    return insider("ada@example.org", "Ada's House")


def url(forum: Forum, page: str = "join") -> str:
    return reverse(f"forums:{page}", args=[forum.slug])


def send(client: Client, forum: Forum, answer: str = "online", **data: str) -> object:
    return client.post(url(forum), {"answer": answer, **data}, follow=True)


def test_an_answer_is_kept_and_mailed_with_a_calendar_entry(
    client: Client, forum: Forum, ada: User, deliver: Deliver
) -> None:
    client.force_login(ada)
    make_way_in(forum)
    send(client, forum, "in-person")
    row = Attendance.objects.get()
    kept = (row.user, row.organisation.name, row.answer, row.source, row.entered_by)
    assert kept == (ada, "Ada's House", "in-person", "site", None)
    (mail,) = deliver()
    assert (mail.to, mail.subject) == (("ada@example.org",), f"You are coming: {forum}")
    found = calendar_in(mail)
    assert (found.method.value, found.vevent.summary.value) == ("REQUEST", forum.title)
    assert "video.example.org" not in mail.text + mail.html + found.serialize()


def test_the_same_answer_twice_is_one(client: Client, forum: Forum, ada: User) -> None:
    client.force_login(ada)
    for _press in range(2):
        send(client, forum)
    assert Attendance.objects.get().revision == 1
    assert OutgoingMail.objects.count() == 1
    assert AuditEntry.objects.filter(action="forum.answer").count() == 1


def test_a_changed_answer_updates_the_same_calendar_entry(
    forum: Forum, ada: User, deliver: Deliver
) -> None:
    for answer in (Answer.IN_PERSON, Answer.ONLINE, Answer.APOLOGIES):
        answers(forum, ada, answer)
    entries = [calendar_in(mail) for mail in deliver()]
    assert [one.method.value for one in entries] == ["REQUEST", "REQUEST", "CANCEL"]
    assert len({one.vevent.uid.value for one in entries}) == 1
    numbers = [int(one.vevent.sequence.value) for one in entries]
    assert numbers == sorted(set(numbers))
    assert Attendance.objects.count() == 1


def test_apologies_at_first_have_no_calendar_entry(
    forum: Forum, ada: User, deliver: Deliver
) -> None:
    answers(forum, ada, Answer.APOLOGIES)
    (mail,) = deliver()
    assert (mail.subject, mail.files) == (f"You cannot come: {forum}", ())


def test_who_has_several_organisations_chooses(client: Client, forum: Forum, ada: User) -> None:
    second = make_member(ada, "Ben's House")
    client.force_login(ada)
    assert "Choose the organisation you come for" in send(client, forum).content.decode()  # type: ignore[attr-defined]
    send(client, forum, organisation=str(second.pk))
    assert Attendance.objects.get().organisation == second


@pytest.mark.parametrize("answer", ["in-person", "perhaps", ""])
def test_ways_that_the_forum_has_not_are_refused(client: Client, ada: User, answer: str) -> None:
    forum = open_forum()  # online only
    client.force_login(ada)
    assert "There is a problem" in send(client, forum, answer).content.decode()  # type: ignore[attr-defined]
    assert not Attendance.objects.exists()


def test_another_organisation_cannot_be_answered_for(forum: Forum, ada: User) -> None:
    foreign = make_member(insider(), "Foreign House")
    lapsed = make_member(ada, "Lapsed", ends_on=timezone.localdate() - timedelta(days=1))
    for organisation in (foreign, lapsed):
        with pytest.raises(joining.NotAMember):
            answers(forum, ada, organisation=organisation)
    ada.is_active = False
    with pytest.raises(joining.NotAMember):
        answers(forum, ada)


def test_a_forum_that_is_not_open_takes_no_answer(ada: User, client: Client) -> None:
    over = open_forum(starts_at=timezone.now() - timedelta(hours=3))
    for forum in (make_forum(), over):
        with pytest.raises(joining.NotOpen):
            answers(forum, ada)
    client.force_login(ada)
    assert "takes no answers now" in send(client, over).content.decode()  # type: ignore[attr-defined]
    assert not Attendance.objects.exists()


def test_only_members_find_the_page(forum: Forum) -> None:
    people = {"member": insider(), "officer": outsider(), "staff": make_staff()}
    found = {name: sign_in(one).get(url(forum)).status_code for name, one in people.items()}
    assert found == {"member": 200, "officer": 200, "staff": 404}


def test_staff_answer_on_behalf_and_the_person_gets_a_copy(
    forum: Forum, ada: User, deliver: Deliver
) -> None:
    row = answers(forum, ada, Answer.ONLINE, by=(staff := make_staff()), source="telephone")
    assert (row.source, row.entered_by) == ("telephone", staff)
    (mail,) = deliver()
    assert mail.to == ("ada@example.org",)
    assert "we have noted it for you" in mail.text
    entry = AuditEntry.objects.get(action="forum.answer")
    assert (entry.actor, entry.new["answer"]) == (staff, "online")


def test_needs_are_sealed_with_the_words_agreed_to(client: Client, forum: Forum, ada: User) -> None:
    client.force_login(ada)
    page = send(client, forum, "in-person", needs="A ramp")
    assert "Tick that you agree" in page.content.decode()  # type: ignore[attr-defined]
    send(client, forum, "in-person", needs="A ramp", consents="on")
    row = Attendance.objects.get()
    assert (unseal(bytes(row.needs)), row.needs_consent_wording) == ("A ramp", str(consent.NEEDS))
    assert "A ramp" not in client.get(url(forum)).content.decode()
    said = [f"{one.old}{one.new}{one.object_label}" for one in AuditEntry.objects.all()]
    assert not [one for one in said if "ramp" in one or "needs" in one]


def test_needs_stay_until_they_are_taken_back(client: Client, forum: Forum, ada: User) -> None:
    answers(forum, ada, Answer.IN_PERSON, needs="A ramp", consents=True)
    client.force_login(ada)
    send(client, forum, "in-person")
    assert Attendance.objects.get().needs
    client.post(url(forum), {"act": "remove"})
    row = Attendance.objects.get()
    assert (row.needs, row.needs_consented_at, row.answer) == (b"", None, "in-person")


@pytest.mark.parametrize("answer", [Answer.ONLINE, Answer.APOLOGIES])
def test_who_does_not_come_in_person_has_no_needs(forum: Forum, ada: User, answer: str) -> None:
    answers(forum, ada, Answer.IN_PERSON, needs="A ramp", consents=True)
    assert answers(forum, ada, answer).needs == b""


def test_needs_without_consent_are_not_kept(forum: Forum, ada: User) -> None:
    assert answers(forum, ada, Answer.IN_PERSON, needs="A ramp").needs == b""


def test_an_answer_of_a_held_forum_cannot_be_changed(ada: User) -> None:
    forum = open_forum()
    answers(forum, ada)
    Forum.objects.update(starts_at=timezone.now() - timedelta(hours=3), ends_at=timezone.now())
    hold(forum=forum, version=forum.version, by=make_staff(), now=timezone.now())
    with pytest.raises(joining.NotOpen):
        answers(forum, ada, Answer.APOLOGIES)
