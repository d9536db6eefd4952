"""The eligibility checker: one thing per page, answers kept in the session."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from network.eligibility import Claim
from network.forms import fields
from network.forms.counts import CountsForm


class CriminalJusticeForm(forms.Form):
    criminal_justice = fields.criminal_justice()


class SectorForm(forms.Form):
    sector = fields.sector()


class LedForm(forms.Form):
    led = fields.led()


class SpecialistForm(forms.Form):
    specialist = fields.specialist()
    mission = fields.mission()


class DesignedForm(forms.Form):
    designed = fields.designed()
    service = fields.service()


class SupportsForm(forms.Form):
    supports = fields.supports()
    support_work = fields.support_work()


@dataclass(frozen=True)
class Question:
    """One page of the checker."""

    slug: str
    title: Any
    form: type[forms.Form]
    template: str = "network/eligibility_question.html"

    def is_asked(self, answers: Mapping[str, Any]) -> bool:
        """The counts are asked only of who claims to be led by racially minoritised people."""
        return self.slug != "numbers" or answers.get("led") == Claim.YES

    def is_answered(self, answers: Mapping[str, Any]) -> bool:
        return self.slug in answers.get("answered", [])


QUESTIONS = (
    Question("criminal-justice", _("Who you work with"), CriminalJusticeForm),
    Question("organisation", _("Your organisation"), SectorForm),
    Question("leadership", _("Who leads you"), LedForm),
    Question(
        "numbers", _("Board and senior staff"), CountsForm, "network/eligibility_numbers.html"
    ),
    Question("purpose", _("Your purpose"), SpecialistForm),
    Question("services", _("A project or service"), DesignedForm),
    Question("people", _("The people you support"), SupportsForm),
)


def question(slug: str) -> Question | None:
    return next((q for q in QUESTIONS if q.slug == slug), None)


def asked(answers: Mapping[str, Any]) -> list[Question]:
    """The questions this visitor meets, given the answers so far."""
    return [q for q in QUESTIONS if q.is_asked(answers)]


def first_open(answers: Mapping[str, Any]) -> Question | None:
    """The first question not answered yet, or None when the result can be shown."""
    return next((q for q in asked(answers) if not q.is_answered(answers)), None)
