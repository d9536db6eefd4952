"""Invoices in the admin: what is due, what is to go back."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _

from events.admin import invoice_page
from events.admin.pages import RUN
from events.models import Invoice
from events.money import pounds
from events.papers.invoices import standing
from portal.admin_filters import DefaultedFilter
from portal.admin_records import ReadOnlyAdmin


class StandingFilter(DefaultedFilter):
    title = _("state")
    parameter_name = "state"
    default = "due"
    words = (
        ("due", _("To pay")),
        ("to-refund", _("To refund")),
        ("paid", _("Paid")),
        ("waived", _("Waived")),
        ("refunded", _("Refunded")),
        ("cancelled", _("Cancelled")),
    )

    def conditions(self, _request: HttpRequest) -> dict[str, Q]:
        each = {state.value: Q(state=state) for state in Invoice.State}
        return each | {"to-refund": Q(refund_due_pence__gt=0)}


@admin.register(Invoice)
class InvoiceAdmin(ReadOnlyAdmin):
    """Nothing is edited by hand: `events.actions.invoices` issues and settles."""

    list_display = ("number", "how", "amount", "booked_for", "event", "issued_at")
    list_filter = (StandingFilter,)
    list_select_related = ("booking__event", "booking__organisation", "booking__booked_by")
    search_fields = (
        "number",
        "purchase_order",
        "transfer_reference",
        "booking__reference",
        "booking__booked_by__email",
        "booking__organisation__name",
    )
    search_help_text = _("Number, order, transfer, booking or organisation. Looks in all states.")
    ordering = ("-issued_at", "-pk")
    list_per_page = 50
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    empty_value_display = ""
    change_list_template = "admin/events/list.html"

    def has_module_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(RUN)

    def has_view_permission(self, request: HttpRequest, _obj: Invoice | None = None) -> bool:
        return request.user.has_perm(RUN)

    @admin.display(description=_("state"), ordering="state")
    def how(self, invoice: Invoice) -> str:
        return standing(invoice)

    @admin.display(description=_("amount"), ordering="amount_pence")
    def amount(self, invoice: Invoice) -> str:
        return pounds(invoice.amount_pence)

    @admin.display(description=_("for"))
    def booked_for(self, invoice: Invoice) -> str:
        return str(invoice.booking.organisation or invoice.booking.booked_by)

    @admin.display(description=_("event"))
    def event(self, invoice: Invoice) -> str:
        return str(invoice.booking.event)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        _form_url: str = "",
        _extra_context: Any = None,
    ) -> HttpResponse:
        """Only to look at: each act has an address of its own."""
        if not self.has_view_permission(request) or request.method == "POST":
            raise PermissionDenied
        return invoice_page.show(request, object_id)

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        own = [
            path("<int:pk>/invoice.pdf", wrap(invoice_page.pdf), name="events_invoice_pdf"),
            path("<int:pk>/paid/", wrap(invoice_page.paid), name="events_invoice_paid"),
            path("<int:pk>/waive/", wrap(invoice_page.waive), name="events_invoice_waive"),
            path("<int:pk>/refund/", wrap(invoice_page.refund), name="events_invoice_refund"),
        ]
        return [*own, *super().get_urls()]
