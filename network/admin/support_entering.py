"""Staff type in what a member asked for by telephone, by mail or on paper."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from network.actions import moderating, support
from network.admin.pages import staff
from network.choices import ON_BEHALF
from network.forms.support import EnterSupportForm
from network.models import Affiliation, Organisation, SupportRequest
from portal.admin_pages import page
from portal.entering import ForWhomForm, FromWhomForm

ANSWER = "network.answer_supportrequest"


def enter(request: HttpRequest) -> HttpResponse:
    """First for whom, by GET; then the request on a page of its own."""
    if not request.user.has_perm(ANSWER):
        raise PermissionDenied
    chosen = request.GET if "organisation" in request.GET else None
    first = ForWhomForm(chosen, organisations=_organisations(request))
    if first.is_valid():
        return _type(request, first.cleaned_data["organisation"])
    title = _("Enter a request on someone’s behalf")
    template = "admin/network/for_whom.html"
    return page(request, template, SupportRequest, title=title, form=first)


def _organisations(request: HttpRequest) -> Any:
    """Members, but for one's own."""
    own = Affiliation.objects.present().filter(user=staff(request))
    members = Organisation.objects.members_at(timezone.now())
    return members.exclude(pk__in=own.values("organisation")).order_by("name", "pk")


def _type(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    typed = request.POST if request.method == "POST" else None
    who = FromWhomForm(typed, people=organisation.present_people(), sources=ON_BEHALF)
    form = EnterSupportForm(typed)
    if typed is not None and who.is_valid() & form.is_valid():
        return _enter(request, organisation, who, form)
    return _page(request, organisation, who, form)


def _enter(
    request: HttpRequest, organisation: Organisation, who: FromWhomForm, form: EnterSupportForm
) -> HttpResponse:
    try:
        row = support.enter(
            organisation=organisation,
            asked=form.asked(),
            **who.cleaned_data,
            by=staff(request),
            now=timezone.now(),
        )
    except moderating.OwnRecord:
        who.add_error("person", _("This is an organisation of yours: ask on the site instead"))
    except moderating.NotAMember:
        form.add_error(None, _("The membership has ended meanwhile, so nothing was kept"))
    except moderating.SentAlready:
        form.add_error(None, _("This page was sent before, with other words. Open it again"))
    else:
        messages.success(request, _("Entered. A copy is on its way to the person it came from."))
        return redirect("admin:network_supportrequest_change", row.pk)
    return _page(request, organisation, who, form)


def _page(
    request: HttpRequest, organisation: Organisation, who: FromWhomForm, form: EnterSupportForm
) -> HttpResponse:
    return page(
        request,
        "admin/network/supportrequest/enter.html",
        SupportRequest,
        title=_("Enter for %(name)s") % {"name": organisation.name},
        who=who,
        form=form,
        forms=[who, form],
        has_errors=bool(who.errors or form.errors),
    )
