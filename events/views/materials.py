"""Materials as downloads: each way to them asks for itself who may have what."""

from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, HttpRequest
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from events.models import Booking, Contributor, Material
from events.models.materials import MaterialQuerySet
from events.views import doors, showing, speaker
from events.views.doors import Door
from network.serving import serve


def download(rows: MaterialQuerySet, number: int) -> FileResponse:
    """One of `rows` as an attachment. Raises Http404 for others, and for links."""
    found = get_object_or_404(rows.exclude(file=""), pk=number)
    return serve(str(found.file.name), found.name, found.content_type)


@login_not_required
@require_safe
def public_material(request: HttpRequest, slug: str, number: int) -> FileResponse:
    event = get_object_or_404(showing.events_for(request), slug=slug)
    return download(Material.objects.public().filter(event=event), number)


@require_safe
def booking_material(request: HttpRequest, reference: str, number: int) -> FileResponse:
    """For who booked, as long as somebody of the booking has a place."""
    booking = get_object_or_404(Booking.objects.visible_to(request.user), reference=reference)
    answer = download(Material.objects.for_booking(booking), number)
    answer.headers["Cache-Control"] = "no-store, private"
    return answer


@doors.by_link
def _for_delegate(_request: HttpRequest, door: Door, number: int) -> FileResponse:
    return download(Material.objects.for_delegate(door.delegate), number)


@speaker.by_link_after
def _for_speaker(
    _request: HttpRequest, contributor: Contributor, _token: str, number: int
) -> FileResponse:
    return download(Material.objects.for_contributor(contributor), number)


delegate_material, speaker_material = require_safe(_for_delegate), require_safe(_for_speaker)
