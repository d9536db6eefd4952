"""What members raised and what came of it, for members and visitors; and what people agree to."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from forums.actions import agreements, voices
from forums.choices import Circle
from forums.forms.finding_issues import FindIssuesForm, narrowed
from forums.models import Agreement, Issue, Voice
from forums.models.circles import is_inside, is_member, own_organisations
from forums.models.issues import SHOWN, IssueQuerySet
from forums.views import issue_cards, seen_by
from forums.views.paging import Listed, page_of
from network.models import Organisation
from network.signed_in import who
from portal.accounts import may_use_staff_pages
from portal.rates import is_allowed
from portal.whole_numbers import whole_number
from portal.written_once import written_once

PER_PAGE = 12


@dataclass(frozen=True)
class Reader:
    """What somebody may read here, and whether as a member inside the sanctuary, or as staff."""

    circles: tuple[Circle, ...]
    is_inside: bool

    @property
    def issues(self) -> IssueQuerySet:
        return Issue.objects.within(self.circles)


def reader(request: HttpRequest) -> Reader:
    """Staff read what members read, once their second step is done; drafts are in the admin."""
    user, now = request.user, timezone.now()
    if user.is_staff:
        is_at_work = may_use_staff_pages(request) and user.has_perm("forums.view_issue")
        return Reader(SHOWN if is_at_work else (Circle.PUBLIC,), is_at_work)
    circles = (Circle.PUBLIC, Circle.MEMBERS) if is_member(user, now=now) else (Circle.PUBLIC,)
    return Reader(circles, is_inside(user, now=now))


@login_not_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The cards, narrowed by theme, body and answer."""
    reading, form = reader(request), FindIssuesForm(request.GET)
    page = page_of(request, _listed(reading.circles, form), PER_PAGE)
    cards = issue_cards.cards(page, for_members=reading.is_inside)
    context = {
        "page_obj": page,
        "form": form,
        "cards": cards,
        "is_inside": reading.is_inside,
        "shown": (cards, form.shown, page.paginator.count, request.META["QUERY_STRING"]),
    }
    return render(request, "forums/influence.html", context)


def _listed(circles: Sequence[Circle], form: FindIssuesForm) -> Listed[Issue]:
    wanted = {"circles": circles, **form.wanted}
    return Listed(_matching(**wanted).count, lambda part: _issues(part=part, **wanted))


@written_once
def _issues(*, part: slice, **wanted: Any) -> QuerySet[Issue]:
    return _matching(**wanted).defer("about")[part]


def _matching(*, circles: Sequence[Circle], **wanted: Any) -> IssueQuerySet:
    return narrowed(Issue.objects.within(circles), **wanted)


@login_not_required
@require_safe
def issue(request: HttpRequest, slug: str) -> HttpResponse:
    """One issue with its log. What is not there and what is not for this reader are alike."""
    reading, topics = reader(request), seen_by.topics_for(request, timezone.now())
    found = _found(reading, slug)
    context = {
        "card": issue_cards.cards([found], for_members=reading.is_inside)[0],
        "issue": found,
        "log": issue_cards.log(found),
        "topics": topics.filter(issue_sources__issue=found).order_by("pk"),
        **_own_voice(request, found, reading),
    }
    return render(request, "forums/issue.html", context)


@require_POST
def affirm(request: HttpRequest, slug: str) -> HttpResponse:
    """ "This affects us too", for one of one's own organisations."""
    said = _("Thank you. You are told of each step from now on.")
    return _speak(request, slug, voices.affirm, said)


@require_POST
def take_back(request: HttpRequest, slug: str) -> HttpResponse:
    said = _("Taken back. Your organisation no longer counts for this.")
    return _speak(request, slug, voices.take_back, said)


def _speak(request: HttpRequest, slug: str, act: Callable[..., bool], said: str) -> HttpResponse:
    found, organisation = _found(reader(request), slug), _chosen(request)
    try:
        if is_allowed(request, action="affirm"):
            act(issue=found, organisation=organisation, by=who(request), now=timezone.now())
            messages.success(request, said)
        else:
            messages.error(request, _("That was very often in an hour. Wait a little."))
    except voices.NotAllowed as error:
        raise Http404 from error
    return redirect("forums:issue", slug)


@require_http_methods(["GET", "HEAD", "POST"])
def agree(request: HttpRequest, pk: int) -> HttpResponse:
    """Exactly what would be taken out of the sanctuary, to who raised it; they alone see it."""
    asked = Agreement.objects.visible_to(who(request), now=timezone.now())
    found = get_object_or_404(asked.select_related("item__forum", "organisation"), pk=pk)
    if request.method == "POST" and request.POST.get("act") in {"agree", "decline"}:
        return _answered(request, found)
    return _ask(request, found)


def _ask(request: HttpRequest, agreement: Agreement, **context: Any) -> HttpResponse:
    is_used = bool(agreement.agrees) and agreement.sources.exists()
    values = {"agreement": agreement, "is_used": is_used} | context
    return render(request, "forums/agree.html", values, status=409 if context else 200)


def _answered(request: HttpRequest, agreement: Agreement) -> HttpResponse:
    agrees = request.POST["act"] == "agree"
    try:
        agreements.answer(agreement=agreement, agrees=agrees, by=who(request), now=timezone.now())
    except agreements.InUse:
        agreement.refresh_from_db(fields=["agrees"])
        return _ask(request, agreement, too_late=True)
    said = _("Thank you: you agree.") if agrees else _("Thank you: it stays in the room.")
    messages.success(request, said)
    return redirect("forums:agree", agreement.pk)


def _found(reading: Reader, slug: str) -> Issue:
    return get_object_or_404(reading.issues.defer("about"), slug=slug)


def _chosen(request: HttpRequest) -> Organisation:
    """The organisation of one's own that is spoken for; the only one without a choice."""
    mine = own_organisations(who(request), now=timezone.now())
    if "organisation" in request.POST:
        mine = mine.filter(pk=whole_number(request.POST["organisation"]) or 0)
    found = mine.first()
    if found is None:
        raise Http404
    return found


def _own_voice(request: HttpRequest, found: Issue, reading: Reader) -> dict[str, Any]:
    """For whom somebody may speak here. What was raised in confidence is shown to nobody."""
    if not reading.is_inside or request.user.is_staff or found.state == Issue.State.CLOSED:
        return {}
    mine = list(own_organisations(request.user, now=timezone.now()))
    affirmed = found.voices.filter(how=Voice.How.AFFIRMED, organisation__in=mine)
    said = set(affirmed.values_list("organisation", flat=True))
    return {
        "may_speak": True,
        "said": [one for one in mine if one.pk in said],
        "unsaid": [one for one in mine if one.pk not in said],
    }
