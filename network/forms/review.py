"""Decisions about an application: reason, letter, questions. Checked here, made by the actions."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from network import letters
from network.actions.review import Basis, Question, Wording
from network.forms.casework import StaffForm
from network.models import Application, LetterPreset
from network.states import REASONS, Move, Reason
from network.steps import Step
from portal.models import SiteSettings
from portal.whole_numbers import whole_number

MOST_QUESTIONS = 5
SEND_CHOICES = [("yes", _("Send this letter")), ("no", _("Send no letter: I tell them myself"))]
MANY_ROWS = {"rows": 16}


class DecisionForm(StaffForm):
    """One decision. Only the fields that the move needs are there.

    `version` is the application's as it was opened; `basis` what an approval rests on.
    """

    version = forms.IntegerField(min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)
    basis = forms.CharField(required=False, widget=forms.HiddenInput)
    reason = forms.ChoiceField(
        label=_("Reason"),
        help_text=_("For lists and reports. The reader sees the letter only."),
        error_messages={"required": _("Choose a reason")},
    )
    send = forms.ChoiceField(
        label=_("Letter"),
        choices=SEND_CHOICES,
        initial="yes",
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose whether the letter is sent")},
    )
    subject = forms.CharField(
        label=_("Subject"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"class": "wide"}),
    )
    body = forms.CharField(
        label=_("Text of the letter"),
        max_length=6000,
        required=False,
        widget=forms.Textarea(attrs=MANY_ROWS),
        error_messages={
            "max_length": _("Shorten this to %(limit_value)d characters: it has %(show_value)d")
        },
    )

    def __init__(self, *args: Any, move: Move, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.move = move
        if move in REASONS:
            labels = [(reason.value, reason.label) for reason in REASONS[move]]
            self.fields["reason"].choices = [("", _("Choose one")), *labels]  # type: ignore[attr-defined]  # its kind
        else:
            del self.fields["reason"]
        if move == Move.ASK:
            self._add_questions()
        if move != Move.APPROVE:
            del self.fields["basis"]

    def _add_questions(self) -> None:
        steps = [("", _("None: they only answer")), *Step.choices]
        for number in range(1, MOST_QUESTIONS + 1):
            self.fields[f"question_{number}"] = forms.CharField(
                label=_("Question %(number)d") % {"number": number},
                required=False,
                max_length=1000,
                widget=forms.Textarea(attrs={"rows": 2}),
            )
            self.fields[f"about_{number}"] = forms.ChoiceField(
                label=_("Part they may change to answer question %(number)d") % {"number": number},
                choices=steps,
                required=False,
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.move == Move.ASK:
            self._check_questions(cleaned)
        if cleaned.get("send") == "yes":
            self._check_letter(cleaned)
        return cleaned

    def _check_questions(self, cleaned: dict[str, Any]) -> None:
        asked = [n for n in range(1, MOST_QUESTIONS + 1) if cleaned.get(f"question_{n}")]
        if not asked and "question_1" not in self.errors:
            self.add_error("question_1", _("Ask at least one question"))
        for number in range(1, MOST_QUESTIONS + 1):
            if cleaned.get(f"about_{number}") and asked and number not in asked:
                self.add_error(f"question_{number}", _("Write the question, or choose no part"))

    def _check_letter(self, cleaned: dict[str, Any]) -> None:
        telephone = SiteSettings.current().coordinator_phone
        for name, empty, checked_for in (
            ("subject", _("Enter a subject"), ""),
            ("body", _("Write the letter, or choose to send none"), self.move.value),
        ):
            if name in self.errors:
                continue
            if not cleaned.get(name):
                self.add_error(name, empty)
                continue
            try:
                letters.check(checked_for, cleaned[name], telephone=telephone)
            except ValidationError as error:
                self.add_error(name, error)

    def clean_basis(self) -> str:
        raw: str = self.cleaned_data["basis"]
        if basis_from(raw) is None:
            raise ValidationError(_("The page is incomplete. Open it again"))
        return raw

    def wording(self) -> Wording:
        values = self.cleaned_data
        return Wording(values["subject"], values["body"], send=values["send"] == "yes")

    def questions(self) -> list[Question]:
        values = self.cleaned_data
        numbers = range(1, MOST_QUESTIONS + 1) if self.move == Move.ASK else range(0)
        return [
            Question(values[f"question_{n}"], values[f"about_{n}"])
            for n in numbers
            if values[f"question_{n}"]
        ]

    def expected_basis(self) -> Basis | None:
        return basis_from(self.cleaned_data["basis"])


def basis_text(basis: Basis) -> str:
    """A Basis as a hidden field carries it: "led,supports|12"."""
    return f"{','.join(basis.categories)}|{basis.organisation or ''}"


def basis_from(text: str) -> Basis | None:
    """The Basis in a hidden field, or None when it is not one."""
    categories, bar, organisation = text.partition("|")
    matched = whole_number(organisation)
    if not bar or (organisation and matched is None):
        return None
    return Basis(
        categories=tuple(filter(None, categories.split(","))),
        organisation=matched,
    )


def preset_for(move: Move, reason: str = "") -> dict[str, str]:
    """Subject and body of the letter for this move and reason, else of the move alone."""
    presets = LetterPreset.objects.filter(move=move, reason__in={reason, ""})
    found = presets.order_by("-reason").first()
    return {"subject": found.subject, "body": found.body} if found else {}


def first_values(application: Application, move: Move, basis: Basis | None) -> dict[str, Any]:
    """What a decision's form starts with."""
    values: dict[str, Any] = {"version": application.version, "send": "yes", **preset_for(move)}
    if basis is not None:
        values["basis"] = basis_text(basis)
    return values


def with_preset(
    move: Move, typed: dict[str, Any], *, replace: bool = False
) -> tuple[dict[str, Any], dict[str, str] | None]:
    """Everything that was typed, with the letter for the chosen reason.

    A letter in somebody's own words stays as it is unless `replace`; the preset then comes as
    the second value, to be offered.
    """
    reason = typed.get("reason", "")
    preset = preset_for(move, reason if reason in Reason.values else "")
    if replace or not _is_own_letter(move, typed):
        return typed | preset, None
    return typed, preset or None


def _is_own_letter(move: Move, typed: dict[str, Any]) -> bool:
    """Whether a letter is neither empty nor, word for word, one of the presets of this move."""
    letter = _words(typed)
    presets = LetterPreset.objects.filter(move=move).values("subject", "body")
    return any(letter) and letter not in [_words(preset) for preset in presets]


def _words(letter: Mapping[str, Any]) -> tuple[list[str], list[str]]:
    """Subject and body to compare: browsers send other line ends than were typed."""
    subject, body = (str(letter.get(name, "")) for name in ("subject", "body"))
    return subject.split(), [line.rstrip() for line in body.strip().splitlines()]
