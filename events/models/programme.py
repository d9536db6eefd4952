from datetime import datetime

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import Count, F, Func, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from events.choices import ContributorRole, SlotKind
from events.models.events import Event


class TimeRange(Func):
    """PostgreSQL's tstzrange(), for the constraint below."""

    function = "TSTZRANGE"
    output_field = DateTimeRangeField()


class Slot(models.Model):
    """A part of the day. A workshop series is a slot in which workshops run side by side."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="slots")
    kind = models.CharField(_("kind"), max_length=12, choices=SlotKind.choices)
    title = models.CharField(_("title"), max_length=200)
    theme = models.CharField(_("theme"), max_length=300, blank=True)
    description = models.TextField(_("description"), blank=True)
    room = models.CharField(_("room"), max_length=100, blank=True)
    room_seats = models.PositiveIntegerField(
        _("seats in the room"), null=True, blank=True, help_text=_("To be warned of a small room")
    )
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("to"))
    is_to_be_announced = models.BooleanField(
        _("speakers to be announced"),
        default=False,
        help_text=_("Says so on the page until the speakers are known"),
    )

    class Meta:
        verbose_name = _("part of the programme")
        verbose_name_plural = _("programme")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="slot_ends_after_it_starts",
                violation_error_message=_("This part ends before it starts."),
            ),
            ExclusionConstraint(
                name="slot_series_do_not_overlap",
                expressions=[
                    ("event", RangeOperators.EQUAL),
                    (
                        TimeRange(
                            "starts_at",
                            "ends_at",
                            RangeBoundary(inclusive_lower=True, inclusive_upper=False),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=Q(kind="series"),
                violation_error_message=_("Two workshop series run at the same time."),
            ),
            # for the composite foreign key of places (migration 0002)
            models.UniqueConstraint(fields=["id", "event"], name="slot_of_event"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_series(self) -> bool:
        return self.kind == SlotKind.SERIES


class WorkshopQuerySet(models.QuerySet["Workshop"]):
    def running(self) -> "WorkshopQuerySet":
        """Not called off."""
        return self.filter(cancelled_at__isnull=True)

    def in_order(self) -> "WorkshopQuerySet":
        return self.order_by("series__starts_at", "series", "position", "pk")

    def with_left(self) -> "WorkshopQuerySet":
        """With `left`, the places neither confirmed nor offered; below 0 where staff overbooked."""
        taken = Q(places__state__in=["offered", "confirmed"])
        return self.annotate(left=F("capacity") - Count("places", filter=taken))


class Workshop(models.Model):
    """One of the parallel workshops of a series. Its places are counted under its row's lock."""

    series = models.ForeignKey(
        Slot,
        verbose_name=_("series"),
        on_delete=models.CASCADE,
        related_name="workshops",
        limit_choices_to={"kind": SlotKind.SERIES},
    )
    title = models.CharField(
        _("title"), max_length=200, blank=True, help_text=_("Left empty: to be announced")
    )
    description = models.TextField(_("description"), blank=True)
    room = models.CharField(_("room"), max_length=100, blank=True)
    room_seats = models.PositiveIntegerField(
        _("seats in the room"), null=True, blank=True, help_text=_("To be warned of a small room")
    )
    capacity = models.PositiveIntegerField(_("places"))
    access_notes = models.CharField(_("access"), max_length=300, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    cancelled_at = models.DateTimeField(_("called off"), null=True, blank=True, editable=False)

    objects = WorkshopQuerySet.as_manager()

    class Meta:
        verbose_name = _("workshop")
        verbose_name_plural = _("workshops")
        constraints = [
            # for the composite foreign key of places (migration 0002)
            models.UniqueConstraint(fields=["id", "series"], name="workshop_of_series"),
        ]

    def __str__(self) -> str:
        return self.title or gettext("Workshop %(number)s, to be announced") % {
            "number": self.position
        }

    @property
    def is_to_be_announced(self) -> bool:
        return not self.title


class ContributorQuerySet(models.QuerySet["Contributor"]):
    def coming(self) -> "ContributorQuerySet":
        """Those who said yes: they count for lunch and get a badge."""
        return self.filter(state=Contributor.State.ACCEPTED)

    def expecting_mail(self) -> "ContributorQuerySet":
        """Those who are asked or come, and have an address."""
        expected = [Contributor.State.INVITED, Contributor.State.ACCEPTED]
        return self.filter(state__in=expected).exclude(email="")


class Contributor(models.Model):
    """A person who speaks, chairs, facilitates or performs at an event.

    They answer and fill in their details on a page of their own, by a personal link. No bank
    details are kept: of money only how far it is.
    """

    class State(models.TextChoices):
        PLANNED = "planned", _("Not asked yet")
        INVITED = "invited", _("Asked")
        ACCEPTED = "accepted", _("Comes")
        DECLINED = "declined", _("Cannot come")
        WITHDRAWN = "withdrawn", _("Withdrew")

    class Money(models.TextChoices):
        NONE = "none", _("None")
        AGREED = "agreed", _("Agreed")
        CLAIMED = "claimed", _("Claimed")
        PAID = "paid", _("Paid")

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="contributors")
    name = models.CharField(_("name"), max_length=150)
    email = models.EmailField(_("e-mail address"), blank=True)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    organisation = models.ForeignKey(
        "network.Organisation",
        verbose_name=_("member organisation"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="contributors",
    )
    organisation_name = models.CharField(_("other organisation"), max_length=200, blank=True)
    pronouns = models.CharField(_("pronouns"), max_length=40, blank=True)
    biography = models.TextField(_("about them"), max_length=1500, blank=True)
    state = models.CharField(
        _("state"), max_length=10, choices=State.choices, default=State.PLANNED
    )
    shows_first_name_only = models.BooleanField(_("first name only in public"), default=False)
    may_be_photographed = models.BooleanField(_("may be photographed"), default=False)
    may_be_recorded = models.BooleanField(_("may be recorded"), default=False)
    equipment = models.CharField(_("equipment needed"), max_length=300, blank=True)
    needs = models.BinaryField(default=b"", blank=True, editable=False)  # sealed
    needs_consented_at = models.DateTimeField(null=True, blank=True, editable=False)
    needs_consent_wording = models.CharField(max_length=500, blank=True, editable=False)
    honorarium = models.CharField(
        _("honorarium"), max_length=10, choices=Money.choices, default=Money.NONE
    )
    travel = models.CharField(
        _("travel costs"), max_length=10, choices=Money.choices, default=Money.NONE
    )
    token_hash = models.CharField(max_length=64, default="", editable=False)
    invited_at = models.DateTimeField(_("asked"), null=True, blank=True, editable=False)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True, editable=False)

    objects = ContributorQuerySet.as_manager()

    class Meta:
        verbose_name = _("contributor")
        verbose_name_plural = _("contributors")
        constraints = [
            models.UniqueConstraint(
                fields=["token_hash"], condition=~Q(token_hash=""), name="contributor_token"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def public_name(self) -> str:
        """As the programme shows it: as much of the name as they agreed to."""
        return self.name.split()[0] if self.shows_first_name_only and self.name else self.name

    @property
    def affiliation(self) -> str:
        """Their organisation in words. Reads `organisation`: select it with the row."""
        return self.organisation.name if self.organisation else self.organisation_name

    def answered(self, state: "Contributor.State", now: datetime) -> None:
        """Set what they said; the caller saves."""
        self.state, self.answered_at = state, now


class Contribution(models.Model):
    """What a contributor does: in a part of the programme, or in one of its workshops."""

    contributor = models.ForeignKey(
        Contributor, on_delete=models.CASCADE, related_name="contributions"
    )
    role = models.CharField(_("as"), max_length=12, choices=ContributorRole.choices)
    slot = models.ForeignKey(
        Slot, null=True, blank=True, on_delete=models.CASCADE, related_name="contributions"
    )
    workshop = models.ForeignKey(
        Workshop, null=True, blank=True, on_delete=models.CASCADE, related_name="contributions"
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("contribution")
        verbose_name_plural = _("contributions")
        constraints = [
            models.CheckConstraint(
                condition=Q(slot__isnull=False, workshop__isnull=True)
                | Q(slot__isnull=True, workshop__isnull=False),
                name="contribution_in_one_place",
                violation_error_message=_("Choose a part of the programme or a workshop."),
            ),
            models.UniqueConstraint(
                fields=["contributor", "slot", "workshop"],
                nulls_distinct=False,
                name="contribution_once",
                violation_error_message=_("This person is already there."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contributor}, {self.get_role_display()}"
