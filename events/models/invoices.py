from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from events import invoicing
from events.models.bookings import Booking


class InvoiceCounter(models.Model):
    """The last number given out in a year; its row is locked until the invoice stands."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    last = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.year}: {self.last}"


class InvoiceQuerySet(models.QuerySet["Invoice"]):
    def visible_to(self, user: Any) -> "InvoiceQuerySet":
        """Those of a person's own bookings; staff look at them in the admin."""
        return self.filter(booking__in=Booking.objects.visible_to(user))

    def due(self) -> "InvoiceQuerySet":
        return self.filter(state=Invoice.State.DUE)

    def to_refund(self) -> "InvoiceQuerySet":
        """Paid for people who do not come any more."""
        return self.filter(refund_due_pence__gt=0)


class Invoice(models.Model):
    """What a booking is asked to pay by bank transfer. Lines and address stay as issued.

    `lines` is a list of {"delegate": number, "text": str, "pence": int}. Numbers have no gaps:
    `events.actions.invoices` takes them from `InvoiceCounter`. A paid invoice of which a part
    went back stays paid, with `refunded_pence`.
    """

    class State(models.TextChoices):
        DUE = invoicing.DUE, _("To pay")
        PAID = invoicing.PAID, _("Paid")
        WAIVED = invoicing.WAIVED, _("Waived: nothing to pay")
        REFUNDED = invoicing.REFUNDED, _("Refunded")
        CANCELLED = invoicing.CANCELLED, _("Cancelled: nothing to pay")

    booking = models.ForeignKey(Booking, on_delete=models.PROTECT, related_name="invoices")
    number = models.CharField(_("number"), max_length=20, unique=True)
    issued_at = models.DateTimeField(_("issued"))
    addressed_to = models.TextField(_("addressed to"))
    purchase_order = models.CharField(_("purchase order number"), max_length=60, blank=True)
    lines = models.JSONField(_("lines"))
    amount_pence = models.PositiveIntegerField(_("amount in pence"))
    replaces = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaced_by"
    )
    state = models.CharField(
        _("state"), max_length=10, choices=State.choices, default=State.DUE, db_index=True
    )
    paid_at = models.DateTimeField(_("paid"), null=True, blank=True)
    waived_at = models.DateTimeField(_("waived"), null=True, blank=True)
    refunded_at = models.DateTimeField(_("last refunded"), null=True, blank=True)
    cancelled_at = models.DateTimeField(_("cancelled"), null=True, blank=True)
    moved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("last changed by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    transfer_reference = models.CharField(
        _("reference of the bank transfer"), max_length=80, blank=True
    )
    refunded_pence = models.PositiveIntegerField(_("refunded, in pence"), default=0)
    refund_due_pence = models.PositiveIntegerField(_("to refund, in pence"), default=0)

    objects = InvoiceQuerySet.as_manager()

    class Meta:
        verbose_name = _("invoice")
        verbose_name_plural = _("invoices")
        constraints = [
            models.CheckConstraint(condition=Q(amount_pence__gt=0), name="invoice_has_amount"),
            models.CheckConstraint(
                condition=Q(refunded_pence__lte=F("amount_pence") - F("refund_due_pence")),
                name="invoice_refunds_no_more_than_paid",
            ),
            models.CheckConstraint(
                condition=Q(refunded_pence=0, refunded_at__isnull=True)
                | Q(refunded_pence__gt=0, refunded_at__isnull=False),
                name="invoice_refund_has_its_time",
            ),
            models.CheckConstraint(
                condition=Q(paid_at__isnull=False)
                | Q(refunded_pence=0, refund_due_pence=0, transfer_reference=""),
                name="invoice_unpaid_has_no_refund",
            ),
            models.CheckConstraint(
                condition=Q(
                    state="due",
                    paid_at__isnull=True,
                    waived_at__isnull=True,
                    cancelled_at__isnull=True,
                )
                | Q(
                    state="paid",
                    paid_at__isnull=False,
                    waived_at__isnull=True,
                    cancelled_at__isnull=True,
                    refunded_pence__lt=F("amount_pence"),
                )
                | Q(
                    state="waived",
                    paid_at__isnull=True,
                    waived_at__isnull=False,
                    cancelled_at__isnull=True,
                )
                | Q(
                    state="refunded",
                    paid_at__isnull=False,
                    waived_at__isnull=True,
                    cancelled_at__isnull=True,
                    refunded_pence=F("amount_pence"),
                )
                | Q(
                    state="cancelled",
                    paid_at__isnull=True,
                    waived_at__isnull=True,
                    cancelled_at__isnull=False,
                ),
                name="invoice_state_has_its_time",
            ),
            models.UniqueConstraint(
                fields=["booking"],
                condition=Q(state="due"),
                name="invoice_one_due_per_booking",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def may_be_refunded(self) -> bool:
        return invoicing.may_move(self.state, invoicing.REFUNDED)

    @property
    def refundable_pence(self) -> int:
        """What a refund pays back now: for who does not come or, when all come, the whole rest."""
        return self.refund_due_pence or self.amount_pence - self.refunded_pence
