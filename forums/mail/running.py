"""What speakers are told when a forum is moved or cancelled (members: `mail.joining`).

None of these letters says how to get in online, or what is on the agenda.
"""

from forums.models import Forum, Speaker
from network.models import User
from portal.letters import from_template, one_line
from portal.outbox import Letter
from portal.when import in_words


def cancelled(forum: Forum, person: User | Speaker) -> Letter:
    """To a speaker; and what staff look at before they cancel."""
    return _about("cancelled", forum, person, why=forum.cancelled_why.strip())


def moved(forum: Forum, was: Forum, speaker: Speaker) -> Letter:
    """`was` is the forum as it stood before. The letter says day and place as they are now."""
    return _about(
        "moved",
        forum,
        speaker,
        old_when=in_words(was.starts_at, was.ends_at),
        has_new_time=(was.starts_at, was.ends_at) != (forum.starts_at, forum.ends_at),
    )


def _about(template: str, forum: Forum, person: User | Speaker, **context: object) -> Letter:
    return from_template(
        f"forums/mail/running_{template}.txt",
        to=person.email,
        name=one_line(person.name),
        title=one_line(forum.title),
        forum=forum,
        when=in_words(forum.starts_at, forum.ends_at),
        place=", ".join(filter(None, (one_line(forum.venue), one_line(forum.venue_address)))),
        **context,
    )
