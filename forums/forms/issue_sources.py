"""Forms about what an issue comes from: beginning one, and adding to it."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forums.actions.issues import Origin
from forums.actions.steps import What
from forums.forms.issues import ContentForm, Telling
from forums.models import AgendaItem, Agreement, Forum, Topic
from portal.boxes import PlainForm

MOST_ITEMS, MOST_TOPICS = 100, 500


class SourceForm(PlainForm):
    """One thing that an issue comes from: chosen, or brought along by the address."""

    topic = forms.ModelChoiceField(
        label=gettext_lazy("A topic"), queryset=Topic.objects.none(), required=False
    )
    item = forms.ModelChoiceField(
        label=gettext_lazy("An item of an agenda"),
        help_text=gettext_lazy("Of forums that were held, the latest first."),
        queryset=AgendaItem.objects.none(),
        required=False,
    )
    agreement = forms.ModelChoiceField(
        label=gettext_lazy("Raised in the sanctuary, and agreed to in these words"),
        queryset=Agreement.objects.none(),
        required=False,
    )

    def __init__(self, *args: Any, statement: str | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        agreed = Agreement.objects.filter(agrees=True).select_related("item__forum")
        if statement is not None:
            agreed = agreed.filter(statement=statement)
        self._offer("topic", _topics(), _topic_label)
        self._offer("item", _items(), lambda one: f"{one.forum}: {one.title}")
        self._offer(
            "agreement", agreed.order_by("-pk"), lambda one: f"{one.item.forum}: {one.item.title}"
        )

    def _offer(self, name: str, rows: Any, label: Any) -> None:
        field = self.fields[name]
        field.queryset = rows  # type: ignore[attr-defined]  # its kind
        field.label_from_instance = label  # type: ignore[attr-defined]  # its kind
        field.empty_label = _("None")  # type: ignore[attr-defined]  # its kind

    def clean_item(self) -> AgendaItem | None:
        item: AgendaItem | None = self.cleaned_data["item"]
        if item is not None and item.is_sanctuary:
            raise forms.ValidationError(
                _(
                    "This was raised in the sanctuary. Ask who raised it first, under “Asked of"
                    " the sanctuary”, and begin from what they agreed to"
                )
            )
        return item

    def clean(self) -> dict[str, Any]:
        chosen = [name for name in ("topic", "item", "agreement") if self.cleaned_data.get(name)]
        if len(chosen) > 1:
            self.add_error(chosen[1], _("Choose one of them; more can be added afterwards"))
        return self.cleaned_data

    def origin(self) -> Origin:
        known = self.cleaned_data
        return Origin(known["topic"], known["item"], known["agreement"])


class AddSourceForm(SourceForm):
    agrees = forms.BooleanField(
        label=gettext_lazy("Who proposed the topic agrees to this"),
        help_text=gettext_lazy(
            "Needed for a topic for the co-ordinator only, where others see the issue already."
        ),
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        super().clean()
        if not self.errors and self.origin() == Origin():
            raise forms.ValidationError(_("Choose where it comes from"))
        return self.cleaned_data


class BeginForm(Telling, SourceForm, ContentForm):
    """A new issue, what it comes from, and what who raised it is told."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    field_order = ["statement", "about", "level", "themes", "forums", "topic", "item"]

    def __init__(self, *args: Any, agreement: Agreement | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agreement"].widget = forms.HiddenInput()
        self.rests_on = agreement
        if agreement is not None:
            self.fields["statement"].widget.attrs["readonly"] = True
            self.fields["statement"].help_text = _("Exactly what was agreed to.")
            for name in ("topic", "item"):
                self.fields[name].widget = forms.HiddenInput()

    def what(self) -> What:
        known = self.cleaned_data
        today = timezone.localdate()
        return What(on=today, shown_words=known["shown_words"], tells=known["tells"])


def _topic_label(topic: Topic) -> str:
    label = f"{topic.title} ({topic.organisation})"
    if not topic.is_for_coordinator:
        return label
    return _("%(topic)s: for the co-ordinator only") % {"topic": label}


def _topics() -> Any:
    there = Topic.objects.exclude(state=Topic.State.WITHDRAWN).select_related("organisation")
    newest = there.order_by("-created_at", "-pk").values("pk")[:MOST_TOPICS]
    return there.filter(pk__in=newest).order_by("-created_at", "-pk")


def _items() -> Any:
    held = AgendaItem.objects.filter(forum__in=Forum.objects.held()).select_related("forum")
    newest = held.order_by("-forum__starts_at", "position", "pk").values("pk")[:MOST_ITEMS]
    return held.filter(pk__in=newest).order_by("-forum__starts_at", "position", "pk")
