"""Whether somebody comes to a forum, for whom, and what they need on the day."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from forums import consent
from forums.choices import Answer
from forums.models import Attendance, Forum
from network.models import Organisation


class JoinForm(forms.Form):
    """Asks only what can be answered: ways that the forum has, organisations that one has."""

    use_required_attribute = False
    answer = forms.ChoiceField(
        label=_("Are you coming?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Say whether you come")},
    )
    organisation = forms.ChoiceField(
        label=_("Which organisation do you come for?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the organisation you come for")},
    )
    needs = forms.CharField(
        label=_("If you come in person: what would make the day work for you?"),
        help_text=_(
            "For example step-free access, a seat near the door, large print, a place for a "
            "support worker, food that you do not eat."
        ),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "off"}),
    )
    consents = forms.BooleanField(label=consent.NEEDS, required=False)

    def __init__(
        self,
        data: Any = None,
        *,
        forum: Forum,
        organisations: Sequence[Organisation],
        mine: Attendance | None,
    ) -> None:
        super().__init__(data)
        self.organisations = organisations
        self._choice("answer").choices = [
            (one.value, one.label) for one in Answer if forum.takes(one)
        ]
        self._choice("organisation").choices = [(str(one.pk), one.name) for one in organisations]
        if len(organisations) == 1:
            del self.fields["organisation"]
        if not forum.venue:
            del self.fields["needs"], self.fields["consents"]
        if mine:
            self.initial = {"answer": mine.answer, "organisation": str(mine.organisation_id)}

    def _choice(self, name: str) -> forms.ChoiceField:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  # declared above
        return field

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("needs"):
            return data
        if data.get("answer") not in (None, Answer.IN_PERSON):
            self.add_error("needs", _("Empty this box, or say that you come in person"))
        elif not data.get("consents"):
            self.add_error("consents", _("Tick that you agree, or empty the box above"))
        return data

    @property
    def for_whom(self) -> Organisation:
        """The chosen organisation; only of a valid form."""
        chosen = self.cleaned_data.get("organisation", str(self.organisations[0].pk))
        return next(one for one in self.organisations if str(one.pk) == chosen)
