"""Confidential notes, for those who were there."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from forums.actions import notes
from forums.models import Attendance, Forum
from forums.models.forums import ForumQuerySet
from network.signed_in import who
from portal.accounts import may_use_staff_pages


@never_cache
@require_safe
def show(request: HttpRequest, slug: str) -> HttpResponse:
    """The notes of each item with its rule, and until when they are kept; 404 for all others.

    Who opened them is written down first.
    """
    now = timezone.now()
    forum = get_object_or_404(_forums(request).held(), slug=slug)
    opened = notes.look_at(forum=forum, by=who(request), now=now)
    items = forum.items.order_by("position", "pk")
    context = {
        "forum": forum,
        "items": [(item, opened.get(item.pk)) for item in items],
        "are_kept": forum.keeps_notes(now),
        "are_there": bool(opened),
        "actions": forum.actions.select_related("owner", "owner_organisation").in_order(),
        "today": timezone.localdate(now),
    }
    return render(request, "forums/notes.html", context)


def _forums(request: HttpRequest) -> ForumQuerySet:
    """Those at which somebody was; all, for staff with the right and the second step done."""
    person, now = who(request), timezone.now()
    if may_use_staff_pages(request) and person.has_perm(notes.RIGHT):
        return Forum.objects.all()
    there = Attendance.objects.inside(person, now=now).values("forum")
    return Forum.objects.filter(pk__in=there)
