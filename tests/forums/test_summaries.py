"""The shared summary: drafted, shown, objected to, agreed, and widened by people alone."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from forums import plain_text
from forums.actions import moving, objecting, showing, summaries
from forums.choices import Circle
from forums.models import Forum, Summary
from forums.states import IllegalMove, State
from network.models import User
from portal.models import AuditEntry, OutgoingMail
from portal.staff_groups import COORDINATORS, MANAGERS
from tests.factories.forums import attended, held_forum, insider, open_forum, outsider
from tests.factories.said import (
    TEXT,
    agreed_summary,
    draft_summary,
    objection_to,
    shared_summary,
    there_and_forum,
)
from tests.factories.staff import make_staff, sign_in

pytestmark = pytest.mark.django_db
OTHER = "We spoke about post."


def page(user: User | None, forum: Forum) -> Any:
    client = sign_in(user, factor=False) if user else Client()
    return client.get(f"/forums/{forum.slug}/summary/")


def mails() -> list[tuple[str, str]]:
    rows = OutgoingMail.objects.filter(cause__startswith="summary:").order_by("pk")
    return [(mail.to, mail.subject) for mail in rows]


def rewritten(summary: Summary, text: str = OTHER, version: int | None = None) -> Summary:
    return summaries.write(
        forum=summary.forum,
        text=text,
        version=summary.version if version is None else version,
        by=make_staff(),
        now=timezone.now(),
    )


def agreeing(summary: Summary, **when: Any) -> Summary:
    now = when.get("now", timezone.now())
    return summaries.agree(forum=summary.forum, version=summary.version, by=make_staff(), now=now)


def widening(summary: Summary, to: Circle, **seen: Any) -> Summary:
    as_seen = {"version": summary.version, "shown_to": summary.shown_to} | seen
    return showing.widen(forum=summary.forum, to=to, by=make_staff(), now=timezone.now(), **as_seen)


def test_a_draft_is_for_staff_alone_and_mails_nobody() -> None:
    there, forum = there_and_forum()
    draft_summary(forum)
    assert (page(there, forum).status_code, mails()) == (404, [])


def test_a_draft_is_for_who_runs_forums_and_not_for_managers() -> None:
    forum = held_forum()
    draft_summary(forum)
    pages = [
        sign_in(make_staff(group)).get(f"/forums/{forum.slug}/summary/")
        for group in (COORDINATORS, MANAGERS)
    ]
    assert [answer.status_code for answer in pages] == [200, 404]


def test_there_is_nothing_to_sum_up_before_the_forum_was_held() -> None:
    with pytest.raises(summaries.NotHeld):
        draft_summary(open_forum())


def test_sharing_tells_each_of_those_who_were_there_and_gives_seven_days() -> None:
    there, forum = there_and_forum("there@example.org")
    officer = outsider()
    attended(forum, officer), insider()
    summary = shared_summary(forum)
    assert mails() == [("there@example.org", f"Please look at the summary of {forum.title}")]
    assert summary.review_until == summary.shared_at + timedelta(days=7)
    forum.refresh_from_db()
    assert (forum.state, page(there, forum).status_code) == (State.SUMMARY, 200)


def test_no_mail_carries_a_word_of_the_summary() -> None:
    _there, forum = there_and_forum()
    shared_summary(forum, "quiet-summary-7711")
    assert not OutgoingMail.objects.filter(text__contains="quiet-summary").exists()


def test_a_changed_text_goes_to_them_again_with_seven_days_anew() -> None:
    there, forum = there_and_forum()
    summary = shared_summary(forum, days_ago=6)
    changed = rewritten(summary)
    assert changed.review_until == changed.changed_at + timedelta(days=7)
    assert mails()[1] == (
        there.email,
        f"The summary of {forum.title} was changed: please look again",
    )
    text = page(there, forum).content.decode()
    assert "your seven days began anew" in text
    assert OTHER in text


def test_the_same_text_again_changes_nothing() -> None:
    _there, forum = there_and_forum()
    summary = shared_summary(forum, days_ago=6)
    assert rewritten(summary, TEXT).review_until == summary.review_until
    assert len(mails()) == 1


def test_what_was_saved_meanwhile_is_not_overwritten() -> None:
    summary = draft_summary(held_forum())
    rewritten(summary)
    with pytest.raises(summaries.Stale) as caught:
        rewritten(summary, "Of an old tab.", version=1)
    assert caught.value.current is not None
    assert caught.value.current.text == OTHER


def test_what_was_not_looked_at_is_not_shared() -> None:
    summary = draft_summary(held_forum())
    rewritten(summary)
    with pytest.raises(summaries.Stale):
        summaries.share(forum=summary.forum, version=1, by=make_staff(), now=timezone.now())


def test_it_is_not_agreed_before_the_seven_days_are_over() -> None:
    summary = shared_summary(held_forum())
    assert summary.review_until
    with pytest.raises(summaries.NotYet):
        agreeing(summary, now=summary.review_until - timedelta(microseconds=1))
    assert agreeing(summary, now=summary.review_until).agreed_at == summary.review_until


def test_it_is_not_agreed_while_an_objection_has_no_answer() -> None:
    there, forum = there_and_forum()
    summary = shared_summary(forum, days_ago=8)
    objection = objection_to(summary, there)
    with pytest.raises(summaries.Unanswered):
        agreeing(summary)
    by, now = make_staff(), timezone.now()
    objecting.answer(objection=objection, words="Taken out.", by=by, now=now)
    assert agreeing(summary).agreed_by is not None


def test_agreeing_lets_nobody_else_read_it() -> None:
    there, forum = there_and_forum()
    assert agreed_summary(forum).shown_to == Circle.ATTENDEES
    answers = [page(one, forum).status_code for one in (there, insider(), None)]
    assert answers == [200, 404, 302]


def test_what_is_agreed_is_not_changed() -> None:
    with pytest.raises(summaries.Agreed):
        rewritten(agreed_summary(held_forum()))


def test_taken_back_nobody_reads_it_and_what_was_said_stays() -> None:
    there, forum = there_and_forum()
    summary = shared_summary(forum)
    objection_to(summary, there)
    summary = summaries.take_back(
        forum=forum, version=summary.version, by=make_staff(), now=timezone.now()
    )
    assert (page(there, forum).status_code, summary.objections.count()) == (404, 1)
    forum.refresh_from_db()
    assert forum.state == State.HELD


@pytest.mark.parametrize(
    ("circle", "answers"),
    [
        (Circle.ATTENDEES, [200, 404, 404, 404, 302]),
        (Circle.MEMBERS, [200, 200, 200, 404, 302]),
        (Circle.PUBLIC, [200, 200, 200, 200, 200]),
    ],
)
def test_each_circle_reads_it_as_far_as_it_was_widened(circle: Circle, answers: list[int]) -> None:
    there, forum = there_and_forum()
    agreed_summary(forum, shown_to=circle)
    yesterday = timezone.localdate() - timedelta(days=1)
    people = (there, insider(), outsider(), insider(ends_on=yesterday), None)
    assert [page(one, forum).status_code for one in people] == answers


def test_one_kept_back_and_one_that_is_not_there_are_answered_alike() -> None:
    agreed_summary(forum := held_forum())
    client = Client()
    kept, missing = (client.get(f"/forums/{slug}/summary/") for slug in (forum.slug, "no-such"))
    assert kept.headers["Location"].replace(forum.slug, "no-such") == missing.headers["Location"]
    assert (kept.status_code, kept.content) == (missing.status_code, missing.content)


def test_the_public_learns_the_month_alone() -> None:
    forum = held_forum(venue="Quiet Hall 4417")
    agreed_summary(forum, shown_to=Circle.PUBLIC)
    public, member = page(None, forum).content.decode(), page(insider(), forum).content.decode()
    start = timezone.localtime(forum.starts_at)
    assert f"{start:%B %Y}</p>" in public
    assert f"{start.day} {start:%B %Y}" not in public
    assert f"{start.day} {start:%B %Y}" in member
    assert "Quiet Hall" not in public + member


def test_a_draft_is_not_shown_to_staff_without_the_second_step() -> None:
    draft_summary(forum := held_forum())
    by = make_staff()
    with_step = sign_in(by).get(f"/forums/{forum.slug}/summary/").status_code
    assert (page(make_staff(), forum).status_code, with_step) == (404, 200)


@pytest.mark.parametrize("to", [Circle.PUBLIC, Circle.ATTENDEES, Circle.STAFF])
def test_no_circle_is_left_out_in_widening(to: Circle) -> None:
    with pytest.raises(showing.NotThere):
        widening(agreed_summary(held_forum()), to)


def test_what_is_not_agreed_is_not_widened() -> None:
    with pytest.raises(showing.NotThere):
        widening(shared_summary(held_forum(), days_ago=8), Circle.MEMBERS)


def test_a_second_press_does_not_widen_further() -> None:
    summary = agreed_summary(held_forum())
    first = {"version": summary.version, "shown_to": summary.shown_to}
    widening(summary, Circle.MEMBERS)
    with pytest.raises(summaries.Stale):
        widening(summary, Circle.MEMBERS, **first)


def test_it_is_narrowed_again_and_both_are_logged_with_their_version() -> None:
    there, forum = there_and_forum()
    summary = agreed_summary(forum, shown_to=Circle.PUBLIC)
    summary = showing.narrow(
        forum=forum,
        to=Circle.STAFF,
        version=summary.version,
        shown_to=summary.shown_to,
        by=make_staff(name="Ada Officer"),
        now=timezone.now(),
    )
    assert [page(one, forum).status_code for one in (there, None)] == [404, 302]
    entry = AuditEntry.objects.get(action="summary.narrow")
    assert entry.actor_name == "Ada Officer"
    assert (entry.old, entry.new) == ({"shown_to": "public"}, {"shown_to": "staff", "version": 1})
    widened = AuditEntry.objects.filter(action="summary.widen").order_by("pk")
    assert [one.new["shown_to"] for one in widened] == ["members", "public"]


def test_a_forum_without_a_shared_summary_is_not_agreed() -> None:
    with pytest.raises(IllegalMove):
        agreeing(draft_summary(held_forum()))


def test_it_is_widened_after_the_forum_is_closed_as_well() -> None:
    forum = held_forum()
    summary = agreed_summary(forum)
    forum.refresh_from_db()
    moving.close(forum=forum, version=forum.version, by=make_staff(), now=timezone.now())
    assert widening(summary, Circle.MEMBERS).shown_to == Circle.MEMBERS


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("One\nline\n\nTwo", "<p>One<br>line</p><p>Two</p>"),
        ("Said:\n- this\n* that", "<p>Said:</p><ul><li>this</li><li>that</li></ul>"),
        ("- <script>x</script>", "<ul><li>&lt;script&gt;x&lt;/script&gt;</li></ul>"),
        (
            'https://a.example/"onx=1',
            '<p><a href="https://a.example/" rel="nofollow">https://a.example/</a>&quot;onx=1</p>',
        ),
        ("javascript:alert(1)", "<p>javascript:alert(1)</p>"),
        ("-", "<p>-</p>"),
        ("\r\n \r\n", ""),
    ],
)
def test_plain_text_becomes_paragraphs_and_lists_and_nothing_else(text: str, html: str) -> None:
    assert plain_text.as_html(text) == html
