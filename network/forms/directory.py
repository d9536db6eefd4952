"""What the directory is narrowed to, and what an organisation shows of itself there."""

from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from network.actions.listings import VALUES
from network.choices import Region, Setting, Theme
from network.directory import FACTS, Audience, Part
from network.forms.steps import StepForm
from network.models import Listing, Organisation
from portal.narrowing import NarrowingForm, choice

WHO = {
    Audience.NOBODY: _("Nobody: we do not stand in the directory"),
    Audience.MEMBERS: _("Members of the network, when they are signed in"),
    Audience.EVERYBODY: _("Everybody: we are named in public as a member"),
}
AUDIENCE = "_for"  # ends the name of the field that says who sees a part


class DirectoryForm(NarrowingForm):
    """Each narrows what the viewer may see, and nothing else: hidden parts never match."""

    region = choice(_("Region"), Region.choices, _("All regions"))
    setting = choice(_("Setting"), Setting.choices, _("All settings"))
    theme = choice(_("Theme"), Theme.choices, _("All themes"))

    @property
    def wanted(self) -> dict[str, str | None]:
        """What was asked for besides the region; None for all."""
        names = {"words": "q", "setting": "setting", "theme": "theme"}
        return {name: self.asked.get(asked) for name, asked in names.items()}


def _who_sees(part: Part) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=format_lazy("{}: {}", part.label, _("who sees it")),
        choices=Audience.choices,
        initial=Audience.NOBODY,
        error_messages={"required": format_lazy("{}: {}", part.label, _("choose who sees it"))},
    )


class ListingForm(StepForm):
    """Everything is optional, and shown to nobody until somebody chooses otherwise."""

    shown_to = forms.ChoiceField(
        label=_("Who may find your organisation in the directory?"),
        help_text=_("They see its name, and what you choose below."),
        choices=[(value.value, words) for value, words in WHO.items()],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose who may find your organisation")},
    )
    description = forms.CharField(
        label=Part.DESCRIPTION.label,
        help_text=_("For whom, what, and how to come to you. No names of people you support."),
        required=False,
        max_length=1500,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    description_for = _who_sees(Part.DESCRIPTION)
    themes = forms.MultipleChoiceField(
        label=Part.THEMES.label,
        required=False,
        choices=Theme.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    themes_for = _who_sees(Part.THEMES)
    advice = forms.CharField(
        label=Part.ADVICE.label,
        help_text=_("What others could learn from you, in your own words."),
        required=False,
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    advice_for = _who_sees(Part.ADVICE)
    takes_questions = forms.BooleanField(
        label=_("Members may ask us for advice through the site"),
        help_text=_("We pass their words on. Neither side sees an address before you answer."),
        required=False,
    )
    email = forms.EmailField(
        label=_("E-mail address for enquiries"),
        help_text=_("An address of your organisation, rather than somebody’s own."),
        required=False,
        widget=forms.EmailInput(attrs={"spellcheck": "false"}),
        error_messages={"invalid": _("Enter an e-mail address in the form name@example.org")},
    )
    email_for = _who_sees(Part.EMAIL)
    phone = forms.CharField(
        label=_("Telephone for enquiries"),
        help_text=_("No number of somebody’s home."),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"type": "tel"}),
    )
    phone_for = _who_sees(Part.PHONE)
    regions_for = _who_sees(Part.REGIONS)
    settings_for = _who_sees(Part.SETTINGS)
    website_for = _who_sees(Part.WEBSITE)

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": ""} | kwargs)
        for part in FACTS:
            now = _fact_in_words(organisation, part) or _("nothing yet")
            self.fields[f"{part}{AUDIENCE}"].help_text = format_lazy(
                "{}: {}", _("On your organisation’s page"), now
            )

    def values(self) -> dict[str, Any]:
        """By listings.VALUES."""
        kept = {name: self.cleaned_data[name] for name in VALUES if name in self.cleaned_data}
        return kept | {
            "for_members": self._parts_for(Audience.MEMBERS),
            "for_everybody": self._parts_for(Audience.EVERYBODY),
        }

    def _parts_for(self, audience: Audience) -> list[str]:
        return [part.value for part in Part if self.cleaned_data[f"{part}{AUDIENCE}"] == audience]


def typed_of(listing: Listing) -> dict[str, Any]:
    """A listing by the names of the form's fields; what is empty is left out."""
    values = {name: getattr(listing, name) for name in VALUES if name in ListingForm.base_fields}
    values |= {f"{part}{AUDIENCE}": listing.audience_of(part).value for part in Part}
    return {name: value for name, value in values.items() if value}


def _fact_in_words(organisation: Organisation, part: Part) -> str:
    value = getattr(organisation, part)
    labels = {Part.REGIONS: dict(Region.choices), Part.SETTINGS: dict(Setting.choices)}.get(part)
    return ", ".join(str(labels[one]) for one in value) if labels else value
