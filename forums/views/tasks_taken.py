"""What somebody took upon themselves at forums, and saying that it is done."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from forums.actions import tasks_taken
from forums.forms.tasks_taken import DoneForm
from forums.models import Action
from forums.models.actions import ActionQuerySet
from forums.views.paging import page_of
from forums.views.seen_by import is_staff
from network.signed_in import who


@require_safe
def actions(request: HttpRequest) -> HttpResponse:
    """One's own and one's organisations', the open ones first."""
    rows = _own(request).select_related("forum", "owner", "owner_organisation", "finished_by")
    page = page_of(request, rows.open_first())
    context = {"page_obj": page, "today": timezone.localdate()}
    return render(request, "forums/actions.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def done(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks for a word on what came of it. Pressing twice changes nothing.

    Who may not read what it says learns that it is there, and cannot say that it is done.
    """
    rows = _own(request).select_related("forum", "owner", "owner_organisation", "item")
    action = get_object_or_404(rows, pk=pk)
    is_kept = action.is_kept  # type: ignore[attr-defined]  # annotated
    if request.method != "POST" or is_kept:
        form = DoneForm() if action.is_open and not is_kept else None
        return render(request, "forums/action_done.html", {"action": action, "form": form})
    form = DoneForm(request.POST)
    if not form.is_valid():
        return render(request, "forums/action_done.html", {"action": action, "form": form})
    return _finish(request, action, form.cleaned_data["words"])


def _own(request: HttpRequest) -> ActionQuerySet:
    """Staff own some as well: theirs are for the second factor."""
    person, now = who(request), timezone.now()
    own = Action.objects.owned_by(person, now=now)
    return (own.visible_to if is_staff(request) else own.for_member)(person, now=now)


def _finish(request: HttpRequest, action: Action, words: str) -> HttpResponse:
    try:
        tasks_taken.finish(
            action=action,
            state=Action.State.DONE,
            words=words,
            by=who(request),
            now=timezone.now(),
        )
    except tasks_taken.Finished as finished:
        context = {"action": finished.current, "form": None, "unsaid": words}
        return render(request, "forums/action_done.html", context, status=409)
    messages.success(request, _("Done. Thank you!"))
    return redirect("forums:actions")
