"""Staff type in what members told them by telephone, by mail or on paper."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from bulletins.actions import moderation, submissions
from bulletins.admin.sharing_pages import DECIDE, staff
from bulletins.forms.moderation import ForWhomForm
from bulletins.forms.submissions import FORMS, ShareForm
from bulletins.models import Submission
from network.choices import ON_BEHALF
from network.models import Affiliation, Organisation
from portal.admin_pages import page
from portal.entering import FromWhomForm


def enter(request: HttpRequest) -> HttpResponse:
    """First for whom and what, by GET; then the text on a page of its own."""
    if not request.user.has_perm(DECIDE):
        raise PermissionDenied
    chosen = request.GET if "organisation" in request.GET else None
    first = ForWhomForm(chosen, organisations=_organisations(request))
    if not first.is_valid():
        title = _("Enter news or practice on someone's behalf")
        return page(request, "admin/network/for_whom.html", Submission, title=title, form=first)
    return _type(request, first.cleaned_data["organisation"], first.cleaned_data["kind"])


def _organisations(request: HttpRequest) -> Any:
    """Members, but for one's own."""
    own = Affiliation.objects.filter(
        user=staff(request), organisation=OuterRef("pk"), ended_at__isnull=True
    )
    members = Organisation.objects.members_at(timezone.now())
    return members.filter(~Exists(own)).order_by("name", "pk")


def _who(organisation: Organisation, typed: Any = None) -> FromWhomForm:
    return FromWhomForm(typed, people=organisation.present_people(), sources=ON_BEHALF)


def _type(request: HttpRequest, organisation: Organisation, kind: str) -> HttpResponse:
    if request.method != "POST":
        who = _who(organisation)
        first = {"key": uuid.uuid4()}
        form = FORMS[kind](organisations=[organisation], label_suffix="", initial=first)
        return _page(request, organisation, kind, who, form)
    who = _who(organisation, request.POST)
    form = FORMS[kind](request.POST, request.FILES, organisations=[organisation], label_suffix="")
    if who.is_valid() & form.is_valid():
        return _enter(request, organisation, kind, who, form)
    return _page(request, organisation, kind, who, form)


def _enter(
    request: HttpRequest, organisation: Organisation, kind: str, who: FromWhomForm, form: ShareForm
) -> HttpResponse:
    key = form.cleaned_data["key"] or uuid.uuid4()
    new = submissions.New(kind, organisation, key, form.content())
    try:
        row = moderation.enter(
            new=new,
            person=who.cleaned_data["person"],
            source=who.cleaned_data["source"],
            by=staff(request),
            now=timezone.now(),
        )
    except moderation.OwnSubmission:
        who.add_error("person", _("This is you: share it on the site instead"))
    except submissions.NotAMember:
        form.add_error(None, _("The membership has ended meanwhile, so nothing was kept"))
    except submissions.TooManyDrafts:
        form.add_error(None, _("This person has too many drafts. Choose somebody else"))
    except submissions.Stale:
        form.add_error(None, _("This page was sent before, with other words. Open it again"))
    except OSError:
        form.add_error("picture", _("We could not keep the picture just now. Please try again"))
    else:
        messages.success(request, _("Entered. A copy is on its way to the person it came from."))
        return redirect("admin:bulletins_submission_change", row.pk)
    return _page(request, organisation, kind, who, form)


def _page(
    request: HttpRequest, organisation: Organisation, kind: str, who: FromWhomForm, form: ShareForm
) -> HttpResponse:
    return page(
        request,
        "admin/bulletins/submission/enter.html",
        Submission,
        title=_("Enter for %(name)s") % {"name": organisation.name},
        kind=Submission.Kind(kind).label,
        who=who,
        form=form,
        forms=[who, form],
        has_errors=bool(who.errors or form.errors),
    )
