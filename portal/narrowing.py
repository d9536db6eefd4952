"""What a list is narrowed to, from its address. Whatever is not understood is left out."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

MOST_WORDS = 200  # characters of a search; more is cut off


class NarrowingForm(forms.Form):
    """`asked` is what was asked for and understood; `is_narrowed` says whether anything was."""

    q = forms.CharField(label=_("Search"), required=False, widget=forms.TextInput)

    def __init__(self, asked: QueryDict) -> None:
        known = {name: self._understood(name, asked.get(name, "")) for name in self.base_fields}
        super().__init__(known, auto_id="find-%s", label_suffix="")
        self.full_clean()

    def _understood(self, name: str, value: str) -> str:
        field = self.base_fields[name]
        if isinstance(field, forms.ChoiceField):
            return value if field.valid_value(value) else ""
        return " ".join(value.replace("\x00", " ").split())[:MOST_WORDS]

    @property
    def asked(self) -> dict[str, Any]:
        """By the names of the fields, what was asked for and understood."""
        return {name: value for name, value in self.cleaned_data.items() if value}

    @property
    def is_narrowed(self) -> bool:
        return bool(self.asked)


def choice(label: Any, choices: Any, every: Any) -> forms.ChoiceField:
    """One of `choices`, or `every` of them."""
    return forms.ChoiceField(label=label, required=False, choices=[("", every), *choices])
