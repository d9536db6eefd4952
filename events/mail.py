"""What delegates, and those who book for them, are written: one function per message.

Every letter says how things stand when it is written, not when its cause happened. Those with a
personal link are credentials: `Message.is_personal`.
"""

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from events import check_in_code
from events.entries import venue
from events.itinerary import Part, chosen, organiser, own_entry, part_of
from events.models import Booking, Contributor, Delegate, Event, Material, Place, Workshop
from events.money import pounds
from network.models import User
from portal.attachments import LIMIT_BYTES, Attachment
from portal.calendars import CONTENT_TYPE, Party, calendar
from portal.letters import absolute, from_template, one_line
from portal.names import name_key
from portal.outbox import Letter
from portal.sealing import unseal
from portal.when import day_and_time, in_words

REQUEST, CANCEL = "REQUEST", "CANCEL"  # what a mailed calendar asks for (RFC 5546)


@dataclass(frozen=True)
class Message:
    """A letter, and whether it holds a personal link."""

    letter: Letter
    is_personal: bool = True


@dataclass(frozen=True)
class Standing:
    """How things stand for a delegate, and who is written to about it.

    `delegate` comes with event, booking and booker, with `position`, and with their open places
    (workshop, series and `position`).
    """

    delegate: Delegate
    now: datetime

    @property
    def event(self) -> Event:
        return self.delegate.event

    @property
    def booker(self) -> User:
        return self.delegate.booking.booked_by

    @property
    def to(self) -> str:
        """Their own address; without one, that of who booked them."""
        return self.delegate.email or self.booker.email

    @property
    def is_at_bookers(self) -> bool:
        return self.to.lower() == self.booker.email

    @property
    def is_for_other(self) -> bool:
        """Whether who reads it is not the delegate, but who booked them."""
        if not self.is_at_bookers:
            return False
        same_name = name_key(self.booker.name) == self.delegate.name_key
        return bool(self.booker.name) and not same_name

    @property
    def greeted(self) -> str:
        return one_line(str(self.booker) if self.is_for_other else self.delegate.name)

    @property
    def is_booked(self) -> bool:
        return self.delegate.state == Delegate.State.BOOKED

    @property
    def parts(self) -> list[Part]:
        return chosen(self.delegate.places.all())

    @property
    def lines(self) -> list[tuple[str, int]]:
        """The workshops they wait for, each with their position."""
        places = self.delegate.places.all()
        waits = [one for one in places if one.state == Place.State.WAITING]
        return [(str(part_of(one.workshop)), one.position) for one in waits]  # type: ignore[attr-defined]  # with_position

    def link(self, page: str = "delegate") -> str:
        """Their personal link. Raises cryptography's InvalidToken."""
        return absolute(f"events:{page}", unseal(bytes(self.delegate.token)))


# Delegates ------------------------------------------------------------------------------------


def booked(who: Standing) -> Message:
    return _personal("booked", who, _files(who))


def waiting(who: Standing) -> Message:
    return _personal("waiting", who)


def changed(who: Standing) -> Message:
    return _personal("changed", who, _calendar(who))


def renamed(who: Standing, *, old_name: str) -> Message:
    """To the new person: the place, with everything that a booking's letter says."""
    return _personal("renamed", who, _files(who), old_name=one_line(old_name))


def renamed_away(who: Standing, *, old_name: str, old_email: str) -> Message:
    """To the old address: the place, its link and its code are not theirs any more."""
    new_name = who.delegate.name
    before = replace(who, delegate=_as(who.delegate, name=old_name, email=old_email))
    files = _calendar(before, CANCEL) if who.delegate.booked_at else ()
    return _open("renamed_away", before, files, new_name=one_line(new_name))


def cancelled(who: Standing) -> Message:
    """Also for who left a waiting list, or said no to an offer: then there is no calendar entry."""
    had_place = who.delegate.booked_at is not None
    files = _calendar(who, CANCEL) if had_place else ()
    return _open("cancelled", who, files, had_place=had_place)


