"""Forms about who stands behind an issue: whom to ask, what they said, whose voice it is."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy

from forums.models import Attendance, Voice
from network.choices import ON_BEHALF
from network.models import Organisation
from portal.boxes import BoxField, PlainForm


class AskForm(PlainForm):
    """Of whom it is asked whether something from the sanctuary may be taken further, and what."""

    raised_by = forms.ModelChoiceField(
        label=gettext_lazy("Who raised it?"),
        help_text=gettext_lazy("Those who were ticked as present."),
        queryset=Attendance.objects.none(),
        empty_label=gettext_lazy("Choose one"),
        error_messages={"required": gettext_lazy("Choose who raised it")},
    )
    statement = BoxField(
        gettext_lazy("What would be said"),
        rows=2,
        most=300,
        help_text=gettext_lazy(
            "Exactly this is shown to them, and exactly this becomes the issue. It names nobody."
        ),
        missing=gettext_lazy("Write what would be said"),
    )

    def __init__(self, *args: Any, attendances: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["raised_by"]
        field.queryset = attendances
        field.label_from_instance = lambda one: f"{one.user}, {one.organisation}"

    def clean_statement(self) -> str:
        return " ".join(self.cleaned_data["statement"].split())


class ToldForm(PlainForm):
    """An answer that did not come by the page."""

    agrees = forms.ChoiceField(
        label=gettext_lazy("What did they say?"),
        choices=[("yes", gettext_lazy("They agree")), ("no", gettext_lazy("They do not agree"))],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose what they said")},
    )
    source = forms.ChoiceField(
        label=gettext_lazy("How did it reach you?"),
        choices=ON_BEHALF,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose how it reached you")},
    )


class ProposerForm(PlainForm):
    """Before something from a topic for the co-ordinator only is shown to more people."""

    agrees = forms.BooleanField(
        label=gettext_lazy("Who proposed the topic agrees to this"),
        error_messages={
            "required": gettext_lazy("Ask who proposed the topic first, then tick that they agree")
        },
    )


class VoiceForm(PlainForm):
    """An organisation of which staff know that it raised this, or is affected too."""

    organisation = forms.ModelChoiceField(
        label=gettext_lazy("Organisation"),
        queryset=Organisation.objects.none(),
        empty_label=gettext_lazy("Choose one"),
        error_messages={"required": gettext_lazy("Choose the organisation")},
    )
    how = forms.ChoiceField(
        label=gettext_lazy("What did it say?"),
        choices=Voice.How.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose what it said")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        members = Organisation.objects.members_at(timezone.now()).order_by("name", "pk")
        self.fields["organisation"].queryset = members  # type: ignore[attr-defined]  # its kind
