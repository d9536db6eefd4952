"""What the admin's pages about a post share: who may open them, and their frame."""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from bulletins.actions.submissions import made_into
from bulletins.admin.sharing_pages import DECIDE
from bulletins.models import Post
from network.models import User
from portal.admin_pages import page

VIEW, CHANGE, PUBLISH = (
    "bulletins.view_post",
    "bulletins.change_post",
    "bulletins.publish_post",
)
CONFLICT = 409

type PostView = Callable[..., HttpResponseBase]


def staff(request: HttpRequest) -> User:
    """The member of staff at work; the admin site lets nobody else in."""
    return cast(User, request.user)


def about_post(right: str) -> Callable[[PostView], PostView]:
    """Only for who has the right: the view gets the post of the address, or it is a 404."""

    def decorate(view: PostView) -> PostView:
        @require_http_methods(["GET", "HEAD", "POST"])
        @wraps(view)
        def guarded(request: HttpRequest, pk: int, **kwargs: Any) -> HttpResponseBase:
            if not request.user.has_perm(right):
                raise PermissionDenied
            rows = Post.objects.select_related("organisation")
            return view(request, get_object_or_404(rows, pk=pk), **kwargs)

        return guarded

    return decorate


def post_page(
    request: HttpRequest, template: str, post: Post, *, title: Any, **context: Any
) -> HttpResponse:
    """A page about one post, with the way back to it."""
    template = f"admin/bulletins/post/{template}"
    return page(request, template, Post, title=title, post=post, **context)


def about_shared(request: HttpRequest, post: Post) -> dict[str, Any]:
    """What `_shared.html` says of the submission that the post was made of."""
    return {"shared": made_into(post), "may_decide": request.user.has_perm(DECIDE)}


def post_url(post: Post, name: str = "change", *args: Any) -> str:
    return reverse(f"admin:bulletins_post_{name}", args=[post.pk, *args])


def to_post(post: Post, name: str = "change", *args: Any) -> HttpResponse:
    return redirect(post_url(post, name, *args))


def refused(request: HttpRequest, post: Post, *, title: Any, text: Any) -> HttpResponse:
    """Nothing was done, and why."""
    return post_page(request, "refused.html", post, title=title, status=CONFLICT, text=text)
