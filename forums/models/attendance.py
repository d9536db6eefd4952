"""Who joins a forum, and who was there."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from forums.choices import Answer
from forums.models.circles import belonging, is_inside
from forums.models.forums import Forum
from forums.models.needs import WithNeeds
from network.choices import Source
from network.models import Organisation
from portal.tokens import hash_token


class AttendanceQuerySet(models.QuerySet["Attendance"]):
    def with_token(self, secret: str) -> "AttendanceQuerySet":
        """Whose personal link this secret opens."""
        return self.filter(token_hash=hash_token(secret))

    def coming(self) -> "AttendanceQuerySet":
        """Who comes, in a way that the forum has (`Forum.takes`)."""
        in_person = Q(answer=Answer.IN_PERSON) & ~Q(forum__venue="")
        return self.filter(in_person | Q(answer=Answer.ONLINE, forum__is_online=True))

    def of_members(self, now: datetime) -> "AttendanceQuerySet":
        """Who still belongs to the member organisation that they answered for."""
        theirs = belonging(now).filter(user=OuterRef("user"), organisation=OuterRef("organisation"))
        return self.filter(Exists(theirs), user__is_active=True)

    def welcome(self, now: datetime) -> "AttendanceQuerySet":
        return self.coming().of_members(now)

    def inside(self, user: Any, *, now: datetime) -> "AttendanceQuerySet":
        """The forums at which a person was ticked as present, while they may hear of them."""
        if not is_inside(user, now=now):
            return self.none()
        return self.filter(user=user.pk, was_present=True)


class Attendance(WithNeeds):
    """A member's answer to a forum, and the tick of who was there.

    `token_hash` is of the personal link that opens the joining page on the day. `revision` rises
    with each change of the answer: calendars tell by it which entry is newer. `has_given_feedback`
    is all that is known of who answered afterwards: without a time.
    """

    forum = models.ForeignKey(Forum, on_delete=models.CASCADE, related_name="attendances")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="forum_attendances"
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="forum_attendances"
    )
    answer = models.CharField(_("answer"), max_length=10, choices=Answer.choices)
    answered_at = models.DateTimeField(_("answered"))
    source = models.CharField(
        _("came by"), max_length=12, choices=Source.choices, default=Source.SITE
    )
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    token_hash = models.CharField(max_length=64, default="", editable=False)
    revision = models.PositiveIntegerField(default=0, db_default=0, editable=False)
    was_present = models.BooleanField(_("was there"), default=False)
    marked_at = models.DateTimeField(_("ticked"), null=True, blank=True)
    marked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    has_given_feedback = models.BooleanField(default=False, editable=False)

    objects = AttendanceQuerySet.as_manager()

    class Meta:
        verbose_name = _("attendance")
        verbose_name_plural = _("attendance")
        constraints = [
            models.UniqueConstraint(fields=["forum", "user"], name="attendance_once_per_forum"),
            models.UniqueConstraint(
                fields=["token_hash"], condition=~Q(token_hash=""), name="attendance_token"
            ),
            models.CheckConstraint(
                condition=Q(was_present=False) | Q(marked_at__isnull=False),
                name="attendance_tick_has_its_time",
            ),
            models.CheckConstraint(
                condition=Q(has_given_feedback=False) | Q(was_present=True),
                name="attendance_feedback_of_who_was_there",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.forum}"

    @property
    def must_choose(self) -> bool:
        """Whether the way in which they meant to come is gone."""
        return not self.forum.takes(self.answer)

    @property
    def is_coming(self) -> bool:
        return self.answer != Answer.APOLOGIES and not self.must_choose
