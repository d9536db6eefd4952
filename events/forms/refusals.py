"""Why an arrangement was refused, in words, beside the field that it is about."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from events.actions.booking import NotForYou, TooMany
from events.actions.delegates import Stale
from events.actions.orders import (
    MOST_PEOPLE,
    AlreadyBooked,
    EventFull,
    NotFull,
    NotOpen,
    NotYours,
    OfferOver,
    TooManyPeople,
    WorkshopsFull,
)
from events.forms.series import field_name
from portal.models import SiteSettings


def explain(forms: Any, refused: Exception) -> None:
    """Put a refusal into checked `BookingForms`. Re-raises what is none of them."""
    match refused:
        case EventFull(left):
            forms.head.add_error(None, event_full(left, len(forms.coming)))
        case WorkshopsFull():
            workshops_full(forms.coming, refused)
        case TooManyPeople(held):
            forms.head.add_error(None, too_many_people(held))
        case AlreadyBooked(name):
            for form in forms.coming:
                if form.cleaned_data.get("name") == name:
                    form.add_error("name", already_booked(name))
        case _:
            forms.head.add_error(None, in_words(refused))


def event_full(left: int, people: int) -> str:
    if left <= 0:
        return _("All places were taken while you were here. You can join the waiting list.")
    places = ngettext("Only %(left)s place is left", "Only %(left)s places are left", left)
    return _(
        "%(places)s, and you are booking for %(people)s. Book for fewer, or put all of them on the "
        "waiting list."
    ) % {"places": places % {"left": left}, "people": people}


def too_many_people(held: int) -> str:
    """How many more they can book, and who books a larger group."""
    left = max(MOST_PEOPLE - held, 0)
    more = ngettext("%(left)s more person", "%(left)s more people", left) % {"left": left}
    most = _(
        "One person can book %(most)s people for an event. You have booked %(held)s already, so "
        "%(more)s can be booked here."
    ) % {"most": MOST_PEOPLE, "held": held, "more": more if left else _("nobody more")}
    email = SiteSettings.current().coordinator_email
    larger = _("For a larger group, write to the co-ordinator: %(email)s") % {"email": email}
    return f"{most} {larger if email else _('For a larger group, write to the co-ordinator.')}"


def workshops_full(forms: Any, refused: WorkshopsFull) -> None:
    """At each person's series: the first ones get what is left, the others must choose again."""
    for workshop, left in refused.left.items():
        name = field_name(workshop.series_id)
        askers = [form for form in forms if _asks_for(form, name, workshop.pk)]
        for form in askers[left:]:
            form.add_error(name, workshop_full(str(workshop), left))


def _asks_for(form: Any, name: str, workshop: int) -> bool:
    choice = form.cleaned_data.get(name)
    return choice is not None and choice.workshop == workshop and not choice.waits


def workshop_full(title: str, left: int = 0) -> str:
    if left > 0:
        said = ngettext(
            "“%(title)s” has only %(left)s place left. Choose another for this person",
            "“%(title)s” has only %(left)s places left. Choose another for this person",
            left,
        )
        return said % {"title": title, "left": left}
    said = _("“%(title)s” is full now. Choose another, or join its waiting list")
    return said % {"title": title}


def already_booked(name: str) -> str:
    return _("%(name)s has a place at this event already, or waits for one") % {"name": name}


SENTENCES: dict[type[Exception], Any] = {
    NotOpen: gettext_lazy("It is too late for this, or too early: it is not open now."),
    NotForYou: gettext_lazy("This is for members of the network only."),
    TooMany: gettext_lazy(
        "You have made many bookings within an hour, so nothing more was booked. Wait an hour, or "
        "ask the co-ordinator to book for you."
    ),
    NotYours: gettext_lazy("This was changed while you were here. Look at it once more."),
    OfferOver: gettext_lazy(
        "This offer is not open any more: its time ran out, or it was answered."
    ),
    NotFull: gettext_lazy("There are places again: choose the workshop itself, without waiting."),
    Stale: gettext_lazy(
        "Somebody changed this while the page was open, perhaps you in another tab. This is how it "
        "stands now; what you chose is still ticked. Save again to have it."
    ),
}


def in_words(refused: Exception) -> str:
    """A refusal as a sentence of its own. Re-raises what is no refusal that a page can meet."""
    if isinstance(refused, WorkshopsFull):
        return " ".join(workshop_full(str(one), left) + "." for one, left in refused.left.items())
    if isinstance(refused, AlreadyBooked):
        return already_booked(refused.name) + "."
    if type(refused) not in SENTENCES:
        raise refused
    return str(SENTENCES[type(refused)])
