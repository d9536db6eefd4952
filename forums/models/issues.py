"""Issues that travel from forums to those who decide, and what members and others see of them."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from forums.choices import Band, Circle, Level, Rule, Theme, TopicShows
from forums.models.agenda import AgendaItem
from forums.models.circles import is_inside, is_member
from forums.models.forums import Forum, refuse_reserved
from forums.models.topics import Topic
from network.choices import Source
from network.models import Organisation

SHOWN = tuple(circle for circle in Circle if circle != Circle.STAFF)  # to others than staff


class IssueQuerySet(models.QuerySet["Issue"]):
    def visible_to(self, user: Any, *, now: datetime) -> "IssueQuerySet":
        """As far as a person of staff has widened it; who raised one learns of it by mail."""
        if user.is_authenticated and user.has_perm("forums.view_issue"):
            return self
        member = is_member(user, now=now)
        return self.within([Circle.PUBLIC, Circle.MEMBERS] if member else [Circle.PUBLIC])

    def within(self, circles: Collection[Circle]) -> "IssueQuerySet":
        """Those that were widened to one of these."""
        return self.filter(shown_to__in=circles)

    def shown(self) -> "IssueQuerySet":
        return self.within(SHOWN)

    def public(self) -> "IssueQuerySet":
        return self.within([Circle.PUBLIC])


class Issue(models.Model):
    """A plain statement of what is wrong or could be better, from members.

    `shown_to` is widened by an act of a person alone. `band` is counted when staff record a step,
    never when somebody affirms: otherwise one could see by one's own voice how many there were.
    `what_changed` is the end of its card, written by staff. `key` comes from the form: pressing
    twice begins one.
    """

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        CLOSED = "closed", _("Closed")

    key = models.UUIDField(null=True, unique=True, editable=False)
    slug = models.SlugField(_("address"), max_length=80, unique=True, validators=[refuse_reserved])
    statement = models.CharField(_("statement"), max_length=300)
    about = models.TextField(_("in more words"), max_length=5000, blank=True)
    what_changed = models.TextField(_("what changed"), max_length=3000, blank=True)
    level = models.CharField(_("level"), max_length=12, choices=Level.choices)
    themes = ArrayField(
        models.CharField(max_length=20, choices=Theme.choices),
        verbose_name=_("themes"),
        default=list,
        blank=True,
    )
    forums = models.ManyToManyField(
        Forum, verbose_name=_("forums it came from"), blank=True, related_name="issues"
    )
    shown_to = models.CharField(
        _("who sees it"),
        max_length=10,
        choices=Circle.choices,
        default=Circle.STAFF,
        editable=False,
    )
    band = models.CharField(
        _("evidence"), max_length=5, choices=Band.choices, default=Band.FEW, editable=False
    )
    state = models.CharField(
        _("state"), max_length=6, choices=State.choices, default=State.OPEN, editable=False
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    raised_at = models.DateTimeField(_("raised"), editable=False)
    changed_at = models.DateTimeField(_("changed"), editable=False)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True, editable=False)

    objects = IssueQuerySet.as_manager()

    class Meta:
        verbose_name = _("issue")
        verbose_name_plural = _("issues")
        permissions = [("widen_issue", _("Can show issues to more people"))]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="open", closed_at__isnull=True)
                | Q(state="closed", closed_at__isnull=False),
                name="issue_closed_has_its_time",
            ),
            models.CheckConstraint(
                condition=~Q(shown_to=Circle.ATTENDEES),
                name="issue_for_staff_members_or_everybody",
            ),
        ]
        indexes = [models.Index(fields=["shown_to", "-changed_at", "-id"], name="issue_newest")]

    def __str__(self) -> str:
        return self.statement

    def is_confided(self) -> bool:
        """Whether it comes from a topic that is for the co-ordinator only. One query."""
        return self.sources.filter(topic__shows=TopicShows.COORDINATOR).exists()


class Voice(models.Model):
    """An organisation that raised an issue, or said that it affects them too: it is told of it.

    Which organisations they are is seen by staff alone. One may have both: who affirms for an
    organisation need not know that a colleague raised it in confidence.
    """

    class How(models.TextChoices):
        RAISED = "raised", _("Raised it")
        AFFIRMED = "affirmed", _("It affects them too")

    issue = models.ForeignKey(Issue, on_delete=models.CASCADE, related_name="voices")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    how = models.CharField(_("how"), max_length=8, choices=How.choices)
    at = models.DateTimeField(_("since"))

    class Meta:
        verbose_name = _("voice")
        verbose_name_plural = _("voices")
        constraints = [
            models.UniqueConstraint(
                fields=["issue", "organisation", "how"],
                name="voice_once_per_organisation",
                violation_error_message=_("Your organisation has said so already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id}: {self.issue_id}"


class AgreementQuerySet(models.QuerySet["Agreement"]):
    def visible_to(self, user: Any, *, now: datetime) -> "AgreementQuerySet":
        """What a person was asked about themselves, while they are inside the sanctuary."""
        return self.filter(by=user.pk) if is_inside(user, now=now) else self.none()

    def unanswered(self) -> "AgreementQuerySet":
        return self.filter(agrees__isnull=True)

    def to_use(self) -> "AgreementQuerySet":
        """Agreed, and no issue comes from it yet."""
        return self.filter(agrees=True, sources__isnull=True)


class Agreement(models.Model):
    """Whether who raised something in the sanctuary agrees that it is taken further, and how.

    `statement` is what they agree to. Asked by mail and answered on the site, or by telephone
    (`source`, `entered_by`).
    """

    item = models.ForeignKey(AgendaItem, on_delete=models.CASCADE, related_name="agreements")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("who raised it"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="forum_agreements",
    )
    statement = models.CharField(_("what is taken further"), max_length=300)
    asked_at = models.DateTimeField(_("asked"))
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    agrees = models.BooleanField(_("agrees"), null=True, default=None)
    answered_at = models.DateTimeField(_("answered"), null=True)
    source = models.CharField(
        _("came by"), max_length=12, choices=Source.choices, default=Source.SITE
    )
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = AgreementQuerySet.as_manager()

    class Meta:
        verbose_name = _("agreement to take something further")
        verbose_name_plural = _("agreements to take something further")
        constraints = [
            models.CheckConstraint(
                condition=Q(agrees__isnull=True, answered_at__isnull=True)
                | Q(agrees__isnull=False, answered_at__isnull=False),
                name="agreement_answered_has_its_time",
            ),
            models.UniqueConstraint(fields=["id", "agrees"], name="agreement_with_its_answer"),
        ]

    def __str__(self) -> str:
        return f"{self.item_id}"  # never the statement: labels stand in the log that others read


class IssueSource(models.Model):
    """An agenda item or a topic that an issue came from.

    From a sanctuary item only with the agreement of who raised it: `rule` follows the item's,
    `agreed` the agreement's answer, by foreign keys over two columns (migration 0002).
    """

    issue = models.ForeignKey(Issue, on_delete=models.CASCADE, related_name="sources")
    topic = models.ForeignKey(
        Topic, null=True, blank=True, on_delete=models.CASCADE, related_name="issue_sources"
    )
    item = models.ForeignKey(
        AgendaItem, null=True, blank=True, on_delete=models.CASCADE, related_name="issue_sources"
    )
    rule = models.CharField(max_length=20, choices=Rule.choices, null=True, editable=False)  # noqa: DJ001  # NULL where there is no item: a foreign key of two columns
    agreement = models.ForeignKey(
        Agreement, null=True, blank=True, on_delete=models.RESTRICT, related_name="sources"
    )
    agreed = models.BooleanField(null=True, editable=False)

    class Meta:
        verbose_name = _("source of an issue")
        verbose_name_plural = _("sources of issues")
        constraints = [
            models.CheckConstraint(
                condition=Q(topic__isnull=False, item__isnull=True, rule__isnull=True)
                | Q(topic__isnull=True, item__isnull=False, rule__isnull=False),
                name="issue_source_is_an_item_or_a_topic",
            ),
            models.CheckConstraint(
                condition=Q(rule__isnull=True)
                | ~Q(rule=Rule.SANCTUARY)
                | Q(agreement__isnull=False, agreed__isnull=False, agreed=True),
                name="issue_source_of_the_sanctuary_is_agreed",
                violation_error_message=_(
                    "What was raised in the sanctuary is taken further only when who raised it"
                    " agrees."
                ),
            ),
            models.UniqueConstraint(
                fields=["issue", "topic", "item"],
                nulls_distinct=False,
                name="issue_source_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.issue_id}"
