from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from bulletins.models.bulletins import Bulletin, Edition
from bulletins.models.lists import Subscriber

# What is noted by us, in words; what a mail server answered is shown as it came.
WHY = {
    "left": _("Left the lists meanwhile"),
    "left, suppressed or no member meanwhile": _(
        "Left the lists, is no member any more, or nothing may go there any more"
    ),
    "stopped": _("The sending was stopped"),
    "stopped while it was handed over": _("The sending was stopped while it was handed over"),
    "suppressed": _("Nothing may go there: mail came back, or was marked as unwanted"),
    "the worker stopped while handing over": _("The work was interrupted while it was handed over"),
}


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def open(self) -> "DeliveryQuerySet":
        """Not settled yet."""
        return self.filter(state__in=[Delivery.State.PENDING, Delivery.State.CLAIMED])

    def in_flight(self) -> "DeliveryQuerySet":
        """Being handed over to the mail server, as far as is known."""
        return self.filter(state=Delivery.State.CLAIMED, handing_over_at__isnull=False)

    def due(self, now: datetime) -> "DeliveryQuerySet":
        """To be sent now, of bulletins that are being sent."""
        return self.filter(
            state=Delivery.State.PENDING, next_attempt_at__lte=now, bulletin__state="sending"
        )

    def abandoned(self, now: datetime) -> "DeliveryQuerySet":
        """In hand for longer than their lease: the run that had them has died."""
        return self.filter(state=Delivery.State.CLAIMED, lease_until__lt=now)

    def counts(self) -> dict[str, int]:
        """How many are in each state, states without any included."""
        found = self.order_by().values("state").annotate(n=Count("pk")).values_list("state", "n")
        return {state.value: 0 for state in Delivery.State} | dict(found)


class Delivery(models.Model):
    """One bulletin to one address: a row before it is a mail, and the only word on its fate.

    Claimed in batches under a lease (bulletins.actions.claims). `handing_over_at` is written just
    before the message's first byte: a claim that dies with it leaves the row in doubt.
    """

    class State(models.TextChoices):
        PENDING = "pending", _("Waiting")
        CLAIMED = "claimed", _("In hand")
        SENT = "sent", _("Sent")
        FAILED = "failed", _("Failed")
        SUPPRESSED = "suppressed", _("Not sent on purpose")
        IN_DOUBT = "in-doubt", _("In doubt")

    # Each index costs each message twice, as its row changes state: none that another covers.
    bulletin = models.ForeignKey(
        Bulletin, on_delete=models.CASCADE, related_name="deliveries", db_index=False
    )
    edition = models.ForeignKey(
        Edition, on_delete=models.PROTECT, related_name="deliveries", db_index=False
    )
    address = models.EmailField(_("e-mail address"))
    name = models.CharField(_("name"), max_length=150, blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        db_index=False,
    )
    subscriber = models.ForeignKey(
        Subscriber, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    state = models.CharField(
        _("state"), max_length=10, choices=State.choices, default=State.PENDING
    )
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    next_attempt_at = models.DateTimeField(_("next attempt"))
    claim = models.UUIDField(null=True, blank=True)
    claimed_at = models.DateTimeField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    handing_over_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    last_error = models.CharField(_("why"), max_length=300, blank=True)
    # What the mail provider said later; it never turns a state back.
    came_back_at = models.DateTimeField(_("came back"), null=True, blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        constraints = [
            models.UniqueConstraint(fields=["bulletin", "address"], name="delivery_once"),
            models.CheckConstraint(
                condition=Q(
                    state="claimed",
                    claim__isnull=False,
                    claimed_at__isnull=False,
                    lease_until__isnull=False,
                )
                | (~Q(state="claimed") & Q(claim__isnull=True, lease_until__isnull=True)),
                name="delivery_in_hand_has_a_claim",
            ),
            models.CheckConstraint(
                condition=Q(state="sent", sent_at__isnull=False)
                | (~Q(state="sent") & Q(sent_at__isnull=True)),
                name="delivery_sent_has_its_time",
            ),
        ]
        indexes = [
            models.Index(
                fields=["bulletin", "next_attempt_at", "id"],
                condition=Q(state="pending"),
                name="delivery_due",
            ),
            models.Index(
                fields=["lease_until"], condition=Q(state="claimed"), name="delivery_lease"
            ),
            models.Index(fields=["claim"], condition=Q(state="claimed"), name="delivery_claim"),
            # counted, and listed in pages, without looking at the rows
            models.Index(fields=["bulletin", "state", "id"], name="delivery_in_state"),
            models.Index(
                fields=["bulletin", "sent_at"], condition=Q(state="sent"), name="delivery_lately"
            ),
            models.Index(fields=["address"], name="delivery_by_address"),
            models.Index(fields=["user"], condition=Q(user__isnull=False), name="delivery_by_user"),
            models.Index(
                fields=["subscriber"],
                condition=Q(subscriber__isnull=False),
                name="delivery_by_subscriber",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.bulletin} → {self.address}"

    @property
    def why(self) -> str:
        """Why it failed, was left out or is in doubt, in words."""
        return str(WHY.get(self.last_error, self.last_error))


class Pace(models.Model):
    """How fast all workers together may send: one row, `per_second` 0 for as fast as it goes.

    `next_at` is when the next message may go out. Who wants to send some moves it on under the
    row's lock, and so has a stretch of time to themselves.
    """

    per_second = models.PositiveIntegerField(_("messages a second"), default=0)
    next_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = _("pace of sending")
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="pace_single_row")]

    def __str__(self) -> str:
        return str(self.per_second)
