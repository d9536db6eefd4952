"""What the staff's pages about an issue share."""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from forums.actions import steps
from forums.models import Issue
from network.models import User
from portal.admin_pages import page

SEE, CHANGE, WIDEN = "forums.view_issue", "forums.change_issue", "forums.widen_issue"
CONFLICT = 409

type IssueView = Callable[..., HttpResponseBase]


def staff(request: HttpRequest) -> User:
    """The member of staff at work; the admin site lets nobody else in."""
    return cast(User, request.user)


def needs(right: str) -> Callable[[IssueView], IssueView]:
    """Only for who has this right."""

    def decorate(view: IssueView) -> IssueView:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.has_perm(right):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return guarded

    return decorate


def changing(view: IssueView) -> IssueView:
    """Only for who may change issues: `view` gets the issue of the address, or it is a 404."""

    @wraps(view)
    def found(request: HttpRequest, pk: int, **kwargs: Any) -> HttpResponseBase:
        return view(request, get_object_or_404(Issue, pk=pk), **kwargs)

    return needs(CHANGE)(found)


def issue_url(issue: Issue, anchor: str = "") -> str:
    return reverse("admin:forums_issue_change", args=[issue.pk]) + anchor


def to_issue(issue: Issue, anchor: str = "") -> HttpResponse:
    return redirect(issue_url(issue, anchor))


def issue_page(
    request: HttpRequest,
    template: str,
    issue: Issue | None,
    *,
    title: Any,
    status: int = 200,
    **context: Any,
) -> HttpResponse:
    """A page about one issue, or about none yet."""
    return page(
        request,
        f"admin/forums/issue/{template}",
        Issue,
        title=title,
        status=status,
        issue=issue,
        issue_url=issue_url(issue) if issue else "",
        **context,
    )


def moved_on(request: HttpRequest, issue: Issue, wanted: Any, *unsent: str) -> HttpResponse:
    """Somebody was quicker: what was done last; what was typed is there to copy."""
    issue.refresh_from_db()
    return issue_page(
        request,
        "moved_on.html",
        issue,
        title=_("This has moved on"),
        status=CONFLICT,
        wanted=wanted,
        event=steps.last_event(issue),
        unsent=[text for text in unsent if text],
    )