def offered(who: Standing) -> Message:
    until = _until(who.delegate.offer_ends_at)
    return _personal("offered", who, until=until, answer=who.link("offer"))


def lapsed(who: Standing) -> Message:
    return _open("lapsed", who)


def place_offered(who: Standing, place: Place) -> Message:
    series = [one for one in who.delegate.places.all() if one.series_id == place.series_id]
    return _personal(
        "place_offered",
        who,
        until=_until(place.offer_ends_at),
        answer=who.link("offer"),
        workshop=str(part_of(place.workshop)),
        instead_of="; ".join(map(str, chosen(series))),
    )


def place_lapsed(who: Standing, place: Place) -> Message:
    return _personal("place_lapsed", who, workshop=str(part_of(place.workshop)))


def workshop_cancelled(who: Standing, places: Sequence[Place]) -> Message:
    workshops = [str(part_of(place.workshop)) for place in places]
    may_choose = who.event.takes_changes(who.now)
    choices = who.link("delegate_choices") if may_choose and who.is_booked else ""
    files = _calendar(who) if who.is_booked else ()
    return _personal("workshop_cancelled", who, files, workshops=workshops, choices=choices)


def workshop_back(who: Standing, places: Sequence[Place]) -> Message:
    workshops = [str(part_of(place.workshop)) for place in places]
    return _personal("workshop_back", who, _calendar(who), workshops=workshops)


def event_changed(who: Standing, what: Sequence[str]) -> Message:
    """`what` changed, in the organiser's words, the earliest first."""
    return _personal("event_changed", who, _calendar(who) if who.is_booked else (), what=what)


def event_cancelled(who: Standing, *, why: str) -> Message:
    files = _calendar(who, CANCEL) if who.delegate.booked_at else ()
    return _open("event_cancelled", who, files, why=why)


def reminder(who: Standing, *, days: int) -> Message:
    cannot_come = who.link("delegate_cancel")
    return _personal("reminder", who, _files(who), days=days, cannot_come=cannot_come)


def thanks(who: Standing) -> Message:
    """After the event, to who came: where to say how it was, certificate and materials."""
    came = hasattr(who.delegate, "check_in")
    return _personal(
        "thanks",
        who,
        answer="" if who.delegate.has_given_feedback else who.link("delegate_feedback"),
        certificate=who.link("delegate_certificate") if came else "",
        has_materials=Material.objects.for_delegate(who.delegate).exists(),
    )


# Others ---------------------------------------------------------------------------------------


def booking_summary(booking: Booking, people: Sequence[Standing]) -> Message:
    """To who booked: everybody in the booking, and what those without an address of their own get.

    `people` are all its live delegates. Their codes and entries are left out where they are too
    many for one mail: each page has them.
    """
    here = [who for who in people if who.is_at_bookers]
    files = tuple(file for who in here if who.is_booked for file in _files(who, numbered=True))
    fits = sum(len(file.content) for file in files) <= LIMIT_BYTES
    letter = from_template(
        "events/mail/booking.txt",
        to=booking.booked_by.email,
        greeted=one_line(str(booking.booked_by)),
        reference=booking.reference,
        people=[_listed(who) for who in people],
        is_to_pass_on=any(who.is_for_other for who in here),
        has_others=len(here) < len(people),
        has_files=bool(files) and fits,
        booking_link=absolute("events:booking", booking.reference),
        **_to_pay(booking),
        **_about_event(booking.event),
    )
    return Message(replace(letter, attachments=files if fits else ()), is_personal=bool(here))


def _to_pay(booking: Booking) -> dict[str, str]:
    """The invoice that is due, if any."""
    due = booking.invoices.due().first()
    if due is None:
        return {}
    return {
        "invoice_number": due.number,
        "invoice_price": pounds(due.amount_pence),
        "invoice_link": absolute("events:invoice", booking.reference, due.number),
    }


def contributor_event_changed(contributor: Contributor, *, what: str) -> Letter:
    return from_template(
        "events/mail/contributor_event_changed.txt",
        to=contributor.email,
        greeted=one_line(contributor.name),
        comes=contributor.state == Contributor.State.ACCEPTED,
        what=what,
        **_about_event(contributor.event),
    )


