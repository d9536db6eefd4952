"""Approving, scheduling and watching a bulletin, settings, and the front page."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from bulletins.actions import items, moving, starting
from bulletins.models import Bulletin, BulletinSettings
from bulletins.states import State
from portal.models import AuditEntry
from portal.quarters import quarter_of
from portal.staff_groups import EVENTS_OFFICERS, MANAGERS
from tests.bulletins.pages import ADMIN, first_item, hidden, url
from tests.factories.bulletins import approved, make_bulletin, scheduled, sending, subscribe
from tests.factories.staff import make_staff, sign_in

pytestmark = pytest.mark.django_db


def approve(client: Client, bulletin: Bulletin) -> Any:
    page = client.get(url(bulletin, "check/"))
    return client.post(url(bulletin, "check/"), {"seen": hidden(page.text, "seen")})


def test_what_was_looked_at_is_approved(editor: Client) -> None:
    subscribe()
    bulletin = make_bulletin()

    answer = approve(editor, bulletin)

    bulletin.refresh_from_db()
    assert (answer.status_code, bulletin.state) == (302, State.APPROVED)


def test_approve_pressed_twice_is_told(editor: Client) -> None:
    subscribe()
    bulletin = make_bulletin()
    seen = {"seen": hidden(editor.get(url(bulletin, "check/")).text, "seen")}
    editor.post(url(bulletin, "check/"), seen)

    text = editor.post(url(bulletin, "check/"), seen, follow=True).text

    assert "Nothing was done: this bulletin is “Approved” by now." in text
    assert AuditEntry.objects.filter(action="bulletin.approve").count() == 1


def test_changed_since_it_was_looked_at_is_refused(editor: Client) -> None:
    subscribe()
    bulletin = make_bulletin()
    seen = {"seen": hidden(editor.get(url(bulletin, "check/")).text, "seen")}
    items.remove_item(
        bulletin=bulletin, item=first_item(bulletin).pk, by=make_staff(), now=timezone.now()
    )
    bulletin.sections.get().items.create(title="Another")

    answer = editor.post(url(bulletin, "check/"), seen)

    assert (answer.status_code, "It was changed since" in answer.text) == (409, True)
    bulletin.refresh_from_db()
    assert bulletin.state == State.DRAFT


def test_what_blocks_is_not_approved_whatever_is_posted(editor: Client) -> None:
    bulletin = make_bulletin(introduction="")
    look = editor.get(url(bulletin, "check/")).context["look"]

    answer = editor.post(url(bulletin, "check/"), {"seen": look.digest})

    assert answer.status_code == 409
    bulletin.refresh_from_db()
    assert bulletin.state == State.DRAFT


def test_second_person_is_asked_for(editor: Client) -> None:
    BulletinSettings.objects.create(pk=1, needs_second_person=True)
    subscribe()
    bulletin = make_bulletin()
    section = bulletin.sections.get().pk
    editor.post(url(bulletin, f"sections/{section}/"), {"heading": "News"})
    look = editor.get(url(bulletin, "check/")).context["look"]

    mine = editor.post(url(bulletin, "check/"), {"seen": look.digest})
    theirs = approve(sign_in(make_staff(MANAGERS)), bulletin)

    assert (mine.status_code, theirs.status_code) == (409, 302)


def next_tuesday(hour: int) -> Any:
    day = timezone.localtime() + timedelta(days=7)
    day += timedelta(days=(1 - day.weekday()) % 7)
    return day.replace(hour=hour, minute=0, second=0, microsecond=0)


def test_scheduled_in_londons_time(editor: Client) -> None:
    bulletin, at = approved(), next_tuesday(10)

    editor.post(url(bulletin, "schedule/"), {"at": f"{at:%Y-%m-%dT%H:%M}", "was": ""})

    bulletin.refresh_from_db()
    assert (bulletin.state, timezone.localtime(bulletin.scheduled_at)) == (State.SCHEDULED, at)


def test_odd_time_asks_once_more(editor: Client) -> None:
    bulletin, at = approved(), next_tuesday(3)
    data = {"at": f"{at:%Y-%m-%dT%H:%M}", "was": ""}

    asked = editor.post(url(bulletin, "schedule/"), data)
    bulletin.refresh_from_db()
    assert ("Schedule it all the same" in asked.text, bulletin.state) == (True, State.APPROVED)

    editor.post(url(bulletin, "schedule/"), data | {"sure": hidden(asked.text, "sure")})
    bulletin.refresh_from_db()
    assert bulletin.state == State.SCHEDULED


@pytest.mark.parametrize("at", ["2020-01-01T10:00", "", "soon", "2027-03-28T01:30"])
def test_time_that_cannot_be_is_refused(editor: Client, at: str) -> None:
    bulletin = approved()

    answer = editor.post(url(bulletin, "schedule/"), {"at": at, "was": ""})

    assert "at" in answer.context["form"].errors
    bulletin.refresh_from_db()
    assert bulletin.state == State.APPROVED


def test_send_now_pressed_twice_keeps_the_first_time(editor: Client) -> None:
    bulletin = approved()
    was = {"was": hidden(editor.get(url(bulletin, "send-now/")).text, "was")}
    editor.post(url(bulletin, "send-now/"), was)
    bulletin.refresh_from_db()
    first = bulletin.scheduled_at

    text = editor.post(url(bulletin, "send-now/"), was, follow=True).text

    bulletin.refresh_from_db()
    assert bulletin.scheduled_at == first
    assert "as was decided already" in text
    assert "Cancel: do not send it" in text


def test_cancelled_it_stays_approved(editor: Client) -> None:
    bulletin = scheduled()

    editor.post(url(bulletin, "unschedule/"))

    bulletin.refresh_from_db()
    assert (bulletin.state, bulletin.scheduled_at) == (State.APPROVED, None)


def test_live_page_and_its_fragment(editor: Client, django_assert_num_queries: Any) -> None:
    subscribe()
    bulletin = sending()
    editor.get(url(bulletin))

    with django_assert_num_queries(5):  # session, person, bulletin, counts, speed
        fragment = editor.get(url(bulletin, "change/?part=live")).text

    assert fragment.strip().startswith('<div id="live" data-state="sending" data-moves="yes">')
    assert "<html" not in fragment
    assert "0 of 1 dealt with: 0%." in fragment


def test_correction_is_offered_once_it_has_ended(editor: Client) -> None:
    subscribe()
    bulletin = sending()
    bulletin.deliveries.update(state="sent", sent_at=timezone.now())
    offer = f'href="{url(bulletin, "correct/")}"'

    assert offer not in editor.get(url(bulletin)).text
    for answer in (editor.get, editor.post):
        said = answer(url(bulletin, "correct/"), follow=True)
        assert "It is going out still." in said.text
    starting.finish(bulletin=bulletin, now=timezone.now())

    assert offer in editor.get(url(bulletin)).text
    assert "It goes to the 1 person who got" in editor.get(url(bulletin, "correct/")).text


def test_correction_says_that_it_waits_for_the_first(editor: Client) -> None:
    first = sending()
    bulletin = scheduled(corrects=first)

    assert "the correction waits until that has ended" in editor.get(url(bulletin)).text


def test_corrected_one_is_not_tried_again(editor: Client) -> None:
    subscribe()
    subscribe("ben@example.org")
    first = sending()
    first.deliveries.update(state="sent", sent_at=timezone.now())
    first.deliveries.filter(address="ben@example.org").update(state="failed", sent_at=None)
    starting.finish(bulletin=first, now=timezone.now())
    sending(corrects=first)

    page, asked = editor.get(url(first)).text, editor.get(url(first, "retry/")).text
    said = editor.post(url(first, "retry/"), follow=True).text

    assert "Try those that failed again" not in page
    assert "A correction of it has gone out." in asked
    assert "Nothing was put back in line: a correction of it has gone out." in said
    assert first.deliveries.get(address="ben@example.org").state == "failed"


def test_outcome_is_shown_when_nobody_is_known_any_more(editor: Client) -> None:
    subscribe()
    bulletin = sending()
    bulletin.deliveries.update(state="sent", sent_at=timezone.now())
    from bulletins.actions import forgetting_deliveries, starting

    starting.finish(bulletin=bulletin, now=timezone.now())
    forgetting_deliveries.forget(now=timezone.now() + timedelta(days=400))

    text = editor.get(url(bulletin)).text

    assert "<b>1</b> sent" in text
    assert "To whom it went is deleted" in text


def test_pause_says_why_and_goes_on(editor: Client) -> None:
    bulletin = sending()
    assert "why" in editor.post(url(bulletin, "pause/"), {"why": ""}).context["form"].errors

    editor.post(url(bulletin, "pause/"), {"why": "A wrong date"})
    assert "A wrong date" in editor.get(url(bulletin)).text
    editor.post(url(bulletin, "resume/"))

    bulletin.refresh_from_db()
    assert bulletin.state == State.SENDING


def test_address_is_found_across_bulletins_by_the_whole_of_it(editor: Client) -> None:
    subscribe("zoe@example.org")
    first, second = sending(), sending()
    at = "/admin/bulletins/delivery/"

    assert editor.get(at).context["cl"].result_count == 0
    assert editor.get(at, {"q": "zoe"}).context["cl"].result_count == 0
    found = editor.get(at, {"q": "Zoe@example.org"})
    assert {row.bulletin for row in found.context["cl"].result_list} == {first, second}


@pytest.mark.parametrize("page", ["deliveries/x/", "deliveries/sent/?after=-1"])
def test_list_of_nothing_is_not_there(editor: Client, page: str) -> None:
    assert editor.get(url(sending(), page)).status_code == 404


@pytest.mark.parametrize(
    ("noted", "said"),
    [
        ("suppressed", "Nothing may go there: mail came back, or was marked as unwanted"),
        ("550 5.1.1 no <such> mailbox", "550 5.1.1 no &lt;such&gt; mailbox"),
    ],
)
def test_why_it_was_not_sent_stands_in_words(editor: Client, noted: str, said: str) -> None:
    subscribe()
    bulletin = sending()
    bulletin.deliveries.update(state="suppressed", last_error=noted)

    page = editor.get(url(bulletin, "deliveries/suppressed/")).text

    assert f"<td>{said}</td>" in page
    assert "What you can do" not in page


def test_delivery_of_another_bulletin_is_not_settled_here(editor: Client) -> None:
    subscribe()
    mine, other = sending(), sending()
    row = other.deliveries.get()
    other.deliveries.update(state="in-doubt")

    answer = editor.post(url(mine, f"doubt/{row.pk}/"), {"act": "again"})

    assert answer.status_code == 404
    row.refresh_from_db()
    assert row.state == "in-doubt"


def test_settings_are_changed_and_noted() -> None:
    manager = sign_in(make_staff(MANAGERS))

    manager.post("/admin/bulletins/bulletinsettings/1/change/", {"needs_second_person": "on"})

    assert BulletinSettings.current().needs_second_person
    entry = AuditEntry.objects.get(action="bulletin-settings.change")
    assert (entry.old, entry.new) == ({"needs_second_person": False}, {"needs_second_person": True})


def test_front_page_says_what_is_due(editor: Client) -> None:
    make_bulletin()
    bulletin = sending()
    moving.pause(bulletin=bulletin, by=make_staff(), why="x", now=timezone.now())

    due = editor.get("/staff/").context["bulletins"]

    assert (due["drafts"], due["paused"], due["late"]) == (1, 1, 0)
    assert due["lacks"] == quarter_of(timezone.localdate())


def sent(**fields: Any) -> Bulletin:
    bulletin = sending(**fields)
    assert starting.finish(bulletin=bulletin, now=timezone.now())
    return bulletin


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (make_bulletin, "This quarter's e-bulletin is begun."),
        (sending, "This quarter's e-bulletin is begun."),
        (sent, "This quarter has its e-bulletin."),
    ],
)
def test_front_page_tells_begun_from_sent(
    editor: Client, make: Callable[..., Bulletin], said: str
) -> None:
    make(kind="quarterly", quarter_on=quarter_of(timezone.localdate()).first_day)

    assert said in editor.get("/staff/").text


@pytest.mark.parametrize("state", ["failed", "in-doubt"])
def test_figure_of_those_left_without_leads_to_them(editor: Client, state: str) -> None:
    subscribe()
    bulletin = sending()
    sending()
    bulletin.deliveries.update(state=state)

    assert f"/admin/bulletins/bulletin/?left={state}" in editor.get("/staff/").text
    assert list(editor.get(f"{ADMIN}/?left={state}").context["cl"].result_list) == [bulletin]


def test_who_has_nothing_to_do_with_bulletins_sees_none_of_it() -> None:
    client = sign_in(make_staff(EVENTS_OFFICERS))

    assert "bulletins" not in client.get("/staff/").context
    assert client.get(f"{ADMIN}/").status_code == 403
