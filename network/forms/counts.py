"""Leadership counts: asked only of who claims that category, checked with exact words."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from network.eligibility import Claim, InvalidHeadcount, answers_from, screen
from network.forms import fields

COUNTS = (
    "board_total",
    "board_identifying",
    "board_unknown",
    "staff_total",
    "staff_identifying",
    "staff_unknown",
)


class CountsFields(forms.Form):
    """Board and senior staff, each person counted once."""

    board_total = fields.count(
        _("People on your board"), _("Trustees, directors or management committee.")
    )
    board_identifying = fields.count(
        _("Of your board, identifying as Black, Asian or minority ethnic")
    )
    board_unknown = fields.count(_("Of your board, not known or prefer not to say"))
    staff_total = fields.count(
        _("Senior staff who are not on the board"),
        _("Enter 0 if there are none: that is ordinary."),
    )
    staff_identifying = fields.count(
        _("Of these senior staff, identifying as Black, Asian or minority ethnic")
    )
    staff_unknown = fields.count(_("Of these senior staff, not known or prefer not to say"))


def count_groups() -> tuple[Fieldset, Fieldset]:
    """The two groups of boxes, for a crispy layout."""
    return (
        Fieldset(_("Your board"), *COUNTS[:3], css_class="group--counts"),
        Fieldset(_("Senior staff"), *COUNTS[3:], css_class="group--counts"),
    )


class CountsForm(CountsFields):
    """The checker's page: counts alone."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.layout = Layout(*count_groups())

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and any(cleaned.get(name) is not None for name in COUNTS):
            add_count_errors(self, cleaned | {"led": Claim.YES})
        return cleaned


def add_count_errors(form: forms.Form, answers: dict[str, Any]) -> None:
    """Attach the error of counts that cannot be true to the field it is about."""
    try:
        screen(answers_from(answers))
    except InvalidHeadcount as error:
        if error.field in form.fields:
            message = format_lazy("{}: {}", form.fields[error.field].label, error.message)
            form.add_error(error.field, message)
        else:
            form.add_error(None, error.message)
