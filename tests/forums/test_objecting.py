""" "This identifies us": said by who was there, kept, and answered."""

import uuid
from typing import Any

import pytest
from django.utils import timezone

from forums.actions import objecting, summaries
from forums.models import Forum, Objection
from network.models import User
from portal.models import OutgoingMail, SiteSettings
from portal.sealing import unseal
from portal.staff_groups import MANAGERS
from tests.factories.forums import attended, insider, outsider
from tests.factories.said import draft_summary, objection_to, shared_summary, there_and_forum
from tests.factories.staff import make_staff, sign_in

pytestmark = pytest.mark.django_db


def page(user: User, forum: Forum) -> Any:
    return sign_in(user, factor=False).get(f"/forums/{forum.slug}/summary/")


def test_an_objection_keeps_who_said_it_for_which_organisation() -> None:
    there, forum = there_and_forum()
    objection = objection_to(shared_summary(forum), there)
    assert objection.user == there
    assert objection.organisation == there.affiliations.get().organisation
    assert objection.summary_version == 1


def test_the_co_ordinator_is_told_of_an_objection_without_what_and_who() -> None:
    SiteSettings.objects.create(pk=1, coordinator_email="coordinator@example.org")
    SiteSettings.forget()
    there, forum = there_and_forum("there@example.org")
    objection_to(shared_summary(forum), there, "quiet-objection-2290")
    mail = OutgoingMail.objects.get(cause__startswith="objection:")
    assert mail.to == "coordinator@example.org"
    for secret in ("quiet-objection-2290", there.email, "Kola Nut"):
        assert secret not in f"{mail.subject}{mail.text}{mail.html}"


def press(user: User, forum: Forum, **data: Any) -> Any:
    values = {"key": uuid.uuid4(), "version": 1, "text": "That is our street."} | data
    return sign_in(user, factor=False).post(f"/forums/{forum.slug}/summary/", values)


def test_pressing_twice_says_it_once() -> None:
    there, forum = there_and_forum()
    shared_summary(forum)
    key = uuid.uuid4()
    assert [press(there, forum, key=key).status_code for _press in range(2)] == [302, 302]
    assert Objection.objects.count() == 1


def test_something_else_by_the_same_form_is_given_back_to_say_as_well() -> None:
    there, forum = there_and_forum()
    shared_summary(forum)
    press(there, forum, key=(key := uuid.uuid4()))
    answer = press(there, forum, key=key, text="And our number.")
    form = answer.context["form"]
    assert (answer.status_code, form["text"].value()) == (409, "And our number.")
    assert press(there, forum, key=form["key"].value(), text="And our number.").status_code == 302
    said = Objection.objects.in_order().values_list("text", flat=True)
    assert list(said) == ["That is our street.", "And our number."]


def test_two_people_may_come_by_the_same_key() -> None:
    there, forum = there_and_forum()
    attended(forum, other := insider())
    shared_summary(forum)
    key = uuid.uuid4()
    assert [press(one, forum, key=key).status_code for one in (there, other)] == [302, 302]
    assert Objection.objects.count() == 2


def test_only_who_was_there_objects() -> None:
    there, forum = there_and_forum()
    attended(forum, officer := outsider())
    shared_summary(forum)
    answers = [press(one, forum).status_code for one in (insider(), officer, make_staff(MANAGERS))]
    assert (answers, Objection.objects.count()) == ([404, 404, 404], 0)
    assert there


def test_an_objection_needs_words() -> None:
    there, forum = there_and_forum()
    shared_summary(forum)
    answer = press(there, forum, text=" ")
    assert "Say what identifies you" in answer.content.decode()
    assert not Objection.objects.exists()


def test_what_came_too_late_is_there_to_copy() -> None:
    there, forum = there_and_forum()
    shared_summary(forum, days_ago=7)
    answer = press(there, forum, text="That is our street.")
    assert (answer.status_code, Objection.objects.count()) == (409, 0)
    assert "That is our street." in answer.content.decode()


def test_what_came_after_it_was_taken_back_is_there_to_copy_without_the_summary() -> None:
    there, forum = there_and_forum()
    summary = shared_summary(forum, "quiet-summary-7713")
    when = {"by": make_staff(), "now": timezone.now()}
    summaries.take_back(forum=forum, version=summary.version, **when)
    answer = press(there, forum, text="That is our street.")
    text = answer.content.decode()
    assert (answer.status_code, Objection.objects.count()) == (409, 0)
    assert ("That is our street." in text, "quiet-summary-7713" in text) == (True, False)
    assert press(insider(), forum).status_code == 404


def test_a_draft_that_nobody_was_shown_is_not_there_for_what_is_sent_to_it() -> None:
    there, forum = there_and_forum()
    draft_summary(forum)
    assert press(there, forum).status_code == 404


def test_colleagues_do_not_read_what_somebody_said() -> None:
    there, forum = there_and_forum()
    attended(forum, other := insider())
    objection_to(shared_summary(forum), there, "quiet-objection-2290")
    assert "quiet-objection-2290" in page(there, forum).content.decode()
    assert "quiet-objection-2290" not in page(other, forum).content.decode()


def test_an_answer_is_given_once_and_told_without_its_words() -> None:
    there, forum = there_and_forum()
    objection, now = objection_to(shared_summary(forum), there), timezone.now()
    common = {"objection": objection, "by": make_staff(), "now": now}
    for _press in range(2):
        objecting.answer(**common, words="quiet-answer-5152")
    with pytest.raises(objecting.Answered):
        objecting.answer(**common, words="Another answer")
    told = OutgoingMail.objects.get(cause__startswith="summary:")
    mail = OutgoingMail.objects.get(cause=f"summary-word:{objection.pk}")
    assert (mail.to, mail.subject) == (there.email, told.subject)
    assert "quiet-answer-5152" not in unseal(bytes(mail.sealed))
    assert mail.text == ""
    assert "quiet-answer-5152" in page(there, forum).content.decode()
