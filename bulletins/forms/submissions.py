"""What members share, in plain boxes: checked here, kept by the actions."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy as _

from bulletins.actions.submissions import FIELDS, Content
from bulletins.choices import Stage
from bulletins.models import Submission
from bulletins.submission_states import State
from network.choices import Setting, Theme
from network.models import Organisation
from network.uploads import MAX_BYTES, Kind, RefusedUpload, Upload, inspect
from portal.boxes import BoxField
from portal.letters import one_line

PICTURES = frozenset({Kind.JPEG, Kind.PNG})
LONG, MIDDLING = 20_000, 5000
YES_NO = [("yes", _("Yes")), ("no", _("No"))]


class LineField(forms.CharField):
    """Text in which a line break is a space."""

    def to_python(self, value: Any) -> str:
        return one_line(super().to_python(value) or "")

    def widget_attrs(self, widget: Any) -> dict[str, Any]:
        attrs = super().widget_attrs(widget)
        return attrs | ({"maxlength": "1000"} if "maxlength" in attrs else {})


class PictureField(forms.FileField):
    """A JPEG or PNG judged by its content; it is cleaned to an `Upload`.

    With a `refusal` that is said, and the file not looked into.
    """

    refusal = ""

    def __init__(self, **options: Any) -> None:
        chooser = forms.FileInput(attrs={"accept": "image/jpeg,image/png"})
        super().__init__(widget=chooser, required=False, **options)
        self.error_messages["empty"] = _("The picture is empty. Choose it again, or another one")

    def clean(self, data: Any, initial: Any = None) -> Upload | None:
        file = super().clean(data, initial)
        if not file:
            return None
        if self.refusal:
            raise ValidationError(self.refusal)
        try:
            found = inspect(file.read(MAX_BYTES + 1), file.name)
        except RefusedUpload as refused:
            said = _("Choose a JPEG or PNG picture") if refused.code == "kind" else refused.message
            raise ValidationError(said, code=refused.code) from refused
        if found.kind not in PICTURES:
            raise ValidationError(_("Choose a JPEG or PNG picture"))
        return found


def choice(label: Any, choices: Any, missing: Any, **options: Any) -> forms.ChoiceField:
    """One of a few, none of them chosen beforehand."""
    words = {"required": missing, "invalid_choice": missing}
    return forms.ChoiceField(
        label=label, choices=choices, widget=forms.RadioSelect, error_messages=words, **options
    )


def picked(label: Any, choices: Any, missing: Any) -> forms.ChoiceField:
    """One of many."""
    words = {"required": missing, "invalid_choice": missing}
    return forms.ChoiceField(
        label=label, choices=[("", _("Choose one")), *choices], error_messages=words
    )


class ShareForm(forms.Form):
    """What every kind has; a draft (`sends` is false) may lack anything that is asked for.

    `organisations` are those somebody may share for: with one there is nothing to choose. With
    `kept`, the submission so far, its picture counts.
    """

    key = forms.UUIDField(required=False, widget=forms.HiddenInput)
    version = forms.IntegerField(
        required=False, min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput
    )
    organisation = choice(
        _("Which organisation do you share this for?"), [], _("Choose the organisation")
    )
    title = LineField(
        label=_("Title"),
        help_text=_("What it is about, in a few words."),
        max_length=150,
        error_messages={
            "required": _("Enter a title"),
            "max_length": _(
                "Shorten the title to %(limit_value)d characters: it has %(show_value)d"
            ),
        },
    )
    link = forms.URLField(
        label=_("A link to more"),
        help_text=_("A page of yours, say. It begins with https://"),
        required=False,
        max_length=200,
        assume_scheme="https",
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "url"}),
        error_messages={
            "invalid": _("Enter a whole address, such as https://example.org/news"),
            "max_length": _(
                "Shorten the link to %(limit_value)d characters: it has %(show_value)d"
            ),
        },
    )
    picture = PictureField(
        label=_("A picture"),
        help_text=_("JPEG or PNG, up to 10 MB. Only one that shows nobody who has not agreed."),
    )
    drops_picture = forms.BooleanField(label=_("Take the picture away"), required=False)
    picture_alternative = LineField(
        label=_("What the picture shows"),
        help_text=_("For people who cannot see it: what matters in it, in a sentence."),
        required=False,
        max_length=300,
        error_messages={
            "max_length": _("Shorten this to %(limit_value)d characters: it has %(show_value)d")
        },
    )
    is_for_members = choice(
        _("Who may read it?"),
        [("no", _("Everybody")), ("yes", _("Members of the network only"))],
        _("Choose who may read it"),
    )
    names_organisation = choice(
        _("May we name your organisation?"), YES_NO, _("Say whether we may name your organisation")
    )

    def __init__(
        self,
        *args: Any,
        organisations: list[Organisation],
        kept: Submission | None = None,
        sends: bool = True,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.kept, self.sends = kept, sends
        self.fields["link"].validators = [URLValidator(["http", "https"], message=self._no_link())]
        self.organisations = {str(one.pk): one for one in organisations}
        self._offer_organisations()
        if kept is None or not kept.picture_file:
            del self.fields["drops_picture"]

    def _no_link(self) -> Any:
        return self.fields["link"].error_messages["invalid"]

    def _offer_organisations(self) -> None:
        if len(self.organisations) > 1:
            names = [(pk, one.name) for pk, one in self.organisations.items()]
            self.fields["organisation"].choices = names  # type: ignore[attr-defined]  # its kind
        else:
            del self.fields["organisation"]

    def full_clean(self) -> None:
        """What is asked for is asked for only when it is sent; the page says so either way.

        What was sent before keeps its title: staff know it by that.
        """
        asked = [field for field in self.fields.values() if field.required]
        for field in asked:
            field.required = self.sends
        self.fields["title"].required = self.sends or self._was_sent()
        super().full_clean()
        for field in asked:
            field.required = True

    def _was_sent(self) -> bool:
        return self.kept is not None and self.kept.state == State.CHANGES_ASKED

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        has_picture = bool(cleaned.get("picture")) or self._keeps_picture(cleaned)
        lacks_words = not cleaned.get("picture_alternative")
        if self.sends and has_picture and lacks_words and "picture_alternative" not in self.errors:
            self.add_error(
                "picture_alternative", _("Say what the picture shows, for who cannot see it")
            )
        if self.errors and cleaned.get("picture"):
            said = _("Choose the picture again: it is not kept while something is missing")
            self.add_error("picture", said)
        return cleaned

    def _keeps_picture(self, cleaned: dict[str, Any]) -> bool:
        has_one = self.kept is not None and bool(self.kept.picture_file)
        return has_one and not cleaned.get("drops_picture")

    @property
    def chosen(self) -> Organisation:
        """The organisation chosen, or the first. Only of a valid form."""
        return self.organisations[
            self.cleaned_data.get("organisation") or next(iter(self.organisations))
        ]

    def content(self) -> Content:
        """What was written. A question left open in a draft counts as the more careful answer."""
        data = self.cleaned_data
        careful = {
            "is_for_members": data["is_for_members"] != "no",
            "names_organisation": data["names_organisation"] == "yes",
        }
        return Content(
            said=data | careful,
            picture=data.get("picture"),
            drops_picture=bool(data.get("drops_picture")),
            organisation=self.chosen if data.get("organisation") else None,
        )


class NewsForm(ShareForm):
    text = BoxField(
        _("Your news"),
        rows=10,
        most=LONG,
        help_text=_("What happened, for whom, and what others can take from it. Plain text."),
        missing=_("Write your news"),
    )
    field_order = ["organisation", "title", "text", "link", "picture"]


class PracticeForm(ShareForm):
    problem = BoxField(
        _("The problem"),
        rows=4,
        most=MIDDLING,
        help_text=_("What was it that you wanted to change?"),
        missing=_("Say what the problem was"),
    )
    what_was_done = BoxField(
        _("What you did"), rows=6, most=MIDDLING, missing=_("Say what you did")
    )
    what_changed = BoxField(
        _("What changed"), rows=4, most=MIDDLING, required=False, help_text=_("Also what did not.")
    )
    differently = BoxField(
        _("What you would do differently"), rows=4, most=MIDDLING, required=False
    )
    stage = choice(
        _("How far has it been tried?"), Stage.choices, _("Choose how far it has been tried")
    )
    theme = picked(_("Theme"), Theme.choices, _("Choose a theme"))
    setting = picked(_("Where does it take place?"), Setting.choices, _("Choose where"))
    field_order = [
        "organisation",
        "title",
        "problem",
        "what_was_done",
        "what_changed",
        "differently",
        "stage",
        "theme",
        "setting",
        "link",
        "picture",
    ]


FORMS: dict[str, type[ShareForm]] = {
    Submission.Kind.NEWS: NewsForm,
    Submission.Kind.PRACTICE: PracticeForm,
}


def first_values(row: Submission, choices: Sequence[Organisation] = ()) -> dict[str, Any]:
    """What the form of a submission starts with.

    A draft stands with the first of several `choices` also where none was chosen: then the form
    asks once more.
    """
    said = {name: getattr(row, name) for name in PLAIN}
    may_be_open = len(choices) > 1 and row.organisation == choices[0]
    return said | {
        "version": row.version,
        "organisation": "" if may_be_open else str(row.organisation_id),
        "is_for_members": "yes" if row.is_for_members else "no",
        "names_organisation": "yes" if row.names_organisation else "no",
    }


# The two others are asked with a yes and a no.
PLAIN = [name for name in FIELDS if name not in {"is_for_members", "names_organisation"}]
