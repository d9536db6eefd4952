"""Forms with which staff edit an issue and write down what happened."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forums.actions.issues import Content
from forums.actions.steps import What
from forums.choices import Level, Outcome, Theme
from forums.issue_states import Step
from forums.issue_words import REVIEW_AFTER, first_words, months_later, review_days
from forums.models import Forum, Submission
from portal.boxes import BoxField, DayField, PlainForm, VersionField

MOST_FORUMS = 12


class Telling(PlainForm):
    """What members see, and whether who raised it is written to."""

    shown_words = BoxField(
        gettext_lazy("What members see"),
        rows=5,
        help_text=gettext_lazy(
            "In the log of the issue, once it is shown to them, and in the mail to those who raised"
            " it. Name no organisation."
        ),
        most=3000,
        missing=gettext_lazy("Write what members see of this step"),
    )
    tells = forms.BooleanField(
        label=gettext_lazy("Tell those who raised it or are affected too, each on their own"),
        required=False,
        initial=True,
    )


class ContentForm(PlainForm):
    """What staff write of an issue."""

    statement = BoxField(
        gettext_lazy("What is wrong, or could be better?"),
        rows=2,
        most=300,
        help_text=gettext_lazy("One plain sentence, as it would be printed. It names nobody."),
        missing=gettext_lazy("Say what it is about in one sentence"),
    )
    about = BoxField(
        gettext_lazy("In more words, for staff alone"),
        rows=6,
        help_text=gettext_lazy("Goes into a briefing only where you tick it there."),
        most=5000,
        required=False,
    )
    level = forms.ChoiceField(
        label=gettext_lazy("Level"),
        choices=Level.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose a level")},
    )
    themes = forms.MultipleChoiceField(
        label=gettext_lazy("Themes"),
        choices=Theme.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    forums = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Forums it came from"),
        queryset=Forum.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        newest = Forum.objects.held().order_by("-starts_at", "-pk").values("pk")[:MOST_FORUMS]
        held = Forum.objects.filter(pk__in=newest).order_by("-starts_at", "-pk")
        self.fields["forums"].queryset = held  # type: ignore[attr-defined]  # its kind
        if not held.exists():
            del self.fields["forums"]

    def clean_statement(self) -> str:
        return " ".join(self.cleaned_data["statement"].split())

    def content(self) -> Content:
        known = self.cleaned_data
        return Content(
            statement=known["statement"],
            about=known["about"],
            level=known["level"],
            themes=tuple(known["themes"]),
            forums=tuple(known.get("forums", ())),
        )


class EditForm(ContentForm):
    version = VersionField()


FIELDS: dict[Step, tuple[str, ...]] = {
    Step.SUBMITTED: ("expected_on", "reference"),
    Step.ACKNOWLEDGED: ("expected_on", "reference"),
    Step.HOLDING: ("their_words", "shows_their_words", "expected_on", "reference"),
    Step.RESPONDED: ("outcome", "their_words", "shows_their_words", "review_on"),
    Step.REVIEWED: ("what_changed", "review_on"),
    Step.CLOSED: (),
    Step.REOPENED: (),
}
ALWAYS = ("version", "on", "shown_words", "tells")


class StepForm(Telling):
    """What happened. Only the fields that the step needs are there."""

    version = VersionField()
    on = DayField(
        gettext_lazy("On which day?"),
        missing=gettext_lazy("Enter the day on which it happened"),
    )
    outcome = forms.ChoiceField(
        label=gettext_lazy("What is the answer?"),
        choices=Outcome.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose what the answer is")},
    )
    their_words = BoxField(
        gettext_lazy("What they say, word for word"),
        rows=10,
        help_text=gettext_lazy("Kept as it came, for staff, and never changed afterwards."),
        most=20_000,
        required=False,
    )
    shows_their_words = forms.BooleanField(
        label=gettext_lazy("Others may read their words too"), required=False
    )
    what_changed = BoxField(
        gettext_lazy("What changed?"),
        rows=5,
        help_text=gettext_lazy("The end of the card: “What changed”."),
        most=3000,
        missing=gettext_lazy("Write what changed, or that nothing did"),
    )
    expected_on = DayField(
        gettext_lazy("Answer expected by"),
        missing=gettext_lazy("Enter the day by which they mean to answer"),
        help_text=gettext_lazy("You are reminded once when this day has passed."),
        required=False,
    )
    reference = forms.CharField(
        label=gettext_lazy("Their reference"), max_length=60, required=False
    )
    review_on = DayField(gettext_lazy("To be looked at again on"), required=False)
    field_order = [
        "on",
        "outcome",
        "their_words",
        "shows_their_words",
        "what_changed",
        "expected_on",
        "reference",
        "review_on",
        "shown_words",
        "tells",
    ]

    def __init__(
        self, *args: Any, step: Step, submission: Submission | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.step, self.submission = step, submission
        for name in set(self.fields) - {*ALWAYS, *FIELDS[step]}:
            del self.fields[name]
        if step == Step.HOLDING:
            self.fields["expected_on"].required = True
            self.fields["expected_on"].help_text = _("A holding reply needs this day.")
        if step == Step.RESPONDED:
            self.fields["review_on"].help_text = _("Three to six months after the answer.")
        if step == Step.REVIEWED:
            self.fields["review_on"].help_text = _("Leave empty if once was enough.")

    def clean_on(self) -> Any:
        on = self.cleaned_data["on"]
        if on > timezone.localdate():
            raise forms.ValidationError(_("This day is still to come"))
        sent_on = self.submission.sent_on if self.submission else None
        if sent_on and on < sent_on:
            raise forms.ValidationError(_("This is before it was sent"))
        return on

    def clean(self) -> dict[str, Any]:
        super().clean()
        known = self.cleaned_data
        if known.get("on"):
            self._check_expected()
            self._check_review()
        no_words = "their_words" in self.fields and not known.get("their_words")
        if no_words and known.get("outcome") != Outcome.NO_REPLY:
            self.add_error("their_words", _("Copy in what they say"))
        return known

    def _check_expected(self) -> None:
        expected_on = self.cleaned_data.get("expected_on")
        if expected_on and expected_on <= self.cleaned_data["on"]:
            self.add_error("expected_on", _("Choose a day after the one on which it happened"))

    def _check_review(self) -> None:
        on, review_on = self.cleaned_data["on"], self.cleaned_data.get("review_on")
        if self.step == Step.RESPONDED:
            first, last = review_days(on)
            self.cleaned_data["review_on"] = review_on or months_later(on, REVIEW_AFTER)
            if review_on and not first <= review_on <= last:
                self.add_error("review_on", _("Choose a day three to six months after the answer"))
        elif review_on and review_on <= on:
            self.add_error("review_on", _("Choose a day to come"))

    def what(self) -> What:
        known = self.cleaned_data
        return What(**{name: value for name, value in known.items() if name != "version"})


def first_of(step: Step, submission: Submission | None) -> dict[str, Any]:
    """What the form of a step starts with."""
    today = timezone.localdate()
    first: dict[str, Any] = {"on": today}
    body = submission.body.name if submission else ""
    if submission is not None and step != Step.RESPONDED:
        first["reference"] = submission.reference
    if submission is not None and step == Step.REVIEWED:
        first["what_changed"] = submission.issue.what_changed
    if step == Step.RESPONDED:
        first["review_on"] = months_later(today, REVIEW_AFTER)
    return first | {"shown_words": first_words(step, body=body), "tells": True}
