"""Lists of posts, narrowed by their address, a page at a time."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest
from django.utils import timezone

from bulletins.forms.finding import NewsForm, PracticeForm
from bulletins.models import Post
from bulletins.models.posts import PostQuerySet

PER_PAGE = 12


def visible_posts(request: HttpRequest) -> PostQuerySet:
    """What this visitor may read."""
    return Post.objects.visible_to(request.user, now=timezone.now())


def listed(
    request: HttpRequest, posts: PostQuerySet, form: NewsForm | PracticeForm
) -> dict[str, Any]:
    """What a template of a list needs: the posts of one page and the form they were found by."""
    rows = form.narrowed(posts).select_related("organisation").defer("body", "searched")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    return {"page_obj": page, "form": form}
