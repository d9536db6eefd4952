"""What was said at a forum is planted; every role follows every link, before and after widening."""

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone

from forums.actions import notes, objecting, showing, summaries, tasks_taken
from forums.choices import Circle, Rule
from forums.models import Forum, Summary
from network.models import User
from portal.celery import app
from portal.mailsink import Sink
from portal.models import AuditEntry, OutgoingMail, SiteSettings
from portal.sealing import unseal
from tests.factories.bookings import make_member
from tests.factories.forums import attended, held_forum, insider, item_of, make_forum, write_note
from tests.factories.said import draft_summary, objection_to, taken_on
from tests.factories.staff import make_staff
from tests.security import test_planted_secrets
from tests.security.people import ROLES, Person, make_everyone
from tests.security.test_planted_secrets import crawl

pytestmark = pytest.mark.django_db
NOTE, SUMMARY = "quiet-note-5823", "quiet-summary-7711"
OBJECTION, ANSWER, ACTION = "quiet-objection-2290", "quiet-answer-5152", "quiet-action-6610"
STAGES = ("draft", *(circle.value for circle in list(Circle)[1:]))
THERE, OFFICE = {"member"}, {"coordinator"}
# The summary by how far it was widened: "other" is a member who was not there.
READERS: dict[str, set[str]] = {
    "draft": OFFICE,
    "attendees": OFFICE | THERE,
    "members": OFFICE | THERE | {"other"},
    "public": set(ROLES),
}
ALWAYS: dict[str, set[str]] = {
    NOTE: OFFICE | THERE,
    OBJECTION: OFFICE | THERE,
    ANSWER: OFFICE | THERE,
    ACTION: OFFICE | THERE,
}


# Pages that speak of no forum are left to the other crawls.
ELSEWHERE = r"|^/(network|events|bulletins|accounts)/|^/admin/(network|events|bulletins)/"


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    never = re.compile(test_planted_secrets.NEVER_FOLLOWED.pattern + ELSEWHERE)
    monkeypatch.setattr(test_planted_secrets, "NEVER_FOLLOWED", never)


@dataclass
class Planted:
    forum: Forum
    everyone: dict[str, Person]


def user_of(everyone: dict[str, Person], role: str) -> User:
    user = everyone[role].user
    assert user
    return user


@pytest.fixture
def planted() -> Planted:
    everyone = make_everyone()
    SiteSettings.objects.create(pk=1, coordinator_email="coordinator@example.org")
    SiteSettings.forget()
    member, other = user_of(everyone, "member"), user_of(everyone, "other")
    make_member(member, "Was There")
    make_member(other, "Was Not There")
    forum = held_forum(days_ago=9)
    attended(forum, member)
    write_note(item_of(forum, Rule.ON_RECORD), NOTE)
    sanctuary = item_of(forum, Rule.SANCTUARY)
    make_forum()
    taken_on(forum, ACTION, owner=member, item=sanctuary, due_on=timezone.localdate())
    return Planted(forum, everyone)


def bring_to(planted: Planted, stage: str) -> Summary:
    """The summary at a stage: shown eight days ago, objected to, answered, agreed, widened."""
    forum, by = planted.forum, user_of(planted.everyone, "coordinator")
    then, now = timezone.now() - timedelta(days=8), timezone.now()
    summary = draft_summary(forum, SUMMARY, now=then)
    if stage == "draft":
        return summary
    summary = summaries.share(forum=forum, version=1, by=by, now=then)
    said = objection_to(summary, user_of(planted.everyone, "member"), OBJECTION)
    objecting.answer(objection=said, words=ANSWER, by=by, now=now)
    if stage == "attendees":
        return summary
    summary = summaries.agree(forum=forum, version=1, by=by, now=now)
    for circle in list(Circle)[2 : STAGES.index(stage) + 1]:
        as_seen = {"version": 1, "shown_to": summary.shown_to}
        summary = showing.widen(forum=forum, to=circle, by=by, now=now, **as_seen)
    return summary


def starts(forum: Forum) -> tuple[str, ...]:
    """The last is the agenda of a later forum, which speaks of what is still to be done."""
    own = tuple(f"/forums/{forum.slug}/{page}" for page in ("", "notes/", "summary/"))
    said = tuple(
        f"/admin/forums/{kind}/forum/{forum.pk}/" for kind in ("note", "summary", "action")
    )
    later = f"/admin/forums/forum/{Forum.objects.latest('starts_at').pk}/agenda/"
    front = (
        "/",
        "/dashboard/",
        "/staff/",
        "/admin/",
        "/forums/",
        "/forums/actions/",
        "/search/?q=quiet",
    )
    return (*front, *own, *said, later)


