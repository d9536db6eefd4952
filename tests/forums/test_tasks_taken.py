"""Actions: who owns them, who is told, and saying that they are done."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from forums.actions import tasks_taken
from forums.actions.tasks_taken import What
from forums.choices import Rule
from forums.models import Action
from network.models import User
from portal.models import AuditEntry, OutgoingMail
from tests.factories.applicants import make_person
from tests.factories.forums import attended, held_forum, insider, item_of, make_forum, outsider
from tests.factories.said import taken_on, there_and_forum
from tests.factories.staff import make_staff, sign_in

pytestmark = pytest.mark.django_db
State = Action.State


def told(kind: str) -> list[str]:
    rows = OutgoingMail.objects.filter(cause__contains=f":{kind}:")
    return sorted(mail.to for mail in rows)


def colleague(of: User, email: str, role: str = "member") -> User:
    person = make_person(email)
    of.affiliations.get().organisation.affiliations.create(
        user=person, role=role, started_at=timezone.now()
    )
    return person


def in_days(days: int) -> Any:
    return timezone.localdate() + timedelta(days=days)


def client(user: User) -> Client:
    return sign_in(user, factor=False)


def test_an_owner_is_told_once_however_often_it_is_pressed() -> None:
    owner, forum, key = insider("owner@example.org"), held_forum(), uuid.uuid4()
    for _press in range(2):
        tasks_taken.add(
            forum=forum,
            what=What("Ask the governor", owner=owner),
            key=key,
            by=make_staff(),
            now=timezone.now(),
        )
    assert (Action.objects.count(), told("given")) == (1, ["owner@example.org"])


def test_of_an_organisation_the_primary_contact_and_who_was_there_are_told() -> None:
    there, forum = insider("there@example.org"), held_forum()
    attended(forum, there)
    colleague(there, "primary@example.org", "primary")
    colleague(there, "away@example.org")
    organisation = there.affiliations.get().organisation
    taken_on(forum, owner_organisation=organisation)
    assert told("given") == ["primary@example.org", "there@example.org"]


@pytest.mark.parametrize("rule", list(Rule))
def test_what_comes_from_the_sanctuary_is_named_in_no_mail(rule: Rule) -> None:
    forum = held_forum()
    taken_on(forum, "quiet-action-6610", item=item_of(forum, rule))
    mail = OutgoingMail.objects.get(cause__contains=":given:")
    assert ("quiet-action-6610" in mail.text) == (rule != Rule.SANCTUARY)


def test_no_action_is_named_in_the_log() -> None:
    action = taken_on(held_forum(), "quiet-action-6610")
    entry = AuditEntry.objects.get(action="forum-action.add")
    assert entry.new == {"action": action.pk, "version": 1}
    assert "quiet" not in entry.object_label


@pytest.mark.parametrize(
    "what",
    [
        lambda: {"owner": outsider()},
        lambda: {"owner": make_person("nobody@example.org")},
        lambda: {"owner_organisation": outsider().affiliations.get().organisation},
        lambda: {"owner": None},
        lambda: {
            "owner": (one := insider()),
            "owner_organisation": one.affiliations.get().organisation,
        },
        lambda: {"owner": insider(), "item": item_of(held_forum(), Rule.ON_RECORD)},
    ],
    ids=["officer", "no member", "public body", "nobody", "both", "another forum's item"],
)
def test_who_may_not_hear_of_it_gets_no_action(what: Any) -> None:
    with pytest.raises(tasks_taken.NotTheirs):
        taken_on(held_forum(), **what())
    assert told("given") == []


def test_staff_who_run_forums_may_own_an_action() -> None:
    by = make_staff(email="officer@example.org")
    taken_on(held_forum(), owner=by)
    assert told("given") == ["officer@example.org"]


def changed(action: Action, version: int = 1, **what: Any) -> Action:
    values = {"text": action.text, "owner": action.owner} | what
    return tasks_taken.change(
        action=action, what=What(**values), version=version, by=make_staff(), now=timezone.now()
    )


def test_only_a_new_owner_is_told_of_a_change() -> None:
    action = taken_on(held_forum(), owner=insider("first@example.org"))
    changed(action, text="Ask the governor again")
    changed(action, version=2, owner=insider("second@example.org"))
    assert told("given") == ["first@example.org", "second@example.org"]


def test_what_was_changed_meanwhile_is_not_overwritten() -> None:
    action = taken_on(held_forum())
    changed(action, text="Ask the governor")
    with pytest.raises(tasks_taken.Stale):
        changed(action, text="Of an old tab")


def test_owners_are_reminded_three_days_before_and_once() -> None:
    made = timezone.now() - timedelta(days=20)
    forum = held_forum()
    for days, email in ((4, "later"), (3, "soon"), (0, "today"), (-1, "over")):
        owner = insider(f"{email}@example.org")
        taken_on(forum, owner=owner, due_on=in_days(days), now=made)
    for _run in range(2):
        tasks_taken.remind_due(now=timezone.now())
    assert told("due") == ["soon@example.org", "today@example.org"]


def test_who_was_given_an_action_just_now_is_not_reminded_of_it() -> None:
    taken_on(held_forum(), due_on=in_days(2))
    assert (tasks_taken.remind_due(now=timezone.now()), told("due")) == (0, [])


@pytest.mark.parametrize("state", [State.DONE, State.DROPPED])
def test_nobody_is_reminded_of_what_is_finished(state: State) -> None:
    made = timezone.now() - timedelta(days=20)
    action = taken_on(held_forum(), due_on=in_days(2), now=made)
    tasks_taken.finish(action=action, state=state, words="So.", by=make_staff(), now=made)
    assert tasks_taken.remind_due(now=timezone.now()) == 0


def test_whose_membership_ended_is_not_reminded() -> None:
    made = timezone.now() - timedelta(days=20)
    owner = insider()
    taken_on(held_forum(), owner=owner, due_on=in_days(2), now=made)
    memberships = owner.affiliations.get().organisation.memberships
    memberships.update(ends_on=in_days(-1))
    assert tasks_taken.remind_due(now=timezone.now()) == 0


def test_open_actions_of_earlier_forums_head_the_next_agenda() -> None:
    earlier, later = held_forum(), make_forum()
    action = taken_on(earlier)
    ended = taken_on(earlier, "Ended")
    taken_on(later, "Of the same day")
    now = timezone.now()
    tasks_taken.finish(action=ended, state=State.DONE, words="So.", by=make_staff(), now=now)
    assert list(Action.objects.carried_over(later.starts_at)) == [action]


def test_an_owner_sees_an_action_and_marks_it_done_once() -> None:
    owner = insider()
    action = taken_on(held_forum(), "Ask the governor", owner=owner)
    browser, where = client(owner), f"/forums/actions/{action.pk}/"
    assert "Ask the governor" in browser.get("/forums/actions/").content.decode()
    answers = [browser.post(where, {"words": "She agreed."}).status_code for _press in range(2)]
    late = browser.post(where, {"words": "Something else."})
    action.refresh_from_db()
    assert (answers, action.state, action.outcome) == ([302, 302], "done", "She agreed.")
    assert (late.status_code, "Something else." in late.content.decode()) == (409, True)
    assert AuditEntry.objects.filter(action="forum-action.done").count() == 1


def test_colleagues_see_what_their_organisation_took_on() -> None:
    owner = insider()
    other = colleague(owner, "colleague@example.org")
    taken_on(
        held_forum(), "Ask the governor", owner_organisation=owner.affiliations.get().organisation
    )
    assert "Ask the governor" in client(other).get("/dashboard/").content.decode()


@pytest.mark.parametrize(
    ("rule", "may_be_read", "is_read"),
    [(Rule.SANCTUARY, False, False), (Rule.SANCTUARY, True, True), (Rule.ON_RECORD, False, True)],
)
def test_colleagues_who_were_not_there_read_nothing_from_the_sanctuary(
    rule: Rule, may_be_read: bool, is_read: bool
) -> None:
    there, forum = there_and_forum()
    away = colleague(there, "away@example.org")
    action = taken_on(
        forum,
        "Quiet words",
        item=item_of(forum, rule),
        may_be_read=may_be_read,
        owner_organisation=there.affiliations.get().organisation,
    )
    one = f"/forums/actions/{action.pk}/"
    pages = ("/forums/actions/", "/dashboard/", one)
    read = [
        ["Quiet words" in client(who).get(page).text for page in pages] for who in (there, away)
    ]
    client(away).post(one, {"words": "We did it."})

    action.refresh_from_db()
    assert (read, action.is_open) == ([[True] * 3, [is_read] * 3], not is_read)


def test_a_person_reads_what_they_took_on_in_the_sanctuary() -> None:
    forum, owner = held_forum(), insider()
    taken_on(forum, "Quiet words", item=item_of(forum, Rule.SANCTUARY), owner=owner)

    assert "Quiet words" in client(owner).get("/forums/actions/").text


@pytest.mark.parametrize("person", [insider, outsider, make_staff])
def test_nobody_else_opens_or_ends_it(person: Any) -> None:
    action = taken_on(held_forum(), "Ask the governor")
    browser, where = client(person()), f"/forums/actions/{action.pk}/"
    answers = [browser.get(where), browser.post(where, {"words": "Not mine."})]
    action.refresh_from_db()
    assert ([one.status_code for one in answers], action.state) == ([404, 404], "open")
    assert "Ask the governor" not in browser.get("/forums/actions/").content.decode()


@pytest.mark.parametrize(("factor", "sees"), [(True, True), (False, False)])
def test_staff_see_what_they_took_on_with_their_second_factor(factor: bool, sees: bool) -> None:
    officer = make_staff()
    action = taken_on(held_forum(), "Ask the governor", owner=officer)
    browser = sign_in(officer, factor=factor)
    for page in ("/forums/actions/", f"/forums/actions/{action.pk}/", "/dashboard/"):
        assert ("Ask the governor" in browser.get(page).content.decode()) == sees


def test_what_came_of_it_has_to_be_said() -> None:
    owner = insider()
    action = taken_on(held_forum(), owner=owner)
    answer = client(owner).post(f"/forums/actions/{action.pk}/", {"words": ""})
    action.refresh_from_db()
    assert "Say in a few words" in answer.content.decode()
    assert action.is_open


def test_finished_by_mistake_it_can_be_opened_again() -> None:
    action, by, now = taken_on(held_forum()), make_staff(), timezone.now()
    tasks_taken.finish(action=action, state=State.DROPPED, words="So.", by=by, now=now)
    for _press in range(2):
        row = tasks_taken.open_again(action=action, by=by, now=now)
    assert (row.is_open, row.finished_at, row.version) == (True, None, 3)
