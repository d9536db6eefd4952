"""What goes to speakers and officials, and what the organisers learn of their answers."""

from typing import Any

from forums import leaving
from forums.mail.closing import closing
from forums.mail.joining import about
from forums.models import Speaker
from forums.speaker_times import Part
from portal.letters import absolute, from_template, from_text, one_line
from portal.outbox import Letter
from portal.templatetags.portal import clock, long_date
from portal.when import in_words

# Where the personal link goes in the words that staff write.
LINK = "[link]"
SUBJECT = "Will you come to {title}?"


def first_words(speaker: Speaker, part: Part) -> str:
    """What an invitation starts with; `part` is when they are wanted."""
    leave = leaving.please_leave(speaker.times_out())
    what = "take part in" if speaker.item_id is None else "join us for a part of"
    return (
        f"Dear {one_line(speaker.name)},\n\n"
        f"We would be glad if you could {what} {one_line(speaker.forum.title)} on "
        f"{long_date(part.starts_at)}, {clock(part.starts_at)} to {clock(part.ends_at)}.\n\n"
        f"{leave}{leave and '\n\n'}"
        "This is your own page. There you see when and where, say whether you can come, and tell "
        f"us what you need:\n\n{LINK}\n\n{closing()}"
    )


def invitation(speaker: Speaker, *, words: str, secret: str) -> Letter:
    """A credential: the link, in the place of `LINK`, is personal to who is asked."""
    link = absolute("forums:speaker", secret)
    body = (
        f"{words.replace(LINK, f'\n\n{link}\n\n')}\n\n"
        "The link is for you only and works until the forum is over. A newer one from us takes "
        "its place. Opening it changes nothing."
    )
    subject = SUBJECT.format(title=one_line(speaker.forum.title))
    return from_text(to=speaker.email, subject=subject, body=body)


def not_needed(speaker: Speaker, *, words: str) -> Letter:
    """The network takes an invitation back, in the words of staff."""
    subject = f"About {one_line(speaker.forum.title)}"
    return from_text(to=speaker.email, subject=subject, body=words)


def words_to_withdraw(speaker: Speaker) -> str:
    """What such a letter starts with."""
    return (
        f"Dear {one_line(speaker.name)},\n\n"
        f"We had asked you to {one_line(speaker.forum.title)} on "
        f"{long_date(speaker.forum.starts_at)}. Our plans have changed, and we do not ask you to "
        f"come this time. Your link does not work any more.\n\n{closing()}"
    )


def moved(speaker: Speaker, *, part: Part) -> Letter:
    """Their part has changed, or where it is; `part` is when they are wanted now.

    What it is about stands on their page: the mail may be read by others.
    """
    new, old = in_words(part.starts_at, part.ends_at), ""
    if speaker.told_starts_at and speaker.told_ends_at:
        old = in_words(speaker.told_starts_at, speaker.told_ends_at)
    return _change(
        "moved",
        speaker,
        when=new,
        old_when="" if old == new else old,
        has_item=speaker.item_id is not None,
        has_page=bool(speaker.token_hash),
        please_leave=leaving.please_leave(speaker.times_out()),
    )


def cancelled(speaker: Speaker) -> Letter:
    """The forum does not take place."""
    return _change("cancelled", speaker)


def _change(template: str, speaker: Speaker, **context: Any) -> Letter:
    """As members are written to (`mail.joining`), without their links."""
    return from_template(
        f"forums/mail/{template}.txt",
        to=speaker.email,
        greeted=one_line(speaker.name),
        **about(speaker.forum) | context,
    )


def answered(speaker: Speaker, *, to: str) -> Letter:
    """To the organisers: somebody accepted, declined or withdrew."""
    return from_template(
        "forums/mail/speaker_answered.txt",
        to=to,
        name=one_line(speaker.name),
        speaker=speaker,
        forum=one_line(speaker.forum.title),
        link=absolute("admin:forums_speaker_change", speaker.pk),
    )
