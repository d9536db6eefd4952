"""What a list of issues is narrowed to, from its address. What is not understood is left out."""

from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from forums.choices import Level, Outcome, Theme
from forums.issue_states import SENT
from forums.models import Body, Submission
from forums.models.issues import IssueQuerySet
from portal.whole_numbers import whole_number
from portal.written_once import written_once


def _choice(label: Any, choices: Any, every: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, required=False, choices=[("", every), *choices])


@written_once
def _bodies() -> QuerySet[Body]:
    return Body.objects.order_by("name", "pk")


class _Narrowing(forms.Form):
    """`asked` is what was asked for and understood, by the names of the fields."""

    body = _choice(_("Put to"), [], _("Everybody"))

    def __init__(self, asked: QueryDict) -> None:
        bodies = [(str(body.pk), body.name) for body in _bodies()]
        known = {name: asked.get(name, "") for name in self.base_fields}
        super().__init__(known, auto_id="find-%s", label_suffix="")
        self.fields["body"].choices = [*self.fields["body"].choices, *bodies]  # type: ignore[attr-defined]  # its kind
        self.data = {
            name: value if self._knows(name, value) else "" for name, value in known.items()
        }
        self.full_clean()

    def _knows(self, name: str, value: str) -> bool:
        return self.fields[name].valid_value(value)  # type: ignore[attr-defined,no-any-return]  # choices all

    @property
    def shown(self) -> tuple[Any, ...]:
        """All that the form shows, as values."""
        return self.fields["body"].choices, self.data  # type: ignore[attr-defined]  # its kind

    @property
    def asked(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if value}

    @property
    def is_narrowed(self) -> bool:
        return bool(self.asked)

    @property
    def body_pk(self) -> int | None:
        return whole_number(self.asked.get("body", ""))


class FindIssuesForm(_Narrowing):
    """For members and visitors: by what was sent and answered, never by what is drafted."""

    theme = _choice(_("Theme"), Theme.choices, _("All themes"))
    outcome = _choice(_("Answer"), Outcome.choices, _("Any, or none yet"))

    @property
    def wanted(self) -> dict[str, Any]:
        """What `narrowed` takes besides the issues."""
        asked = self.asked
        return {"theme": asked.get("theme"), "body": self.body_pk, "outcome": asked.get("outcome")}


def narrowed(
    issues: IssueQuerySet, *, theme: str | None, body: int | None, outcome: str | None
) -> IssueQuerySet:
    """Those that match, in the order in which something was last written down."""
    sent = Submission.objects.filter(state__in=sorted(SENT))
    if theme is not None:
        issues = issues.filter(themes__contains=[theme])
    if body is not None:
        sent = sent.filter(body=body)
    if outcome is not None:
        sent = sent.filter(outcome=outcome)
    if (body, outcome) != (None, None):
        issues = issues.filter(pk__in=sent.values("issue"))
    return issues.order_by("-changed_at", "-pk")


class BoardForm(_Narrowing):
    """For staff: by body, theme and level."""

    theme = _choice(_("Theme"), Theme.choices, _("All themes"))
    level = _choice(_("Level"), Level.choices, _("Both levels"))

    @property
    def wanted(self) -> dict[str, Any]:
        asked = self.asked
        return {"theme": asked.get("theme"), "body": self.body_pk, "level": asked.get("level")}


def of_issue(theme: str | None, level: str | None, *, prefix: str = "") -> Q:
    """What the issue itself must be like; `prefix` leads to it from another table."""
    wanted = Q()
    if theme is not None:
        wanted &= Q(**{f"{prefix}themes__contains": [theme]})
    if level is not None:
        wanted &= Q(**{f"{prefix}level": level})
    return wanted
