"""The staff's pages about what was said: nothing typed is lost, nothing is done unseen."""

import re
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from forums.actions import notes
from forums.choices import Circle, Rule
from forums.models import Action, AgendaItem, Forum, Note, Objection, Summary
from portal.models import AuditEntry, OutgoingMail
from portal.staff_groups import MANAGERS
from tests.factories.forums import held_forum, insider, item_of, write_note
from tests.factories.said import (
    agreed_summary,
    draft_summary,
    objection_to,
    shared_summary,
    taken_on,
    there_and_forum,
)
from tests.factories.staff import coordinator_client, make_staff, sign_in

pytestmark = pytest.mark.django_db
ADMIN = "/admin/forums"


def hidden(text: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', text)
    assert found, name
    return found[1]


def ask(client: Client, path: str, **data: Any) -> tuple[int, str]:
    """A page, or with `data` the answer to a press on it: status and text."""
    where = f"{ADMIN}/{path}"
    answer = client.post(where, data) if data else client.get(where)
    return answer.status_code, answer.content.decode()


def test_the_page_of_a_forums_notes_opens_none() -> None:
    forum = held_forum()
    write_note(item_of(forum, Rule.ON_RECORD), "quiet-note-5823")
    _status, text = ask(coordinator_client(), f"note/forum/{forum.pk}/")
    assert "Open and change them" in text
    assert "quiet-note-5823" not in text
    assert not AuditEntry.objects.filter(action=notes.OPENED).exists()


def test_a_sanctuary_item_shows_its_title_and_actions_and_takes_no_notes() -> None:
    forum = held_forum()
    item = item_of(forum, Rule.SANCTUARY)
    taken_on(forum, "Ring the chaplain", item=item)
    client = coordinator_client()
    _status, overview = ask(client, f"note/forum/{forum.pk}/")
    _status, page = ask(client, f"note/item/{item.pk}/")
    assert ["Ring the chaplain" in text for text in (overview, page)] == [True, True]
    status, refused = ask(client, f"note/item/{item.pk}/", version=0, text="Typed all the same")
    assert (status, "Typed all the same" in refused, Note.objects.count()) == (409, True, 0)


def test_notes_of_a_stale_tab_are_kept_in_the_box_beside_what_stands_there() -> None:
    item = item_of(held_forum(), Rule.ON_RECORD)
    write_note(item, "Saved by somebody else")
    client = coordinator_client()
    status, text = ask(client, f"note/item/{item.pk}/", version=0, text="Typed here")
    assert (status, "Saved by somebody else" in text, "Typed here" in text) == (409, True, True)
    assert AuditEntry.objects.filter(action=notes.OPENED).count() == 1
    version = hidden(text, "version")
    status, _text = ask(client, f"note/item/{item.pk}/", version=version, text="Both")
    assert (status, Note.objects.get().version) == (302, 2)


def test_too_long_notes_stay_in_the_box() -> None:
    item = item_of(held_forum(), Rule.ON_RECORD)
    long = "word " * 7000
    status, text = ask(coordinator_client(), f"note/item/{item.pk}/", version=0, text=long)
    assert (status, "Shorten this to 30000 characters" in text) == (200, True)
    assert long.strip() in text


def test_the_day_notes_go_is_refused_beyond_a_year() -> None:
    forum = held_forum()
    late = timezone.localdate() + timedelta(days=366)
    path, client = f"note/forum/{forum.pk}/day/", coordinator_client()
    _status, text = ask(client, path, version=forum.version, day=late)
    assert "a year after the forum at the latest" in text
    early = timezone.localdate() + timedelta(days=30)
    assert ask(client, path, version=forum.version, day=early)[0] == 302
    assert Forum.objects.get().notes_until == early


def test_staff_see_who_opened_which_notes() -> None:
    there, forum = there_and_forum()
    item = item_of(forum, Rule.ON_RECORD)
    write_note(item)
    notes.look_at(forum=forum, by=there, now=timezone.now())
    _status, text = ask(coordinator_client(), f"note/forum/{forum.pk}/opened/")
    assert str(there) in text
    assert item.title in text


def test_lists_of_forums_take_the_same_few_queries(django_assert_num_queries: Any) -> None:
    client = coordinator_client()
    ask(client, "summary/")
    for number in (1, 3):
        while Forum.objects.count() < number:
            there, forum = there_and_forum()
            write_note(item_of(forum, Rule.ON_RECORD))
            objection_to(shared_summary(forum), there)
        with django_assert_num_queries(4):
            assert ask(client, "summary/")[0] == 200


def test_a_draft_of_a_stale_tab_is_kept_in_the_box() -> None:
    forum = held_forum()
    draft_summary(forum, "Saved by somebody else")
    path = f"summary/forum/{forum.pk}/write/"
    status, text = ask(coordinator_client(), path, version=0, text="Typed here")
    assert (status, "Saved by somebody else" in text, "Typed here" in text) == (409, True, True)
    assert Summary.objects.get().text == "Saved by somebody else"


def test_sharing_is_previewed_with_how_many_are_told() -> None:
    _there, forum = there_and_forum()
    summary, client = draft_summary(forum), coordinator_client()
    path = f"summary/forum/{forum.pk}/step/share/"
    _status, text = ask(client, path)
    assert "1 person is told." in text
    assert "Please look at the summary" in text
    assert not OutgoingMail.objects.exists()
    seen = {"version": summary.version, "shown_to": "staff"}
    assert [ask(client, path, **seen)[0] for _press in range(2)] == [302, 409]
    assert OutgoingMail.objects.count() == 1


def test_a_changed_text_is_previewed_before_it_goes_to_them_again() -> None:
    _there, forum = there_and_forum()
    shared_summary(forum)
    client, path = coordinator_client(), f"summary/forum/{forum.pk}/write/"
    typed = {"version": 1, "text": "We spoke about post."}
    _status, text = ask(client, path, **typed)
    assert "1 person who was there is told to look again" in text
    assert Summary.objects.get().version == 1
    assert "We spoke about post." in ask(client, path, **typed, act="change")[1]
    assert ask(client, path, **typed, act="confirm")[0] == 302
    assert Summary.objects.get().version == 2


@pytest.mark.parametrize(("days_ago", "is_offered"), [(6, False), (8, True)])
def test_agreeing_is_offered_once_the_days_are_over(days_ago: int, is_offered: bool) -> None:
    forum = held_forum()
    shared_summary(forum, days_ago=days_ago)
    _status, text = ask(coordinator_client(), f"summary/forum/{forum.pk}/")
    assert (f"{forum.pk}/step/agree/" in text) == is_offered


def test_widening_is_previewed_confirmed_and_logged() -> None:
    forum = held_forum()
    summary, client = agreed_summary(forum), coordinator_client(name="Ada Officer")
    path = f"summary/forum/{forum.pk}/step/to-members/"
    _status, text = ask(client, path)
    assert "public bodies and contractors" in text
    assert Summary.objects.get().shown_to == Circle.ATTENDEES
    seen = {"version": summary.version, "shown_to": Circle.ATTENDEES.value}
    assert [ask(client, path, **seen)[0] for _press in range(2)] == [302, 409]
    assert Summary.objects.get().shown_to == Circle.MEMBERS
    assert "Ada Officer, version 1" in ask(client, f"summary/forum/{forum.pk}/")[1]


def test_a_posted_circle_is_no_way_round_the_steps() -> None:
    forum = held_forum()
    summary = shared_summary(forum, days_ago=8)
    seen = {"version": summary.version, "shown_to": "attendees"}
    for name in ("to-public", "to-members", "back-to-staff"):
        path = f"summary/forum/{forum.pk}/step/{name}/"
        assert ask(coordinator_client(), path, **seen)[0] == 409
    assert Summary.objects.get().shown_to == Circle.ATTENDEES


def test_an_objection_is_answered_once() -> None:
    there, forum = there_and_forum()
    objection = objection_to(shared_summary(forum), there, "That is our street.")
    client, path = coordinator_client(), f"summary/objection/{objection.pk}/"
    assert "That is our street." in ask(client, path)[1]
    assert ask(client, path, words="Taken out.")[0] == 302
    status, text = ask(client, path, words="Something else")
    assert (status, "Something else" in text) == (409, True)
    assert Objection.objects.get().answer == "Taken out."


def test_an_action_is_written_down_once_and_changed() -> None:
    forum, owner, client = held_forum(), insider(), coordinator_client()
    typed = {"key": uuid.uuid4(), "text": "Ask the governor", "owner": owner.pk, "version": 0}
    path = f"action/forum/{forum.pk}/add/"
    assert [ask(client, path, **typed)[0] for _press in range(2)] == [302, 302]
    action = Action.objects.get()
    change = f"action/{action.pk}/change/"
    assert ask(client, change, **typed | {"version": 1, "text": "Ask her"})[0] == 302
    status, text = ask(client, change, **typed | {"version": 1, "text": "Of an old tab"})
    assert (status, "Of an old tab" in text, "Ask her" in text) == (409, True, True)


@pytest.mark.parametrize("both", [True, False])
def test_an_action_has_one_owner(both: bool) -> None:
    forum, owner = held_forum(), insider()
    organisation = owner.affiliations.get().organisation
    owners = {"owner": owner.pk, "owner_organisation": organisation.pk} if both else {}
    typed = {"key": uuid.uuid4(), "text": "Ask the governor", **owners}
    _status, text = ask(coordinator_client(), f"action/forum/{forum.pk}/add/", **typed)
    assert "There is a problem" in text
    assert not Action.objects.exists()


def test_staff_drop_an_action_and_open_it_again() -> None:
    action, client = taken_on(held_forum()), coordinator_client()
    ended = {"state": "dropped", "words": "Nobody can."}
    assert ask(client, f"action/{action.pk}/finish/", **ended)[0] == 302
    assert "Nobody can." in ask(client, f"action/{action.pk}/change/")[1]
    client.post(f"{ADMIN}/action/{action.pk}/open-again/")
    action.refresh_from_db()
    assert action.is_open


def test_managers_open_nothing_of_it() -> None:
    forum = held_forum()
    write_note(item_of(forum, Rule.ON_RECORD))
    shared_summary(forum)
    client = sign_in(make_staff(MANAGERS))
    item = AgendaItem.objects.get(forum=forum, rule=Rule.ON_RECORD)
    paths = (f"note/item/{item.pk}/", f"summary/forum/{forum.pk}/", "note/", "summary/", "action/")
    assert [ask(client, path)[0] for path in paths] == [403] * 5


def test_what_is_agreed_cannot_be_typed_over_and_nothing_typed_is_lost() -> None:
    forum = held_forum()
    agreed_summary(forum)
    typed = {"version": 1, "text": "Typed all the same"}
    status, text = ask(coordinator_client(), f"summary/forum/{forum.pk}/write/", **typed)
    assert (status, "Typed all the same" in text) == (409, True)


@pytest.mark.parametrize("number", ["abc", "0", "9" * 30])
def test_what_is_no_record_is_missing(number: str) -> None:
    client = coordinator_client()
    kinds = ("note", "summary", "action")
    assert [ask(client, f"{kind}/{number}/change/")[0] for kind in kinds] == [404] * 3
