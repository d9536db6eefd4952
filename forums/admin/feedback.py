"""What came of asking how a forum was: averages and words, from five answers on.

A single answer has no page, no list and no record in the admin.
"""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _

from forums.admin.running_pages import RUN, SAFE, about_forum, forum_page
from forums.models import Attendance, Feedback, Forum
from forums.verdicts import FEWEST, Answer, verdict
from portal.admin_records import ReadOnlyAdmin


@admin.register(Feedback)
class FeedbackAdmin(ReadOnlyAdmin):
    """One page: about a forum as a whole."""

    def has_module_permission(self, _request: HttpRequest) -> bool:
        return False

    def get_urls(self) -> list[URLPattern]:
        view: Any = self.admin_site.admin_view(forum_feedback)
        return [path("<int:pk>/", view, name="forums_forum_feedback")]


@about_forum(RUN, SAFE)
def forum_feedback(request: HttpRequest, forum: Forum) -> HttpResponse:
    """For who runs forums."""
    rows = Feedback.objects.filter(forum=forum).order_by("pk")
    answers = [Answer(*row) for row in rows.values_list("score", "felt_safe", "good", "change")]
    return forum_page(
        request,
        "feedback.html",
        forum,
        title=_("Feedback"),
        verdict=verdict(answers),
        is_few=0 < len(answers) < FEWEST,
        there=Attendance.objects.filter(forum=forum, was_present=True).count(),
    )
