"""On which terms somebody may book an event: as whom, with which tickets, and what is left."""

from dataclasses import dataclass
from datetime import datetime

from events.choices import Audience
from events.forms.series import Series, series_of
from events.models import Delegate, Event, TicketType
from network.models import Organisation, User
from portal.names import name_key


@dataclass(frozen=True)
class Terms:
    """`left`: places at the event for this person; `is_booked`: they come (or wait) already."""

    event: Event
    by: User
    organisations: list[Organisation]
    tickets: list[TicketType]
    series: list[Series]
    left: int
    is_booked: bool

    @property
    def is_member(self) -> bool:
        return bool(self.organisations)

    @property
    def is_full(self) -> bool:
        """Only the waiting list is open to this person; its people choose workshops later."""
        return self.left <= 0

    @property
    def is_priced(self) -> bool:
        return any(ticket.price_pence for ticket in self.tickets)


def terms_for(event: Event, by: User, now: datetime) -> Terms:
    """Read what the booking page needs, in five queries."""
    organisations = Organisation.objects.visible_to(by).members_at(now).order_by("name", "pk")
    members = list(organisations)
    tickets = event.ticket_types.order_by("position", "pk")
    own = Delegate.objects.live().filter(event=event, address=by.email, name_key=name_key(by.name))
    return Terms(
        event=event,
        by=by,
        organisations=members,
        tickets=[ticket for ticket in tickets if ticket.is_for(is_member=bool(members))],
        series=series_of(event),
        left=Delegate.objects.places_left(event, is_member=bool(members), now=now),
        is_booked=own.exists(),
    )


def why_closed(terms: Terms, now: datetime) -> str:
    """Why this person cannot book now, as a word; "" if they can."""
    event = terms.event
    reasons = {
        "cancelled": event.state == Event.State.CANCELLED,
        "draft": event.state == Event.State.DRAFT,
        "over": event.has_started(now),
        "soon": now < event.booking_opens_at,
        "closed": now >= event.booking_closes_at,
        "members": event.audience == Audience.MEMBERS and not terms.is_member,
        "tickets": not terms.tickets,
    }
    return next((reason for reason, holds in reasons.items() if holds), "")
