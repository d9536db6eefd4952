"""A post of the training exchange becomes a draft event."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from events.actions import exchange
from events.admin.pages import METHODS, refuse_without, staff, to_event
from events.forms.exchange import TrainingForm
from events.models import Event
from network.actions.moderating import MovedOn, is_own
from network.models import TrainingPost
from portal.admin_pages import page

ANSWER = "network.answer_trainingpost"


@require_http_methods(METHODS)
def make_event(request: HttpRequest, post: int) -> HttpResponse:
    """Title, address and day, then the draft, which is published like every event."""
    refuse_without(request, ANSWER)
    row = get_object_or_404(TrainingPost.objects.select_related("organisation"), pk=post)
    if is_own(row, staff(request)):
        raise PermissionDenied
    form = TrainingForm(request.POST) if request.method == "POST" else TrainingForm.of(row)
    if request.method != "POST" or not form.is_valid():
        return _page(request, row, form)
    try:
        made = exchange.make_event(
            post=row, draft=form.draft(), by=staff(request), now=timezone.now()
        )
    except exchange.EventThere as known:
        messages.info(request, _("An event was made of it before: this one."))
        return to_event(known.event)
    except MovedOn:
        messages.info(request, _("It is not published any more, so no event was made."))
        return redirect("admin:network_trainingpost_change", row.pk)
    except IntegrityError:  # somebody else took the address meanwhile
        form.add_error("slug", _("Another event has this address. Choose another"))
        return _page(request, row, form)
    messages.success(
        request, _("A draft has been made. Who wants it is told once it is published.")
    )
    return to_event(made)


def _page(request: HttpRequest, row: TrainingPost, form: TrainingForm) -> HttpResponse:
    return page(
        request,
        "admin/events/event/from_exchange.html",
        Event,
        title=_("Make a training event"),
        post=row,
        form=form,
    )
