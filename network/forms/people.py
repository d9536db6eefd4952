from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.text import Truncator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from network.forms.steps import StepForm
from network.models import InformationItem, Organisation, User
from network.roles import Role

_NAMED_BY = 80  # letters of a question
ROLE_WORDS = {
    Role.MEMBER: _("Member: sees this page and uses everything that members can"),
    Role.MANAGER: _("Manager: changes what is said of the organisation, and invites colleagues"),
}


class InviteForm(forms.Form):
    email = forms.EmailField(
        label=_("Your colleague's e-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": _("Enter an e-mail address")},
    )


class InvitePersonForm(InviteForm):
    """Invite somebody to an organisation; the role is asked where there is a choice."""

    role = forms.ChoiceField(
        label=_("What may they do?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what they may do")},
    )

    def __init__(self, *args: Any, roles: Sequence[Role], **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": ""} | kwargs)
        self.fields["role"].choices = [(role.value, ROLE_WORDS[role]) for role in roles]  # type: ignore[attr-defined]  # its kind
        if len(roles) == 1:
            self.fields["role"].widget = forms.HiddenInput()
            self.initial["role"] = roles[0].value


def _unanswered(item: InformationItem) -> str:
    """Several questions may be open: the error says which one it is about."""
    words = gettext("“%(question)s” needs an answer, even if only in a few words")
    return words % {"question": Truncator(item.question).chars(_NAMED_BY)}


class AnswersForm(StepForm):
    """One box per question that was asked."""

    def __init__(self, *args: Any, items: Sequence[InformationItem], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.items = items
        for item in items:
            self.fields[item.field_name] = forms.CharField(
                label=item.question,
                max_length=5000,
                widget=forms.Textarea(attrs={"rows": 4}),
                error_messages={"required": _unanswered(item)},
            )

    def typed(self) -> dict[str, str]:
        """What was typed into the boxes, without space around it."""
        return {name: text.strip() for name, text in super().typed().items() if text.strip()}

    def by_question(self) -> dict[int, str]:
        """The question's pk → the text."""
        return {item.pk: self.cleaned_data[item.field_name] for item in self.items}


class JoinForm(forms.Form):
    """Ask to belong to an organisation that chose to be named in public, and is not one's own."""

    organisation = forms.ModelChoiceField(
        label=_("Organisation"),
        queryset=Organisation.objects.none(),
        empty_label=_("Choose one"),
        error_messages={"required": _("Choose your organisation")},
    )
    message = forms.CharField(
        label=_("What do you do there?"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = Organisation.objects.visible_to(by)
        others = Organisation.objects.listed().exclude(pk__in=own.values("pk"))
        self.fields["organisation"].queryset = others.order_by("name", "pk")  # type: ignore[attr-defined]  # its kind


class DocumentForm(forms.Form):
    document = forms.FileField(
        label=_("Choose a file"),
        help_text=_("PDF, Word (.docx), or a photograph, up to 10 MB."),
        widget=forms.ClearableFileInput(
            attrs={"accept": ".pdf,.docx,image/jpeg,image/png,application/pdf"}
        ),
        error_messages={
            "required": _("Choose a file first"),
            "empty": _("The file is empty. Choose it again, or choose another one"),
        },
    )
