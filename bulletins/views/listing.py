"""Lists of posts, narrowed by their address, a page at a time."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest
from django.utils import timezone

from bulletins.forms.finding import NewsForm, PracticeForm
from bulletins.models import Post
from bulletins.models.posts import PostQuerySet
from portal.accounts import may_use_staff_pages

PER_PAGE = 12


def visible_posts(request: HttpRequest) -> PostQuerySet:
    """What this visitor may read; staff also read what they publish for members."""
    if looks_as_staff(request, "bulletins.view_post"):
        return Post.objects.published()
    return Post.objects.visible_to(request.user, now=timezone.now())


def looks_as_staff(request: HttpRequest, right: str) -> bool:
    """Whether it is staff who look, with the second step done and the right to see it there."""
    return may_use_staff_pages(request) and request.user.has_perm(right)


def listed(
    request: HttpRequest, posts: PostQuerySet, form: NewsForm | PracticeForm
) -> dict[str, Any]:
    """What a template of a list needs: the posts of one page and the form they were found by."""
    rows = form.narrowed(posts).select_related("organisation").defer("body", "searched")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    return {"page_obj": page, "form": form}
