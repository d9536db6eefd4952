"""The small forms of a case and of what comes in beside applications."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from network import letters
from network.actions.facts import facts_of, version_of
from network.actions.handing_over import who_may
from network.choices import ON_BEHALF, Region, Setting
from network.eligibility import Verdict
from network.forms.guidance import GuidanceForm
from network.models import JoinRequest, LetterPreset, Organisation, User
from network.states import REASONS, Move

STAFF_VERDICTS = {
    Verdict.MET: _("Met"),
    Verdict.NOT_MET: _("Not met"),
    Verdict.JUDGEMENT: _("Open: needs more thought"),
}
REVIEW = "network.review_application"
NAME_ERRORS = {"required": _("Enter a name")}


def came_by() -> forms.ChoiceField:
    """How it reached us, asked wherever staff type for somebody."""
    return forms.ChoiceField(
        label=_("How did it reach you?"),
        choices=ON_BEHALF,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how it reached you")},
    )


class StaffForm(forms.Form):
    """Labels stand without a colon, as on the site's own pages."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": ""} | kwargs)


class FindingForm(StaffForm):
    """The co-ordinator's own finding about one category."""

    verdict = forms.ChoiceField(
        label=_("Your finding"),
        choices=[(verdict.value, words) for verdict, words in STAFF_VERDICTS.items()],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a finding")},
    )
    comment = forms.CharField(
        label=_("Why"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Say why in a few words")},
    )


class NoteForm(StaffForm):
    text = forms.CharField(
        label=_("Add a note"),
        help_text=_("Only co-ordinators see it. The applicant may ask to read what we keep."),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write the note first")},
    )


class AssignForm(StaffForm):
    assignee = forms.ModelChoiceField(
        label=_("Who looks after this case?"),
        queryset=User.objects.none(),
        required=False,
        empty_label=_("Nobody"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["assignee"].queryset = who_may(REVIEW)  # type: ignore[attr-defined]  # its kind


class SearchForm(StaffForm):
    q = forms.CharField(
        label=_("Name or registered number"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )


class MatchForm(StaffForm):
    organisation = forms.ModelChoiceField(
        queryset=Organisation.objects.all(),
        required=False,
        error_messages={"invalid_choice": _("This organisation is not there any more")},
    )


class ScribeForm(StaffForm):
    source = came_by()


class WithdrawForm(StaffForm):
    reason = forms.ChoiceField(
        label=_("Why do they withdraw?"),
        choices=[
            ("", _("Choose one")),
            *[(reason.value, reason.label) for reason in REASONS[Move.WITHDRAW]],
        ],
        error_messages={"required": _("Choose a reason")},
    )
    source = came_by()


class EnterForm(StaffForm):
    """An application for somebody who rang up or wrote."""

    name = forms.CharField(
        label=_("Name of the person who applies"), max_length=150, error_messages=NAME_ERRORS
    )
    email = forms.EmailField(
        label=_("Their e-mail address"),
        help_text=_("They are told, and can read and change what you enter."),
        max_length=254,
        error_messages={"required": _("Enter their e-mail address")},
    )
    organisation_name = forms.CharField(
        label=_("Name of the organisation"), max_length=200, error_messages=NAME_ERRORS
    )
    source = came_by()

    def clean_name(self) -> str:
        return " ".join(self.cleaned_data["name"].split())

    def clean_organisation_name(self) -> str:
        return " ".join(self.cleaned_data["organisation_name"].split())


class JoinDecisionForm(StaffForm):
    """Agree, saying how it was made sure; refusing needs no proof."""

    proof = forms.ChoiceField(
        label=_("How did you make sure?"),
        choices=JoinRequest.Proof.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how you made sure")},
    )
    proof_note = forms.CharField(
        label=_("In words"),
        help_text=_("Whom you asked, when, and how you knew that it was them."),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Say in a few words how you made sure")},
    )


class EnquiryAnswerForm(StaffForm):
    """Words to an enquirer: mailed as they stand, or a note of what was said in a call."""

    text = forms.CharField(
        label=_("Your answer, or what was said"),
        max_length=6000,
        widget=forms.Textarea(attrs={"rows": 10}),
        error_messages={"required": _("Write the answer first")},
    )


class EnterEnquiryForm(GuidanceForm):
    """An enquiry that came by telephone or letter."""

    source = came_by()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": ""} | kwargs)
        del self.fields["homepage"]
        self.fields["name"].label = _("Their name")
        self.fields["organisation_name"].label = _("Their organisation")
        self.fields["wants_call"].label = _("They would like a call")
        self.fields["may_leave_message"].label = _("We may leave a message on this number")
        self.fields["message"].label = _("What do they ask?")


class OrganisationForm(forms.ModelForm):
    """Lists of places and settings as boxes to tick.

    `seen` is the version of the facts that the page showed: its people may change them meanwhile.
    """

    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    regions = forms.MultipleChoiceField(
        label=_("Regions"), choices=Region.choices, widget=forms.CheckboxSelectMultiple
    )
    settings = forms.MultipleChoiceField(
        label=_("Settings"), choices=Setting.choices, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = Organisation
        fields = [
            "name",
            "sector",
            "legal_form",
            "website",
            "regions",
            "settings",
            "income_band",
            "is_publicly_listed",
        ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and "seen" in self.fields:
            self.current = version_of(facts_of(self.instance))
            self.initial["seen"] = self.current

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        seen = cleaned.get("seen")
        if seen and seen != self.current:
            raise ValidationError(
                _("Its people changed something since you opened this page. Open it again.")
            )
        return cleaned


class LetterPresetForm(forms.ModelForm):
    class Meta:
        model = LetterPreset
        fields = ["subject", "body"]
        widgets = {
            "subject": forms.TextInput(attrs={"class": "vTextField wide"}),
            "body": forms.Textarea(attrs={"rows": 18, "class": "vLargeTextField"}),
        }

    def clean_subject(self) -> str:
        subject = " ".join(self.cleaned_data["subject"].split())
        letters.check("", subject)
        return subject

    def clean_body(self) -> str:
        body: str = self.cleaned_data["body"]
        letters.check(self.instance.move, body)
        return body