def found(planted: Planted, role: str) -> dict[str, bool]:
    pages = dict(crawl(planted.everyone[role].client, starts(planted.forum)))
    secrets = (NOTE, SUMMARY, OBJECTION, ANSWER, ACTION)
    return {secret: any(secret in text for text in pages.values()) for secret in secrets}


@pytest.mark.parametrize("stage", STAGES)
def test_what_was_said_is_found_only_where_allowed(
    stage: str, planted: Planted, caplog: pytest.LogCaptureFixture
) -> None:
    bring_to(planted, stage)
    allowed = ALWAYS | {SUMMARY: READERS[stage]}
    not_said_yet = {OBJECTION, ANSWER} if stage == "draft" else set()

    seen = {role: found(planted, role) for role in ROLES}

    for role, secrets in seen.items():
        for secret, is_seen in secrets.items():
            expected = role in allowed[secret] and secret not in not_said_yet
            assert is_seen == expected, f"{role}: {secret}"
    assert [secret for secret in allowed if secret in caplog.text] == []


def test_no_mail_and_no_log_carries_what_was_said(planted: Planted) -> None:
    bring_to(planted, "public")
    tasks_taken.remind_due(now=timezone.now() + timedelta(days=1))
    notes.look_at(forum=planted.forum, by=user_of(planted.everyone, "member"), now=timezone.now())
    notes.forget(now=timezone.now() + timedelta(days=400))
    mails = list(OutgoingMail.objects.all())
    entries = AuditEntry.objects.all()

    assert len(mails) == 4  # an action, a summary to look at, an objection, its answer
    assert {"notes.opened", "notes.deleted"} <= {entry.action for entry in entries}
    told = [f"{one.subject}{one.text}{one.html}{one.cause}{opened(one)}" for one in mails]
    logged = [f"{one.object_label}{one.old}{one.new}" for one in entries]
    for secret in (NOTE, SUMMARY, OBJECTION, ANSWER, ACTION):
        assert not [text for text in [*told, *logged] if secret in text]


def opened(mail: OutgoingMail) -> str:
    """What a sealed mail says; "" of an open one."""
    return unseal(bytes(mail.sealed)) if mail.sealed else ""


def test_who_joins_the_network_later_reads_no_earlier_notes(planted: Planted) -> None:
    late = insider()
    attended(held_forum(), late)
    planted.everyone["stranger"].client.force_login(late, backend="portal.rights.Backend")

    assert not found(planted, "stranger")[NOTE]


def test_a_lapsed_member_reads_nothing_any_more(planted: Planted) -> None:
    bring_to(planted, "members")
    member = user_of(planted.everyone, "member")
    memberships = member.affiliations.get().organisation.memberships
    memberships.update(ends_on=timezone.localdate() - timedelta(days=1))

    assert set(found(planted, "member").values()) == {False}


def test_notes_vanish_on_their_day_though_no_job_has_run(planted: Planted) -> None:
    Forum.objects.filter(pk=planted.forum.pk).update(notes_until=timezone.localdate())

    assert [found(planted, role)[NOTE] for role in ("member", "coordinator")] == [False, False]


def circles() -> list[str]:
    return list(Summary.objects.order_by("pk").values_list("shown_to", flat=True))


@pytest.mark.parametrize("days", [8, 366])
def test_no_timer_widens_anything(days: int, mail_sink: Sink, monkeypatch: Any) -> None:
    """Every task of the schedule, run as if days had gone by: who reads what stays as it was."""
    for stage in STAGES:
        planted = Planted(held_forum(days_ago=9), make_no_people())
        bring_to(planted, stage)
    before, later = circles(), timezone.now() + timedelta(days=days)
    app.loader.import_default_modules()
    monkeypatch.setattr(timezone, "now", lambda: later)
    for entry in settings.CELERY_BEAT_SCHEDULE.values():
        app.tasks[entry["task"]]()

    assert circles() == before == ["staff", "attendees", "members", "public"]


def make_no_people() -> dict[str, Person]:
    """Just those that `bring_to` asks for."""
    there = insider()
    attended(Forum.objects.latest("pk"), there)
    staff = make_staff()
    return {
        role: Person(role, None, user)  # type: ignore[arg-type]  # nobody opens a page
        for role, user in (("member", there), ("coordinator", staff))
    }
