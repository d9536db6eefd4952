"""A correction: to those who got what was wrong, and shown beside it online."""

from datetime import datetime
from itertools import chain, count

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from bulletins.actions import composing, recipients
from bulletins.actions.composing import Head
from bulletins.actions.moving import locked
from bulletins.models import Bulletin, Delivery
from bulletins.states import ENDED, STARTED
from network.models import User

LONGEST_SUBJECT, LONGEST_SLUG = 150, 80


class NobodyToCorrect(Exception):
    """It did not go out, or it is not known any more to whom."""


class StillGoingOut(Exception):
    """It has not ended: who gets it after a correction would not get that."""


def readers_of(bulletin: Bulletin) -> QuerySet[Delivery]:
    """Those who got it, or may have. Raises StillGoingOut, NobodyToCorrect."""
    if bulletin.state in STARTED - ENDED:
        raise StillGoingOut
    got = bulletin.deliveries.filter(state__in=recipients.GOT_IT)
    if not got.exists():
        raise NobodyToCorrect
    return got


@transaction.atomic
def begin_correction(*, bulletin: Bulletin, by: User, now: datetime) -> Bulletin:
    """A draft to those who got `bulletin`, or may have; one that is a draft still is returned.

    Raises StillGoingOut, NobodyToCorrect.
    """
    bulletin = locked(bulletin)  # of two presses the second finds the draft of the first
    known: Bulletin | None = bulletin.corrections.filter(state="draft").order_by("pk").first()
    if known is not None:
        return known
    readers_of(bulletin)
    head = Head(
        subject=(_("Correction: %(subject)s") % {"subject": bulletin.subject})[:LONGEST_SUBJECT],
        slug=free_slug(f"{bulletin.slug[: LONGEST_SLUG - 11]}-correction"),
        goes_to_members=bulletin.goes_to_members,
        goes_to_sector=bulletin.goes_to_sector,
    )
    return composing.begin(
        kind=bulletin.kind,
        head=head,
        headings=[_("What was wrong")],
        corrects=bulletin,
        by=by,
        now=now,
    )


def free_slug(slug: str) -> str:
    """`slug`, or the first of `slug`-2, `slug`-3 ... that no bulletin has."""
    start = slug[: LONGEST_SLUG - 5]
    found = Bulletin.objects.filter(slug__startswith=start).values_list("slug", flat=True)
    taken = set(found)
    others = (f"{start}-{number}" for number in count(2))
    return next(free for free in chain([slug], others) if free not in taken)
