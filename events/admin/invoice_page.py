"""One invoice, and what staff do with it: paid, waived, refunded. Each asks first."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from events import invoicing
from events.actions import invoices
from events.admin.pages import CONFLICT, METHODS, RUN, refuse_without, staff
from events.forms.invoices import PaidForm, RefundForm
from events.forms.staff import ReasonForm
from events.models import Invoice
from events.money import pounds
from events.papers import builder
from events.papers.invoices import invoice as on_paper
from events.papers.invoices import standing
from portal.admin_pages import page
from portal.whole_numbers import whole_number


def load(pk: int | str) -> Invoice:
    """The invoice with its booking. Raises Http404."""
    rows = Invoice.objects.select_related("booking__event", "replaces", "replaced_by", "moved_by")
    return get_object_or_404(rows, pk=whole_number(str(pk)))


def show(request: HttpRequest, pk: int | str) -> HttpResponse:
    invoice = load(pk)
    may_settle = invoicing.may_move(invoice.state, invoicing.PAID)
    return _page(
        request, invoice, "invoice.html", str(invoice), standing=standing(invoice),
        may_settle=may_settle,
    )  # fmt: skip


@require_safe
def pdf(request: HttpRequest, pk: int) -> HttpResponse:
    refuse_without(request, RUN)
    invoice = load(pk)
    answer = HttpResponse(on_paper(invoice), content_type=builder.TYPE)
    answer.headers["Content-Disposition"] = f'inline; filename="invoice-{invoice.number}.pdf"'
    answer.headers["Cache-Control"] = "no-store, private"
    return answer


@require_http_methods(METHODS)
def paid(request: HttpRequest, pk: int) -> HttpResponse:
    refuse_without(request, RUN)
    invoice, form = load(pk), PaidForm(request.POST or None)
    text = _("%(price)s has arrived in the charity's account.") % _price(invoice.amount_pence)

    def act() -> None:
        invoices.mark_paid(
            invoice=invoice, transfer=form.cleaned_data["reason"], by=staff(request),
            now=timezone.now(),
        )  # fmt: skip

    title, button = _("Is %(number)s paid?"), _("Mark as paid")
    return _ask(request, invoice, form, act, invoicing.PAID, title, text=text, button=button)


@require_http_methods(METHODS)
def waive(request: HttpRequest, pk: int) -> HttpResponse:
    refuse_without(request, RUN)
    invoice, form = load(pk), ReasonForm(request.POST or None)
    text = _("%(price)s is not to be paid after all.") % _price(invoice.amount_pence)

    def act() -> None:
        invoices.waive(
            invoice=invoice, reason=form.cleaned_data["reason"], by=staff(request),
            now=timezone.now(),
        )  # fmt: skip

    title, button = _("Waive %(number)s?"), _("Waive it")
    return _ask(request, invoice, form, act, invoicing.WAIVED, title, text=text, button=button)


@require_http_methods(METHODS)
def refund(request: HttpRequest, pk: int) -> HttpResponse:
    refuse_without(request, RUN)
    invoice = load(pk)
    form = RefundForm(request.POST or None, initial={"pence": invoice.refundable_pence})
    text = _("Send %(price)s back by bank transfer first.") % _price(invoice.refundable_pence)

    def act() -> None:
        invoices.refund(
            invoice=invoice, pence=form.cleaned_data["pence"],
            reason=form.cleaned_data["reason"], by=staff(request), now=timezone.now(),
        )  # fmt: skip

    title, button = _("Refund %(number)s?"), _("Mark as refunded")
    return _ask(request, invoice, form, act, invoicing.REFUNDED, title, text=text, button=button)


def _ask(
    request: HttpRequest,
    invoice: Invoice,
    form: Any,
    act: Callable[[], None],
    wanted: str,
    title: str,
    **context: Any,
) -> HttpResponse:
    if not invoicing.may_move(invoice.state, wanted):
        return _too_late(request, invoice)
    if request.method == "POST" and form.is_valid():
        try:
            act()
        except invoices.Moved:
            return _too_late(request, load(invoice.pk))
        messages.success(request, _("Done."))
        return redirect("admin:events_invoice_change", invoice.pk)
    title = title % {"number": invoice.number}
    return _page(request, invoice, "confirm.html", title, form=form, **context)


def _too_late(request: HttpRequest, invoice: Invoice) -> HttpResponse:
    text = _("This invoice has changed meanwhile, so nothing was done. It is now: %(words)s.")
    text = text % {"words": standing(invoice)}
    return _page(request, invoice, "refused.html", _("Nothing was done"), CONFLICT, text=text)


def _page(
    request: HttpRequest,
    invoice: Invoice,
    template: str,
    title: str,
    status: int = 200,
    **context: Any,
) -> HttpResponse:
    return page(
        request, f"admin/events/invoice/{template}", Invoice, title=title, status=status,
        invoice=invoice, booking=invoice.booking, event=invoice.booking.event, **context,
    )  # fmt: skip


def _price(pence: int) -> dict[str, str]:
    return {"price": pounds(pence)}
