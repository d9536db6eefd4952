"""How an event stands, in numbers for staff. Each function is one query."""

from dataclasses import dataclass

from django.db.models import Count, Q

from events.models import Contributor, Delegate, Event, Place, Workshop

State = Delegate.State


@dataclass(frozen=True)
class Figures:
    """Delegates by state; `taken` is what counts against the capacity."""

    booked: int
    offered: int
    waiting: int

    @property
    def taken(self) -> int:
        return self.booked + self.offered


def figures(event: Event) -> Figures:
    counts = Delegate.objects.filter(event=event).aggregate(
        booked=Count("pk", filter=Q(state=State.BOOKED)),
        offered=Count("pk", filter=Q(state=State.OFFERED)),
        waiting=Count("pk", filter=Q(state=State.WAITING)),
    )
    return Figures(**counts)


def workshops(event: Event) -> list[Workshop]:
    """Those that run, in the programme's order, with `taken` and `waiting`."""
    taken = Count("places", filter=Q(places__state__in=Place.TAKING))
    waiting = Count("places", filter=Q(places__state=Place.State.WAITING))
    running = Workshop.objects.running().filter(series__event=event).select_related("series")
    return list(running.annotate(taken=taken, waiting=waiting).in_order())


def called_off(event: Event) -> list[Workshop]:
    """Those that were called off, in the programme's order."""
    gone = Workshop.objects.filter(series__event=event, cancelled_at__isnull=False)
    return list(gone.select_related("series").in_order())


@dataclass(frozen=True)
class TakingBack:
    """Who was let go when a workshop was called off and still comes.

    `had` had a place, and `free` of them have no other in the series since; `lined` only waited.
    """

    had: int
    free: int
    lined: int

    @property
    def switched(self) -> int:
        return self.had - self.free


def taking_back(workshop: Workshop) -> TakingBack:
    here = Place.objects.filter(series=workshop.series_id, state=Place.State.CONFIRMED)
    had = Q(confirmed_at__isnull=False)
    counts = Place.objects.let_go_with(workshop).aggregate(
        had=Count("pk", filter=had),
        free=Count("pk", filter=had & ~Q(delegate__in=here.values("delegate"))),
        lined=Count("pk", filter=~had),
    )
    return TakingBack(**counts)


def contributors(event: Event) -> dict[str, int]:
    """How many contributors are in each state, by its value."""
    counted = Contributor.objects.filter(event=event).values("state").annotate(n=Count("pk"))
    return {row["state"]: row["n"] for row in counted.order_by("state")}
