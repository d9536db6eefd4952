"""What was said: confidential notes, and apart from them the summary that is shared."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forums.choices import Circle, Rule
from forums.models.agenda import AgendaItem
from forums.models.attendance import Attendance
from forums.models.circles import is_inside, is_member
from forums.models.forums import Forum
from network.models import Organisation


class NoteQuerySet(models.QuerySet["Note"]):
    def kept(self, now: datetime) -> "NoteQuerySet":
        """Those whose day has not come, deleted yet or not: a restored backup shows no others."""
        return self.filter(item__forum__notes_until__gt=timezone.localdate(now))

    def visible_to(self, user: Any, *, now: datetime) -> "NoteQuerySet":
        """Notes of forums at which this person was; all, for who may open them as staff."""
        if user.is_authenticated and user.has_perm("forums.read_notes"):
            return self.kept(now)
        there = Attendance.objects.inside(user, now=now).values("forum")
        return self.kept(now).filter(item__forum__in=there)


class Note(models.Model):
    """Confidential notes of one item: sealed, for those who were there, gone on their day.

    Of a sanctuary item there are none: the database sees to it by `rule`, which follows the
    item's. `forums.actions.notes` opens them and writes down who did.
    """

    item = models.OneToOneField(AgendaItem, on_delete=models.CASCADE, related_name="note")
    rule = models.CharField(max_length=20, choices=Rule.choices, editable=False)
    sealed = models.BinaryField(editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    changed_at = models.DateTimeField(_("changed"), editable=False)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    objects = NoteQuerySet.as_manager()

    class Meta:
        verbose_name = _("confidential notes")
        verbose_name_plural = _("confidential notes")
        default_permissions = ()  # who may open them is a right of its own: Forum's read_notes
        constraints = [
            models.CheckConstraint(
                condition=~Q(rule=Rule.SANCTUARY),
                name="note_never_of_a_sanctuary_item",
                violation_error_message=_("Nothing is written down of a sanctuary item."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.item_id}"


class SummaryQuerySet(models.QuerySet["Summary"]):
    def visible_to(self, user: Any, *, now: datetime) -> "SummaryQuerySet":
        """As far as a person of staff has widened it; who runs forums sees all."""
        if user.is_authenticated and user.has_perm("forums.run_forum"):
            return self
        return self.widened_to(user, now=now)

    def widened_to(self, user: Any, *, now: datetime) -> "SummaryQuerySet":
        """What this person may read as one of those outside the network's office."""
        circles = [Circle.PUBLIC]
        if is_member(user, now=now):
            circles.append(Circle.MEMBERS)
        readable = Q(shown_to__in=circles)
        if is_inside(user, now=now):
            there = Attendance.objects.inside(user, now=now).values("forum")
            readable |= Q(shown_to=Circle.ATTENDEES, forum__in=there) | Q(
                shown_to=Circle.MEMBERS, forum__in=there
            )
        return self.filter(readable)

    def public(self) -> "SummaryQuerySet":
        return self.filter(shown_to=Circle.PUBLIC)


class Summary(models.Model):
    """What those who were not there may know. It is widened by an act of a person alone.

    `review_until` is the end of the seven days in which those who were there may say "this
    identifies us".
    """

    forum = models.OneToOneField(Forum, on_delete=models.CASCADE, related_name="summary")
    text = models.TextField(_("summary"), max_length=20_000)
    shown_to = models.CharField(
        _("who may read it"),
        max_length=10,
        choices=Circle.choices,
        default=Circle.STAFF,
        editable=False,
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    changed_at = models.DateTimeField(_("changed"), editable=False)
    shared_at = models.DateTimeField(_("shown to those who were there"), null=True, editable=False)
    review_until = models.DateTimeField(_("to be looked at until"), null=True, editable=False)
    agreed_at = models.DateTimeField(_("agreed"), null=True, editable=False)
    agreed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    objects = SummaryQuerySet.as_manager()

    class Meta:
        verbose_name = _("shared summary")
        verbose_name_plural = _("shared summaries")
        constraints = [
            models.CheckConstraint(
                condition=Q(shown_to=Circle.STAFF)
                | Q(shared_at__isnull=False, review_until__isnull=False),
                name="summary_shared_has_its_days",
            ),
            models.CheckConstraint(
                condition=Q(shown_to__in=[Circle.STAFF, Circle.ATTENDEES])
                | Q(agreed_at__isnull=False),
                name="summary_wider_only_once_agreed",
            ),
            models.CheckConstraint(
                condition=Q(agreed_at__isnull=True) | Q(agreed_at__gte=F("review_until")),
                name="summary_agreed_after_its_days",
                violation_error_message=_("Those who were there have seven days to look at it."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.forum}"


class ObjectionQuerySet(models.QuerySet["Objection"]):
    def unanswered(self) -> "ObjectionQuerySet":
        return self.filter(answered_at__isnull=True)

    def in_order(self) -> "ObjectionQuerySet":
        return self.order_by("made_at", "pk")


class Objection(models.Model):
    """ "This identifies us": said by somebody who was there, of the summary as they read it.

    `key` comes from the form: pressing twice says it once.
    """

    summary = models.ForeignKey(Summary, on_delete=models.CASCADE, related_name="objections")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    organisation = models.ForeignKey(
        Organisation, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    text = models.TextField(_("what identifies you"), max_length=2000)
    summary_version = models.PositiveIntegerField()
    key = models.UUIDField(editable=False, db_default=RandomUUID())
    made_at = models.DateTimeField(_("said"))
    answer = models.TextField(_("what was done about it"), max_length=2000, blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = ObjectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("objection")
        verbose_name_plural = _("objections")
        constraints = [
            models.UniqueConstraint(fields=["summary", "user", "key"], name="objection_said_once"),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answer="")
                | (Q(answered_at__isnull=False) & ~Q(answer="")),
                name="objection_answered_has_its_words",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk}"  # who said it stands in no log
