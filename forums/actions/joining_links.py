"""Personal links that open the joining page on the day, for who comes."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from forums.choices import Answer
from forums.mail import joining as letters
from forums.models import Attendance
from forums.states import State
from portal import outbox
from portal.tokens import new_token


@transaction.atomic
def give_link(*, attendance: Attendance, now: datetime) -> bool:
    """Mail somebody their link, if `new_link` makes one; return whether it was sent."""
    secret = new_link(attendance, now=now)
    if secret:
        outbox.enqueue_credential(
            cause=f"forum-link:{attendance.pk}:{now.isoformat()}",
            letter=letters.personal_link(attendance, secret=secret, now=now),
            expires_at=attendance.forum.ends_at,
            now=now,
        )
    return bool(secret)


def new_link(attendance: Attendance, *, now: datetime) -> str:
    """The secret of a link for who comes, from two days before the forum on; else "".

    Who has one gets no second: the row decides, by a conditional update.
    """
    if not attendance.is_coming or not attendance.forum.shows_link(now):
        return ""
    token = new_token()
    still = Attendance.objects.filter(pk=attendance.pk, answer=attendance.answer, token_hash="")
    if not still.update(token_hash=token.hash):
        return ""
    attendance.token_hash = token.hash
    return token.secret


def find(secret: str, *, now: datetime) -> Attendance | None:
    """Whose link it is, while it opens something: else None.

    It ends with the forum, with apologies, with the membership and with the account.
    """
    rows = Attendance.objects.with_token(secret).welcome(now).select_related("forum__joining_link")
    found = rows.first()
    return found if found is not None and found.forum.shows_link(now) else None


def clear(*, now: datetime) -> int:
    """Forget the links of forums that are over or called off; return how many."""
    over = Q(forum__ends_at__lte=now) | Q(forum__state=State.CANCELLED)
    over |= Q(answer=Answer.APOLOGIES)
    return Attendance.objects.filter(over).exclude(token_hash="").update(token_hash="")
