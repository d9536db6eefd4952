"""An issue begun and edited: what staff write of it."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from forums.actions import issues, listeners, voices
from forums.actions.issues import Content, Origin
from forums.actions.steps import Stale
from forums.admin.issue_pages import (
    CONFLICT,
    changing,
    issue_page,
    needs,
    staff,
    to_issue,
)
from forums.forms.issue_sources import BeginForm
from forums.forms.issues import EditForm
from forums.issue_states import Step
from forums.issue_words import first_words
from forums.mail import issues as mail
from forums.models import Agreement, Issue, IssueEvent
from portal.whole_numbers import whole_number

ADD = "forums.add_issue"


@require_http_methods(["GET", "HEAD", "POST"])
@needs(ADD)
def begin(request: HttpRequest) -> HttpResponse:
    """A new issue: write, preview, confirm. Topic, item or agreement may come by the address."""
    agreement = _agreement(request)
    if request.method != "POST":
        return _write(request, BeginForm(initial=_first(request, agreement), agreement=agreement))
    form = BeginForm(request.POST, agreement=agreement)
    act = request.POST.get("act")
    if act == "change" or not form.is_valid():
        return _write(request, form)
    if act != "confirm":
        return _preview(request, form)
    try:
        issue = issues.begin(
            content=form.content(),
            origin=form.origin(),
            what=form.what(),
            key=form.cleaned_data["key"],
            by=staff(request),
            now=timezone.now(),
        )
    except issues.NotAgreed:
        form.add_error("statement", _refusal())
        return _write(request, form)
    messages.success(request, _("The issue is begun. Staff alone see it so far."))
    return to_issue(issue)


def _first(request: HttpRequest, agreement: Agreement | None) -> dict[str, Any]:
    first = {name: whole_number(request.GET.get(name, "")) for name in ("topic", "item")}
    words = {"shown_words": first_words(Step.RAISED), "key": uuid.uuid4()}
    if agreement is None:
        return first | words
    return words | {
        "agreement": agreement.pk,
        "statement": agreement.statement,
        "forums": [agreement.item.forum_id],
    }


def _agreement(request: HttpRequest) -> Agreement | None:
    """The agreement that the page was opened for, or that its form carries."""
    asked = request.POST.get("agreement") or request.GET.get("agreement", "")
    agreed = Agreement.objects.filter(agrees=True).select_related("item")
    return agreed.filter(pk=whole_number(asked) or 0).first()


def _write(request: HttpRequest, form: BeginForm) -> HttpResponse:
    return issue_page(request, "begin.html", None, title=_("Begin an issue"), form=form)


def _preview(request: HttpRequest, form: BeginForm) -> HttpResponse:
    """What will be there, and whom it is told to; nothing is saved yet."""
    origin, what, content = form.origin(), form.what(), form.content()
    found = voices.found_in(topic=origin.topic, agreement=origin.agreement)
    told = listeners.among(found, confided=_confided(origin), now=timezone.now())
    draft = Issue(statement=content.statement)
    event = IssueEvent(issue=draft, step=Step.RAISED, on=what.on, shown_words=what.shown_words)
    return issue_page(
        request,
        "step_preview.html",
        None,
        title=_("Begin an issue"),
        form=form,
        facts=[(_("Statement"), content.statement)],
        is_confided=origin.topic is not None and origin.topic.is_for_coordinator,
        words=what.shown_words,
        letter=mail.step(event, person=staff(request)) if what.tells else None,
        told=told,
    )


def _confided(origin: Origin) -> frozenset[int]:
    if origin.agreement is not None:
        return frozenset({origin.agreement.organisation_id})
    is_hidden = origin.topic is not None and origin.topic.is_for_coordinator
    return frozenset({origin.topic.organisation_id} if origin.topic and is_hidden else ())


@require_http_methods(["GET", "HEAD", "POST"])
@changing
def edit(request: HttpRequest, issue: Issue) -> HttpResponse:
    """Change what is written. A stale form is shown beside what stands there now."""
    if request.method != "POST":
        return _edit(request, issue, EditForm(initial=_written(issue)))
    form = EditForm(request.POST)
    if not form.is_valid():
        return _edit(request, issue, form)
    try:
        issues.edit(
            issue=issue,
            content=form.content(),
            version=form.cleaned_data["version"],
            by=staff(request),
            now=timezone.now(),
        )
    except Stale as stale:
        return _conflict(request, stale.current, form.content())
    except issues.NotAgreed:
        form.add_error("statement", _refusal())
        return _edit(request, issue, form)
    messages.success(request, _("Changed."))
    return to_issue(issue)


def _edit(request: HttpRequest, issue: Issue, form: EditForm) -> HttpResponse:
    return issue_page(request, "edit.html", issue, title=_("Edit the issue"), form=form)


def _conflict(request: HttpRequest, issue: Issue, typed: Content) -> HttpResponse:
    """A form anew, with what stands there now; what was typed stands above it to copy."""
    form = EditForm(initial=_written(issue))
    return issue_page(
        request,
        "edit.html",
        issue,
        title=_("Edit the issue"),
        status=CONFLICT,
        form=form,
        unsent=[text for text in (typed.statement, typed.about) if text],
    )


def _written(issue: Issue) -> dict[str, Any]:
    fields = ("statement", "about", "level", "themes", "version")
    first = {name: getattr(issue, name) for name in fields}
    return first | {"forums": list(issue.forums.values_list("pk", flat=True))}


def _refusal() -> str:
    return _(
        "Who raised it in the sanctuary has to agree to exactly these words. Ask them about the new"
        " ones, or leave the statement as it is"
    )
