"""Forms by which staff type in what a member rang up or wrote about: for whom, and how it came."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from portal.boxes import PlainForm


class ForWhomForm(PlainForm):
    """The first step: of which organisation."""

    organisation: "forms.ModelChoiceField[Model]" = forms.ModelChoiceField(
        label=_("Organisation"),
        queryset=None,
        empty_label=_("Choose one"),
        error_messages={
            "required": _("Choose the organisation"),
            "invalid_choice": _("Choose an organisation whose membership runs"),
        },
    )

    def __init__(self, *args: Any, organisations: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = organisations  # type: ignore[attr-defined]  # its kind


class FromWhomForm(PlainForm):
    """From whom of its `people` it came, and by which of `sources`."""

    person: "forms.ModelChoiceField[Model]" = forms.ModelChoiceField(
        label=_("From whom?"),
        help_text=_("They get a copy, and can take it back."),
        queryset=None,
        empty_label=_("Choose one"),
        error_messages={
            "required": _("Choose the person it came from"),
            "invalid_choice": _("Choose one of the organisation’s people"),
        },
    )
    source = forms.ChoiceField(
        label=_("How did it reach you?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how it reached you")},
    )

    def __init__(
        self, *args: Any, people: Any, sources: Sequence[tuple[str, Any]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people  # type: ignore[attr-defined]  # its kind
        self.fields["source"].choices = sources  # type: ignore[attr-defined]  # its kind
