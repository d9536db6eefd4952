"""What the staff's pages about what was said share: who may open them, and their frame."""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, Model, OuterRef, Q, Subquery
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.views.decorators.http import require_http_methods

from forums.actions import notes, tasks_taken
from forums.models import Action, Forum, Note, Summary
from forums.states import TONES, State
from network.models import User
from portal.admin_pages import page
from portal.admin_records import ReadOnlyAdmin

READ, RUN = notes.RIGHT, tasks_taken.RUN
CONFLICT = 409
METHODS, ONLY_POST = ["GET", "HEAD", "POST"], ["POST"]
PER_PAGE = 25

type ForumView = Callable[..., HttpResponseBase]


def staff(request: HttpRequest) -> User:
    """The member of staff at work; the admin site lets nobody else in."""
    return cast(User, request.user)


def refuse_without(request: HttpRequest, right: str) -> None:
    if not request.user.has_perm(right):
        raise PermissionDenied


def about_forum(right: str, methods: list[str] = METHODS) -> Callable[[ForumView], ForumView]:
    """Only for who has the right: the view gets the forum of the address, or it is a 404."""

    def decorate(view: ForumView) -> ForumView:
        @require_http_methods(methods)
        @wraps(view)
        def guarded(request: HttpRequest, pk: int, **kwargs: Any) -> HttpResponseBase:
            refuse_without(request, right)
            return view(request, get_object_or_404(Forum, pk=pk), **kwargs)

        return guarded

    return decorate


def said_page(
    request: HttpRequest,
    template: str,
    model: type[Model],
    forum: Forum,
    *,
    title: Any,
    status: int = 200,
    **context: Any,
) -> HttpResponse:
    """A page about what was said at one forum, with the ways to its other pages."""
    return page(
        request,
        f"admin/forums/said/{template}",
        model,
        title=title,
        status=status,
        forum=forum,
        tone=TONES[State(forum.state)],
        may_read_notes=request.user.has_perm(READ),
        may_run=request.user.has_perm(RUN),
        **context,
    )


def said_url(kind: str, name: str, *args: Any) -> str:
    """The address of a page; `kind` is note, summary or action."""
    return reverse(f"admin:forums_{kind}_{name}", args=args)


def to_said(kind: str, name: str, *args: Any) -> HttpResponse:
    return redirect(said_url(kind, name, *args))


class OfForums(ReadOnlyAdmin):
    """Headed by a list of the forums that were held; the right to it is one of our own."""

    right = RUN
    kind = ""

    def has_view_permission(self, request: HttpRequest, _obj: Model | None = None) -> bool:
        return request.user.has_perm(self.right)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(self.right)

    def changelist_view(
        self, request: HttpRequest, _extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        refuse_without(request, self.right)
        rows, only = held(timezone.now()), request.GET.get("what") == "objected"
        rows = rows.filter(objections__gt=0) if only else rows
        return page(
            request,
            "admin/forums/said/held.html",
            self.model,
            title=capfirst(self.opts.verbose_name_plural),
            kind=self.kind,
            only_objected=only,
            page_obj=Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
            may_read_notes=request.user.has_perm(READ),
            may_run=request.user.has_perm(RUN),
        )


def held(now: Any) -> Any:
    """The forums that took place, the latest first, with how much there is of each."""
    written = Note.objects.kept(now).filter(item__forum=OuterRef("pk")).order_by()
    open_ones = Action.objects.open().filter(forum=OuterRef("pk")).order_by()
    summary = Summary.objects.filter(forum=OuterRef("pk"))
    rows = Forum.objects.held().annotate(
        notes_written=_number(written.values("item__forum")),
        open_actions=_number(open_ones.values("forum")),
        summary_shown_to=Subquery(summary.values("shown_to")),
        objections=Count("summary__objections", filter=Q(summary__objections__answered_at=None)),
    )
    return rows.order_by("-starts_at", "-pk")


def _number(rows: Any) -> Any:
    return Subquery(rows.annotate(number=Count("pk")).values("number"))
