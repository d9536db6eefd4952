"""The shared summary of a forum, and "this identifies us"."""

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from forums.actions import objecting, summaries
from forums.choices import Circle
from forums.forms.summaries import ObjectionForm
from forums.models import Attendance, Summary
from forums.models.circles import is_member
from network.signed_in import who
from portal.accounts import may_use_staff_pages
from portal.rates import is_allowed

METHODS = ["GET", "HEAD", "POST"]


@never_cache
@login_not_required
@require_http_methods(METHODS)
def show(request: HttpRequest, slug: str) -> HttpResponse:
    """As far as it was widened. One that is not there and one kept back are answered alike."""
    summary = visible(request).filter(forum__slug=slug).select_related("forum").first()
    if summary is None and not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    if summary is None:
        return _taken_back(request, slug)
    was_there = _was_there(request, summary)
    if request.method != "POST":
        return _page(request, summary, _new_form(summary) if was_there else None)
    if not was_there:
        raise Http404
    return _object(request, summary)


def visible(request: HttpRequest) -> Any:
    """Who runs forums sees drafts here as well, once the second step is done."""
    now = timezone.now()
    if may_use_staff_pages(request):
        return Summary.objects.visible_to(request.user, now=now)
    return Summary.objects.widened_to(request.user, now=now)


def _taken_back(request: HttpRequest, slug: str) -> HttpResponse:
    """Who could read it and says something of it meanwhile gets their words back, none of it."""
    text = request.POST.get("text", "").strip()
    summary = Summary.objects.filter(forum__slug=slug).select_related("forum").first()
    if not text or summary is None or not _was_there(request, summary):
        raise Http404
    if not summaries.was_taken_back(summary):
        raise Http404
    return _too_late(request, summary, text)


def _was_there(request: HttpRequest, summary: Summary) -> bool:
    if not request.user.is_authenticated:
        return False
    there = Attendance.objects.inside(request.user, now=timezone.now())
    return there.filter(forum=summary.forum_id).exists()


def _new_form(summary: Summary, text: str = "") -> ObjectionForm:
    first = {"key": uuid.uuid4(), "version": summary.version, "text": text}
    return ObjectionForm(initial=first)


def _object(request: HttpRequest, summary: Summary) -> HttpResponse:
    form = ObjectionForm(request.POST)
    if form.is_valid() and not is_allowed(request, action="object"):
        form.add_error(None, _("That was very much in an hour. Wait a little, then press again"))
    if not form.is_valid():
        return _page(request, summary, form)
    data = form.cleaned_data
    said = objecting.Said(text=data["text"], version=data["version"], key=data["key"])
    try:
        objecting.say(forum=summary.forum, said=said, by=who(request), now=timezone.now())
    except objecting.NotThere as error:
        raise Http404 from error
    except objecting.SaidOtherwise:
        return _said_otherwise(request, summary, data["text"])
    except objecting.TooLate:
        return _too_late(request, summary, data["text"])
    messages.success(request, _("Thank you. The co-ordinator reads it and answers on this page."))
    return redirect("forums:summary", summary.forum.slug)


def _said_otherwise(request: HttpRequest, summary: Summary, text: str) -> HttpResponse:
    """Two tabs, or a step back: a form anew, with what was typed, to be said as well."""
    return _page(request, summary, _new_form(summary, text), status=409, is_second=True)


def _too_late(request: HttpRequest, summary: Summary, text: str) -> HttpResponse:
    """The days ended, or it was taken back, while somebody wrote: that is there to copy."""
    summary.refresh_from_db()
    is_taken_back = summary.shown_to == Circle.STAFF
    return _page(request, summary, None, status=409, unsaid=text, is_taken_back=is_taken_back)


def _page(
    request: HttpRequest,
    summary: Summary,
    form: ObjectionForm | None,
    status: int = 200,
    **context: Any,
) -> HttpResponse:
    now = timezone.now()
    own = summary.objections.filter(user=request.user.pk) if request.user.pk else None
    context |= {
        "summary": summary,
        "forum": summary.forum,
        "form": form if objecting.is_open(summary, now) else None,
        "is_under_review": form is not None and summary.agreed_at is None,
        "was_changed": summary.shared_at is not None and summary.shared_at < summary.changed_at,
        "own": list(own.in_order()) if own is not None else [],
        "shows_day": is_member(request.user, now=now) or may_use_staff_pages(request),
    }
    return render(request, "forums/summary.html", context, status=status)
