"""The small acts on a case: findings, notes, assignment, match, figures, documents."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from network.actions import review
from network.admin import case as cases
from network.admin.answers import reason_for_staff
from network.admin.decisions import own_application, refused
from network.admin.pages import (
    LEADERSHIP,
    REVIEW,
    case_page,
    reviewing,
    staff,
    to_case,
)
from network.duplicates import Match, find_duplicates, organisations_called
from network.eligibility import Category, Claim
from network.forms.casework import AssignForm, FindingForm, MatchForm, NoteForm, SearchForm
from network.forms.words import frozen_rows
from network.models import Application, Organisation
from network.serving import serve
from network.steps import Step
from portal.admin_pages import KEPT_FILTERS

MOST_FOUND = 20


def show_case(request: HttpRequest, pk: int | str, **forms: Any) -> HttpResponse:
    """The case's page, perhaps with a form that has errors."""
    application = cases.load(pk)
    user = request.user
    context = cases.case(
        application,
        viewer=staff(request),
        may_review=user.has_perm(REVIEW),
        may_see_leadership=user.has_perm(LEADERSHIP),
        **forms,
    )
    title = application.organisation_name or _nameless(application)
    bad = [form for form in forms.values() if form is not None and form.errors]
    return case_page(
        request, "case.html", application, title=title, forms=bad, has_errors=bool(bad), **context
    )


def _nameless(application: Application) -> str:
    if application.reduced_at:
        return _("Application that was reduced")
    return _("Application without a name yet")


@require_POST
@reviewing
def record_finding(request: HttpRequest, application: Application, category: str) -> HttpResponse:
    if category not in Category.values:
        raise Http404
    form = FindingForm(request.POST, prefix=category)
    if not form.is_valid():
        return show_case(request, application.pk, finding_form=form)
    try:
        review.record_finding(
            application=application,
            category=category,
            by=staff(request),
            now=timezone.now(),
            **form.cleaned_data,
        )
    except (review.NotOpen, review.OwnApplication) as error:
        return not_now(request, application, error)
    messages.success(request, _("Your finding has been kept."))
    return to_case(request, application, f"#category-{category}")


@require_POST
@reviewing
def add_note(request: HttpRequest, application: Application) -> HttpResponse:
    form = NoteForm(request.POST)
    if not form.is_valid():
        return show_case(request, application.pk, note_form=form)
    text = form.cleaned_data["text"]
    try:
        review.add_note(application=application, text=text, by=staff(request), now=timezone.now())
    except (review.NotOpen, review.OwnApplication) as error:
        return not_now(request, application, error)
    messages.success(request, _("Your note has been kept."))
    return to_case(request, application, "#timeline")


@require_http_methods(["GET", "HEAD", "POST"])
@reviewing
def assign(request: HttpRequest, application: Application) -> HttpResponse:
    form = AssignForm(request.POST or None, initial={"assignee": application.assignee_id})
    if request.method == "POST" and form.is_valid():
        to = form.cleaned_data["assignee"]
        try:
            review.assign(application=application, to=to, by=staff(request), now=timezone.now())
        except (review.NotOpen, review.OwnApplication) as error:
            return not_now(request, application, error)
        said = _("Assigned to %(who)s.") % {"who": to} if to else _("Assigned to nobody.")
        messages.success(request, said)
        return to_case(request, application)
    title = _("Who looks after this case?")
    return case_page(request, "assign.html", application, title=title, form=form)


@require_http_methods(["GET", "HEAD", "POST"])
@reviewing
def match(request: HttpRequest, application: Application) -> HttpResponse:
    """Search for the organisation that this is, or take a match away."""
    if request.method == "POST":
        form = MatchForm(request.POST)
        if form.is_valid():
            return _match(request, application, form.cleaned_data["organisation"])
        messages.error(request, _("This organisation is not there any more."))
    search = SearchForm(request.GET)
    words = search.cleaned_data["q"] if search.is_valid() else ""
    return case_page(
        request,
        "match.html",
        application,
        title=_("Which organisation is this?"),
        search=search,
        words=words,
        found=organisations_called(words)[:MOST_FOUND] if words else None,
        suspected=_suspected(application),
        kept=request.GET.get(KEPT_FILTERS, ""),
    )


def _suspected(application: Application) -> list[Match]:
    """Organisations with a number of the application's or a similar name, and which it is."""
    alike = [match for match in find_duplicates(application) if match.is_organisation]
    prefetch_related_objects([match.found for match in alike], "registered_numbers")
    return alike


def _match(
    request: HttpRequest, application: Application, organisation: Organisation | None
) -> HttpResponse:
    try:
        review.match(
            application=application,
            organisation=organisation,
            by=staff(request),
            now=timezone.now(),
        )
    except (review.NotOpen, review.OwnApplication) as error:
        return not_now(request, application, error)
    if organisation:
        said = _("Matched with %(organisation)s: approving renews it.")
        messages.success(request, said % {"organisation": organisation})
    else:
        messages.success(request, _("The match has been taken away."))
    return to_case(request, application)


@require_POST
@reviewing
def leadership(request: HttpRequest, application: Application) -> HttpResponse:
    """The figures, once: the log has the look before the page has the figures."""
    if not request.user.has_perm(LEADERSHIP):
        raise PermissionDenied
    try:
        figures = review.look_at_leadership(
            application=application, by=staff(request), now=timezone.now()
        )
    except (review.NotOpen, review.OwnApplication) as error:
        return not_now(request, application, error)
    return case_page(
        request,
        "leadership.html",
        application,
        title=_("Leadership figures"),
        figures=[
            {
                "rows": frozen_rows(Step.LEADERSHIP, one),
                "reason": reason_for_staff(one),
                "has_counts": one.get("led") == Claim.YES,
            }
            for one in figures
        ],
    )


@require_safe
@reviewing
def document(request: HttpRequest, application: Application, document: int) -> HttpResponseBase:
    """A supporting document as a download; that it was opened is in the log."""
    wanted = get_object_or_404(application.documents, pk=document)
    try:
        review.open_document(document=wanted, by=staff(request), now=timezone.now())
    except review.OwnApplication:
        return own_application(request, application)
    return serve(str(wanted.file.name), wanted.name, wanted.content_type)


def not_now(request: HttpRequest, application: Application, error: Exception) -> HttpResponse:
    if isinstance(error, review.OwnApplication):
        return own_application(request, application)
    text = _("The case is not open any more, so nothing was changed.")
    return refused(request, application, _("This case is closed"), text)
