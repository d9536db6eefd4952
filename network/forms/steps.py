"""The application's steps. A form may be bound to what was typed long ago: drafts are kept raw."""

from collections.abc import Iterable, Mapping
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Fieldset, Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from network.actions.applying import FrozenAnswers
from network.choices import IncomeBand, LegalForm, Opportunity, Region, Setting
from network.eligibility import Claim
from network.forms import fields
from network.forms.counts import COUNTS, CountsFields, add_count_errors, count_groups
from network.models import StepAnswers
from network.registers import NUMBER_FIELDS, InvalidNumber, normalise
from network.steps import ANSWERED_STEPS, Step

_ABOUT_NUMBERS = (*NUMBER_FIELDS, "not_registered")


class StepForm(forms.Form):
    """`typed` is what a draft keeps; `answers` is what a submission freezes."""

    def typed(self) -> dict[str, Any]:
        """What was sent for the form's own fields, untouched: nothing else is ever kept."""
        read = {
            name: field.widget.value_from_datadict(self.data, self.files, name)
            for name, field in self.fields.items()
        }
        return {name: value for name, value in read.items() if value not in (None, "", [], False)}

    def can_be_kept(self) -> bool:
        """PostgreSQL keeps no NUL: such text is an error even in a draft."""
        return "\x00" not in all_text(self.typed())

    def answers(self) -> dict[str, Any]:
        """The cleaned answers as plain JSON."""
        return {name: value for name, value in self.cleaned_data.items() if value is not None}


def all_text(typed: Mapping[str, Any]) -> str:
    """All text in a mapping of strings and lists, for looking through."""
    return "\n".join(
        "\n".join(map(str, value)) if isinstance(value, list) else str(value)
        for value in typed.values()
    )


