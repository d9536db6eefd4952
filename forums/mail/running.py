"""What people are told when a forum is moved or cancelled, or their answer is typed for them.

None of these letters says how to get in online, or what is on the agenda.
"""

from django.conf import settings

from forums.models import Attendance, Forum, Speaker
from forums.times_in_words import when
from network.models import User
from portal.letters import from_template, one_line
from portal.outbox import Letter


def cancelled(forum: Forum, why: str, person: User | Speaker) -> Letter:
    return _about("cancelled", forum, person, why=why.strip())


def moved(forum: Forum, was: Forum, person: User | Speaker) -> Letter:
    """`was` is the forum as it stood before. The letter says day and place as they are now."""
    return _about(
        "moved",
        forum,
        person,
        old_when=when(was.starts_at, was.ends_at),
        has_new_time=(was.starts_at, was.ends_at) != (forum.starts_at, forum.ends_at),
        is_answered_here=isinstance(person, User),
    )


def entered(attendance: Attendance) -> Letter:
    """A copy to the person for whom staff typed an answer."""
    answer = attendance.get_answer_display()
    return _about("entered", attendance.forum, attendance.user, answer=answer)


def _about(template: str, forum: Forum, person: User | Speaker, **context: object) -> Letter:
    return from_template(
        f"forums/mail/running_{template}.txt",
        to=person.email,
        name=one_line(person.name),
        title=one_line(forum.title),
        forum=forum,
        when=when(forum.starts_at, forum.ends_at),
        place=", ".join(filter(None, (one_line(forum.venue), one_line(forum.venue_address)))),
        link=f"{settings.BASE_URL}/forums/{forum.slug}/",
        **context,
    )
