"""Topics as members write them, and as they look for them."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from forums.actions.topics import Content
from forums.choices import Theme, TopicShows
from forums.models import Topic
from network.models import Organisation
from portal.boxes import BoxField, LineField, VersionField

WHO_SEES_IT = [
    (
        TopicShows.ORGANISATION.value,
        _(
            "Show my organisation: people of other member organisations see it, with its name. "
            "Public bodies and contractors do not."
        ),
    ),
    (
        TopicShows.COORDINATOR.value,
        _(
            "For the co-ordinator only: the network’s co-ordinators see it, and that it comes "
            "from you. No other member does, nor your colleagues."
        ),
    ),
]


class TopicForm(forms.Form):
    """`organisations` are those somebody may speak for: with one there is nothing to choose."""

    key = forms.UUIDField(required=False, widget=forms.HiddenInput)
    version = VersionField()
    organisation = forms.ChoiceField(
        label=_("For which organisation?"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose the organisation"),
            "invalid_choice": _("Choose the organisation"),
        },
    )
    title = LineField(
        label=_("What should we talk about?"),
        help_text=_("In a few words, such as “Waits for interpreters”."),
        max_length=150,
        missing=_("Say in a few words what we should talk about"),
    )
    text = BoxField(
        _("More about it"),
        help_text=_(
            "What you see, and what you would like to come of it. Please name nobody, and "
            "nothing by which somebody could be recognised."
        ),
        rows=6,
        most=3000,
        required=False,
    )
    theme = forms.ChoiceField(
        label=_("Theme"),
        choices=[("", _("None of these, or not sure")), *Theme.choices],
        required=False,
        error_messages={"invalid_choice": _("Choose a theme, or none")},
    )
    shows = forms.ChoiceField(
        label=_("Who sees it?"),
        choices=WHO_SEES_IT,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose who sees it"),
            "invalid_choice": _("Choose who sees it"),
        },
    )

    def __init__(self, *args: Any, organisations: list[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.organisations = {str(one.pk): one for one in organisations}
        if len(organisations) > 1:
            names = [(pk, one.name) for pk, one in self.organisations.items()]
            self.fields["organisation"].choices = names  # type: ignore[attr-defined]  # its kind
        else:
            del self.fields["organisation"]

    @property
    def chosen(self) -> Organisation:
        """The organisation chosen, or the only one. Only of a valid form."""
        first = next(iter(self.organisations))
        return self.organisations[self.cleaned_data.get("organisation") or first]

    def content(self) -> Content:
        data = self.cleaned_data
        return Content(data["title"], data["text"], data["theme"], data["shows"])


def first_values(topic: Topic) -> dict[str, Any]:
    """What the form of a topic starts with."""
    names = ("version", "title", "text", "theme", "shows")
    return {name: getattr(topic, name) for name in names}


class FindForm(forms.Form):
    """What a list is narrowed to, from its address; what is not understood is left out."""

    theme = forms.ChoiceField(
        label=_("Theme"), required=False, choices=[("", _("All themes")), *Theme.choices]
    )
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[
            ("", _("All")),
            *((one.value, one.label) for one in Topic.State if one != Topic.State.WITHDRAWN),
        ],
    )

    def __init__(self, asked: QueryDict) -> None:
        known = {
            name: value
            for name, field in self.base_fields.items()
            if (value := asked.get(name, "")) and field.valid_value(value)  # type: ignore[attr-defined]  # its kind
        }
        super().__init__(known, auto_id="find-%s", label_suffix="")
        self.asked = known

    @property
    def wanted(self) -> dict[str, str | None]:
        """Each field's value, or None for all."""
        return {name: self.asked.get(name) for name in self.base_fields}

    @property
    def is_narrowed(self) -> bool:
        return bool(self.asked)
