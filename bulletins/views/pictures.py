"""Pictures of posts and bulletins, to who may see them."""

import uuid
from pathlib import PurePath

from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_safe

from bulletins.models import Picture
from bulletins.models.pictures import PictureQuerySet
from network.serving import serve
from portal.accounts import may_use_staff_pages

# Seconds that browsers and proxies keep a public one: what was mailed stays, a post may go.
KEPT, KEPT_OF_POST = 30 * 86400, 300


@login_not_required
@require_safe
def show(request: HttpRequest, key: uuid.UUID) -> FileResponse:
    found = get_object_or_404(_visible(request), key=key)
    name = f"picture{PurePath(str(found.file.name)).suffix}"
    answer = serve(str(found.file.name), name, found.content_type, inline=True)
    this = Picture.objects.filter(pk=found.pk)
    if this.public().exists():
        seconds = KEPT if this.sent().exists() else KEPT_OF_POST
        answer.headers["Cache-Control"] = f"public, max-age={seconds}"
        # Mail programs in a browser show it on a page of their own.
        answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    else:
        answer.headers["Cache-Control"] = "no-store, private"
    return answer


def _visible(request: HttpRequest) -> PictureQuerySet:
    """Who looks a bulletin over sees its pictures, without having to do with posts."""
    theirs = Picture.objects.visible_to(request.user, now=timezone.now())
    if not may_use_staff_pages(request):
        return theirs
    if request.user.has_perm("bulletins.view_post"):
        return Picture.objects.all()
    sees_bulletins = request.user.has_perm("bulletins.view_bulletin")
    return theirs | Picture.objects.in_bulletins() if sees_bulletins else theirs
