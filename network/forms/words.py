"""Answers in words, as the forms' own labels say them."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from network.forms import steps as step_forms
from network.registers import Register
from network.steps import Step

LEGAL_FORM_ROW = 4  # the numbers follow it


def shown(field: forms.Field, value: Any) -> str | list[str]:
    """A raw answer in words: labels for choices, yes and no for ticks, "" for none."""
    if value in (None, "", []):
        return ""
    if isinstance(field, forms.BooleanField):
        return _("Yes") if value else _("No")
    if isinstance(field, forms.ChoiceField):
        labels = {str(key): str(label) for key, label in list(field.choices)}  # type: ignore[arg-type]  # a list here
        if isinstance(value, list):
            return [labels.get(str(one), str(one)) for one in value]
        return labels.get(str(value), str(value))
    return str(value)


def frozen_rows(step: Step, source: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Name, label and words of each frozen answer of a step; what was left empty is left out."""
    fields = step_forms.FORMS[step]().fields  # in the order in which they are asked
    rows: list[dict[str, Any]] = [
        {"name": name, "label": field.label, "value": shown(field, source.get(name))}
        for name, field in fields.items()
        if source.get(name) not in (None, "", []) and name != "not_registered"
    ]
    if step == Step.ORGANISATION:
        numbers = numbers_in_words(source)
        row = {"name": "numbers", "label": _("Registered numbers"), "value": numbers}
        rows.insert(LEGAL_FORM_ROW, row)
    return rows


def numbers_in_words(source: Mapping[str, Any]) -> list[str] | str:
    """ "Companies House: 01234567", or that there is none."""
    numbers = [f"{Register(r).label}: {number}" for r, number in source.get("numbers", [])]
    return numbers or _("Not registered")
