"""What the staff's pages about a member's submission share."""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from bulletins.models import Post, Submission
from network.models import User
from portal.admin_pages import kept_filters, page

DECIDE = "bulletins.decide_submission"
CONFLICT = 409

type SubmissionView = Callable[..., HttpResponseBase]


def staff(request: HttpRequest) -> User:
    """The member of staff at work; the admin site lets nobody else in."""
    return cast(User, request.user)


def deciding(view: SubmissionView) -> SubmissionView:
    """Only for who may decide: `view` gets the submission of the address, or it is a 404."""

    @wraps(view)
    def guarded(request: HttpRequest, pk: int, **kwargs: Any) -> HttpResponseBase:
        if not request.user.has_perm(DECIDE):
            raise PermissionDenied
        return view(request, find(pk), **kwargs)

    return guarded


def find(pk: int | str | None) -> Submission:
    """One that was sent in: drafts are their writers' alone. Raises Http404."""
    sent = Submission.objects.filter(sent_at__isnull=False)
    return get_object_or_404(sent.select_related("organisation", "by", "post", "entered_by"), pk=pk)


def submission_url(request: HttpRequest, submission: Submission) -> str:
    """The submission's page, with the way back to the same list."""
    url = reverse("admin:bulletins_submission_change", args=[submission.pk])
    kept = kept_filters(request)
    return f"{url}?{kept}" if kept else url


def to_submission(request: HttpRequest, submission: Submission) -> HttpResponse:
    return redirect(submission_url(request, submission))


def edit_url(post: Post | None) -> str:
    """Where editors finish a post; "" without one."""
    return reverse("admin:bulletins_post_change", args=[post.pk]) if post else ""


def submission_page(
    request: HttpRequest,
    template: str,
    submission: Submission,
    *,
    title: Any,
    status: int = 200,
    **context: Any,
) -> HttpResponse:
    """A page about one submission, with its way back."""
    return page(
        request,
        f"admin/bulletins/submission/{template}",
        Submission,
        title=title,
        status=status,
        submission=submission,
        submission_url=submission_url(request, submission),
        **context,
    )
