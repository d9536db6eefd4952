"""What staff write to people of an event: to whom it goes, and the sending, once per address."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from events import letters
from events.actions.feedback import who_came
from events.models import Contributor, Delegate, Event, Message, Place, TicketType, Workshop
from network.models import User
from portal import audit, outbox
from portal.models import OutgoingMail

Circle = Message.Circle
PLACES = {
    Circle.BOOKED: Place.State.CONFIRMED,
    Circle.OFFERED: Place.State.OFFERED,
    Circle.WAITING: Place.State.WAITING,
    Circle.CAME: Place.State.CONFIRMED,
}


class NobodyThere(Exception):
    """Nobody whom the message could go to."""


@dataclass(frozen=True)
class Selection:
    """Whom a message is for: a circle, perhaps only of one workshop or one ticket type."""

    circle: Message.Circle
    workshop: Workshop | None = None
    ticket_type: TicketType | None = None

    @property
    def words(self) -> str:
        parts = [str(self.circle.label)]
        if self.workshop:
            parts.append(_("in “%(workshop)s”") % {"workshop": self.workshop})
        if self.ticket_type:
            parts.append(_("with the ticket “%(ticket)s”") % {"ticket": self.ticket_type})
        return ", ".join(parts)[:500]


@dataclass(frozen=True)
class Recipient:
    """One address with the people it stands for, and where to ring when mail fails."""

    address: str
    names: tuple[str, ...]
    phone: str = ""

    @property
    def addressed_as(self) -> str:
        *most, last = self.names
        return (
            _("%(names)s and %(last)s") % {"names": ", ".join(most), "last": last} if most else last
        )


def recipients(event: Event, selection: Selection) -> list[Recipient]:
    """Whom a message would go to now: each address once, in the order of the names."""
    if selection.circle == Circle.CONTRIBUTORS:
        return _by_address(_contributors(event, selection))
    return _by_address(people_with_address(_delegates(event, selection)))


def _contributors(event: Event, selection: Selection) -> list[tuple[str, str, str]]:
    asked = Contributor.objects.expecting_mail().filter(event=event)
    if selection.workshop:
        asked = asked.filter(contributions__workshop=selection.workshop)
    return list(asked.order_by("name", "pk").distinct().values_list("email", "name", "phone"))


def _delegates(event: Event, selection: Selection) -> QuerySet[Delegate]:
    """By their place at the event or, with a workshop, by the place there."""
    has_come = selection.circle == Circle.CAME
    rows = who_came(event) if has_come else Delegate.objects.live().filter(event=event)
    of_places = Place.objects.filter(event=event, state=PLACES[selection.circle])
    if selection.ticket_type:
        rows = rows.filter(ticket_type=selection.ticket_type)
    if selection.workshop:
        here = of_places.filter(workshop=selection.workshop)
        return rows.filter(pk__in=here.values("delegate"))
    if has_come:
        return rows
    own = Q(state=selection.circle)
    if selection.circle == Circle.BOOKED:
        return rows.filter(own)
    return rows.filter(own | Q(pk__in=of_places.values("delegate")))


def people_with_address(delegates: QuerySet[Delegate]) -> list[tuple[str, str, str]]:
    """Address, name and telephone of delegates: without their own, those of who booked them."""
    rows = delegates.select_related("booking__booked_by").order_by("name", "pk")
    return [
        (
            row.email or row.booking.booked_by.email,
            row.name,
            row.booking.phone or row.booking.booked_by.phone,
        )
        for row in rows
    ]


def _by_address(people: Iterable[tuple[str, str, str]]) -> list[Recipient]:
    found: dict[str, Recipient] = {}
    for address, name, phone in people:
        key = address.lower()
        known = found.get(key, Recipient(address, ()))
        found[key] = Recipient(known.address, (*known.names, name), known.phone or phone)
    return list(found.values())


@transaction.atomic
def send(
    *,
    event: Event,
    selection: Selection,
    subject: str,
    body: str,
    key: uuid.UUID,
    by: User,
    now: datetime,
) -> Message:
    """Write to everybody of the selection, once per address; the same `key` sends nothing more.

    Raises NobodyThere; then nothing is kept.
    """
    people = recipients(event, selection)
    if not people:
        raise NobodyThere
    message, is_new = Message.objects.get_or_create(
        key=key,
        defaults={
            "event": event,
            "circle": selection.circle,
            "to_whom": selection.words,
            "subject": subject,
            "body": body,
            "recipients": len(people),
            "sent_by": by,
            "sent_at": now,
        },
    )
    if not is_new:
        return message
    outbox.enqueue_all(
        letters={
            f"{message.cause}{one.address.lower()}": letters.staff_message(
                event, to=one.address, names=one.addressed_as, subject=subject, body=body
            )
            for one in people
        },
        now=now,
    )
    new = {"to": message.to_whom, "subject": subject, "recipients": len(people)}
    audit.record(by=by, action="event.message", target=event, new=new, now=now)
    return message


@dataclass(frozen=True)
class Failed:
    """A mail that did not arrive, or perhaps did not, and whom it was for."""

    mail: OutgoingMail
    names: tuple[str, ...]
    phone: str


def failed(event: Event) -> list[Failed]:
    """Mails given up or in doubt to people of an event, since it was made known; newest first.

    Whatever they were about: a change of the event matters as much as a message.
    """
    delegates = people_with_address(Delegate.objects.live().filter(event=event))
    asked = Contributor.objects.filter(event=event).exclude(email="").order_by("name", "pk")
    people = [*delegates, *asked.values_list("email", "name", "phone")]
    by_address = {one.address.lower(): one for one in _by_address(people)}
    stuck = OutgoingMail.objects.stuck().defer("sealed", "html", "text", "attachments")
    mails = stuck.filter(to__in=[one.address for one in by_address.values()])
    return [
        Failed(mail, one.names, one.phone)
        for mail in mails.order_by("-created_at", "-pk")
        if (one := by_address.get(mail.to.lower()))
    ]


def progress(message: Message) -> dict[str, int]:
    """How many of a message's mails are in which state of the outbox."""
    states = OutgoingMail.objects.filter(cause__startswith=message.cause).values_list(
        "state", flat=True
    )
    found: dict[str, int] = {}
    for state in states:
        found[state] = found.get(state, 0) + 1
    return found
