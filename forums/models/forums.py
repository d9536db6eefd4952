from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forums import leaving
from forums.choices import RESERVED_SLUGS, Answer
from forums.models.circles import is_member
from forums.states import ANNOUNCED, HELD, State
from forums.timetable import LINK_SHOWN, Span


def refuse_reserved(slug: str) -> None:
    """Raise ValidationError for a slug that is an address of this part of the site."""
    if slug in RESERVED_SLUGS:
        raise ValidationError(_("This word is already an address of this site. Choose another."))


class ForumQuerySet(models.QuerySet["Forum"]):
    def visible_to(self, user: Any, *, now: datetime) -> "ForumQuerySet":
        """Staff see all, members what is announced; nobody else learns when members meet."""
        if user.is_authenticated and user.has_perm("forums.view_forum"):
            return self
        return self.for_member(user, now=now)

    def for_member(self, user: Any, *, now: datetime) -> "ForumQuerySet":
        """What somebody sees as a member, whatever else they may."""
        return self.announced() if is_member(user, now=now) else self.none()

    def announced(self) -> "ForumQuerySet":
        """What members have heard of: not a draft that was given up."""
        return self.filter(state__in=sorted(ANNOUNCED), opened_at__isnull=False)

    def upcoming(self, now: datetime) -> "ForumQuerySet":
        """Not over yet, the next one first."""
        return self.filter(ends_at__gt=now).order_by("starts_at", "pk")

    def past(self, now: datetime) -> "ForumQuerySet":
        """Over, the latest first."""
        return self.filter(ends_at__lte=now).order_by("-starts_at", "-pk")

    def held(self) -> "ForumQuerySet":
        return self.filter(state__in=sorted(HELD))


class Forum(models.Model):
    """One of the four meetings of a year.

    Where members meet is for members alone. `notes_until` is the day on which the confidential
    notes go. `version` is what an editor saw.
    """

    slug = models.SlugField(_("address"), max_length=80, unique=True, validators=[refuse_reserved])
    title = models.CharField(_("title"), max_length=150)
    about = models.TextField(_("what it is about"), max_length=3000, blank=True)
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("until"))
    venue = models.CharField(_("place"), max_length=200, blank=True)
    venue_address = models.CharField(_("address of the place"), max_length=300, blank=True)
    venue_access = models.TextField(_("getting in and around"), max_length=1500, blank=True)
    is_online = models.BooleanField(_("can be joined online"), default=True)
    state = models.CharField(
        _("state"), max_length=15, choices=State.choices, default=State.DRAFT, editable=False
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(_("begun"), editable=False)
    changed_at = models.DateTimeField(_("changed"), editable=False)
    opened_at = models.DateTimeField(_("opened"), null=True, blank=True, editable=False)
    held_at = models.DateTimeField(_("held"), null=True, blank=True, editable=False)
    cancelled_at = models.DateTimeField(_("cancelled"), null=True, blank=True, editable=False)
    cancelled_why = models.CharField(_("why"), max_length=500, blank=True, editable=False)
    notes_until = models.DateField(_("notes are deleted on"), null=True, blank=True)

    objects = ForumQuerySet.as_manager()

    class Meta:
        verbose_name = _("forum")
        verbose_name_plural = _("forums")
        permissions = [
            ("run_forum", _("Can run forums")),
            ("read_notes", _("Can open confidential notes")),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="forum_ends_after_it_starts",
                violation_error_message=_("The end comes before the start."),
            ),
            models.CheckConstraint(
                condition=Q(is_online=True) | ~Q(venue=""),
                name="forum_has_somewhere_to_meet",
                violation_error_message=_("Give a place, or let members join online."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "cancelled"]) | Q(opened_at__isnull=False),
                name="forum_opened_has_its_time",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["held", "summary-drafted", "agreed", "closed"])
                | Q(held_at__isnull=False, notes_until__isnull=False),
                name="forum_held_has_its_time_and_the_end_of_its_notes",
            ),
            models.CheckConstraint(
                condition=~Q(state="cancelled") | Q(cancelled_at__isnull=False),
                name="forum_cancelled_has_its_time",
            ),
            # To the day by `forums.keeping`; here for whatever writes past it.
            models.CheckConstraint(
                condition=Q(notes_until__isnull=True)
                | Q(notes_until__lte=F("ends_at") + timedelta(days=366)),
                name="forum_notes_go_within_a_year",
                violation_error_message=_("Notes are kept for a year after the forum at most."),
            ),
        ]
        indexes = [models.Index(fields=["starts_at", "id"], name="forum_by_date")]

    def __str__(self) -> str:
        return self.title

    @property
    def is_cancelled(self) -> bool:
        return self.state == State.CANCELLED

    @property
    def was_held(self) -> bool:
        return self.state in HELD

    def is_over(self, now: datetime) -> bool:
        return self.ends_at <= now

    def takes(self, answer: str | None) -> bool:
        """Whether somebody can come in this way (still); that they cannot come is always taken."""
        ways = {Answer.IN_PERSON: bool(self.venue), Answer.ONLINE: self.is_online}
        return answer is None or ways.get(Answer(answer), True)

    def can_be_joined(self, now: datetime) -> bool:
        """Whether members may say that they come; the server's clock decides."""
        return self.state == State.OPEN and not self.is_over(now)

    def shows_link(self, now: datetime) -> bool:
        """Whether the way in online is shown to those who join: two days before, till the end."""
        return self.can_be_joined(now) and self.starts_at - LINK_SHOWN <= now

    def times_out(self) -> list[Span]:
        """When who is no part of the sanctuary goes out. One query."""
        return leaving.times_out(self.starts_at, list(self.items.order_by("position", "pk")))

    def keeps_notes(self, now: datetime) -> bool:
        """Whether the notes' day has not come yet."""
        return self.notes_until is not None and timezone.localdate(now) < self.notes_until


class JoiningLink(models.Model):
    """How to get in online: a record of its own, which no feed, search, mail or export reads."""

    forum = models.OneToOneField(Forum, on_delete=models.CASCADE, related_name="joining_link")
    url = models.URLField(_("video link"), max_length=500, blank=True)
    dial_in = models.CharField(_("by telephone"), max_length=200, blank=True)
    changed_at = models.DateTimeField(_("changed"))
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = _("way in online")
        verbose_name_plural = _("ways in online")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=~Q(url="") | ~Q(dial_in=""),
                name="joining_link_says_something",
                violation_error_message=_("Give a video link or a number to dial."),
            ),
            models.CheckConstraint(
                condition=Q(url="") | Q(url__startswith="https://"),
                name="joining_link_is_https",
                violation_error_message=_("The link must begin with https://"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.forum}"
