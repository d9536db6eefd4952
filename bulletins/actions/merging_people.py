"""What bulletins know of two accounts of one person when these become one."""

from datetime import datetime

from django.utils.translation import gettext as _

from bulletins.choices import Every
from bulletins.models import Preference
from network.models import User
from portal.merging import Rule, Words, keys_differ, moves, remain

WISHES = ("wants_bulletins", "wants_policy_alerts", "wants_event_notices")
RAREST_FIRST: list[str] = [Every.NEVER, Every.MONTH, Every.WEEK]


def settle_wishes(stays: User, goes: User, now: datetime) -> None:
    """Who refused a mail with either account gets none of its kind."""
    both = {one.user_id: one for one in Preference.objects.filter(user__in=[stays, goes])}
    if len(both) < 2:
        return
    own, other = both[stays.pk], both[goes.pk]
    other.delete()
    for name in WISHES:
        setattr(own, name, getattr(own, name) and getattr(other, name))
    own.digest = min(own.digest, other.digest, key=RAREST_FIRST.index)
    own.left_at = own.left_at or other.left_at
    own.changed_at = now
    own.save()


def warn_of_wishes(stays: User, goes: User) -> Words:
    if Preference.objects.filter(user__in=[stays, goes]).count() < 2:
        return []
    return [_("Both have said which mails they want: what either refused stays refused.")]


RULES = (
    Rule("bulletins.Preference.user", settle_wishes, warn_of_wishes),
    keys_differ("bulletins.Submission.by"),
    *remain("bulletins.SubmissionEvent.by"),
    *moves(
        "bulletins.Bulletin.approved_by",
        "bulletins.Bulletin.changed_by",
        "bulletins.Bulletin.created_by",
        "bulletins.Delivery.user",
        "bulletins.Picture.added_by",
        "bulletins.Post.created_by",
        "bulletins.Submission.entered_by",
    ),
)
