"""What an erasure does with the bulletins' records (`portal.erasing`)."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db.models import Case, CharField, QuerySet, Value, When
from django.db.models.functions import Coalesce, Now
from django.utils.translation import gettext_lazy as _

from bulletins.actions.forgetting_lists import note_departed, reduced
from bulletins.models import (
    Delivery,
    MailEvent,
    Preference,
    Submission,
    SubmissionEvent,
    Subscriber,
)
from portal.about import Me, by, to
from portal.erasing import ERASED, Answers, Fate

OPEN = (Delivery.State.PENDING, Delivery.State.CLAIMED)


def _drafts(one: Me) -> QuerySet[Any]:
    """What only they have seen."""
    return Submission.objects.filter(by=one.user.pk, sent_at__isnull=True)


def _letters(one: Me) -> QuerySet[Any]:
    """What was written to them about what they shared."""
    written = SubmissionEvent.objects.filter(submission__by=one.user.pk, erasure="")
    return written.exclude(text="")


def _reduced(column: str) -> Callable[[Me], Any]:
    """For each address the sign by which it is known again, as for who left long ago."""

    def value(one: Me) -> Any:
        signs = {each: Value(reduced(each)) for each in one.addresses}
        known = [When(**{f"{column}__iexact": each}, then=sign) for each, sign in signs.items()]
        return Case(*known, default=column, output_field=CharField())

    return value


def _left_before(one: Me) -> QuerySet[Any]:
    """What was kept of an earlier time that they left: the new one stands for it."""
    newer = to(Subscriber)(one).values_list("email", flat=True)
    return Subscriber.objects.filter(email__in=[reduced(each.lower()) for each in newer])


def _note_departed(one: Me, at: datetime) -> None:
    """No earlier list brings in again who asked to be erased."""
    note_departed(one.addresses, at=at)


FATES = (
    Fate(_("Wishes about mails"), Preference, by(Preference, "user")),
    Fate(_("Subscription to bulletins"), Subscriber, _left_before),
    Fate(
        _("Subscription to bulletins"),
        Subscriber,
        to(Subscriber),
        {
            "email": _reduced("email"),
            "name": "",
            "consent_wording": "",
            "state": Subscriber.State.LEFT,
            "left_at": Coalesce("left_at", Now()),
            "confirmed_at": None,
            "token_hash": "",
            "token_expires_at": None,
        },
    ),
    Fate(_("Reports of the mail provider"), MailEvent, to(MailEvent, "address")),
    Fate(
        _("Bulletins on their way"),
        Delivery,
        lambda one: to(Delivery, "address")(one).filter(state__in=OPEN),
        {
            "state": Delivery.State.SUPPRESSED,
            "last_error": "left",
            "claim": None,
            "lease_until": None,
        },
    ),
    Fate(
        _("Bulletins that were sent"),
        Delivery,
        to(Delivery, "address"),
        {"address": _reduced("address"), "name": "", "user": None, "last_error": ""},
    ),
    Fate(_("Drafts of news and examples"), Submission, _drafts, files="picture_file"),
    Fate(_("Answers to what was shared"), SubmissionEvent, _letters, {"text": ERASED}),
)
ANSWERS = Answers(
    FATES,
    notes=_note_departed,
    reworded="bulletins.Submission.title bulletins.Submission.text bulletins.Submission.problem "
    "bulletins.Submission.what_was_done bulletins.Submission.what_changed "
    "bulletins.Submission.differently bulletins.Submission.picture_alternative "
    "bulletins.SubmissionEvent.text bulletins.Suppression.detail bulletins.Post.byline "
    "bulletins.Picture.credit "
    "bulletins.Picture.alternative",
    stays={
        _(
            "An address to which nothing may go, because mail came back or was unwanted: so that "
            "we do not write to it again."
        ): "bulletins.Suppression.address",
        _(
            "A sign by which we recognise your addresses again, so that no earlier list brings "
            "them in. Nobody can read an address from it."
        ): "",  # a new row (note_departed)
        _("News, examples and bulletins that were published or sent: a record of what was said."): (
            "bulletins.Post.title bulletins.Post.summary bulletins.Post.body "
            "bulletins.Post.what_changed bulletins.Post.what_it_means bulletins.Post.problem "
            "bulletins.Post.what_was_done bulletins.Post.differently bulletins.Post.searched "
            "bulletins.Picture.file bulletins.Bulletin.subject bulletins.Bulletin.introduction "
            "bulletins.Section.heading bulletins.Item.title bulletins.Item.text "
            "bulletins.Edition.subject bulletins.Edition.html bulletins.Edition.text"
        ),
    },
)
