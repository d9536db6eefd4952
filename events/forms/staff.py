"""The small forms with which staff run an event."""

import uuid
from collections.abc import Iterable
from datetime import date
from itertools import chain, count
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from events.actions.messaging import Selection
from events.actions.orders import Order, Resize, ResizeEvent
from events.actions.organising import Copy
from events.forms import web_address
from events.forms.booking import OneLineField, email_field, name_field
from events.models import Event, Message, TicketType, Workshop
from events.models.events import refuse_reserved
from events.shifting import day_of, next_years, with_next_year
from network.choices import ON_BEHALF
from network.models import Organisation

MOST_PLACES = 100_000


class StaffForm(forms.Form):
    """Labels stand without a colon, as on the site's own pages."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": ""} | kwargs)


def reason_field(**options: Any) -> OneLineField:
    return OneLineField(
        label=_("Why?"),
        help_text=_("Kept in the log. Nothing about anybody's health or needs, please."),
        max_length=300,
        error_messages={"required": _("Say why in a few words")},
        **options,
    )


def free_slug(slug: str) -> str:
    """`slug`, or the first of `slug`-2, `slug`-3 ... that no event has."""
    taken = set(Event.objects.filter(slug__startswith=slug[:75]).values_list("slug", flat=True))
    others = (f"{slug[:75]}-{number}" for number in count(2))
    return next(free for free in chain([slug], others) if free not in taken)


class DraftForm(StaffForm):
    """What a draft that is made of something else is called, where it is found, and its day."""

    title = OneLineField(
        label=_("Title"), max_length=200, error_messages={"required": _("Enter a title")}
    )
    slug = forms.SlugField(
        label=web_address.LABEL,
        help_text=web_address.HELP,
        max_length=80,
        validators=[refuse_reserved],
        error_messages={
            "required": _("Enter a web address"),
            "invalid": _("Use small letters, digits and dashes only"),
        },
    )
    day = forms.DateField(
        label=_("Date on which it starts"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("Choose a date"), "invalid": _("Choose a date")},
    )

    def clean_slug(self) -> str:
        slug = str(self.cleaned_data["slug"]).lower()
        if Event.objects.filter(slug=slug).exists():
            raise ValidationError(_("Another event has this address. Choose another"))
        return slug

    def clean_day(self) -> date:
        day: date = self.cleaned_data["day"]
        if not 2000 <= day.year <= 2100:
            raise ValidationError(_("Choose a date in this century"))
        return day


class CopyForm(DraftForm):
    """Next year's event from this one."""

    workshops = forms.ChoiceField(
        label=_("The workshops"),
        choices=[
            ("announce", _("Rooms and places only: titles to be announced")),
            ("keep", _("Keep titles and descriptions too")),
        ],
        widget=forms.RadioSelect,
        initial="announce",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["day"].help_text = _("Everything moves with it; times of day stay.")

    @classmethod
    def of(cls, event: Event) -> "CopyForm":
        """With a year later filled in."""
        day = day_of(event.starts_at)
        return cls(
            initial={
                "title": with_next_year(event.title, day),
                "slug": free_slug(with_next_year(event.slug, day)),
                "day": next_years(day),
                "workshops": "announce",
            }
        )

    def copy(self) -> Copy:
        data = self.cleaned_data
        return Copy(data["title"], data["slug"], data["day"], data["workshops"] == "keep")


def places_field(label: Any, taken: int, hint: str = "") -> forms.IntegerField:
    """A number of places, not below what is taken; the error says what to do instead."""
    refusal = ngettext(
        "%(taken)d place is booked or offered: enter %(taken)d or more, or first cancel or move "
        "somebody",
        "%(taken)d places are booked or offered: enter %(taken)d or more, or first cancel or "
        "move some of them",
        taken,
    ) % {"taken": taken}
    return forms.IntegerField(
        label=label,
        help_text=hint,
        min_value=taken,
        max_value=MOST_PLACES,
        error_messages={
            "required": _("Enter a number of places"),
            "invalid": _("Enter a whole number of places"),
            "min_value": refusal,
        },
    )


class PlacesForm(StaffForm):
    """The places of the event and of each workshop; `taken` and `waiting` are annotated there."""

    def __init__(
        self, event: Event, workshops: Iterable[Any], taken: int, data: Any = None
    ) -> None:
        self.event, self.workshops = event, list(workshops)
        now = {f"workshop_{one.pk}": one.capacity for one in self.workshops}
        now |= {"capacity": event.capacity, "reserved": event.reserved_for_members}
        super().__init__(data, initial=now)
        self.fields["capacity"] = places_field(_("Places at the event"), taken, _taken(taken))
        self.fields["reserved"] = places_field(_("Of these, kept for members"), 0)
        for one in self.workshops:
            hint = _taken(one.taken, one.waiting)
            self.fields[f"workshop_{one.pk}"] = places_field(str(one), one.taken, hint)

    @property
    def series(self) -> list[tuple[Any, list[forms.BoundField]]]:
        """The fields of workshops under their series."""
        found: dict[int, tuple[Any, list[forms.BoundField]]] = {}
        for one in self.workshops:
            found.setdefault(one.series_id, (one.series, []))[1].append(self[f"workshop_{one.pk}"])
        return list(found.values())

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("reserved", 0) > data.get("capacity", MOST_PLACES):
            self.add_error("reserved", _("More places are kept for members than there are"))
        return data

    def orders(self) -> list[Order]:
        """What is to be changed; nothing where the numbers are the same."""
        data = self.cleaned_data
        orders: list[Order] = [
            Resize(one.pk, data[f"workshop_{one.pk}"])
            for one in self.workshops
            if data[f"workshop_{one.pk}"] != one.capacity
        ]
        wanted = (data["capacity"], data["reserved"])
        if wanted != (self.event.capacity, self.event.reserved_for_members):
            orders.insert(0, ResizeEvent(*wanted))
        return orders


def _taken(taken: int, waiting: int = 0) -> str:
    words = ngettext("%(n)d booked or offered", "%(n)d booked or offered", taken) % {"n": taken}
    line = ngettext("%(n)d waiting", "%(n)d waiting", waiting) % {"n": waiting}
    return f"{words}, {line}" if waiting else words


class ReasonForm(StaffForm):
    reason = reason_field()


class PlaceForm(StaffForm):
    """What staff do with a delegate's places; `workshops` are those that run."""

    ACTS = [
        ("choose", _("Give them a place, also past the number of places")),
        ("wait", _("Put them on the waiting list")),
        ("give-up", _("Take them out, or off the waiting list")),
    ]
    workshop = forms.ChoiceField(
        label=_("Workshop"), error_messages={"required": _("Choose a workshop")}
    )
    act = forms.ChoiceField(
        label=_("What is to be done?"),
        choices=ACTS,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what is to be done")},
    )
    reason = reason_field()

    def __init__(self, workshops: Iterable[tuple[str, list[Any]]], data: Any = None) -> None:
        super().__init__(data)
        choices = [("", _("Choose one")), *workshops]
        self.fields["workshop"].choices = choices  # type: ignore[attr-defined]  # its kind


class WordsForm(StaffForm):
    """What those who are booked are told of a cancellation."""

    words = forms.CharField(
        label=_("What should they know?"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Say what they should know")},
    )


class ChangeForm(WordsForm):
    """What has changed, and whether only some workshops are concerned."""

    workshops = forms.ModelMultipleChoiceField(
        label=_("Does it concern these workshops only?"),
        help_text=_("None ticked: everybody who is booked, waits or contributes is told."),
        queryset=Workshop.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, event: Event, data: Any = None) -> None:
        super().__init__(data)
        running = Workshop.objects.running().filter(series__event=event).in_order()
        self.fields["workshops"].queryset = running  # type: ignore[attr-defined]  # its kind


class MessageForm(StaffForm):
    """A message and whom it is for."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    circle = forms.ChoiceField(
        label=_("To"),
        choices=Message.Circle.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose whom it is for")},
    )
    workshop = forms.ModelChoiceField(
        label=_("Only of this workshop"),
        queryset=Workshop.objects.none(),
        required=False,
        empty_label=_("All workshops"),
    )
    ticket_type = forms.ModelChoiceField(
        label=_("Only with this ticket"),
        queryset=TicketType.objects.none(),
        required=False,
        empty_label=_("All tickets"),
    )
    subject = OneLineField(
        label=_("Subject"), max_length=150, error_messages={"required": _("Enter a subject")}
    )
    body = forms.CharField(
        label=_("Message"),
        help_text=_(
            "Plain paragraphs. Each person is addressed by name, and the event and its date stand "
            "below. No personal links: they go out by themselves."
        ),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 10}),
        error_messages={"required": _("Write the message")},
    )

    def __init__(self, event: Event, data: Any = None, **options: Any) -> None:
        super().__init__(data, **options)
        workshops = Workshop.objects.filter(series__event=event).in_order()
        self.fields["workshop"].queryset = workshops  # type: ignore[attr-defined]  # its kind
        tickets = event.ticket_types.order_by("position", "pk")
        self.fields["ticket_type"].queryset = tickets  # type: ignore[attr-defined]  # its kind

    @classmethod
    def new(cls, event: Event, **first: str) -> "MessageForm":
        """An empty form, but for what the message might begin with."""
        return cls(event, initial={"key": uuid.uuid4()} | first)

    def selection(self) -> Selection:
        data = self.cleaned_data
        return Selection(Message.Circle(data["circle"]), data["workshop"], data["ticket_type"])


class BookForForm(StaffForm):
    """A booking for somebody who rang up or wrote. Of each series at most one workshop."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    booker_name = name_field(widget=forms.TextInput(attrs={"autocomplete": "off"}))
    booker_email = email_field(help_text=_("A copy of everything goes there."))
    phone = OneLineField(label=_("Telephone"), required=False, max_length=40)
    organisation = forms.ModelChoiceField(
        label=_("For the organisation"),
        queryset=Organisation.objects.order_by("name", "pk"),
        required=False,
        empty_label=_("None, or one outside the network"),
    )
    purchase_order = OneLineField(label=_("Purchase order number"), required=False, max_length=60)
    name = name_field()
    email = email_field(help_text=_("Left empty, their mails go to who booked."))
    ticket_type = forms.ModelChoiceField(
        label=_("Ticket"),
        queryset=TicketType.objects.none(),
        empty_label=_("Choose one"),
        error_messages={"required": _("Choose a ticket")},
    )
    waiting = forms.BooleanField(label=_("Onto the event's waiting list"), required=False)
    source = forms.ChoiceField(
        label=_("How did it reach you?"),
        choices=ON_BEHALF,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how it reached you")},
    )
    override = forms.BooleanField(
        label=_("Book even if it is full, closed or for others"), required=False
    )
    reason = reason_field(required=False)

    def __init__(self, event: Event, series: Iterable[Any], data: Any = None) -> None:
        super().__init__(data, initial={"key": uuid.uuid4()})
        self.fields["booker_name"].label = _("Who books")
        self.fields["booker_name"].error_messages["required"] = _("Enter the name of who books")
        self.fields["booker_email"].label = _("Their e-mail address")
        self.fields["booker_email"].required = True
        self.fields["booker_email"].error_messages["required"] = _("Enter their e-mail address")
        self.fields["name"].label = _("Who comes")
        self.fields["name"].error_messages["required"] = _("Enter the name of who comes")
        self.fields["email"].label = _("E-mail address of who comes")
        tickets = event.ticket_types.order_by("position", "pk")
        self.fields["ticket_type"].queryset = tickets  # type: ignore[attr-defined]  # its kind
        self.series_names = []
        for one in series:
            name = f"series_{one.slot.pk}"
            self.series_names.append(name)
            self.fields[name] = forms.ChoiceField(
                label=one.slot.title,
                required=False,
                choices=[("", _("None"))]
                + [(str(w.pk), f"{w} ({w.left})" if w.left > 0 else _("%s (full)") % w)
                   for w in one.workshops],
            )  # fmt: skip
        self.order_fields([*self._before_series(), *self.series_names])

    def _before_series(self) -> list[str]:
        names = list(self.base_fields)
        return names[: names.index("waiting")]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("override") and not data.get("reason"):
            self.add_error("reason", _("Say why in a few words"))
        return data

    @property
    def choices(self) -> tuple[int, ...]:
        """The workshops chosen; only of a valid form."""
        return tuple(int(self.cleaned_data[n]) for n in self.series_names if self.cleaned_data[n])


class ListForm(StaffForm):
    """Which list is to be downloaded, as what."""

    what = forms.ChoiceField(label=_("Which list?"), widget=forms.RadioSelect, initial="delegates")
    kind = forms.ChoiceField(
        label=_("As"),
        choices=[("xlsx", _("A workbook for Excel and the like")), ("csv", _("Plain rows (CSV)"))],
        widget=forms.RadioSelect,
        initial="xlsx",
    )
    with_needs = forms.BooleanField(
        label=_("With access and dietary needs, for who cooks and prepares rooms"), required=False
    )

    def __init__(self, choices: list[Any], data: Any = None, *, may_see_needs: bool) -> None:
        super().__init__(data)
        self.fields["what"].choices = choices  # type: ignore[attr-defined]  # its kind
        if not may_see_needs:
            del self.fields["with_needs"]
