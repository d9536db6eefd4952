"""Slides, handouts and papers of an event: files kept here, or links to where they lie."""

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from events.choices import ShownTo
from events.models.bookings import Booking, Delegate
from events.models.events import Event
from events.models.programme import Contributor, Slot, Workshop


class MaterialQuerySet(models.QuerySet["Material"]):
    """The ways to a material, by who asks; each leaves out what is not published yet."""

    def published(self) -> "MaterialQuerySet":
        return self.filter(published_at__isnull=False)

    def public(self) -> "MaterialQuerySet":
        """What everybody may have."""
        return self.published().filter(shown_to=ShownTo.EVERYBODY)

    def for_delegate(self, delegate: Delegate) -> "MaterialQuerySet":
        """What a delegate may have: nothing without a place at the event."""
        if delegate.state != Delegate.State.BOOKED:
            return self.none()
        return self.published().filter(event=delegate.event_id)

    def for_booking(self, booking: Booking) -> "MaterialQuerySet":
        """What who booked may have: nothing once nobody of the booking has a place."""
        booked = Delegate.objects.filter(booking=booking, state=Delegate.State.BOOKED)
        mine = self.published().filter(event=booking.event_id)
        return mine.filter(Exists(booked.filter(event=OuterRef("event"))))

    def for_contributor(self, contributor: Contributor) -> "MaterialQuerySet":
        """What who takes part may have; what they handed in themselves also before it is shown."""
        if contributor.state != Contributor.State.ACCEPTED:
            return self.none()
        shown = Q(published_at__isnull=False) | Q(handed_in_by=contributor)
        return self.filter(shown, event=contributor.event_id)

    def in_order(self) -> "MaterialQuerySet":
        """As staff put them, with what the pages say of each."""
        return self.select_related("slot", "workshop").order_by("position", "pk")


class Material(models.Model):
    """A file or a link, of the whole event, a part of its programme or a workshop.

    Files lie under generated names outside the web root; `name` is for showing and downloading.
    What a contributor hands in is shown to nobody else until staff publish it. A workshop stands
    with its series in `slot`. `key` comes from the form: pressing twice adds once.
    """

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="materials")
    slot = models.ForeignKey(
        Slot, null=True, blank=True, on_delete=models.RESTRICT, related_name="materials"
    )
    workshop = models.ForeignKey(
        Workshop, null=True, blank=True, on_delete=models.RESTRICT, related_name="materials"
    )
    key = models.UUIDField(editable=False)
    title = models.CharField(_("title"), max_length=200)
    description = models.CharField(_("in a sentence"), max_length=300, blank=True)
    shown_to = models.CharField(
        _("who may see it"), max_length=10, choices=ShownTo.choices, default=ShownTo.BOOKED
    )
    file = models.FileField(upload_to="materials/%Y/", max_length=200, blank=True)
    name = models.CharField(_("name"), max_length=120, blank=True)
    content_type = models.CharField(max_length=100, blank=True)
    size = models.PositiveIntegerField(_("size"), default=0)
    link = models.URLField(_("link"), max_length=500, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    added_at = models.DateTimeField(_("added"))
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    handed_in_by = models.ForeignKey(
        Contributor, null=True, on_delete=models.SET_NULL, related_name="materials"
    )
    published_at = models.DateTimeField(_("published"), null=True)

    objects = MaterialQuerySet.as_manager()

    class Meta:
        verbose_name = _("material")
        verbose_name_plural = _("materials")
        constraints = [
            models.CheckConstraint(
                condition=(Q(file="") & ~Q(link="")) | (~Q(file="") & Q(link="")),
                name="material_is_a_file_or_a_link",
                violation_error_message=_("Choose a file, or give a link."),
            ),
            models.CheckConstraint(
                condition=Q(link="") | Q(link__startswith="https://"),
                name="material_link_is_https",
                violation_error_message=_("The link must begin with https://"),
            ),
            models.CheckConstraint(
                condition=Q(file="", name="", content_type="", size=0)
                | (~Q(file="") & ~Q(name="") & ~Q(content_type="") & Q(size__gt=0)),
                name="material_file_is_described",
            ),
            models.CheckConstraint(
                condition=Q(workshop__isnull=True) | Q(slot__isnull=False),
                name="material_of_a_workshop_has_its_series",
            ),
            models.UniqueConstraint(fields=["event", "key"], name="material_added_once"),
            models.UniqueConstraint(
                fields=["file"], condition=~Q(file=""), name="material_has_its_own_file"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_published(self) -> bool:
        return self.published_at is not None

    @property
    def about(self) -> str:
        """What of the programme it belongs to, in words; "" for the whole event."""
        return str(self.workshop or self.slot or "")