def contributor_workshop(contributor: Contributor, workshop: Workshop) -> Letter:
    """That a workshop is called off, or takes place after all: as it stands now."""
    return from_template(
        "events/mail/contributor_workshop.txt",
        to=contributor.email,
        greeted=one_line(contributor.name),
        comes=contributor.state == Contributor.State.ACCEPTED,
        is_off=workshop.cancelled_at is not None,
        workshop=str(part_of(workshop)),
        **_about_event(contributor.event),
    )


def contributor_event_cancelled(contributor: Contributor, *, why: str) -> Letter:
    return from_template(
        "events/mail/contributor_event_cancelled.txt",
        to=contributor.email,
        greeted=one_line(contributor.name),
        why=why,
        **_about_event(contributor.event),
    )


# How they are made ----------------------------------------------------------------------------


def _personal(
    template: str, who: Standing, files: tuple[Attachment, ...] = (), **context: Any
) -> Message:
    return Message(_letter(template, who, files, link=who.link(), **context))


def _open(
    template: str, who: Standing, files: tuple[Attachment, ...] = (), **context: Any
) -> Message:
    """Without any personal link: whoever reads it later can do nothing with it."""
    return Message(_letter(template, who, files, **context), is_personal=False)


def _letter(template: str, who: Standing, files: tuple[Attachment, ...], **context: Any) -> Letter:
    letter = from_template(
        f"events/mail/{template}.txt",
        to=who.to,
        **_about_event(who.event),
        **_about(who),
        **context,
    )
    return replace(letter, attachments=files)


def _about_event(event: Event) -> dict[str, Any]:
    return {
        "event": one_line(event.title),
        "when": in_words(event.starts_at, event.ends_at),
        "where": venue(event),
        "is_online": bool(event.online_link),
        "event_link": absolute("events:event", event.slug),
    }


def _about(who: Standing) -> dict[str, Any]:
    return {
        "greeted": who.greeted,
        "name": one_line(who.delegate.name),
        "is_for_other": who.is_for_other,
        "reference": who.delegate.reference,
        "is_booked": who.is_booked,
        "parts": who.parts,
        "lines": who.lines,
        "position": getattr(who.delegate, "position", 0),
    }


def _until(ends_at: datetime | None) -> str:
    return day_and_time(ends_at) if ends_at else ""


def _listed(who: Standing) -> dict[str, Any]:
    state = who.delegate.get_state_display()
    return _about(who) | {"state": state, "own_link": who.link() if who.is_at_bookers else ""}


def _files(who: Standing, *, numbered: bool = False) -> tuple[Attachment, ...]:
    """For who has a place: the calendar entry and the code for the door."""
    if not who.is_booked:
        return ()
    reference = who.delegate.reference
    picture = check_in_code.as_png(reference)
    code = Attachment(f"check-in-{reference}.png", "image/png", picture, is_inline=True)
    return (*_calendar(who, numbered=numbered), code)


def _calendar(
    who: Standing, method: str = REQUEST, *, numbered: bool = False
) -> tuple[Attachment, ...]:
    parts = who.parts if method == REQUEST else ()
    entry = own_entry(who.delegate, parts, is_for_other=who.is_for_other, now=who.now)
    attendee = Party(one_line(who.delegate.name), who.to)
    entry = replace(entry, organiser=organiser(), attendee=attendee)
    if method == CANCEL:
        entry = replace(entry, is_cancelled=True)
    number = f"-{who.delegate.reference}" if numbered else ""
    return (
        Attachment(
            f"{who.event.slug}{number}.ics",
            CONTENT_TYPE.replace(";", f"; method={method};", 1),
            calendar([entry], method=method),
        ),
    )


def _as(delegate: Delegate, *, name: str, email: str) -> Delegate:
    """The row as it was when it was another person's; never saved."""
    before = copy(delegate)
    before.name, before.name_key, before.email = name, name_key(name), email
    return before
