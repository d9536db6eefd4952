"""What the admin's pages about a bulletin share: who may open them, and their frame."""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from bulletins.models import Bulletin
from bulletins.states import IllegalMove, State
from network.models import User
from portal.admin_pages import page

VIEW, ADD, CHANGE = (f"bulletins.{act}_bulletin" for act in ("view", "add", "change"))
APPROVE, SEND = "bulletins.approve_bulletin", "bulletins.send_bulletin"
SEE_WHOM = "bulletins.view_delivery"
METHODS = ["GET", "HEAD", "POST"]
SAFE, ONLY_POST = ["GET", "HEAD"], ["POST"]
CONFLICT = 409
TONES = {
    State.DRAFT: "neutral",
    State.APPROVED: "info",
    State.SCHEDULED: "wait",
    State.LATE: "bad",
    State.SENDING: "info",
    State.PAUSED: "bad",
    State.SENT: "good",
    State.STOPPED: "bad",
}

type BulletinView = Callable[..., HttpResponseBase]


def staff(request: HttpRequest) -> User:
    """The member of staff at work; the admin site lets nobody else in."""
    return cast(User, request.user)


def refuse_without(request: HttpRequest, right: str) -> None:
    if not request.user.has_perm(right):
        raise PermissionDenied


def about_bulletin(
    right: str, methods: list[str] = METHODS, *, post: str = ""
) -> Callable[[BulletinView], BulletinView]:
    """Only for who has the right: the view gets the bulletin of the address, or it is a 404.

    `post` is the right for a POST, where it is another.
    """

    def decorate(view: BulletinView) -> BulletinView:
        @require_http_methods(methods)
        @wraps(view)
        def guarded(request: HttpRequest, pk: int, **kwargs: Any) -> HttpResponseBase:
            refuse_without(request, post if post and request.method == "POST" else right)
            rows = Bulletin.objects.select_related("approved_by", "changed_by", "corrects")
            try:
                return view(request, get_object_or_404(rows, pk=pk), **kwargs)
            except IllegalMove as error:
                return moved_on(request, pk, error)

        return guarded

    return decorate


def moved_on(request: HttpRequest, pk: int, error: IllegalMove) -> HttpResponse:
    """Somebody was quicker, or pressed twice: what there is now, and that nothing was done."""
    said = _("Nothing was done: this bulletin is “%(state)s” by now.")
    messages.info(request, said % {"state": error.state.label})
    return redirect("admin:bulletins_bulletin_change", pk)


def bulletin_page(
    request: HttpRequest,
    template: str,
    bulletin: Bulletin,
    *,
    title: Any,
    status: int = 200,
    **context: Any,
) -> HttpResponse:
    """A page about one bulletin, with the ways to its other pages."""
    user = request.user
    return page(
        request,
        f"admin/bulletins/bulletin/{template}",
        Bulletin,
        title=title,
        status=status,
        bulletin=bulletin,
        tone=TONES[State(bulletin.state)],
        is_draft=bulletin.state == State.DRAFT,
        may_change=user.has_perm(CHANGE),
        may_approve=user.has_perm(APPROVE),
        may_send=user.has_perm(SEND),
        may_see_whom=user.has_perm(SEE_WHOM),
        **context,
    )


def bulletin_url(bulletin: Bulletin, name: str = "change", *args: Any) -> str:
    return reverse(f"admin:bulletins_bulletin_{name}", args=[bulletin.pk, *args])


def to_bulletin(
    bulletin: Bulletin, name: str = "change", *args: Any, anchor: str = ""
) -> HttpResponse:
    return redirect(bulletin_url(bulletin, name, *args) + (f"#{anchor}" if anchor else ""))


def tag(word: Any, tone: str) -> SafeString:
    """A status tag: a word with a colour."""
    return format_html('<span class="tag tag--{}">{}</span>', tone, word)
