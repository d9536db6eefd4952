"""What people are written about their coming to a forum.

No letter holds the way in online, nor anything of the agenda but when it is not for who is
written to: they are read in mailboxes that others share. Who is written to is a person of a
member organisation.
"""

from dataclasses import replace
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from forums import leaving
from forums.choices import Answer
from forums.models import Attendance, Forum
from forums.models.circles import is_inside
from network.models import User
from portal.attachments import Attachment
from portal.calendars import CONTENT_TYPE, Entry, Party, calendar
from portal.letters import absolute, from_template, one_line
from portal.models import SiteSettings
from portal.outbox import Letter
from portal.when import in_words

REQUEST, CANCEL = "REQUEST", "CANCEL"  # what a mailed calendar asks for (RFC 5546)


def answered(attendance: Attendance, *, came_before: bool, secret: str, now: datetime) -> Letter:
    """What they answered; with the calendar entry, or its end where they had said they come.

    With a `secret` it is a credential, as `personal_link`.
    """
    files: tuple[Attachment, ...] = ()
    if attendance.is_coming:
        files = _calendar(attendance, REQUEST, now)
    elif came_before:
        files = _calendar(attendance, CANCEL, now)
    leave = please_leave(attendance, now=now)
    return _letter("answered", attendance, files, link=_link(secret), please_leave=leave)


def reminder(attendance: Attendance, *, now: datetime) -> Letter:
    """Two weeks before, to who comes."""
    leave, files = please_leave(attendance, now=now), _calendar(attendance, REQUEST, now)
    return _letter("reminder", attendance, files, please_leave=leave)


def personal_link(attendance: Attendance, *, secret: str, now: datetime) -> Letter:
    """Two days before, or to who joins later. A credential: the link opens the joining page."""
    leave = please_leave(attendance, now=now)
    return _letter("personal_link", attendance, link=_link(secret), please_leave=leave)


def not_answered(forum: Forum, person: User) -> Letter:
    """Two weeks before, to the primary contact of a member of whom nobody has answered."""
    return from_template(
        "forums/mail/not_answered.txt",
        to=person.email,
        greeted=one_line(str(person)),
        **about(forum),
        **_links(forum),
    )


def moved(attendance: Attendance, *, was: Forum, now: datetime) -> Letter:
    """Time or place have changed, to who comes; `was` is the forum before."""
    old, new = (in_words(one.starts_at, one.ends_at) for one in (was, attendance.forum))
    leave, files = please_leave(attendance, now=now), _calendar(attendance, REQUEST, now)
    old_when = "" if old == new else old
    return _letter("moved", attendance, files, old_when=old_when, please_leave=leave)


def choose_anew(attendance: Attendance, *, now: datetime) -> Letter:
    """The way in which somebody meant to come is gone: how else, if at all?"""
    return _letter("choose_anew", attendance, _calendar(attendance, CANCEL, now))


def cancelled(attendance: Attendance, *, now: datetime) -> Letter:
    """It does not take place, to who would have come."""
    return _letter("cancelled", attendance, _calendar(attendance, CANCEL, now))


def please_leave(attendance: Attendance, *, now: datetime) -> str:
    """What is said to who comes and is no part of the sanctuary; nothing to others."""
    goes_out = attendance.is_coming and not is_inside(attendance.user, now=now)
    return leaving.please_leave(attendance.forum.times_out()) if goes_out else ""


def entry(forum: Forum, *, revision: int, now: datetime) -> Entry:
    """A forum in a member's calendar; `revision` is that of their answer, 0 without one.

    A forum's and an answer's number only rise, so their sum does.
    """
    title = _("Cancelled: %(title)s") % {"title": forum} if forum.is_cancelled else forum.title
    return Entry(
        uid=f"forum-{forum.pk}@{urlsplit(settings.BASE_URL).hostname}",
        sequence=forum.version + revision,
        stamp=now,
        starts_at=forum.starts_at,
        ends_at=forum.ends_at,
        title=title,
        location=where(forum),
        description=absolute("forums:forum", forum.slug),
        url=absolute("forums:forum", forum.slug),
        is_cancelled=forum.is_cancelled,
    )


def where(forum: Forum) -> str:
    """The place on one line, or that it is online."""
    place = ", ".join(filter(None, (one_line(forum.venue), one_line(forum.venue_address))))
    return place or _("Online")


def _calendar(attendance: Attendance, method: str, now: datetime) -> tuple[Attachment, ...]:
    person, forum = attendance.user, attendance.forum
    own = replace(
        entry(forum, revision=attendance.revision, now=now),
        organiser=Party(settings.SITE_NAME, SiteSettings.current().coordinator_email),
        attendee=Party(one_line(str(person)), person.email),
    )
    if method == CANCEL:
        own = replace(own, is_cancelled=True)
    content_type = CONTENT_TYPE.replace(";", f"; method={method};", 1)
    content = calendar([own], method=method)
    return (Attachment(f"{forum.slug}.ics", content_type, content),)


def _letter(
    template: str, attendance: Attendance, files: tuple[Attachment, ...] = (), **context: Any
) -> Letter:
    letter = from_template(
        f"forums/mail/{template}.txt",
        to=attendance.user.email,
        greeted=one_line(str(attendance.user)),
        organisation=one_line(str(attendance.organisation)),
        is_coming=attendance.is_coming,
        is_in_person=attendance.answer == Answer.IN_PERSON,
        has_link=bool(attendance.token_hash),
        was_entered=attendance.entered_by_id is not None,
        **about(attendance.forum),
        **_links(attendance.forum),
        **context,
    )
    return replace(letter, attachments=files)


def about(forum: Forum) -> dict[str, Any]:
    """What every letter about coming says: to speakers as well (`mail.speakers`)."""
    return {
        "forum": one_line(forum.title),
        "when": in_words(forum.starts_at, forum.ends_at),
        "where": where(forum) if forum.venue else "",
        "is_online": forum.is_online,
        "why": forum.cancelled_why,
    }


def _link(secret: str) -> str:
    return absolute("forums:joining_by_link", secret) if secret else ""


def _links(forum: Forum) -> dict[str, str]:
    return {
        "forum_link": absolute("forums:forum", forum.slug),
        "answer_link": absolute("forums:join", forum.slug),
    }