class FactsForm(StepForm):
    """What is said of an organisation, whether it applies or is a member."""

    name = forms.CharField(
        label=_("Name of your organisation"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
        error_messages={"required": _("Enter the name of your organisation")},
    )
    legal_form = forms.ChoiceField(
        label=_("Legal form"),
        choices=[("", _("Choose one")), *LegalForm.choices],
        error_messages={"required": _("Choose the legal form")},
    )
    number_ccew = forms.CharField(
        label=_("Charity number, England and Wales"), max_length=60, required=False
    )
    number_oscr = forms.CharField(
        label=_("Charity number, Scotland (OSCR)"), max_length=60, required=False
    )
    number_ccni = forms.CharField(
        label=_("Charity number, Northern Ireland"), max_length=60, required=False
    )
    number_companies_house = forms.CharField(
        label=_("Company or CIO number (Companies House)"), max_length=60, required=False
    )
    website = forms.URLField(
        label=_("Website or social media page"),
        required=False,
        max_length=200,
        assume_scheme="https",
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "url"}),
        error_messages={
            "invalid": _("Enter the address of a website or page, such as example.org")
        },
    )
    regions = forms.MultipleChoiceField(
        label=_("Where do you work?"),
        choices=Region.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one place where you work")},
    )
    settings = forms.MultipleChoiceField(
        label=_("In which settings?"),
        choices=Setting.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one setting in which you work")},
    )
    income_band = forms.ChoiceField(
        label=_("Income in your last financial year"),
        help_text=_("Helps us to show funders how many small organisations take part."),
        choices=[("", _("Rather not say")), *IncomeBand.choices],
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = _helper(*self.layout())

    def layout(self) -> list[Any]:
        """The fields in their order, the numbers in a group."""
        words = _("Enter those you have. Not being registered is ordinary.")
        numbers = [name for name in self.fields if name in _ABOUT_NUMBERS]
        group = Fieldset(_("Registered numbers"), HTML(f"<p>{words}</p>"), *numbers)
        single = [name for name in self.fields if name not in numbers]
        where = single.index("website")
        return [*single[:where], group, *single[where:]]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        numbers = []
        for name, register in NUMBER_FIELDS.items():
            if raw := cleaned.pop(name, ""):
                try:
                    numbers.append([register.value, normalise(register, raw)])
                except InvalidNumber as error:
                    self.add_error(name, error.message)
        return cleaned | {"numbers": numbers}

    def facts(self) -> dict[str, Any]:
        """The cleaned answers by the names of their fields; what is empty is left out."""
        numbers = dict(self.cleaned_data["numbers"])
        told = {name: numbers.get(register) for name, register in NUMBER_FIELDS.items()}
        told |= {name: self.cleaned_data[name] for name in self.fields if name not in told}
        return {name: value for name, value in told.items() if value}


class OrganisationForm(FactsForm):
    """The facts, and what screening needs."""

    criminal_justice = fields.criminal_justice()
    sector = fields.sector()
    not_registered = forms.BooleanField(label=_("We are not registered anywhere"), required=False)

    field_order = ("name", "criminal_justice", "sector", "legal_form", *_ABOUT_NUMBERS)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        none_given = not any(self.data.get(name) for name in NUMBER_FIELDS)
        if none_given and not cleaned.get("not_registered"):
            self.add_error(
                "number_ccew", _("Enter a registered number, or tick that you are not registered")
            )
        if not none_given and cleaned.get("not_registered"):
            self.add_error(
                "not_registered",
                _("Untick “We are not registered anywhere”, or take the numbers out"),
            )
        return cleaned


class PeopleForm(StepForm):
    contact_name = forms.CharField(
        label=_("Name of the main contact"),
        help_text=_("Usually you. This person can hand over to somebody else later."),
        max_length=150,
        error_messages={"required": _("Enter the name of the main contact")},
    )
    contact_role = forms.CharField(
        label=_("What they do in the organisation"), max_length=150, required=False
    )
    contact_phone = forms.CharField(
        label=_("Telephone"),
        help_text=_("Only if we may ring about this application."),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )
    second_name = forms.CharField(
        label=_("Name of a second contact"), max_length=150, required=False
    )
    second_email = forms.EmailField(
        label=_("Their e-mail address"),
        required=False,
        help_text=_("We write to them only if we cannot reach the main contact."),
        error_messages={"invalid": _("Enter the second contact’s e-mail address in full")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["contact_name"].widget.attrs["autocomplete"] = "name"
        self.helper = _helper(*self.fields)


class LeadershipForm(StepForm, CountsFields):
    led = fields.led()
    field_order = ["led", *COUNTS]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = _helper(
            "led",
            Fieldset(
                _("Only if you answered yes"),
                *count_groups(),
                css_class="reveal",
                data_reveal="led:yes",
            ),
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("led") != Claim.YES:
            return self._without_counts(cleaned)
        if not self.errors and any(cleaned.get(name) is not None for name in COUNTS):
            add_count_errors(self, cleaned)
        return cleaned

    def _without_counts(self, cleaned: dict[str, Any]) -> dict[str, Any]:
        """Who does not claim the category is not asked: whatever stands there is dropped."""
        for name in COUNTS:
            self.errors.pop(name, None)
        return {name: value for name, value in cleaned.items() if name not in COUNTS}

    def typed(self) -> dict[str, Any]:
        typed = super().typed()
        if typed.get("led") in {Claim.NO, Claim.UNSURE}:
            return {"led": typed["led"]}
        return typed


class WorkForm(StepForm):
    specialist = fields.specialist()
    mission = fields.mission()
    designed = fields.designed()
    service = fields.service()
    supports = fields.supports()
    support_work = fields.support_work()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = _helper(
            Fieldset(_("Your main purpose"), "specialist", "mission"),
            Fieldset(_("A project or service"), "designed", "service"),
            Fieldset(_("The people you support"), "supports", "support_work"),
        )


class HopesForm(StepForm):
    opportunities = forms.MultipleChoiceField(
        label=_("What would help you most?"),
        choices=Opportunity.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    hopes = fields.evidence(_("What do you hope for from the network?"), _("In your own words."))
    heard_from = forms.CharField(
        label=_("How did you hear about us?"), max_length=200, required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = _helper(*self.fields)


class DeclarationForm(forms.Form):
    name = forms.CharField(
        label=_("Your name"),
        max_length=150,
        error_messages={"required": _("Enter your name")},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    agreed = forms.BooleanField(
        label=_("What we told you is right as far as I know, and I may apply for my organisation."),
        error_messages={
            "required": _("Tick the box if what you told us is right and you may apply")
        },
    )


FORMS: dict[Step, type[StepForm]] = {
    Step.ORGANISATION: OrganisationForm,
    Step.PEOPLE: PeopleForm,
    Step.LEADERSHIP: LeadershipForm,
    Step.WORK: WorkForm,
    Step.HOPES: HopesForm,
}


def _helper(*layout: Any) -> FormHelper:
    helper = FormHelper()
    helper.form_tag = False
    helper.disable_csrf = True  # the page's own form carries the token
    helper.layout = Layout(*layout)
    return helper


def bound(step: StepAnswers) -> StepForm:
    """The form of a step, bound to what was typed into it."""
    return FORMS[Step(step.step)](data=step.typed)


def freeze(steps: Iterable[StepAnswers]) -> tuple[FrozenAnswers | None, dict[str, StepForm]]:
    """Check every step: the answers to freeze, or None; and the forms by step."""
    rows = {row.step: row for row in steps}
    checked = {step.value: bound(rows[step]) for step in ANSWERED_STEPS}
    wrong = [form for form in checked.values() if not form.is_valid()]
    if wrong:
        return None, checked
    answers = {step: form.answers() for step, form in checked.items()}
    return FrozenAnswers(answers, {name: row.version for name, row in rows.items()}), checked
