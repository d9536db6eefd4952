"""What is written about a shared summary. No mail carries a word of it: it is read on the site."""

from forums.models import Forum, Objection, Summary
from network.models import User
from portal.letters import absolute, from_template, one_line
from portal.outbox import Letter


def shared(summary: Summary, person: User, *, is_changed: bool) -> Letter:
    """To somebody who was there: look at it, for seven days."""
    return from_template(
        "forums/mail/summary_shared.txt",
        to=person.email,
        name=one_line(person.name),
        forum=one_line(summary.forum.title),
        review_until=summary.review_until,
        is_changed=is_changed,
        link=absolute("forums:summary", summary.forum.slug),
    )


def objected(forum: Forum, *, to: str) -> Letter:
    """To the co-ordinator: somebody is identified. Who says so, and why, stands in the admin."""
    return from_template(
        "forums/mail/summary_objected.txt",
        to=to,
        forum=one_line(forum.title),
        link=absolute("admin:forums_summary_forum", forum.pk),
    )


def answered(objection: Objection, person: User) -> Letter:
    """To who said so: there is an answer, on the summary's page; its subject does not tell."""
    forum = objection.summary.forum
    return from_template(
        "forums/mail/summary_answered.txt",
        to=person.email,
        name=one_line(person.name),
        forum=one_line(forum.title),
        link=absolute("forums:summary", forum.slug),
    )
