from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from bulletins.choices import PostKind, Stage
from bulletins.models.lists import current_affiliations
from bulletins.models.posts import Post
from bulletins.states import STARTED
from bulletins.submission_states import Move, Reason, State
from network.choices import Setting, Source, Theme
from network.models import Affiliation, Organisation

PRACTICE_PARTS = {
    "problem": _("The problem"),
    "what_was_done": _("What we did"),
    "what_changed": _("What changed"),
    "differently": _("What we would do differently"),
}


class SubmissionQuerySet(models.QuerySet["Submission"]):
    def visible_to(self, user: Any, *, now: datetime) -> "SubmissionQuerySet":
        """What people of one's own member organisations sent in, and what one wrote oneself."""
        mine = current_affiliations(now).filter(user=user.pk, organisation=OuterRef("organisation"))
        own_or_sent = Q(by=user.pk) | Q(sent_at__isnull=False)
        return self.filter(own_or_sent, Exists(mine))

    def changeable_by(self, user: Any, *, now: datetime) -> "SubmissionQuerySet":
        """What somebody may change or take back: what they wrote themselves.

        Once it was sent in, the primary contact of the organisation may as well: it speaks for
        the organisation, and must not be stuck because its writer is ill or has left.
        """
        contact = current_affiliations(now).filter(
            user=user.pk, organisation=OuterRef("organisation"), role=Affiliation.Role.PRIMARY
        )
        theirs = Q(by=user.pk) | (Q(sent_at__isnull=False) & Exists(contact))
        return self.visible_to(user, now=now).filter(theirs)

    def readable(self) -> "SubmissionQuerySet":
        """Those whose post, or a bulletin that has them, others can read."""
        from bulletins.models.bulletins import Item

        sent = Item.objects.filter(section__bulletin__state__in=sorted(STARTED))
        in_bulletin = Exists(sent.filter(submission=OuterRef("pk")))
        return self.filter(Q(post__state=Post.State.PUBLISHED) | in_bulletin)

    def waiting(self) -> "SubmissionQuerySet":
        """Sent in and not answered, oldest first."""
        return self.filter(state=State.SUBMITTED).order_by("sent_at", "pk")


class Submission(models.Model):
    """News or practice that a member shares, in plain text, to be read before it is published.

    `version` is what an editor saw, so that nothing is decided about a text that changed
    meanwhile. `post` is what was made of it. Staff who type it for somebody stand in
    `entered_by`, with how it came. `key` tells a second press on one form from a second text.
    """

    class Kind(models.TextChoices):
        NEWS = PostKind.NEWS.value, _("News")
        PRACTICE = PostKind.PRACTICE.value, _("Practice example")

    reference = models.CharField(_("reference"), max_length=20, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.NEWS)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="submissions"
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("shared by"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="submissions",
    )
    title = models.CharField(_("title"), max_length=150, blank=True)
    text = models.TextField(_("text"), max_length=20_000, blank=True)
    link = models.URLField(_("link"), blank=True)
    problem = models.TextField(_("the problem"), max_length=5000, blank=True)
    what_was_done = models.TextField(_("what you did"), max_length=5000, blank=True)
    what_changed = models.TextField(_("what changed"), max_length=5000, blank=True)
    differently = models.TextField(_("what you would do differently"), max_length=5000, blank=True)
    stage = models.CharField(
        _("stage of testing"), max_length=10, choices=Stage.choices, blank=True
    )
    theme = models.CharField(_("theme"), max_length=20, choices=Theme.choices, blank=True)
    setting = models.CharField(_("setting"), max_length=20, choices=Setting.choices, blank=True)
    is_for_members = models.BooleanField(_("for members only"), default=False)
    names_organisation = models.BooleanField(_("may name the organisation"), default=True)
    picture_file = models.FileField(upload_to="shared/%Y/", max_length=200, blank=True)
    picture_type = models.CharField(max_length=100, blank=True, editable=False)
    picture_alternative = models.CharField(_("what the picture shows"), max_length=300, blank=True)
    state = models.CharField(
        _("state"), max_length=15, choices=State.choices, default=State.DRAFT, editable=False
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    key = models.UUIDField(null=True, editable=False)
    created_at = models.DateTimeField(_("begun"), editable=False)
    changed_at = models.DateTimeField(_("changed"), editable=False)
    sent_at = models.DateTimeField(_("sent in"), null=True, blank=True, editable=False)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True, editable=False)
    source = models.CharField(
        _("came by"), max_length=12, choices=Source.choices, default=Source.SITE
    )
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    post = models.OneToOneField(
        Post, null=True, blank=True, on_delete=models.SET_NULL, related_name="submission"
    )

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        verbose_name = _("member's submission")
        verbose_name_plural = _("members' submissions")
        permissions = [("decide_submission", _("Can answer what members share"))]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["draft", "withdrawn"]) | Q(sent_at__isnull=False),
                name="submission_sent_has_its_time",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["accepted", "published", "declined"])
                | Q(decided_at__isnull=False),
                name="submission_decided_has_its_time",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "withdrawn"]) | ~Q(title=""),
                name="submission_sent_has_a_title",
            ),
            models.CheckConstraint(
                condition=Q(picture_file="", picture_type="") | ~Q(picture_type=""),
                name="submission_picture_has_its_kind",
            ),
            models.UniqueConstraint(fields=["by", "key"], name="submission_once_per_key"),
        ]
        indexes = [
            models.Index(fields=["state", "sent_at", "id"], name="submission_queue"),
            models.Index(
                fields=["picture_file"], condition=~Q(picture_file=""), name="submission_picture"
            ),
        ]

    def __str__(self) -> str:
        return self.title or self.reference

    @property
    def is_practice(self) -> bool:
        return self.kind == self.Kind.PRACTICE

    @property
    def parts(self) -> list[tuple[str, str]]:
        """What was written, part by part, each with its heading ("" for news)."""
        if not self.is_practice:
            return [("", self.text)] if self.text else []
        return [
            (str(heading), getattr(self, name))
            for name, heading in PRACTICE_PARTS.items()
            if getattr(self, name)
        ]


class SubmissionEvent(models.Model):
    """A move of a submission, and what was written to the member with it.

    Never changed but by an erasure, and deleted with its submission only: a trigger sees to it.
    """

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="events")
    move = models.CharField(_("what"), max_length=10, choices=Move.choices)
    to_state = models.CharField(_("state"), max_length=15, choices=State.choices)
    at = models.DateTimeField(_("when"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    is_by_staff = models.BooleanField(default=False)
    reason = models.CharField(_("reason"), max_length=12, choices=Reason.choices, blank=True)
    text = models.TextField(_("written to the member"), max_length=5000, blank=True)
    letter_sent = models.BooleanField(_("mailed"), default=False, db_default=False)
    erasure = models.CharField(max_length=40, blank=True, default="", db_default="", editable=False)

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("timeline")
        indexes = [models.Index(fields=["submission", "at"], name="submission_timeline")]

    def __str__(self) -> str:
        return f"{self.submission_id}: {self.get_move_display()}"
