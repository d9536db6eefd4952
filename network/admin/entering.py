"""Entering on behalf of people who ring up or write."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from network.actions import on_behalf
from network.actions.applying import NotEditable
from network.actions.moves import applicants
from network.actions.review import OwnApplication
from network.admin.decisions import moved_on, own_application, refused
from network.admin.pages import LEADERSHIP, REVIEW, case_page, reviewing, staff, to_case
from network.forms.casework import EnterForm, ScribeForm, WithdrawForm
from network.models import Application
from network.states import IllegalMove, Move
from portal.admin_pages import page


def may_type(request: HttpRequest) -> bool:
    """Who types for an applicant sees the leadership step: both rights are needed."""
    return request.user.has_perm(REVIEW) and request.user.has_perm(LEADERSHIP)


@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest) -> HttpResponse:
    """A new application for somebody, then straight to its steps."""
    if not may_type(request):
        raise PermissionDenied
    form = EnterForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            application = on_behalf.enter_application(
                **form.cleaned_data, by=staff(request), now=timezone.now()
            )
        except OwnApplication:
            form.add_error("email", _("This is your own address: apply on the site instead"))
        else:
            messages.success(request, _("Entered. Everything you type now is on their behalf."))
            return redirect("network:application", application.reference)
    return page(
        request,
        "admin/network/application/enter.html",
        Application,
        title=_("Enter an application on someone's behalf"),
        form=form,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@reviewing
def type_for(request: HttpRequest, application: Application) -> HttpResponse:
    """Says what it means, asks how it came, then leads to the applicant's own pages."""
    if not may_type(request):
        raise PermissionDenied
    form = ScribeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            on_behalf.become_scribe(
                application=application,
                source=form.cleaned_data["source"],
                by=staff(request),
                now=timezone.now(),
            )
        except OwnApplication:
            return own_application(request, application)
        except NotEditable:
            text = _("There is nothing to fill in at the moment: the application has been sent.")
            return refused(request, application, _("Nothing to type"), text)
        return redirect("network:application", application.reference)
    return case_page(
        request,
        "type_for.html",
        application,
        title=_("Type on the applicant's behalf"),
        form=form,
        readers=applicants(application),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@reviewing
def withdraw_for(request: HttpRequest, application: Application) -> HttpResponse:
    """Withdrawing for somebody asks first and says what will happen."""
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            on_behalf.withdraw_on_behalf(
                application=application,
                by=staff(request),
                now=timezone.now(),
                **form.cleaned_data,
            )
        except OwnApplication:
            return own_application(request, application)
        except IllegalMove:
            return moved_on(request, application, Move.WITHDRAW)
        messages.success(request, _("Withdrawn. The people of the application are told."))
        return to_case(request, application)
    return case_page(
        request,
        "withdraw_for.html",
        application,
        title=_("Withdraw on the applicant's behalf"),
        form=form,
        readers=applicants(application),
    )
