from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from events.choices import RESERVED_SLUGS, Audience, Kind, Provision


def refuse_reserved(slug: str) -> None:
    """Raise ValidationError for a slug that is an address of this part of the site."""
    if slug in RESERVED_SLUGS:
        raise ValidationError(_("This word is already an address of this site. Choose another."))


class EventQuerySet(models.QuerySet["Event"]):
    def visible_to(self, user: Any) -> "EventQuerySet":
        """What is announced; drafts only to those who look after events."""
        if user.is_authenticated and user.has_perm("events.view_event"):
            return self
        return self.announced()

    def announced(self) -> "EventQuerySet":
        """Published once; a cancelled event stays, and says so."""
        return self.filter(published_at__isnull=False)

    def upcoming(self, now: datetime) -> "EventQuerySet":
        """Not over yet, the next one first."""
        return self.filter(ends_at__gt=now).order_by("starts_at", "pk")

    def past(self, now: datetime) -> "EventQuerySet":
        """Over, the latest first."""
        return self.filter(ends_at__lte=now).order_by("-starts_at", "-pk")

    def before(self, event: "Event") -> "EventQuerySet":
        """Earlier events, the nearest first."""
        earlier = Q(starts_at__lt=event.starts_at) | Q(starts_at=event.starts_at, pk__lt=event.pk)
        return self.filter(earlier).order_by("-starts_at", "-pk")

    def after(self, event: "Event") -> "EventQuerySet":
        """Later events, the nearest first."""
        later = Q(starts_at__gt=event.starts_at) | Q(starts_at=event.starts_at, pk__gt=event.pk)
        return self.filter(later).order_by("starts_at", "pk")


