from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.utils.translation import gettext_lazy as _

from forums.choices import Rule
from forums.models.agenda import AgendaItem
from forums.models.attendance import Attendance
from forums.models.circles import is_inside, organisations_of
from forums.models.forums import Forum
from network.models import Organisation


class ActionQuerySet(models.QuerySet["Action"]):
    def open(self) -> "ActionQuerySet":
        return self.filter(state=Action.State.OPEN)

    def due(self, day: date) -> "ActionQuerySet":
        """Open, and due on that day or before."""
        return self.open().filter(due_on__lte=day)

    def overdue(self, day: date) -> "ActionQuerySet":
        """Open, and due before that day."""
        return self.open().filter(due_on__lt=day)

    def owned_by(self, user: Any, *, now: datetime) -> "ActionQuerySet":
        """A person's own, and their member organisations'."""
        return self.owned(user.pk, organisations_of(user, now=now))

    def owned(self, person: int, organisations: Collection[int]) -> "ActionQuerySet":
        return self.filter(_owned_by(person, organisations))

    def visible_to(self, user: Any, *, now: datetime) -> "ActionQuerySet":
        """One's own, and those of forums at which one was; who runs forums sees all."""
        if user.is_authenticated and user.has_perm("forums.run_forum"):
            return self.annotate(is_kept=Value(False))
        return self.for_member(user, now=now)

    def for_member(self, user: Any, *, now: datetime) -> "ActionQuerySet":
        """What somebody sees as a member, whatever else they may: the site's own pages."""
        if not is_inside(user, now=now):
            return self.none()
        return self.read_inside(user.pk, organisations_of(user, now=now))

    def read_inside(self, person: int, organisations: Collection[int]) -> "ActionQuerySet":
        """What somebody inside the sanctuary sees, who belongs to these organisations.

        Each with `is_kept`: what it says is not for them, as it comes from the sanctuary and they
        were not there.
        """
        there = Attendance.objects.filter(user=person, was_present=True).values("forum")
        from_sanctuary = Q(item__rule=Rule.SANCTUARY, may_be_read=False)
        kept = from_sanctuary & ~Q(owner=person) & ~Q(forum__in=there)
        is_kept = Case(When(kept, then=True), default=False)
        own = _owned_by(person, organisations)
        return self.filter(own | Q(forum__in=there)).annotate(is_kept=is_kept)

    def carried_over(self, start: datetime) -> "ActionQuerySet":
        """What heads the agenda of a forum that begins then: open actions of those before it."""
        before = self.open().filter(forum__starts_at__lt=start)
        return before.select_related("forum", "owner", "owner_organisation").in_order()

    def in_order(self) -> "ActionQuerySet":
        """What is due first comes first; what has no date last."""
        return self.order_by("due_on", "pk")

    def open_first(self) -> "ActionQuerySet":
        """What is open, in order; then what was finished, the latest first."""
        return self.order_by(F("finished_at").desc(nulls_first=True), "due_on", "pk")


def _owned_by(person: int, organisations: Collection[int]) -> Q:
    return Q(owner=person) | Q(owner_organisation__in=organisations)


class Action(models.Model):
    """What somebody took upon themselves at a forum: a person or an organisation.

    What comes from the sanctuary is read by those who were there and the person who does it; by
    colleagues of its organisation only where it `may_be_read`.
    `key` comes from the form: pressing twice adds once. `version` is what an editor saw.
    """

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        DONE = "done", _("Done")
        DROPPED = "dropped", _("Dropped")

    forum = models.ForeignKey(Forum, on_delete=models.CASCADE, related_name="actions")
    item = models.ForeignKey(
        AgendaItem, null=True, blank=True, on_delete=models.SET_NULL, related_name="actions"
    )
    text = models.CharField(_("what is to be done"), max_length=300)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("person"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="forum_actions",
    )
    owner_organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("organisation"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="forum_actions",
    )
    due_on = models.DateField(_("by"), null=True, blank=True)
    may_be_read = models.BooleanField(
        _("colleagues who were not there may read it"), default=False, db_default=False
    )
    state = models.CharField(
        _("state"), max_length=8, choices=State.choices, default=State.OPEN, editable=False
    )
    outcome = models.CharField(_("what came of it"), max_length=500, blank=True)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True, editable=False)
    finished_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    created_at = models.DateTimeField(_("written down"), editable=False)
    key = models.UUIDField(editable=False, db_default=RandomUUID())
    version = models.PositiveIntegerField(default=1, db_default=1, editable=False)

    objects = ActionQuerySet.as_manager()

    class Meta:
        verbose_name = _("action")
        verbose_name_plural = _("actions")
        constraints = [
            models.UniqueConstraint(fields=["forum", "key"], name="action_added_once"),
            models.CheckConstraint(
                condition=Q(owner__isnull=True) | Q(owner_organisation__isnull=True),
                name="action_of_a_person_or_an_organisation",
                violation_error_message=_("Choose a person or an organisation, not both."),
            ),
            models.CheckConstraint(
                condition=Q(state="open", finished_at__isnull=True)
                | (~Q(state="open") & Q(finished_at__isnull=False)),
                name="action_finished_has_its_time",
            ),
        ]
        indexes = [models.Index(fields=["state", "due_on", "id"], name="action_by_date")]

    def __str__(self) -> str:
        return self.text

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN
