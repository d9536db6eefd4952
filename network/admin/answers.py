"""What an application said: per category, in sections, and what changed since last time."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from network.admin.queue import SHORT
from network.eligibility import Category, Claim, Outcome, Referral, Verdict
from network.forms.casework import STAFF_VERDICTS, FindingForm
from network.forms.words import frozen_rows
from network.models import Submission
from network.steps import Step

TONES = {Verdict.MET: "good", Verdict.NOT_MET: "neutral", Verdict.JUDGEMENT: "wait"}
EVIDENCE = {
    Category.SPECIALIST: "mission",
    Category.DESIGNED: "service",
    Category.SUPPORTS: "support_work",
}
CLAIM_WORDS = {
    Claim.YES: gettext_lazy("Claimed"),
    Claim.NO: gettext_lazy("Not claimed"),
    Claim.UNSURE: gettext_lazy("Not sure"),
}
OUTCOME_WORDS = {
    Outcome.ELIGIBLE: (gettext_lazy("Eligible by its answers"), "good"),
    Outcome.JUDGEMENT: (gettext_lazy("Needs a judgement"), "wait"),
    Outcome.GUIDANCE: (gettext_lazy("To talk through"), "wait"),
}
REFERRAL_WORDS = {
    Referral.OUTSIDE: gettext_lazy("Works outside criminal justice"),
    Referral.UNSURE_OUTSIDE: gettext_lazy("Is not sure whether it works in criminal justice"),
    Referral.STATUTORY: gettext_lazy("Is a statutory body"),
    Referral.CONTRACTOR: gettext_lazy("Is a prison or probation contractor"),
    Referral.NONE_MET: gettext_lazy("No category is met by the answers"),
}


@dataclass(frozen=True)
class CategoryBlock:
    """One category: claim, evidence, what screening said, and the co-ordinator's finding."""

    category: Category
    short: Any
    claim: Any
    is_claimed: bool
    evidence: str
    screening: dict[str, Any] | None
    finding: dict[str, Any] | None
    is_older_than_answers: bool
    form: FindingForm | None

    @property
    def needs_figures(self) -> bool:
        """Category 1 rests on figures that are shown apart."""
        return self.category == Category.LED


def category_blocks(
    submission: Submission,
    findings: list[dict[str, Any]],
    forms: Mapping[str, FindingForm],
) -> list[CategoryBlock]:
    """`findings` as `case.load` reads them; `forms` by category, empty for who only reads."""
    found = {finding["category"]: finding for finding in findings}
    screened = {row["category"]: row for row in submission.screening["categories"]}
    work = submission.answers.get(Step.WORK, {})
    claims = {**work, "led": submission.led_claim}  # type: ignore[attr-defined]  # annotated
    return [
        CategoryBlock(
            category=category,
            short=SHORT[category],
            claim=_claim_words(claims.get(category.value)),
            is_claimed=claims.get(category.value) == Claim.YES,
            evidence=work.get(EVIDENCE.get(category, ""), ""),
            screening=_screening(screened.get(category.value)),
            finding=_finding(found.get(category.value)),
            is_older_than_answers=_is_older(found.get(category.value), submission),
            form=forms.get(category.value),
        )
        for category in Category
    ]


def _claim_words(claim: Any) -> Any:
    return CLAIM_WORDS[Claim(claim)] if claim in Claim.values else _("No longer kept")


def _screening(row: dict[str, Any] | None) -> dict[str, Any] | None:
    if row is None:
        return None
    verdict = Verdict(row["verdict"])
    return {
        "word": STAFF_VERDICTS[verdict] if verdict != Verdict.JUDGEMENT else _("Judgement"),
        "tone": TONES[verdict],
        "reason": reason_for_staff(row),
    }


def reason_for_staff(frozen: Mapping[str, Any]) -> str:
    """The reason of a frozen screening; what was sent long ago has only the applicant's."""
    return str(frozen.get("staff_reason") or frozen.get("reason", ""))


def _finding(row: dict[str, Any] | None) -> dict[str, Any] | None:
    if row is None:
        return None
    verdict = Verdict(row["verdict"])
    return {**row, "word": STAFF_VERDICTS[verdict], "tone": TONES[verdict]}


def _is_older(row: dict[str, Any] | None, submission: Submission) -> bool:
    return row is not None and row["at"] < submission.submitted_at


def overall(submission: Submission) -> dict[str, Any]:
    """Screening as a whole, in the staff's words."""
    word, tone = OUTCOME_WORDS[Outcome(submission.screening["outcome"])]
    referrals = [REFERRAL_WORDS[Referral(code)] for code in submission.screening["referrals"]]
    return {"word": word, "tone": tone, "referrals": referrals}


def sections(submission: Submission) -> list[dict[str, Any]]:
    """Every answer but the leadership figures, under the steps' headings."""
    steps = [step for step in Step if step not in {Step.LEADERSHIP, Step.DOCUMENTS}]
    return [
        {"title": step.label, "rows": frozen_rows(step, submission.answers.get(step, {}))}
        for step in steps
    ]


def changes(newest: Submission, before: Submission) -> list[dict[str, Any]]:
    """Field by field what the newest submission says otherwise than the one before it.

    Of the leadership figures only that they changed: the figures are shown apart.
    """
    found: list[dict[str, Any]] = []
    for step in Step:
        if step == Step.LEADERSHIP:
            found += _leadership_change(newest, before)
        elif step == Step.DOCUMENTS:
            found += _documents_change(newest, before)
        else:
            found += _step_changes(step, newest, before)
    return found


def _step_changes(step: Step, newest: Submission, before: Submission) -> list[dict[str, Any]]:
    new = {row["name"]: row for row in frozen_rows(step, newest.answers.get(step, {}))}
    old = {row["name"]: row for row in frozen_rows(step, before.answers.get(step, {}))}
    return [
        {
            "label": (new.get(name) or old[name])["label"],
            "before": old.get(name, {}).get("value", ""),
            "after": new.get(name, {}).get("value", ""),
        }
        for name in {**old, **new}
        if old.get(name, {}).get("value") != new.get(name, {}).get("value")
    ]


def _documents_change(newest: Submission, before: Submission) -> list[dict[str, Any]]:
    new, old = (one.answers.get(Step.DOCUMENTS, {}).get("names", []) for one in (newest, before))
    return [{"label": Step.DOCUMENTS.label, "before": old, "after": new}] if new != old else []


def _leadership_change(newest: Submission, before: Submission) -> list[dict[str, Any]]:
    if newest.leadership_digest == before.leadership_digest:  # type: ignore[attr-defined]  # annotated
        return []
    words = _("Changed: see the figures")
    return [{"label": Step.LEADERSHIP.label, "before": "", "after": words}]
