"""Certificates of attendance, by the delegate's own link and for who booked them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from events.papers import builder, certificates
from events.views.doors import Door, by_link, for_booker


def certificate(request: HttpRequest, door: Door) -> HttpResponse:
    """The PDF for who was ticked in, once the event is over; before, and for others, words."""
    if not certificates.is_due(door.delegate, timezone.now()):
        context = {"door": door, "event": door.event}
        return render(request, "events/no_certificate.html", context, status=404)
    answer = HttpResponse(certificates.certificate(door.delegate), content_type=builder.TYPE)
    name = f"certificate-{door.delegate.reference}.pdf"
    answer.headers["Content-Disposition"] = f'inline; filename="{name}"'
    answer.headers["Cache-Control"] = "no-store, private"
    return answer


booking_certificate = require_safe(for_booker(certificate))
delegate_certificate = require_safe(by_link(certificate))
