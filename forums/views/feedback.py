"""Feedback of who was there; no answer leads to a person."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from forums.actions.feedback import AlreadyAnswered, NotAsked, give, to_ask
from forums.forms.feedback import FeedbackForm
from forums.models import Attendance, Forum
from network.signed_in import who


@require_http_methods(["GET", "HEAD", "POST"])
def feedback(request: HttpRequest, slug: str) -> HttpResponse:
    """Asks how it was, once, for 30 days after the forum."""
    now = timezone.now()
    forum = get_object_or_404(Forum.objects.for_member(request.user, now=now), slug=slug)
    if not to_ask(forum, now).filter(user=who(request)).exists():
        return _not_asked(request, forum)
    form = FeedbackForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        return _give(request, forum, form, now)
    return render(request, "forums/feedback.html", {"forum": forum, "form": form})


def _give(request: HttpRequest, forum: Forum, form: FeedbackForm, now: datetime) -> HttpResponse:
    try:
        give(forum=forum, user=who(request), said=form.said(), now=now)
    except (AlreadyAnswered, NotAsked):
        return _not_asked(request, forum)
    messages.success(request, _("Thank you for telling us how it was."))
    return _home(forum)


def _not_asked(request: HttpRequest, forum: Forum) -> HttpResponse:
    mine = Attendance.objects.filter(forum=forum, user=who(request), has_given_feedback=True)
    said = (
        _("Your answers have reached us. Thank you.")
        if mine.exists()
        else _("Feedback on this forum is not asked for here now.")
    )
    messages.info(request, said)
    return _home(forum)


def _home(forum: Forum) -> HttpResponse:
    return HttpResponseRedirect(reverse("forums:forum", args=[forum.slug]), status=303)
