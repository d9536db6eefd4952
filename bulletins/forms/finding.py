"""What a list of posts is narrowed to, from its address. Whatever is not understood is left out."""

from typing import Any

from django import forms
from django.db.models import Q
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from bulletins.choices import PostKind, Stage, Theme
from bulletins.models.posts import PostQuerySet
from network.choices import Setting

MOST_WORDS = 200  # characters of a search; more is cut off


class _Narrowing(forms.Form):
    """`narrowed` keeps what matches; `is_narrowed` says whether anything was asked for."""

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

    def narrowed(self, posts: PostQuerySet) -> PostQuerySet:
        """Those that match, best first for words, newest first without."""
        wanted = self.asked
        words = wanted.pop("q", "")
        found = posts.filter(Q(**wanted))
        return found.matching(words) if words else found.newest_first()


def _choice(label: Any, choices: Any, every: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, required=False, choices=[("", every), *choices])


class NewsForm(_Narrowing):
    kind = _choice(_("Kind"), PostKind.choices, _("Everything"))


class PracticeForm(_Narrowing):
    theme = _choice(_("Theme"), Theme.choices, _("All themes"))
    setting = _choice(_("Setting"), Setting.choices, _("All settings"))
    stage = _choice(_("Stage of testing"), Stage.choices, _("All stages"))
