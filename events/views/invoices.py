"""A booking's invoices, for who booked."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from events.models import Invoice
from events.papers import builder, invoices


@require_safe
def invoice(request: HttpRequest, reference: str, number: str) -> HttpResponse:
    """The PDF, as the invoice stands now."""
    mine = Invoice.objects.visible_to(request.user).select_related("booking__event", "replaces")
    found = get_object_or_404(mine, booking__reference=reference, number=number)
    answer = HttpResponse(invoices.invoice(found), content_type=builder.TYPE)
    answer.headers["Content-Disposition"] = f'inline; filename="invoice-{found.number}.pdf"'
    answer.headers["Cache-Control"] = "no-store, private"
    return answer
