"""The training exchange: what members offer and look for, and who says "we too"."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Count, Exists, F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from network.choices import Region
from network.models.moderated import Moderated, ModeratedEvent, ModeratedQuerySet
from network.models.organisations import Organisation
from network.training_states import REMINDED_BEFORE, WAITING, Move, Reason, State, has_run_out
from portal.keeping import OLD_TRAINING


class TrainingPostQuerySet(ModeratedQuerySet["TrainingPost"]):
    def visible_to(self, user: Any, *, now: datetime) -> "TrainingPostQuerySet":
        """Those of a person's own member organisations, and what these see of others."""
        if not user.is_authenticated:
            return self.none()
        own = Organisation.objects.visible_to(user).members_at(now)
        return self.filter(Q(organisation__in=own) | self._shown(now) & Exists(own))

    def waiting(self) -> "TrainingPostQuerySet":
        """For somebody at the network to read them."""
        return self.filter(state__in=WAITING)

    def shown(self, now: datetime) -> "TrainingPostQuerySet":
        """What every member sees."""
        return self.filter(self._shown(now))

    def _shown(self, now: datetime) -> Q:
        return Q(
            state=State.PUBLISHED,
            shown_until__gte=timezone.localdate(now),
            organisation__in=Organisation.objects.members_at(now),
        )

    def seen_by(self, organisation: Organisation, now: datetime) -> "TrainingPostQuerySet":
        """Its own, and what it sees of others, for who acts for this organisation."""
        return self.filter(Q(organisation=organisation) | self._shown(now))

    def running_out(self, now: datetime) -> "TrainingPostQuerySet":
        """Shown for two more weeks at most."""
        soon = timezone.localdate(now) + REMINDED_BEFORE
        return self.shown(now).filter(shown_until__lte=soon)

    def old(self, now: datetime) -> "TrainingPostQuerySet":
        """Those that have been kept long enough: shown to nobody, and nothing done for long."""
        before = now - OLD_TRAINING.period
        unseen = Q(shown_until__isnull=True) | Q(shown_until__lt=timezone.localdate(before))
        return self.filter(unseen | ~Q(state=State.PUBLISHED), state_since__lt=before)

    def narrowed(self, asked: Mapping[str, str]) -> "TrainingPostQuerySet":
        """Those with some words (`q`) in them, of a `kind`, `format` and `region`, where asked."""
        words, way = asked.get("q", ""), asked.get("format", "")
        said = Q(topic__icontains=words) | Q(about__icontains=words) | Q(for_whom__icontains=words)
        rows = self.filter(said) if words else self
        rows = rows.filter(format__in=[way, TrainingPost.Format.BOTH]) if way else rows
        return rows.filter(**{name: asked[name] for name in ("kind", "region") if name in asked})

    def counted(self) -> "TrainingPostQuerySet":
        """With `wanted`: of how many other organisations it is said that they would come too."""
        others = ~Q(interests__organisation=F("organisation"))
        return self.annotate(wanted=Count("interests", filter=others))


class TrainingPost(Moderated):
    """A training that a member organisation offers, or looks for."""

    class Kind(models.TextChoices):
        OFFER = "offer", _("Offer")
        REQUEST = "request", _("Request")

    class Format(models.TextChoices):
        ONLINE = "online", _("Online")
        IN_PERSON = "in-person", _("In person")
        BOTH = "both", _("Online and in person")

    created_at = models.DateTimeField(_("sent in"))
    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="training_posts"
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("sent in by"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="training_posts",
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    topic = models.CharField(_("topic"), max_length=120)
    about = models.TextField(_("what it is about"), max_length=3000)
    for_whom = models.CharField(_("for whom"), max_length=300, blank=True)
    format = models.CharField(_("format"), max_length=10, choices=Format.choices)
    region = models.CharField(_("region"), max_length=20, choices=Region.choices, blank=True)
    length = models.CharField(_("length"), max_length=100)
    cost = models.CharField(_("cost"), max_length=200, blank=True, help_text=_("Empty: free"))
    places = models.PositiveIntegerField(_("places"), null=True, blank=True)
    state = models.CharField(
        _("state"), max_length=12, choices=State.choices, default=State.SUBMITTED
    )
    shown_until = models.DateField(_("shown until"), null=True, blank=True)

    objects = TrainingPostQuerySet.as_manager()

    class Meta:
        verbose_name = _("post of the training exchange")
        verbose_name_plural = _("posts of the training exchange")
        permissions = [("answer_trainingpost", _("Can answer posts of the training exchange"))]
        constraints = [
            models.UniqueConstraint(fields=["by", "key"], name="training_once_per_key"),
            models.CheckConstraint(
                condition=~Q(state="published") | Q(shown_until__isnull=False),
                name="training_published_has_its_last_day",
            ),
            models.CheckConstraint(
                condition=Q(format="online") | ~Q(region=""),
                name="training_in_person_has_its_region",
            ),
            models.CheckConstraint(
                condition=Q(places__isnull=True) | Q(places__gt=0),
                name="training_has_a_place_or_does_not_say",
            ),
        ]
        indexes = [models.Index(fields=["state", "state_since", "id"], name="training_queue")]

    def __str__(self) -> str:
        return self.topic

    @property
    def is_offer(self) -> bool:
        return self.kind == self.Kind.OFFER

    def is_shown(self, now: datetime) -> bool:
        """As far as the post itself goes; `shown` looks at the membership as well."""
        is_over = has_run_out(self.state, self.shown_until, timezone.localdate(now))
        return self.state == State.PUBLISHED and not is_over


class TrainingPostEvent(ModeratedEvent):
    """A move of a post, and what was written to the member with it."""

    post = models.ForeignKey(TrainingPost, on_delete=models.CASCADE, related_name="events")
    move = models.CharField(_("what"), max_length=10, choices=Move.choices)
    to_state = models.CharField(_("state"), max_length=12, choices=State.choices)
    reason = models.CharField(_("reason"), max_length=15, choices=Reason.choices, blank=True)

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("timeline")
        indexes = [models.Index(fields=["post", "at"], name="training_timeline")]

    def __str__(self) -> str:
        return f"{self.post_id}: {self.get_move_display()}"


class TrainingInterest(models.Model):
    """An organisation needs this too, or would come. `names_us`: who posted it may know."""

    post = models.ForeignKey(TrainingPost, on_delete=models.CASCADE, related_name="interests")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="training_interests"
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField(_("since"))
    names_us = models.BooleanField(_("who posted it may know"), default=False)

    class Meta:
        verbose_name = _("interest in a training")
        verbose_name_plural = _("interests in trainings")
        constraints = [
            models.UniqueConstraint(
                fields=["post", "organisation"], name="training_interest_once_each"
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id}: {self.post_id}"
