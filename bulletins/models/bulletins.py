from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bulletins.choices import BulletinKind
from bulletins.digest_rules import DIGESTS
from bulletins.models.lists import is_member
from bulletins.models.pictures import Picture
from bulletins.models.posts import Post
from bulletins.models.submissions import Submission
from bulletins.states import ENDED, FROZEN, STARTED, TO_GO, State
from events.models import Event
from forums.models import Forum, Issue, Summary

RESERVED_SLUGS = frozenset(
    {"confirm", "news", "pictures", "practice", "preferences", "share", "subscribe", "unsubscribe"}
)
# What sector subscribers agreed to get; every other kind is a wish of members.
FOR_THE_SECTOR = [BulletinKind.QUARTERLY.value, BulletinKind.NEWSLETTER.value]


class Audience(models.TextChoices):
    """For whom an edition is made from the one content."""

    MEMBERS = "members", _("Members")
    SECTOR = "sector", _("The wider sector")


class BulletinQuerySet(models.QuerySet["Bulletin"]):
    def due(self, now: datetime) -> "BulletinQuerySet":
        """Scheduled, and the time has come; a correction waits for the end of what it corrects."""
        may_begin = Q(corrects=None) | Q(corrects__state__in=sorted(ENDED))
        return self.filter(may_begin, state=State.SCHEDULED, scheduled_at__lte=now)

    def started(self) -> "BulletinQuerySet":
        """What has gone out, or is on its way."""
        return self.filter(state__in=sorted(STARTED))

    def visible_to(self, user: Any, *, now: datetime) -> "BulletinQuerySet":
        """What has gone out: those to members alone are for members to read."""
        out = self.started()
        return out if is_member(user, now) else out.filter(goes_to_sector=True)

    def listed(self) -> "BulletinQuerySet":
        """For the archive: not digests, which only repeat what stands elsewhere."""
        return self.exclude(kind__in=DIGESTS)

    def of_year(self, year: int) -> "BulletinQuerySet":
        """Those whose `day` may be in a year of London's calendar; a day more at either end."""
        first, last = date(year, 1, 1), date(year, 12, 31)
        near = (first - timedelta(days=1), last + timedelta(days=1))
        return self.filter(
            Q(quarter_on__range=(first, last))
            | Q(started_at__date__range=near)
            | Q(started_at=None, scheduled_at__date__range=near)
            | Q(started_at=None, scheduled_at=None, changed_at__date__range=near)
        )

    def to_go(self) -> "BulletinQuerySet":
        """Approved and not begun to be sent: what stands in them goes out."""
        return self.filter(state__in=sorted(TO_GO))

    def telling(self, **source: Any) -> "BulletinQuerySet":
        """Those with an item that was picked from `submission` or `post`."""
        told = Item.objects.filter(section__bulletin=OuterRef("pk"), **source)
        return self.filter(Exists(told)).order_by("pk")

    def sending(self) -> "BulletinQuerySet":
        return self.filter(state=State.SENDING)


