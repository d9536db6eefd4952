"""Bulletins and posts that a member of staff began: every editor can go on with them."""

from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import ngettext_lazy

from bulletins.models import Bulletin, Post
from bulletins.states import State
from network.models import User
from portal.handing_over import Kind

NOT_SENT = (State.DRAFT, State.APPROVED, State.SCHEDULED, State.LATE)


def bulletins_begun(user: User, _now: datetime) -> QuerySet[Bulletin]:
    return Bulletin.objects.filter(created_by=user, state__in=NOT_SENT).order_by("pk")


def drafts_begun(user: User, _now: datetime) -> QuerySet[Post]:
    drafts = Post.objects.filter(created_by=user, state=Post.State.DRAFT)
    return drafts.order_by("pk")


KINDS = (
    Kind(
        "bulletins.Bulletin.created_by",
        ngettext_lazy("%d bulletin that is not sent", "%d bulletins that are not sent"),
        "bulletins.change_bulletin",
        bulletins_begun,
        page="admin:bulletins_bulletin_change",
    ),
    Kind(
        "bulletins.Post.created_by",
        ngettext_lazy("%d draft of a post", "%d drafts of posts"),
        "bulletins.change_post",
        drafts_begun,
    ),
)
