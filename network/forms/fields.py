"""The fields that the checker and the application ask alike."""

from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from network.eligibility import Claim, Sector

MOST_PEOPLE = 10_000


def claim(label: Any, help_text: Any, *, missing: Any) -> forms.ChoiceField:
    """Yes, no, or not sure: an answer is needed, and none is wrong.

    `missing` names the question where it stands among the page's errors.
    """
    return forms.ChoiceField(
        label=label,
        help_text=help_text,
        choices=Claim.choices,
        widget=forms.RadioSelect,
        error_messages={"required": missing},
    )


def evidence(label: Any, help_text: Any = "", *, longest: int = 1500) -> forms.CharField:
    """Some sentences; optional, as who cannot say yet goes to the co-ordinator."""
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=False,
        max_length=longest,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={
            "max_length": format_lazy(
                "{} {}",
                label,
                _("Shorten this to %(limit_value)d characters: it has %(show_value)d"),
            )
        },
    )


def _naming(label: Any, text: Any) -> Any:
    """An error that says which box it is about: several have the same errors."""
    return format_lazy("{}: {}", label, text)


def count(label: Any, help_text: Any = "") -> forms.IntegerField:
    """A number of people, typed in any digits."""
    return forms.IntegerField(
        label=label,
        help_text=help_text,
        required=False,
        min_value=0,
        max_value=MOST_PEOPLE,
        localize=False,
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "off", "class": "input-short"}
        ),
        error_messages={
            "invalid": _naming(label, _("enter a whole number, such as 7")),
            "min_value": _naming(label, _("enter 0 or more")),
            "max_value": _naming(label, _("enter %(limit_value)d or less")),
        },
    )


def criminal_justice() -> forms.ChoiceField:
    return claim(
        _("Do you work with people in the criminal justice system, or at risk of contact with it?"),
        _(
            "In prison, on probation, at court, after release, their families, or young people "
            "who could be drawn in."
        ),
        missing=_(
            "Say whether you work with people in the criminal justice system: yes, no or not sure"
        ),
    )


def sector() -> forms.ChoiceField:
    return forms.ChoiceField(
        label=_("What kind of organisation are you?"),
        choices=Sector.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the kind of organisation that fits best")},
    )


def led() -> forms.ChoiceField:
    return claim(
        _("Is your organisation led by racially minoritised people?"),
        _(
            "Half or more of your board (management committee, trustees or directors) and "
            "senior staff, taken together."
        ),
        missing=_("Say whether racially minoritised people lead you: yes, no or not sure"),
    )


def specialist() -> forms.ChoiceField:
    return claim(
        _("Is serving racially minoritised communities your main stated purpose?"),
        _(
            "For example: resettlement and family support for racially minoritised people "
            "in prison."
        ),
        missing=_(
            "Say whether serving racially minoritised communities is your main stated purpose: "
            "yes, no or not sure"
        ),
    )


def mission() -> forms.CharField:
    return evidence(
        _("What does your mission statement say?"),
        _("Copy the sentence from your constitution, website or a leaflet."),
    )


def designed() -> forms.ChoiceField:
    return claim(
        _("Do you run a project or service specifically for racially minoritised people?"),
        _(
            "It may be one part of wider work, such as a mentoring project within a service for "
            "young people leaving custody."
        ),
        missing=_(
            "Say whether you run a project or service for racially minoritised people: "
            "yes, no or not sure"
        ),
    )


def service() -> forms.CharField:
    return evidence(
        _("What is the project or service called, and what does it do?"),
        _("Its name and a sentence or two are enough."),
    )


def supports() -> forms.ChoiceField:
    return claim(
        _("Do you work with racially minoritised people?"),
        _("It need not be what you mainly do."),
        missing=_("Say whether you work with racially minoritised people: yes, no or not sure"),
    )


def support_work() -> forms.CharField:
    return evidence(_("How do you work with them?"), _("A sentence or two are enough."))
