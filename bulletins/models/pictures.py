import uuid
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from bulletins.models.lists import is_member
from bulletins.models.posts import Post
from bulletins.states import STARTED

_OUT = Q(section__bulletin__state__in=sorted(STARTED))


class PictureQuerySet(models.QuerySet["Picture"]):
    def public(self) -> "PictureQuerySet":
        """Of what everybody may read, or of a bulletin that has gone out, if only as a test."""
        tested = Q(section__bulletin__tested_at__isnull=False)
        of_post = Q(post__state=Post.State.PUBLISHED, post__is_for_members=False)
        return self.filter(of_post | _in_item(_OUT | tested))

    def in_bulletins(self) -> "PictureQuerySet":
        return self.filter(_in_item())

    def sent(self) -> "PictureQuerySet":
        """Of a bulletin that has gone out: its mails show them for good."""
        return self.filter(_in_item(_OUT))

    def visible_to(self, user: Any, *, now: datetime) -> "PictureQuerySet":
        """What is public; members also those of what is published for members."""
        if not is_member(user, now):
            return self.public()
        return self.public() | self.filter(post__state=Post.State.PUBLISHED)

    def in_order(self) -> "PictureQuerySet":
        return self.order_by("position", "pk")


def _in_item(condition: Q | None = None) -> Exists:
    from bulletins.models.bulletins import Item

    return Exists(Item.objects.filter(condition or Q(), picture=OuterRef("pk")))


class Picture(models.Model):
    """A picture with words for those who do not see it, at an address that nobody guesses.

    Files lie under generated names, re-encoded without EXIF (network.uploads). A picture that
    went out in a bulletin, or in a test of one, is open to who has its address, as mail programs
    have no account; every other is shown to those who may see what it belongs to.
    """

    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    post = models.ForeignKey(
        Post, null=True, blank=True, on_delete=models.CASCADE, related_name="pictures"
    )
    file = models.FileField(upload_to="pictures/%Y/", max_length=200, unique=True)
    content_type = models.CharField(max_length=100, editable=False)
    size = models.PositiveIntegerField(_("size"), editable=False)
    width = models.PositiveIntegerField(_("width"), editable=False)
    height = models.PositiveIntegerField(_("height"), editable=False)
    alternative = models.CharField(
        _("what it shows"),
        max_length=300,
        help_text=_("For people who do not see it: what matters in it, in a sentence."),
    )
    credit = models.CharField(_("credit"), max_length=150, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    added_at = models.DateTimeField(_("added"), editable=False)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    objects = PictureQuerySet.as_manager()

    class Meta:
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")
        constraints = [
            models.CheckConstraint(
                condition=~Q(alternative=""),
                name="picture_has_words",
                violation_error_message=_("Say what the picture shows."),
            ),
            models.CheckConstraint(
                condition=Q(size__gt=0, width__gt=0, height__gt=0), name="picture_has_a_size"
            ),
        ]

    def __str__(self) -> str:
        return self.alternative
