from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from forums.choices import Circle, Rule, SpeakerKind
from forums.models.attendance import Attendance
from forums.models.circles import is_inside, is_member
from forums.models.forums import Forum
from forums.models.needs import WithNeeds
from forums.speaker_times import Part
from forums.states import SET_UP, State
from forums.timetable import Span
from portal.tokens import hash_token


class AgendaItem(models.Model):
    """A part of a forum, and the rule under which is spoken there.

    Its times follow from the forum's start and the minutes of the items before it. A table's
    foreign keys over (id, rule) keep notes and issues true to the rule, one over (id, forum) a
    speaker true to the forum: migrations 0002 and 0005.
    """

    forum = models.ForeignKey(Forum, on_delete=models.CASCADE, related_name="items")
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    title = models.CharField(_("title"), max_length=150)
    about = models.TextField(_("what it is about"), max_length=1500, blank=True)
    minutes = models.PositiveSmallIntegerField(_("minutes"), default=20)
    rule = models.CharField(
        _("rule"), max_length=20, choices=Rule.choices, default=Rule.NON_ATTRIBUTABLE
    )
    is_break = models.BooleanField(_("a break"), default=False, db_default=False)

    class Meta:
        verbose_name = _("item of the agenda")
        verbose_name_plural = _("items of the agenda")
        constraints = [
            models.CheckConstraint(
                condition=Q(minutes__range=(1, 480)),
                name="agenda_item_takes_time",
                violation_error_message=_("Give between 1 and 480 minutes."),
            ),
            models.UniqueConstraint(fields=["id", "rule"], name="agenda_item_with_its_rule"),
            models.UniqueConstraint(fields=["id", "forum"], name="agenda_item_with_its_forum"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_sanctuary(self) -> bool:
        return self.rule == Rule.SANCTUARY


class SpeakerQuerySet(models.QuerySet["Speaker"]):
    def with_token(self, secret: str) -> "SpeakerQuerySet":
        """Whom this secret belongs to."""
        return self.filter(token_hash=hash_token(secret))

    def accepted(self) -> "SpeakerQuerySet":
        """Who has said that they come, by name."""
        return self.filter(state="accepted").order_by("name", "pk")

    def unanswered(self, now: datetime) -> "SpeakerQuerySet":
        """Asked for a forum that is still to come, and silent."""
        to_come = Forum.objects.filter(state__in=sorted(SET_UP), ends_at__gt=now)
        return self.filter(state="invited", forum__in=to_come)

    def expected(self) -> "SpeakerQuerySet":
        """Who has not said no, or is not asked any more."""
        return self.exclude(state__in=["declined", "withdrawn"])


class Speaker(WithNeeds):
    """Somebody invited from outside, by a personal link: for the whole forum or one item.

    `needs` is sealed, given with consent and deleted with the notes of that day.
    """

    class State(models.TextChoices):
        PLANNED = "planned", _("Not asked yet")
        INVITED = "invited", _("Invited")
        ACCEPTED = "accepted", _("Comes")
        DECLINED = "declined", _("Cannot come")
        WITHDRAWN = "withdrawn", _("Does not come after all")

    forum = models.ForeignKey(Forum, on_delete=models.CASCADE, related_name="speakers")
    item = models.ForeignKey(
        AgendaItem,
        verbose_name=_("for one item only"),
        null=True,
        blank=True,
        # Without its item somebody would be there for the whole forum.
        on_delete=models.RESTRICT,
        related_name="speakers",
    )
    kind = models.CharField(
        _("comes as"), max_length=12, choices=SpeakerKind.choices, default=SpeakerKind.SPEAKER
    )
    name = models.CharField(_("name"), max_length=150)
    role = models.CharField(_("role and organisation"), max_length=200, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    biography = models.TextField(_("about them"), max_length=1500, blank=True)
    state = models.CharField(
        _("state"), max_length=10, choices=State.choices, default=State.PLANNED, editable=False
    )
    token_hash = models.CharField(max_length=64, default="", editable=False)
    invited_at = models.DateTimeField(_("invited"), null=True, blank=True, editable=False)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True, editable=False)
    # Their part as they were last told of it; empty for who was asked before it was kept.
    told_starts_at = models.DateTimeField(null=True, blank=True, editable=False)
    told_ends_at = models.DateTimeField(null=True, blank=True, editable=False)
    told_title = models.CharField(
        max_length=150, blank=True, default="", db_default="", editable=False
    )

    objects = SpeakerQuerySet.as_manager()

    class Meta:
        verbose_name = _("speaker or official")
        verbose_name_plural = _("speakers and officials")
        constraints = [
            models.UniqueConstraint(
                fields=["token_hash"], condition=~Q(token_hash=""), name="speaker_token"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["planned", "invited"]) | Q(answered_at__isnull=False),
                name="speaker_answered_has_its_time",
            ),
            models.CheckConstraint(
                condition=Q(told_starts_at__isnull=True, told_ends_at__isnull=True)
                | Q(told_starts_at__isnull=False, told_ends_at__isnull=False),
                name="speaker_told_from_when_until_when",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_official(self) -> bool:
        return self.kind == SpeakerKind.OFFICIAL

    @property
    def is_coming(self) -> bool:
        return self.state == self.State.ACCEPTED

    def knows(self, part: Part) -> bool:
        """Whether this is what they were told last, as far as that was kept."""
        told = (self.told_starts_at, self.told_ends_at, self.told_title)
        return told[0] is None or told == (part.starts_at, part.ends_at, part.title)

    def learn(self, part: Part) -> None:
        """Unsaved."""
        self.told_starts_at, self.told_ends_at = part.starts_at, part.ends_at
        self.told_title = part.title

    def times_out(self) -> list[Span]:
        """When they go out: for the sanctuary, as an official who is there for the whole forum."""
        return self.forum.times_out() if self.is_official and self.item_id is None else []

    def answered(self, state: State, now: datetime) -> None:
        """Say what they said, unsaved. Who does not come has no needs to keep."""
        self.state, self.answered_at = state, now
        if state != self.State.ACCEPTED:
            self.forget_needs()


class PaperQuerySet(models.QuerySet["Paper"]):
    def visible_to(self, user: Any, *, now: datetime) -> "PaperQuerySet":
        """By their circles, once the forum is announced; who runs forums sees all."""
        if user.is_authenticated and user.has_perm("forums.run_forum"):
            return self
        return self.for_member(user, now=now)

    def for_member(self, user: Any, *, now: datetime) -> "PaperQuerySet":
        """What somebody sees as a member or visitor, whatever else they may.

        Before a forum is held, its attendees are those who come; after it, those who were there.
        """
        member, inside = is_member(user, now=now), is_inside(user, now=now)
        return self.readable(user.pk, by_member=member, inside=inside)

    def readable(self, person: int | None, *, by_member: bool, inside: bool) -> "PaperQuerySet":
        """The same, of whom is known already where they stand."""
        readable = Q(shown_to=Circle.PUBLIC)
        if by_member:
            readable |= Q(shown_to=Circle.MEMBERS)
        if inside:
            readable |= Q(_attends(person), shown_to=Circle.ATTENDEES)
        return self.filter(readable, forum__in=Forum.objects.announced())

    def public(self) -> "PaperQuerySet":
        return self.filter(shown_to=Circle.PUBLIC)

    def in_order(self) -> "PaperQuerySet":
        return self.order_by("position", "pk")


def _attends(person: int | None) -> Q:
    mine = Attendance.objects.filter(user=person)
    coming = mine.coming().filter(forum__state=State.OPEN)
    present = mine.filter(was_present=True)
    return Q(forum__in=coming.values("forum")) | Q(forum__in=present.values("forum"))


class Paper(models.Model):
    """A paper or slides of a forum: a file under a generated name, and who may have it.

    `key` comes from the form: pressing twice adds once.
    """

    forum = models.ForeignKey(Forum, on_delete=models.CASCADE, related_name="papers")
    key = models.UUIDField(editable=False)
    title = models.CharField(_("title"), max_length=200)
    shown_to = models.CharField(
        _("who may have it"), max_length=10, choices=Circle.choices, default=Circle.STAFF
    )
    file = models.FileField(upload_to="forums/%Y/", max_length=200)
    name = models.CharField(_("name"), max_length=120)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField(_("size"))
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    added_at = models.DateTimeField(_("added"))
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = PaperQuerySet.as_manager()

    class Meta:
        verbose_name = _("paper")
        verbose_name_plural = _("papers")
        constraints = [
            models.UniqueConstraint(fields=["forum", "key"], name="paper_added_once"),
            models.UniqueConstraint(fields=["file"], name="paper_has_its_own_file"),
        ]

    def __str__(self) -> str:
        return self.title
