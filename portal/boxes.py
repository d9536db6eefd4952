"""Fields that forms share: paragraphs, a line, a day, and what somebody saw."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.letters import one_line

SHORTEN = _("Shorten this to %(limit_value)d characters: it has %(show_value)d")
# A browser that stops at the limit would cut a long paste without a word. It stops later, so
# that the page can say what is too much; and early enough for a request.
BROWSER_STOPS_AT = 100_000
MOST = 2**31 - 1


class PlainForm(forms.Form):
    """Labels stand without a colon, as on the site's own pages."""

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": ""} | kwargs)


class BoxField(forms.CharField):
    """Some paragraphs of plain text; lines end as they do in the database."""

    def __init__(self, label: Any, *, rows: int, most: int, missing: Any = "", **more: Any) -> None:
        words = {"max_length": SHORTEN, "required": missing}
        box = forms.Textarea(attrs={"rows": rows, "autocomplete": "off"})
        super().__init__(label=label, max_length=most, widget=box, error_messages=words, **more)

    def to_python(self, value: Any) -> str:
        return (super().to_python(value) or "").replace("\r\n", "\n").replace("\r", "\n")

    def widget_attrs(self, widget: Any) -> dict[str, Any]:
        return super().widget_attrs(widget) | {"maxlength": str(BROWSER_STOPS_AT)}


class LineField(forms.CharField):
    """Text in which a line break is a space."""

    def __init__(self, *, missing: Any = "", **options: Any) -> None:
        words = {"required": missing, "max_length": SHORTEN}
        super().__init__(error_messages=words, **options)

    def to_python(self, value: Any) -> str:
        return one_line(super().to_python(value) or "")

    def widget_attrs(self, widget: Any) -> dict[str, Any]:
        return super().widget_attrs(widget) | {"maxlength": str(BROWSER_STOPS_AT)}


class VersionField(forms.IntegerField):
    """What somebody saw when they opened the page; what is not sent is nothing seen."""

    def __init__(self) -> None:
        super().__init__(
            required=False, min_value=0, max_value=MOST, widget=forms.HiddenInput, initial=0
        )

    def clean(self, value: Any) -> int:
        return super().clean(value) or 0


class DayField(forms.DateField):
    """A day, from the browser's own calendar."""

    def __init__(self, label: Any, *, missing: Any = "", **more: Any) -> None:
        words = {"required": missing, "invalid": _("Enter a day like 2027-03-24")}
        picker = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        super().__init__(label=label, widget=picker, error_messages=words, **more)