class Event(models.Model):
    """Something people come to: the annual conference, a training, a briefing.

    "Past" is not a state: it is read from `ends_at`. `capacity` counts delegates who have a
    place or are offered one; it is recounted under this row's lock (events.actions.seating).
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        PUBLISHED = "published", _("Published")
        CANCELLED = "cancelled", _("Cancelled")

    slug = models.SlugField(
        _("address"),
        max_length=80,
        unique=True,
        validators=[refuse_reserved],
        help_text=_("The last part of the page's address, such as annual-conference-2023"),
    )
    title = models.CharField(_("title"), max_length=200)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    theme = models.CharField(_("theme"), max_length=300, blank=True)
    summary = models.CharField(
        _("in a sentence"), max_length=300, blank=True, help_text=_("Shown in lists of events")
    )
    description = models.TextField(_("about the event"), blank=True)
    starts_at = models.DateTimeField(_("starts"))
    ends_at = models.DateTimeField(_("ends"))
    venue_name = models.CharField(_("venue"), max_length=200, blank=True)
    venue_address = models.TextField(_("address of the venue"), max_length=500, blank=True)
    venue_access = models.TextField(
        _("getting there and getting in"),
        blank=True,
        help_text=_("Public transport, parking, entrances, lifts, toilets"),
    )
    online_link = models.URLField(
        _("link for joining online"), blank=True, help_text=_("Shown only to those who have booked")
    )
    provided = ArrayField(
        models.CharField(max_length=20, choices=Provision.choices),
        default=list,
        blank=True,
        verbose_name=_("provided for everybody"),
    )
    audience = models.CharField(
        _("who may book"), max_length=10, choices=Audience.choices, default=Audience.PUBLIC
    )
    capacity = models.PositiveIntegerField(_("places"))
    reserved_for_members = models.PositiveIntegerField(_("of these, kept for members"), default=0)
    reserved_until = models.DateTimeField(
        _("kept until"), null=True, blank=True, help_text=_("Then anyone may have them")
    )
    booking_opens_at = models.DateTimeField(_("booking opens"))
    booking_closes_at = models.DateTimeField(_("booking closes"))
    changes_until = models.DateTimeField(
        _("changes until"), help_text=_("Choices and names; cancelling stays open until the start")
    )
    state = models.CharField(
        _("state"), max_length=10, choices=State.choices, default=State.DRAFT, editable=False
    )
    published_at = models.DateTimeField(_("published"), null=True, editable=False)
    cancelled_at = models.DateTimeField(_("cancelled"), null=True, editable=False)
    notice = models.TextField(_("notice"), max_length=1000, blank=True, editable=False)
    revision = models.PositiveIntegerField(default=0, editable=False)  # SEQUENCE of calendars
    copied_from = models.ForeignKey(
        "self", null=True, blank=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        permissions = [
            ("run_event", _("Can run events: places, waiting lists, check-in, messages")),
            ("view_needs", _("Can see access and dietary needs")),
        ]
        indexes = [models.Index(fields=["starts_at", "id"], name="event_by_start")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="event_ends_after_it_starts",
                violation_error_message=_("The event ends before it starts."),
            ),
            models.CheckConstraint(
                condition=Q(booking_closes_at__gt=F("booking_opens_at")),
                name="event_booking_closes_after_it_opens",
                violation_error_message=_("Booking closes before it opens."),
            ),
            models.CheckConstraint(
                condition=Q(booking_closes_at__lte=F("ends_at")),
                name="event_booking_closes_by_the_end",
                violation_error_message=_("Booking closes after the event is over."),
            ),
            models.CheckConstraint(
                condition=Q(changes_until__lte=F("starts_at")),
                name="event_changes_end_by_the_start",
                violation_error_message=_("Changes end after the event has started."),
            ),
            models.CheckConstraint(
                condition=Q(reserved_for_members__lte=F("capacity")),
                name="event_reserves_no_more_than_it_has",
                violation_error_message=_("More places are kept for members than there are."),
            ),
            models.CheckConstraint(
                condition=Q(state="draft", published_at__isnull=True, cancelled_at__isnull=True)
                | Q(state="published", published_at__isnull=False, cancelled_at__isnull=True)
                | Q(state="cancelled", published_at__isnull=False, cancelled_at__isnull=False),
                name="event_state_has_its_times",
            ),
            models.CheckConstraint(
                condition=~Q(slug__in=RESERVED_SLUGS),
                name="event_slug_is_no_address",
                violation_error_message=_("This word is already an address of this site."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def is_over(self, now: datetime) -> bool:
        return self.ends_at <= now

    def has_started(self, now: datetime) -> bool:
        return self.starts_at <= now

    def is_to_come(self, now: datetime) -> bool:
        """Neither begun nor cancelled; a draft as well."""
        return self.state != Event.State.CANCELLED and now < self.starts_at

    def takes_bookings(self, now: datetime) -> bool:
        """Published, and within its booking window. Both limits are the server's clock."""
        is_open = self.booking_opens_at <= now < self.booking_closes_at
        return self.state == Event.State.PUBLISHED and is_open

    def takes_changes(self, now: datetime) -> bool:
        return self.state == Event.State.PUBLISHED and now < self.changes_until

    def takes_cancellations(self, now: datetime) -> bool:
        return self.state == Event.State.PUBLISHED and now < self.starts_at

    def places_for(self, *, is_member: bool, now: datetime) -> int:
        """How many places there are for somebody: guests do not get those kept for members."""
        keeps = self.reserved_until is None or now < self.reserved_until
        return self.capacity - (0 if is_member or not keeps else self.reserved_for_members)


class TicketType(models.Model):
    """A way to come, with its price and who may take it."""

    class Who(models.TextChoices):
        ANYONE = "anyone", _("Anyone")
        MEMBERS = "members", _("Members of the network")
        GUESTS = "guests", _("Guests")

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="ticket_types")
    name = models.CharField(_("name"), max_length=100)
    price_pence = models.PositiveIntegerField(_("price in pence"), default=0)
    for_whom = models.CharField(_("for"), max_length=10, choices=Who.choices, default=Who.ANYONE)
    note = models.CharField(_("note"), max_length=200, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("ticket type")
        verbose_name_plural = _("ticket types")
        constraints = [
            models.UniqueConstraint(
                fields=["event", "name"],
                name="ticket_type_named_once",
                violation_error_message=_("This event already has a ticket type of this name."),
            ),
            # for the composite foreign key of delegates (migration 0002)
            models.UniqueConstraint(fields=["id", "event"], name="ticket_type_of_event"),
        ]

    def __str__(self) -> str:
        return self.name

    def is_for(self, *, is_member: bool) -> bool:
        return self.for_whom in {
            self.Who.ANYONE,
            self.Who.MEMBERS if is_member else self.Who.GUESTS,
        }
