"""What every page that saves while one types has in common (static/js/step.js)."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from network.models import StepAnswers, TypedAnswers, User
from network.signed_in import who
from portal.times import time_of_day
from portal.whole_numbers import whole_number

Kept = StepAnswers | TypedAnswers


def is_quiet(request: HttpRequest) -> bool:
    """Whether the script saves, not a button."""
    return request.headers.get("X-Autosave") == "1"


def version(request: HttpRequest) -> int:
    """The version that the page was opened with; 0 for anything mangled."""
    return whole_number(request.POST.get("version", "")) or 0


def saved(kept: Kept) -> HttpResponse:
    said = _("Saved %(at)s") % {"at": time_of_day(timezone.localtime(kept.updated_at))}
    return JsonResponse({"version": kept.version, "said": said})


def cannot_be_kept() -> HttpResponse:
    return JsonResponse({"said": _("Not saved: a character cannot be kept")}, status=400)


def moved_on(button: str) -> HttpResponse:
    """It came too late; `button` shows what was typed once more."""
    said = _("Not saved: the application has moved on. Press “%(button)s” to read more.")
    return JsonResponse({"said": said % {"button": button}}, status=409)


def overtaken(request: HttpRequest, current: Kept, button: str) -> HttpResponse:
    """Another save came first; `button` shows both."""
    said = _("Not saved: %(changed)s Press “%(button)s” to compare.")
    words = {"changed": _changed(request, current.updated_by), "button": button}
    return JsonResponse({"said": said % words}, status=409)


def is_own(request: HttpRequest, current: Kept) -> bool:
    """Whether the same person saved last, in another tab."""
    return current.updated_by == who(request)


def _changed(request: HttpRequest, person: User | None) -> str:
    """A sentence: who changed this page, as its reader would say it."""
    if person == who(request):
        return _("You changed this page in another tab.")
    if person is None:
        return _("Somebody changed this page.")
    return _("%(person)s changed this page.") % {"person": person}