class Bulletin(models.Model):
    """What goes to many: one content, of which editions are made.

    `recipients` is how many deliveries there were when sending started; it is finished only when
    as many are sent, failed, suppressed or in doubt; `outcome` keeps how many of each, for when
    the deliveries are forgotten. `tested_at` is when it was last sent as a test: its
    pictures are open from then on, as those of mails that went out. `troubles` of the mail server
    in a row, the last at `troubled_at`, pause it by themselves. A correction goes to those who
    got what it `corrects`.
    """

    Kind = BulletinKind

    kind = models.CharField(_("kind"), max_length=15, choices=BulletinKind.choices)
    slug = models.SlugField(_("web address"), max_length=80, unique=True)
    subject = models.CharField(_("subject"), max_length=150)
    introduction = models.TextField(_("introduction"), blank=True)
    goes_to_members = models.BooleanField(_("to members"), default=True)
    goes_to_sector = models.BooleanField(_("to the wider sector"), default=True)
    state = models.CharField(
        _("state"), max_length=10, choices=State.choices, default=State.DRAFT, editable=False
    )
    approved_at = models.DateTimeField(_("approved"), null=True, blank=True, editable=False)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("approved by"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    scheduled_at = models.DateTimeField(_("to be sent"), null=True, blank=True, editable=False)
    started_at = models.DateTimeField(_("sending began"), null=True, blank=True, editable=False)
    finished_at = models.DateTimeField(_("sending ended"), null=True, blank=True, editable=False)
    recipients = models.PositiveIntegerField(_("recipients"), default=0, editable=False)
    pause_reason = models.CharField(_("paused because"), max_length=300, blank=True, editable=False)
    troubles = models.PositiveSmallIntegerField(default=0, editable=False)
    troubled_at = models.DateTimeField(null=True, blank=True, editable=False)
    outcome = models.JSONField(null=True, blank=True, editable=False)
    tested_at = models.DateTimeField(_("last test"), null=True, editable=False)
    corrects = models.ForeignKey(
        "self",
        verbose_name=_("corrects"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="corrections",
    )
    # The first day of the quarter it is for: the calendar's quarterly e-bulletins.
    quarter_on = models.DateField(_("for the quarter from"), null=True, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    # Who changes content says what they looked at (`changed_at`), so that nobody overwrites
    # another; who changed it last may have to leave the approval to somebody else.
    changed_at = models.DateTimeField(_("changed"), db_default=Now(), editable=False)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    objects = BulletinQuerySet.as_manager()

    class Meta:
        verbose_name = _("bulletin")
        verbose_name_plural = _("bulletins")
        permissions = [
            ("approve_bulletin", _("Can approve bulletins")),
            ("send_bulletin", _("Can schedule, pause and stop bulletins")),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="draft", approved_at__isnull=True)
                | Q(state__in=sorted(FROZEN), approved_at__isnull=False),
                name="bulletin_approved_has_its_time",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["scheduled", "late"]) | Q(scheduled_at__isnull=False),
                name="bulletin_scheduled_has_its_time",
            ),
            models.CheckConstraint(
                condition=Q(state__in=sorted(STARTED), started_at__isnull=False)
                | (~Q(state__in=sorted(STARTED)) & Q(started_at__isnull=True)),
                name="bulletin_started_has_its_time",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["sent", "stopped"], finished_at__isnull=False)
                | (~Q(state__in=["sent", "stopped"]) & Q(finished_at__isnull=True)),
                name="bulletin_finished_has_its_time",
            ),
            models.CheckConstraint(
                condition=Q(goes_to_members=True) | Q(goes_to_sector=True),
                name="bulletin_goes_to_somebody",
                violation_error_message=_("Choose who gets it: members, the wider sector or both."),
            ),
            models.CheckConstraint(
                condition=Q(kind__in=FOR_THE_SECTOR) | Q(goes_to_sector=False),
                name="bulletin_of_this_kind_is_for_members",
                violation_error_message=_("This kind goes to members alone."),
            ),
            models.CheckConstraint(
                condition=~Q(slug__in=sorted(RESERVED_SLUGS)),
                name="bulletin_slug_is_no_other_page",
                violation_error_message=_("Another page has this web address. Choose another."),
            ),
        ]
        indexes = [
            models.Index(
                fields=["scheduled_at"], condition=Q(state="scheduled"), name="bulletin_due"
            ),
        ]

    def __str__(self) -> str:
        return self.subject

    @property
    def day(self) -> date:
        """Where it stands in the calendar: its quarter, else when it was, is to be, or was made."""
        moment = self.started_at or self.scheduled_at or self.changed_at
        return self.quarter_on or timezone.localdate(moment)

    @property
    def comes_by_itself(self) -> bool:
        """A digest: deleted, it would be made again. Not so a correction of one."""
        return self.kind in DIGESTS and self.corrects_id is None

    @property
    def audiences(self) -> list[Audience]:
        """Those it goes to; who is in both gets the first."""
        wanted = {
            Audience.MEMBERS: self.goes_to_members,
            Audience.SECTOR: self.goes_to_sector,
        }
        return [audience for audience, goes in wanted.items() if goes]


class Section(models.Model):
    """A part of a bulletin under one heading."""

    bulletin = models.ForeignKey(Bulletin, on_delete=models.CASCADE, related_name="sections")
    heading = models.CharField(_("heading"), max_length=150)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("section")
        verbose_name_plural = _("sections")

    def __str__(self) -> str:
        return self.heading


class Item(models.Model):
    """One thing told in a section. Those for members drop out of the sector's edition."""

    section = models.ForeignKey(Section, on_delete=models.CASCADE, related_name="items")
    title = models.CharField(_("title"), max_length=200)
    text = models.TextField(_("text"), blank=True)
    link = models.URLField(_("link"), blank=True)
    is_for_members = models.BooleanField(_("for members only"), default=False)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    # What it was picked from; its words were copied then, and may have been changed since.
    post = models.ForeignKey(
        Post, null=True, blank=True, on_delete=models.SET_NULL, related_name="items"
    )
    submission = models.ForeignKey(
        Submission, null=True, blank=True, on_delete=models.SET_NULL, related_name="items"
    )
    event = models.ForeignKey(
        Event, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    forum = models.ForeignKey(
        Forum, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    summary = models.ForeignKey(
        Summary, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    issue = models.ForeignKey(
        Issue, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    picture = models.ForeignKey(
        Picture, null=True, blank=True, on_delete=models.SET_NULL, related_name="items"
    )

    class Meta:
        verbose_name = _("item")
        verbose_name_plural = _("items")
        constraints = [
            models.CheckConstraint(
                condition=Q(forum__isnull=True) | Q(is_for_members=True),
                name="item_of_a_forum_is_for_members",
                violation_error_message=_("When members meet is for members only."),
            )
        ]

    def __str__(self) -> str:
        return self.title


class Edition(models.Model):
    """A bulletin as it was approved for one audience: what is sent, to the letter.

    `html` and `text` have gaps (bulletins.mime) for what differs between recipients. `digest` is
    the SHA-256 of subject, HTML and text. Taking the bulletin back to edit removes it.
    """

    bulletin = models.ForeignKey(Bulletin, on_delete=models.CASCADE, related_name="editions")
    audience = models.CharField(_("for"), max_length=10, choices=Audience.choices)
    subject = models.CharField(_("subject"), max_length=150)
    html = models.TextField()
    text = models.TextField()
    digest = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("edition")
        verbose_name_plural = _("editions")
        constraints = [
            models.UniqueConstraint(fields=["bulletin", "audience"], name="edition_once"),
            # for the composite foreign key of deliveries (migration 0002)
            models.UniqueConstraint(fields=["id", "bulletin"], name="edition_of_bulletin"),
        ]

    def __str__(self) -> str:
        return f"{self.subject} ({self.get_audience_display()})"
