"""One post as its readers see it, published or looked at by staff before."""

from collections.abc import Iterable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from bulletins.models import Post


def show(
    request: HttpRequest, post: Post, *, more: Iterable[Post] = (), is_preview: bool = False
) -> HttpResponse:
    pictures = list(post.pictures.in_order())
    context = {
        "post": post,
        "first_picture": pictures[0] if pictures else None,
        "pictures": pictures[1:],
        "more": more,
        "is_preview": is_preview,
    }
    return render(request, "bulletins/post.html", context)
