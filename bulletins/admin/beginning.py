"""Beginning a bulletin: of which kind, what it is called, and with what it begins."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from bulletins.actions import composing
from bulletins.actions.composing import Said
from bulletins.actions.correcting import free_slug
from bulletins.actions.gathering import said_of
from bulletins.admin.pages import ADD, METHODS, refuse_without, staff, to_bulletin
from bulletins.choices import BulletinKind, PostKind
from bulletins.forms.composing import BeginForm
from bulletins.models import Bulletin, Post
from bulletins.models.bulletins import FOR_THE_SECTOR
from bulletins.outline import usual_sections
from events.models import Event
from portal.admin_pages import page
from portal.quarters import Quarter, quarter_of

HINTS = {
    BulletinKind.QUARTERLY: gettext_lazy(
        "Every three months: what the network, its members and policy did."
    ),
    BulletinKind.NEWSLETTER: gettext_lazy("In between, when there is enough to tell."),
    BulletinKind.POLICY_ALERT: gettext_lazy("One thing that has changed; to members only."),
    BulletinKind.EVENT_NOTICE: gettext_lazy("One event to come; to members only."),
}


@dataclass(frozen=True)
class Start:
    """What a new bulletin is proposed to be."""

    kind: str
    subject: str
    introduction: str = ""
    quarter: Quarter | None = None
    source: Post | Event | None = None

    @property
    def quarter_on(self) -> date | None:
        return self.quarter.first_day if self.quarter else None

    def initial(self) -> dict[str, Any]:
        """For the form, with an address that is free."""
        return {
            "subject": self.subject[:150],
            "slug": free_slug(slugify(self.subject)[:80] or self.kind),
            "introduction": self.introduction,
        }


@require_http_methods(METHODS)
def begin(request: HttpRequest) -> HttpResponse:
    """Asks for the kind first, unless `?kind=`, `?quarter=`, `?post=` or `?event=` says it."""
    refuse_without(request, ADD)
    start = _start(request)
    if start is None:
        kinds = [(kind, label, HINTS[BulletinKind(kind)]) for kind, label in _kinds()]
        return _page(request, "kinds.html", _("Begin a bulletin"), kinds=kinds)
    headings = composing.headings_of_last(start.kind)
    form = BeginForm(
        start.kind, request.POST or None, initial=start.initial(), has_last=bool(headings)
    )
    if request.method == "POST" and form.is_valid():
        made = _made(request, start, form, headings)
        if made is not None:
            messages.success(request, _("The draft is there. Now put in what has come in."))
            return to_bulletin(made)
    label = BulletinKind(start.kind).label
    return _page(
        request,
        "begin.html",
        _("Begin: %(kind)s") % {"kind": label},
        form=form,
        start=start,
        sections=usual_sections(start.kind),
        last=headings,
    )


def _kinds() -> list[tuple[str, Any]]:
    return composing.usual_kinds()


def _start(request: HttpRequest) -> Start | None:
    """What the address says; None where it says nothing that can be begun."""
    asked = request.GET
    if post := _number(asked.get("post")):
        return _from_post(get_object_or_404(Post.objects.published(), pk=post))
    if event := _number(asked.get("event")):
        return _from_event(get_object_or_404(Event.objects.announced(), pk=event))
    kind = asked.get("kind", "")
    if kind == BulletinKind.QUARTERLY or asked.get("quarter"):
        return _quarterly(asked.get("quarter", ""))
    return Start(kind, _usual_subject(kind)) if kind in dict(_kinds()) else None


def _quarterly(asked: str) -> Start:
    """For the quarter of a day such as 2026-10-01, or for the one that is now."""
    try:
        quarter = quarter_of(date.fromisoformat(asked))
    except ValueError:
        quarter = quarter_of(timezone.localdate())
    subject = _("E-bulletin, %(season)s %(year)d") % {
        "season": quarter.season,
        "year": quarter.year,
    }
    return Start(BulletinKind.QUARTERLY, subject, quarter=quarter)


def _usual_subject(kind: str) -> str:
    if kind != BulletinKind.NEWSLETTER:
        return ""
    return _("Newsletter, %(month)s") % {"month": date_format(timezone.localdate(), "F Y")}


def _from_post(post: Post) -> Start:
    """An alert from a policy update; of any other post a newsletter.

    Its words head no bulletin that others read than those whom the post is for.
    """
    is_policy = post.kind == PostKind.POLICY
    kind = BulletinKind.POLICY_ALERT if is_policy else BulletinKind.NEWSLETTER
    if post.is_for_members and kind in FOR_THE_SECTOR:
        return Start(kind, _usual_subject(kind), source=post)
    return Start(kind, post.title, introduction=post.summary, source=post)


def _from_event(event: Event) -> Start:
    return Start(BulletinKind.EVENT_NOTICE, event.title, introduction=event.summary, source=event)


def _made(request: HttpRequest, start: Start, form: BeginForm, last: list[str]) -> Bulletin | None:
    """The draft; None, with the error in the form, for an address taken since or a full disk."""
    wants_last = form.cleaned_data.get("sections") == "last"
    by, now = staff(request), timezone.now()
    try:
        with transaction.atomic():
            return composing.begin(
                kind=start.kind,
                head=form.head(),
                headings=last if wants_last else usual_sections(start.kind),
                said=_said(start, request),
                quarter_on=start.quarter_on,
                by=by,
                now=now,
            )
    except IntegrityError:
        form.add_error("slug", _("Another bulletin has this web address. Choose another"))
    except OSError:
        form.add_error(None, _("We could not keep the picture just now. Please try again"))
    return None


def _said(start: Start, request: HttpRequest) -> Said | None:
    if start.source is None:
        return None
    return said_of(start.source, by=staff(request), now=timezone.now())


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else None


def _page(request: HttpRequest, template: str, title: Any, **context: Any) -> HttpResponse:
    return page(request, f"admin/bulletins/bulletin/{template}", Bulletin, title=title, **context)
