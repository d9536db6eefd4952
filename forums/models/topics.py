"""What members want to talk about, and the organisations that say "this affects us too"."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from forums.choices import Theme, TopicShows
from forums.models.agenda import AgendaItem
from forums.models.circles import is_inside, own_organisations
from forums.states import SET_UP
from network.choices import Source
from network.models import Organisation


class TopicQuerySet(models.QuerySet["Topic"]):
    _SHOWN = Q(shows=TopicShows.ORGANISATION) & ~Q(state="withdrawn")

    def visible_to(self, user: Any, *, now: datetime) -> "TopicQuerySet":
        """Members inside the sanctuary see what is shown, and their own; staff see all."""
        if user.is_authenticated and user.has_perm("forums.view_topic"):
            return self
        return self.for_member(user, now=now)

    def for_member(self, user: Any, *, now: datetime) -> "TopicQuerySet":
        """What somebody sees as a member, whatever else they may: the site's own pages."""
        return self.read_inside(user.pk) if is_inside(user, now=now) else self.none()

    def read_inside(self, person: int) -> "TopicQuerySet":
        """What this person sees, who is inside the sanctuary."""
        return self.filter(self._SHOWN | Q(by=person))

    def shown(self) -> "TopicQuerySet":
        """What all members inside the sanctuary see."""
        return self.filter(self._SHOWN)

    def changeable_by(self, user: Any, *, now: datetime) -> "TopicQuerySet":
        """Their own, for an organisation that they still speak for."""
        own = own_organisations(user, now=now).order_by().values("pk")
        return self.for_member(user, now=now).filter(by=user.pk, organisation__in=own)

    def open(self) -> "TopicQuerySet":
        """Not talked about yet: offered for the next agenda."""
        return self.filter(state="open")

    def unanswered(self) -> "TopicQuerySet":
        """Open, on no agenda that is still to be held, and nobody wrote back yet."""
        planned = AgendaTopic.objects.filter(item__forum__state__in=sorted(SET_UP))
        return self.open().filter(answer="").exclude(pk__in=planned.values("topic"))


class Topic(models.Model):
    """Proposed to the whole series, at any time. One `for the co-ordinator` is never shown.

    `answer` is what was written last to who proposed it. Its `__str__` is its number: that lands
    in the audit log, which more people read than may know of every topic.
    """

    class State(models.TextChoices):
        OPEN = "open", _("Proposed")
        DISCUSSED = "discussed", _("Talked about")
        CLOSED = "closed", _("Closed")
        WITHDRAWN = "withdrawn", _("Taken back")

    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="forum_topics"
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("proposed by"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="forum_topics",
    )
    title = models.CharField(_("title"), max_length=150)
    text = models.TextField(_("in a few words"), max_length=3000, blank=True)
    theme = models.CharField(_("theme"), max_length=20, choices=Theme.choices, blank=True)
    shows = models.CharField(_("who sees it"), max_length=12, choices=TopicShows.choices)
    state = models.CharField(
        _("state"), max_length=10, choices=State.choices, default=State.OPEN, editable=False
    )
    key = models.UUIDField(editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(_("proposed"), editable=False)
    changed_at = models.DateTimeField(_("changed"), editable=False)
    answer = models.TextField(_("written to who proposed it"), max_length=3000, blank=True)
    source = models.CharField(
        _("came by"), max_length=12, choices=Source.choices, default=Source.SITE, editable=False
    )
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    objects = TopicQuerySet.as_manager()

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        constraints = [
            models.UniqueConstraint(fields=["by", "key"], name="topic_proposed_once"),
        ]
        indexes = [models.Index(fields=["state", "-created_at", "-id"], name="topic_newest")]

    def __str__(self) -> str:
        return gettext("Topic %(number)s") % {"number": self.pk}

    @property
    def is_for_coordinator(self) -> bool:
        return self.shows == TopicShows.COORDINATOR

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN

    @property
    def is_alive(self) -> bool:
        """Neither closed nor taken back."""
        return self.state in {self.State.OPEN, self.State.DISCUSSED}

    @property
    def can_be_affirmed(self) -> bool:
        """Members see it, and it is not over."""
        return not self.is_for_coordinator and self.is_alive


class Affirmation(models.Model):
    """ "This affects us too", once per organisation."""

    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="affirmations")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField(_("said"))

    class Meta:
        verbose_name = _("affirmation")
        verbose_name_plural = _("affirmations")
        constraints = [
            models.UniqueConstraint(
                fields=["topic", "organisation"],
                name="affirmation_once_per_organisation",
                violation_error_message=_("Your organisation has said so already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id}: {self.topic_id}"


class AgendaTopic(models.Model):
    """A topic on an agenda. `was_discussed` is unknown until the forum was held."""

    item = models.ForeignKey(AgendaItem, on_delete=models.CASCADE, related_name="agenda_topics")
    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="agenda_topics")
    was_discussed = models.BooleanField(_("talked about"), null=True, default=None)

    class Meta:
        verbose_name = _("topic on an agenda")
        verbose_name_plural = _("topics on agendas")
        constraints = [
            models.UniqueConstraint(
                fields=["item", "topic"],
                name="agenda_topic_once",
                violation_error_message=_("This topic is on that item already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.item_id}: {self.topic_id}"
