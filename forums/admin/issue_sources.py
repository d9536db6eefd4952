"""Where an issue comes from, and whose voice it is: topics, items, agreements, organisations."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from forums.actions import issues, voices
from forums.admin.issue_pages import changing, issue_page, staff, to_issue
from forums.forms.issue_people import VoiceForm
from forums.forms.issue_sources import AddSourceForm
from forums.models import Issue, IssueSource, Voice


@require_http_methods(["GET", "HEAD", "POST"])
@changing
def attach(request: HttpRequest, issue: Issue) -> HttpResponse:
    """One more thing that it comes from. The sanctuary needs its agreement, in these words."""
    form = AddSourceForm(request.POST or None, statement=issue.statement)
    if request.method == "POST" and form.is_valid():
        try:
            issues.attach(
                issue=issue,
                origin=form.origin(),
                proposer_agrees=form.cleaned_data["agrees"],
                by=staff(request),
                now=timezone.now(),
            )
        except issues.NotAsked:
            form.add_error("agrees", _("Ask who proposed the topic first, then tick this"))
        except issues.NotAgreed:
            form.add_error(None, _("This is not agreed to, or not in these words"))
        except issues.AlreadySource:
            form.add_error(None, _("The issue comes from there already"))
        else:
            messages.success(request, _("Added. Who raised it there is told from now on."))
            return to_issue(issue, "#sources")
    return issue_page(request, "source.html", issue, title=_("Add where it comes from"), form=form)


@require_http_methods(["GET", "HEAD", "POST"])
@changing
def detach(request: HttpRequest, issue: Issue, source: int) -> HttpResponse:
    row = get_object_or_404(_named(issue), pk=source)
    if request.method == "POST":
        issues.detach(source=row, by=staff(request), now=timezone.now())
        messages.success(request, _("Taken off. Its voices stay until you take them off as well."))
        return to_issue(issue, "#sources")
    title = _("Does it not come from there?")
    return issue_page(request, "source_remove.html", issue, title=title, source=row)


@require_http_methods(["GET", "HEAD", "POST"])
@changing
def add_voice(request: HttpRequest, issue: Issue) -> HttpResponse:
    """An organisation that told staff; its primary contact is told of the steps."""
    form = VoiceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        voices.add(
            issue=issue,
            organisation=form.cleaned_data["organisation"],
            how=Voice.How(form.cleaned_data["how"]),
            by=staff(request),
            now=timezone.now(),
        )
        messages.success(request, _("Added. It counts from the next step on."))
        return to_issue(issue, "#voices")
    return issue_page(request, "voice.html", issue, title=_("Add an organisation"), form=form)


@require_http_methods(["GET", "HEAD", "POST"])
@changing
def remove_voice(request: HttpRequest, issue: Issue, voice: int) -> HttpResponse:
    row = get_object_or_404(issue.voices.select_related("organisation", "issue"), pk=voice)
    if request.method == "POST":
        voices.remove(voice=row, by=staff(request), now=timezone.now())
        messages.success(request, _("Taken off. It counts no more from the next step on."))
        return to_issue(issue, "#voices")
    title = _("Take this organisation off?")
    return issue_page(request, "voice_remove.html", issue, title=title, voice=row)


def _named(issue: Issue) -> QuerySet[IssueSource]:
    return issue.sources.select_related("topic", "item__forum", "agreement")
