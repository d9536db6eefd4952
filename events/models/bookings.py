from datetime import datetime, timedelta
from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import models
from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, Lower
from django.utils.translation import gettext_lazy as _

from events.choices import PhotoChoice
from events.models.events import Event, TicketType
from events.models.programme import Slot, Workshop
from network.choices import Source
from portal.tokens import hash_token


def _position(rows: models.QuerySet[Any], line: str) -> Coalesce:
    """How many of `rows` in the same `line` wait as long or longer: what `next_in_line` says."""
    longer = Q(waiting_since__lt=OuterRef("waiting_since"))
    longer |= Q(waiting_since=OuterRef("waiting_since"), pk__lte=OuterRef("pk"))
    same = {line: OuterRef(line), "state": OuterRef("state")}
    ahead = rows.filter(longer, **same).filter(state="waiting").order_by().values(line)
    return Coalesce(Subquery(ahead.annotate(n=Count("pk")).values("n")), 0)


class BookingQuerySet(models.QuerySet["Booking"]):
    def visible_to(self, user: Any) -> "BookingQuerySet":
        """Bookings that a person made; staff look at them in the admin."""
        return self.filter(booked_by=user) if user.is_authenticated else self.none()


class Booking(models.Model):
    """One or more delegates, booked by one person who need not come themselves.

    `key` comes from the form, once per form opened: pressing twice makes one booking.
    """

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="bookings")
    reference = models.CharField(_("reference"), max_length=20, unique=True)
    key = models.UUIDField(unique=True, editable=False)
    booked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("booked by"),
        on_delete=models.PROTECT,
        related_name="bookings",
    )
    organisation = models.ForeignKey(
        "network.Organisation",
        verbose_name=_("for"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="bookings",
    )
    is_members = models.BooleanField(_("as a member"), default=False)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    purchase_order = models.CharField(_("purchase order number"), max_length=60, blank=True)
    source = models.CharField(
        _("came by"), max_length=12, choices=Source.choices, default=Source.SITE
    )
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    booked_at = models.DateTimeField(_("booked"))

    objects = BookingQuerySet.as_manager()

    class Meta:
        verbose_name = _("booking")
        verbose_name_plural = _("bookings")
        constraints = [
            # for the composite foreign key of delegates (migration 0002)
            models.UniqueConstraint(fields=["id", "event"], name="booking_of_event"),
        ]

    def __str__(self) -> str:
        return self.reference


class DelegateQuerySet(models.QuerySet["Delegate"]):
    def visible_to(self, user: Any) -> "DelegateQuerySet":
        """Who a person is by an address they have confirmed, booked by somebody else.

        Whom they booked themselves they reach through `Booking.objects.visible_to`.
        """
        if not user.is_authenticated:
            return self.none()
        own = EmailAddress.objects.filter(user=user, verified=True).values(low=Lower("email"))
        return self.filter(email__in=own).exclude(booking__booked_by=user)

    def taking_places(self) -> "DelegateQuerySet":
        """Who counts against the event's capacity: booked, or offered a place."""
        return self.filter(state__in=Delegate.TAKING)

    def places_left(self, event: Event, *, is_member: bool, now: datetime) -> int:
        """How many places of the event are free for a member, or for a guest; never below 0."""
        is_guest = Q(booking__is_members=False)
        taken = (
            self.taking_places()
            .filter(event=event)
            .aggregate(all=Count("pk"), guests=Count("pk", filter=is_guest))
        )
        left = event.capacity - int(taken["all"])
        if not is_member:
            kept_free = event.places_for(is_member=False, now=now) - int(taken["guests"])
            left = min(left, kept_free)
        return max(left, 0)

    def live(self) -> "DelegateQuerySet":
        """Booked, offered a place, or waiting for one."""
        return self.filter(state__in=Delegate.LIVE)

    def in_calendar_of(self, user: Any, now: datetime) -> "DelegateQuerySet":
        """Who a person booked, and they themselves whoever booked: live, of the last year on."""
        theirs = Q(booking__booked_by=user) | Q(email=user.email)
        return self.live().filter(theirs, event__ends_at__gt=now - timedelta(days=365))

    def next_in_line(self) -> "DelegateQuerySet":
        """Who waits for a place at the event, the longest first."""
        return self.filter(state=Delegate.State.WAITING).order_by("waiting_since", "pk")

    def with_position(self) -> "DelegateQuerySet":
        """With `position` in the event's waiting list: 1 is next; 0 for who does not wait."""
        return self.annotate(position=_position(Delegate.objects.all(), "event"))

    def with_token(self, secret: str) -> "DelegateQuerySet":
        """Whose personal link this is; nobody for a wrong or an old one."""
        return self.filter(token_hash=hash_token(secret)).exclude(token_hash="")

    def offers_over(self, now: datetime) -> "DelegateQuerySet":
        """Offers whose time has run out."""
        return self.filter(state=Delegate.State.OFFERED, offer_ends_at__lte=now)


class Delegate(models.Model):
    """A person who comes, or waits to come.

    One per event, address and name while live. `address` is their own or, without one, that of
    who booked them: it says who they are, it is not always where mail goes. `revision` is the
    SEQUENCE of their calendar entry, raised with every change.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("On the waiting list")
        OFFERED = "offered", _("Offered a place")
        BOOKED = "booked", _("Booked")
        CANCELLED = "cancelled", _("Cancelled")
        LAPSED = "lapsed", _("Offer not taken")

    TAKING = frozenset({State.OFFERED, State.BOOKED})
    LIVE = frozenset({State.WAITING, State.OFFERED, State.BOOKED})

    booking = models.ForeignKey(Booking, on_delete=models.PROTECT, related_name="delegates")
    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="delegates")
    reference = models.CharField(_("reference"), max_length=20, unique=True)
    name = models.CharField(_("name"), max_length=150)
    name_key = models.CharField(max_length=150, editable=False)  # portal.names.name_key
    email = models.EmailField(_("e-mail address"), blank=True)
    address = models.EmailField(editable=False)
    badge_name = models.CharField(_("name on the badge"), max_length=80, blank=True)
    pronouns = models.CharField(_("pronouns"), max_length=40, blank=True)
    photographs = models.CharField(
        _("photographs"), max_length=10, choices=PhotoChoice.choices, default=PhotoChoice.NOT_SAID
    )
    ticket_type = models.ForeignKey(TicketType, on_delete=models.PROTECT, related_name="delegates")
    price_pence = models.PositiveIntegerField(_("price in pence"), default=0)
    state = models.CharField(_("state"), max_length=10, choices=State.choices)
    waiting_since = models.DateTimeField(_("waiting since"), null=True, blank=True)
    offered_at = models.DateTimeField(_("offered"), null=True, blank=True)
    offer_ends_at = models.DateTimeField(_("offer ends"), null=True, blank=True)
    booked_at = models.DateTimeField(_("booked"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    has_given_feedback = models.BooleanField(default=False, db_default=False, editable=False)
    revision = models.PositiveIntegerField(default=0, editable=False)
    token_hash = models.CharField(max_length=64, default="", editable=False)
    token = models.BinaryField(default=b"", editable=False)  # sealed, for the mails to come

    objects = DelegateQuerySet.as_manager()

    class Meta:
        verbose_name = _("delegate")
        verbose_name_plural = _("delegates")
        indexes = [
            models.Index(fields=["event", "state", "waiting_since"], name="delegate_by_state"),
            models.Index(
                fields=["offer_ends_at"], condition=Q(state="offered"), name="delegate_offer_ends"
            ),
            models.Index(fields=["email"], name="delegate_by_email"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["event", "address", "name_key"],
                condition=Q(state__in=["waiting", "offered", "booked"]),
                name="delegate_once_per_event",
                violation_error_message=_("This person is already booked for this event."),
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", waiting_since__isnull=False, ended_at__isnull=True)
                | Q(
                    state="offered",
                    offered_at__isnull=False,
                    offer_ends_at__isnull=False,
                    ended_at__isnull=True,
                )
                | Q(state="booked", booked_at__isnull=False, ended_at__isnull=True)
                | Q(state__in=["cancelled", "lapsed"], ended_at__isnull=False),
                name="delegate_state_has_its_time",
            ),
            # for the composite foreign key of places (migration 0002)
            models.UniqueConstraint(fields=["id", "event"], name="delegate_of_event"),
            models.UniqueConstraint(
                fields=["token_hash"], condition=~Q(token_hash=""), name="delegate_token"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_live(self) -> bool:
        return self.state in self.LIVE

    @property
    def name_for_badge(self) -> str:
        return self.badge_name or self.name


class PlaceQuerySet(models.QuerySet["Place"]):
    def with_position(self) -> "PlaceQuerySet":
        """With `position` in a workshop's line: 1 is next; 0 for places that do not wait."""
        return self.annotate(position=_position(Place.objects.all(), "workshop"))

    def taking(self) -> "PlaceQuerySet":
        """What counts against a workshop's capacity: confirmed and offered."""
        return self.filter(state__in=Place.TAKING)

    def open(self) -> "PlaceQuerySet":
        """Confirmed, offered or waiting."""
        return self.exclude(state=Place.State.RELEASED)

    def let_go_with(self, workshop: Workshop) -> "PlaceQuerySet":
        """What ended when a workshop was called off, of who still comes; the oldest place first."""
        ended = self.filter(workshop=workshop, state=Place.State.RELEASED)
        still = ended.filter(released_at=workshop.cancelled_at, delegate__state="booked")
        return still.order_by("confirmed_at", "pk")  # those who only waited come last

    def next_in_line(self) -> "PlaceQuerySet":
        """Who waits, the longest first."""
        return self.filter(state=Place.State.WAITING).order_by("waiting_since", "pk")

    def offers_over(self, now: datetime) -> "PlaceQuerySet":
        """Offers whose time has run out."""
        return self.filter(state=Place.State.OFFERED, offer_ends_at__lte=now)


class Place(models.Model):
    """A delegate's place in a workshop, or their place in the line for one.

    A row is the truth: capacity is counted from rows under the workshop's lock. The database
    refuses two confirmed places, or two offers, of a delegate in one series, and a place whose
    workshop, series, event and delegate do not belong together.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("On the waiting list")
        OFFERED = "offered", _("Offered")
        CONFIRMED = "confirmed", _("Confirmed")
        RELEASED = "released", _("Given up")

    TAKING = frozenset({State.OFFERED, State.CONFIRMED})

    delegate = models.ForeignKey(Delegate, on_delete=models.CASCADE, related_name="places")
    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="+")
    series = models.ForeignKey(Slot, on_delete=models.PROTECT, related_name="+")
    workshop = models.ForeignKey(Workshop, on_delete=models.PROTECT, related_name="places")
    state = models.CharField(_("state"), max_length=10, choices=State.choices)
    waiting_since = models.DateTimeField(_("waiting since"), null=True, blank=True)
    offered_at = models.DateTimeField(_("offered"), null=True, blank=True)
    offer_ends_at = models.DateTimeField(_("offer ends"), null=True, blank=True)
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)
    released_at = models.DateTimeField(_("given up"), null=True, blank=True)

    objects = PlaceQuerySet.as_manager()

    class Meta:
        verbose_name = _("workshop place")
        verbose_name_plural = _("workshop places")
        indexes = [
            models.Index(fields=["workshop", "state", "waiting_since"], name="place_by_state"),
            models.Index(
                fields=["offer_ends_at"], condition=Q(state="offered"), name="place_offer_ends"
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["delegate", "series"],
                condition=Q(state="confirmed"),
                name="place_one_confirmed_per_series",
                violation_error_message=_("Only one workshop in each series."),
            ),
            models.UniqueConstraint(
                fields=["delegate", "series"],
                condition=Q(state="offered"),
                name="place_one_offer_per_series",
            ),
            models.UniqueConstraint(
                fields=["delegate", "workshop"],
                condition=~Q(state="released"),
                name="place_once_per_workshop",
                violation_error_message=_("This person is already in this workshop's list."),
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", waiting_since__isnull=False, released_at__isnull=True)
                | Q(
                    state="offered",
                    offered_at__isnull=False,
                    offer_ends_at__isnull=False,
                    released_at__isnull=True,
                )
                | Q(state="confirmed", confirmed_at__isnull=False, released_at__isnull=True)
                | Q(state="released", released_at__isnull=False),
                name="place_state_has_its_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.delegate}: {self.workshop}"


class NoticeQuerySet(models.QuerySet["Notice"]):
    def due(self) -> "NoticeQuerySet":
        """Not told yet, and not given up on."""
        return self.filter(told_at__isnull=True, attempts__lt=Notice.MOST_ATTEMPTS)

    def stuck(self) -> "NoticeQuerySet":
        """No mail could be made of it: staff should look."""
        return self.filter(Notice.STUCK)


class Notice(models.Model):
    """Something to tell a delegate (or who booked them), written with what caused it.

    `events.actions.telling` turns due notices into mails: it is quick to write here, while the
    mail, its calendar entry and its picture are made by a worker from how things stand then.
    `about` holds old_name, old_email and old_reference of RENAMED (emptied once told), what of
    EVENT_CHANGED, why of EVENT_CANCELLED, and days of REMINDER.
    """

    MOST_ATTEMPTS = 5
    STUCK = Q(told_at__isnull=True, attempts__gte=MOST_ATTEMPTS)

    class Kind(models.TextChoices):
        BOOKED = "booked", _("Booked")
        CHANGED = "changed", _("Choices changed")
        RENAMED = "renamed", _("Given to somebody else")
        CANCELLED = "cancelled", _("Cancelled")
        WAITING = "waiting", _("On the waiting list")
        OFFERED = "offered", _("Offered a place at the event")
        LAPSED = "lapsed", _("Offer ran out")
        WORKSHOP_CANCELLED = "workshop-cancelled", _("Workshop called off")
        WORKSHOP_BACK = "workshop-back", _("Workshop takes place after all")
        PLACE_OFFERED = "place-offered", _("Offered a workshop place")
        PLACE_LAPSED = "place-lapsed", _("Offer of a workshop place ran out")
        EVENT_CHANGED = "event-changed", _("Event changed")
        EVENT_CANCELLED = "event-cancelled", _("Event cancelled")
        REMINDER = "reminder", _("Reminder")
        THANKS = "thanks", _("Thanks after the event")

    delegate = models.ForeignKey(Delegate, on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    cause = models.CharField(max_length=120, unique=True)
    place = models.ForeignKey(Place, null=True, on_delete=models.CASCADE, related_name="+")
    about = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0, db_default=0)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices to be told")
        indexes = [
            models.Index(fields=["id"], condition=Q(told_at__isnull=True), name="notice_untold")
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.delegate}"

    @property
    def is_stuck(self) -> bool:
        return self.told_at is None and self.attempts >= self.MOST_ATTEMPTS
