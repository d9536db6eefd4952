"""A briefing for a meeting with a body: chosen, shown as a page to print, and as a Word file.

No organisation stands on it, no band under five, and no text for staff unless it is ticked.
"""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from forums.admin.issue_pages import SEE, issue_page, needs
from forums.bands import in_public
from forums.briefing import Answer, Briefing, Letter, Part
from forums.choices import Band, Theme
from forums.issue_states import SENT, Step
from forums.models import Body, Issue, IssueEvent, Submission
from portal.boxes import PlainForm
from portal.templatetags.portal import long_date

MOST = 100
TOLD = (Step.ACKNOWLEDGED, Step.HOLDING, Step.RESPONDED, Step.REVIEWED)


class BriefingForm(PlainForm):
    """First the body, then which of its issues; all by the address, so that it can be kept."""

    body = forms.ModelChoiceField(
        label=gettext_lazy("A meeting with"),
        queryset=Body.objects.order_by("name", "pk"),
        empty_label=gettext_lazy("Choose one"),
        error_messages={"required": gettext_lazy("Choose the body")},
    )
    issue = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Which issues?"),
        help_text=gettext_lazy("Open ones, the latest first; 100 at most."),
        queryset=Issue.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose at least one issue")},
    )
    about = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Of which also the text “in more words”?"),
        help_text=gettext_lazy("It is for staff so far: tick only what the body may read."),
        queryset=Issue.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(self, *args: object, body: Body | None, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        newest = Issue.objects.filter(state=Issue.State.OPEN).order_by("-changed_at", "-pk")
        there = newest.filter(pk__in=Submission.objects.filter(body=body).values("issue"))
        pks = list(there.values_list("pk", flat=True)[:MOST]) if body else []
        rows = Issue.objects.filter(pk__in=pks).order_by("-changed_at", "-pk")
        self.fields["issue"].queryset = rows  # type: ignore[attr-defined]  # its kind
        self.fields["about"].queryset = rows.exclude(about="")  # type: ignore[attr-defined]  # its kind
        self.has_issues = bool(pks)


@require_safe
@needs(SEE)
def choose(request: HttpRequest) -> HttpResponse:
    """Which body, and which issues that are with it or have been."""
    body = _body(request)
    form = _form(request, body, is_bound="issue" in request.GET or "go" in request.GET)
    title = _("Briefing for a meeting")
    return issue_page(request, "briefing.html", None, title=title, form=form, body=body)


@require_safe
@needs(SEE)
def paper(request: HttpRequest) -> HttpResponse:
    form = _form(request, _body(request), is_bound=True)
    if not form.is_valid():
        return redirect_to_choice(request)
    made = _briefing(form)
    return issue_page(request, "paper.html", None, title=made.title, briefing=made)


@require_safe
@needs(SEE)
def docx(request: HttpRequest) -> HttpResponse:
    form = _form(request, _body(request), is_bound=True)
    if not form.is_valid():
        return redirect_to_choice(request)
    name = f"briefing-{timezone.localdate()}.docx"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    from forums import briefing_docx  # its library weighs six megabytes of each process

    content = briefing_docx.as_docx(_briefing(form))
    return HttpResponse(content, content_type=briefing_docx.TYPE, headers=headers)


def redirect_to_choice(request: HttpRequest) -> HttpResponse:
    response = redirect("admin:forums_issue_briefing")
    if query := request.GET.urlencode():
        response["Location"] += f"?{query}&go=1"
    return response


def _body(request: HttpRequest) -> Body | None:
    asked = forms.ModelChoiceField(Body.objects.all(), required=False)
    try:
        found: Body | None = asked.clean(request.GET.get("body"))
    except forms.ValidationError:
        return None
    return found


def _form(request: HttpRequest, body: Body | None, *, is_bound: bool) -> BriefingForm:
    if is_bound:
        return BriefingForm(request.GET, body=body)
    return BriefingForm(initial={"body": body}, body=body)


def _briefing(form: BriefingForm) -> Briefing:
    body, chosen = form.cleaned_data["body"], form.cleaned_data["issue"]
    sent = Submission.objects.filter(issue__in=chosen, body=body, state__in=sorted(SENT))
    events = IssueEvent.objects.filter(submission__in=sent, step__in=TOLD).order_by("on", "pk")
    submissions, told = list(sent.order_by("sent_on", "pk")), list(events)
    parts = [
        _part(
            issue,
            [row for row in submissions if row.issue_id == issue.pk],
            [row for row in told if row.issue_id == issue.pk],
            with_about=issue in form.cleaned_data["about"],
        )
        for issue in chosen
    ]
    title = _("Briefing for %(body)s") % {"body": body.name}
    return Briefing(title, long_date(timezone.localdate()), tuple(parts))


def _part(
    issue: Issue, sent: list[Submission], told: list[IssueEvent], *, with_about: bool
) -> Part:
    shown = in_public(issue.band)
    return Part(
        statement=issue.statement,
        level=str(issue.get_level_display()),
        themes=", ".join(str(Theme(theme).label) for theme in issue.themes),
        evidence=str(Band(shown).label) if shown else "",
        about=issue.about if with_about else "",
        letters=tuple(Letter(long_date(row.sent_on), row.reference, row.text) for row in sent),
        answers=tuple(_answer(row) for row in told),
        what_changed=issue.what_changed,
    )


def _answer(event: IssueEvent) -> Answer:
    """In our words, and in theirs where others may read them too."""
    theirs = event.their_words if event.shows_their_words else ""
    return Answer(long_date(event.on), event.title, event.shown_words, theirs)
