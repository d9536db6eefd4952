"""Eligibility screening: answers in, four verdicts and one outcome out.

Pure: no database, no request, no settings. The rules are those of the network's membership
criteria: an organisation needs one of four categories and may meet more. The words shown to
people live in `network.eligibility_wording`; this module only decides.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from network import eligibility_wording as wording
from network.evidence import has_evidence

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

MAX_HEADCOUNT = 9_999  # a board larger than this is a slip of the finger
STATEMENT_WORDS = 3  # fewest words that make a mission statement or a description of work
NAME_WORDS = 1  # a project may be called by a single word


class Category(models.TextChoices):
    """The four ways into the network; any one is enough."""

    LED = "led", _("Led by racially-minoritised people")
    SPECIALIST = "specialist", _("Racially minoritised-specialist voluntary sector organisation")
    DESIGNED = "designed", _("Delivering services designed for racially minoritised people")
    SUPPORTS = "supports", _("Service that supports racially minoritised people")


class Claim(models.TextChoices):
    """What an organisation says of itself."""

    YES = "yes", _("Yes")
    NO = "no", _("No")
    UNSURE = "unsure", _("We are not sure")


class Sector(models.TextChoices):
    """Answers to "What kind of organisation are you?"."""

    VOLUNTARY = "voluntary", _("A charity, community group or other voluntary organisation")
    SOCIAL_ENTERPRISE = (
        "social-enterprise",
        _("A community interest company or other not-for-profit company"),
    )
    STATUTORY = "statutory", _("A public body, such as a council, a prison or a health service")
    CONTRACTOR = "contractor", _("An organisation contracted to run prison or probation services")
    COMPANY = "company", _("A company that makes a profit for its owners")
    UNSURE = "unsure", _("Something else, or we are not sure")


class Verdict(models.TextChoices):
    """What screening says of one category."""

    MET = "met", _("Met")
    NOT_MET = "not-met", _("Not this one: one is enough")
    JUDGEMENT = "judgement", _("Co-ordinator will look")


class Outcome(models.TextChoices):
    """What screening says overall. Guidance means: led to the co-ordinator, never refused."""

    ELIGIBLE = "eligible", _("You can apply")
    JUDGEMENT = "judgement", _("You can apply, and the co-ordinator will look at your answers")
    GUIDANCE = "guidance", _("Please talk to the co-ordinator")


class Referral(models.TextChoices):
    """Why the co-ordinator is brought in, whatever the categories say."""

    OUTSIDE = "outside-criminal-justice", wording.OUTSIDE
    UNSURE_OUTSIDE = "unsure-criminal-justice", wording.UNSURE_OUTSIDE
    STATUTORY = "statutory", wording.STATUTORY
    CONTRACTOR = "contractor", wording.CONTRACTOR
    NONE_MET = "none-met", wording.NONE_MET


@dataclass(frozen=True, slots=True)
class Headcount:
    """People of a board or of senior staff; `unknown` counts not known and prefer not to say."""

    total: int
    identifying: int
    unknown: int = 0

    def __add__(self, other: Headcount) -> Headcount:
        return Headcount(
            self.total + other.total,
            self.identifying + other.identifying,
            self.unknown + other.unknown,
        )


NOBODY = Headcount(0, 0, 0)


@dataclass(frozen=True, slots=True)
class Answers:
    """Everything screening looks at. Senior staff of `None` means none, which is ordinary."""

    criminal_justice: Claim
    sector: Sector
    led: Claim
    board: Headcount | None
    senior_staff: Headcount | None
    specialist: Claim
    mission: str
    designed: Claim
    service: str
    supports: Claim
    support_work: str


@dataclass(frozen=True, slots=True)
class CategoryResult:
    """The verdict on one category, with its reason in words for the organisation and for staff."""

    category: Category
    verdict: Verdict
    reason: StrOrPromise
    staff_reason: StrOrPromise


@dataclass(frozen=True, slots=True)
class Screening:
    """The result for all four categories, in their order, and overall."""

    outcome: Outcome
    categories: tuple[CategoryResult, ...]
    referrals: tuple[Referral, ...]

    @property
    def met(self) -> tuple[Category, ...]:
        """The categories that are met, in order."""
        return self._with(Verdict.MET)

    @property
    def to_judge(self) -> tuple[Category, ...]:
        """The categories that the co-ordinator has to judge, in order."""
        return self._with(Verdict.JUDGEMENT)

    @property
    def needs_judgement(self) -> bool:
        """Whether any category waits for the co-ordinator's judgement."""
        return bool(self.to_judge)

    @property
    def referral_reasons(self) -> tuple[StrOrPromise, ...]:
        """Why the co-ordinator is brought in, in words for the organisation."""
        return tuple(referral.label for referral in self.referrals)

    def _with(self, verdict: Verdict) -> tuple[Category, ...]:
        return tuple(r.category for r in self.categories if r.verdict == verdict)


class InvalidHeadcount(ValueError):
    """Counts that cannot be true.

    `code` is one of the keys of `eligibility_wording.HEADCOUNT_ERRORS`, `field` the answer's
    key (`board_total`, `staff_identifying`, …), `message` words for the person who typed it.
    """

    def __init__(self, code: str, field: str) -> None:
        super().__init__(f"{field}: {code}")
        self.code = code
        self.field = field

    @property
    def message(self) -> StrOrPromise:
        return wording.HEADCOUNT_ERRORS[self.code]


def screen(answers: Answers) -> Screening:
    """Screen an organisation's answers.

    Counts are looked at only where the organisation claims to be led by racially minoritised
    people. Raises `InvalidHeadcount` when they name nobody at all or do not add up.
    """
    specialist = _specialist(answers)
    designed = _described(Category.DESIGNED, answers.designed, answers.service, NAME_WORDS)
    implied = any(r.verdict == Verdict.MET for r in (specialist, designed))
    results = (_led(answers), specialist, designed, _supports(answers, implied=implied))
    verdicts = {r.verdict for r in results}
    referrals = _referrals(answers, verdicts)
    return Screening(_outcome(verdicts, referrals), results, referrals)


def answers_from(data: Mapping[str, object]) -> Answers:
    """Build `Answers` from plain answers as a form or a draft keeps them.

    A missing or unreadable claim or sector counts as unsure. Counts are read only where the
    organisation claims category 1: a missing total means no such people were counted, missing
    identifying means that nobody of them is known. Raises `InvalidHeadcount` for a count that is
    no number, or given without its total.
    """
    led = _claim(data.get("led"))
    counted = led == Claim.YES
    return Answers(
        criminal_justice=_claim(data.get("criminal_justice")),
        sector=_sector(data.get("sector")),
        led=led,
        board=_headcount(data, "board") if counted else None,
        senior_staff=_headcount(data, "staff") if counted else None,
        specialist=_claim(data.get("specialist")),
        mission=_text(data.get("mission")),
        designed=_claim(data.get("designed")),
        service=_text(data.get("service")),
        supports=_claim(data.get("supports")),
        support_work=_text(data.get("support_work")),
    )


def as_json(screening: Screening) -> dict[str, Any]:
    """A screening as plain JSON, reasons in the language of now, to be frozen.

    The reasons of category 1 quote the leadership counts: `take_led_reasons` parts them.
    """
    return {
        "outcome": screening.outcome.value,
        "categories": [
            {
                "category": r.category.value,
                "verdict": r.verdict.value,
                "reason": str(r.reason),
                "staff_reason": str(r.staff_reason),
            }
            for r in screening.categories
        ],
        "referrals": [referral.value for referral in screening.referrals],
    }


def take_led_reasons(frozen: dict[str, Any]) -> dict[str, str]:
    """Take the reasons of category 1 out of a screening that `as_json` froze, and return them.

    They quote the counts: whoever freezes a screening keeps them as closely as those.
    """
    led = next(row for row in frozen["categories"] if row["category"] == Category.LED)
    return {name: led.pop(name) for name in ("reason", "staff_reason")}


def from_json(data: Mapping[str, Any]) -> Screening:
    """The screening that `as_json` froze, its reasons as they were said then."""
    return Screening(
        outcome=Outcome(data["outcome"]),
        categories=tuple(
            CategoryResult(
                Category(r["category"]), Verdict(r["verdict"]), r["reason"], r["staff_reason"]
            )
            for r in data["categories"]
        ),
        referrals=tuple(Referral(value) for value in data["referrals"]),
    )


def _led(answers: Answers) -> CategoryResult:
    """Category 1: half or more of board and senior staff together, in exact arithmetic."""
    if answers.led != Claim.YES or answers.board is None:
        return _unproved(Category.LED, answers.led)
    people = _together(answers.board, answers.senior_staff or NOBODY)
    if 2 * people.identifying >= people.total:
        verdict = Verdict.MET
    elif 2 * (people.identifying + people.unknown) >= people.total:
        verdict = Verdict.JUDGEMENT
    else:
        verdict = Verdict.NOT_MET
    reason = wording.leadership(people.total, people.identifying, people.unknown)
    return CategoryResult(Category.LED, verdict, *reason)


def _together(board: Headcount, staff: Headcount) -> Headcount:
    _check(board, "board")
    _check(staff, "staff")
    people = board + staff
    if people.total == 0:
        raise InvalidHeadcount("nobody", "board_total")
    return people


def _check(people: Headcount, group: str) -> None:
    for name in ("total", "identifying", "unknown"):
        count = getattr(people, name)
        if count < 0:
            raise InvalidHeadcount("negative", f"{group}_{name}")
        if count > MAX_HEADCOUNT:
            raise InvalidHeadcount("too-many", f"{group}_{name}")
    if people.identifying > people.total:
        raise InvalidHeadcount("more-than-total", f"{group}_identifying")
    if people.identifying + people.unknown > people.total:
        raise InvalidHeadcount("more-than-total", f"{group}_unknown")


def _specialist(answers: Answers) -> CategoryResult:
    """Category 2: a claim with a mission statement, of a voluntary-sector organisation."""
    if answers.sector in (Sector.STATUTORY, Sector.COMPANY):
        return CategoryResult(Category.SPECIALIST, Verdict.NOT_MET, *wording.NOT_VOLUNTARY)
    result = _described(Category.SPECIALIST, answers.specialist, answers.mission, STATEMENT_WORDS)
    if result.verdict == Verdict.MET and answers.sector in (Sector.CONTRACTOR, Sector.UNSURE):
        return CategoryResult(Category.SPECIALIST, Verdict.JUDGEMENT, *wording.SECTOR_UNCLEAR)
    return result


def _supports(answers: Answers, *, implied: bool) -> CategoryResult:
    """Category 4: a claim with evidence, or implied by category 2 or 3."""
    own = _described(Category.SUPPORTS, answers.supports, answers.support_work, STATEMENT_WORDS)
    if implied and own.verdict != Verdict.MET:
        return CategoryResult(Category.SUPPORTS, Verdict.MET, *wording.IMPLIED)
    return own


def _described(
    category: Category, claim: Claim, evidence: str, fewest_words: int
) -> CategoryResult:
    if claim == Claim.YES and has_evidence(evidence, fewest_words):
        return CategoryResult(category, Verdict.MET, *wording.DESCRIBED[category])
    return _unproved(category, claim)


def _unproved(category: Category, claim: Claim) -> CategoryResult:
    """A category not claimed, claimed without evidence, or unsure."""
    if claim == Claim.NO:
        return CategoryResult(category, Verdict.NOT_MET, *wording.NOT_CLAIMED)
    reason = wording.NO_EVIDENCE[category] if claim == Claim.YES else wording.UNSURE
    return CategoryResult(category, Verdict.JUDGEMENT, *reason)


def _referrals(answers: Answers, verdicts: set[Verdict]) -> tuple[Referral, ...]:
    applies = {
        Referral.OUTSIDE: answers.criminal_justice == Claim.NO,
        Referral.UNSURE_OUTSIDE: answers.criminal_justice == Claim.UNSURE,
        Referral.STATUTORY: answers.sector == Sector.STATUTORY,
        Referral.CONTRACTOR: answers.sector == Sector.CONTRACTOR,
        Referral.NONE_MET: verdicts == {Verdict.NOT_MET},
    }
    return tuple(referral for referral, so in applies.items() if so)


def _outcome(verdicts: set[Verdict], referrals: tuple[Referral, ...]) -> Outcome:
    if set(referrals) - {Referral.UNSURE_OUTSIDE}:
        return Outcome.GUIDANCE
    if referrals or Verdict.MET not in verdicts:
        return Outcome.JUDGEMENT
    return Outcome.ELIGIBLE


def _claim(value: object) -> Claim:
    return Claim(value) if value in Claim.values else Claim.UNSURE


def _sector(value: object) -> Sector:
    return Sector(value) if value in Sector.values else Sector.UNSURE


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _headcount(data: Mapping[str, object], group: str) -> Headcount | None:
    total = _count(data, f"{group}_total")
    identifying = _count(data, f"{group}_identifying")
    unknown = _count(data, f"{group}_unknown")
    if total is None:
        if identifying or unknown:
            raise InvalidHeadcount("total-missing", f"{group}_total")
        return None
    if identifying is None:
        return Headcount(total, 0, max(total, unknown or 0))
    return Headcount(total, identifying, unknown or 0)


def _count(data: Mapping[str, object], field: str) -> int | None:
    value = data.get(field)
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    if isinstance(value, bool) or not isinstance(value, (int, str)):
        raise InvalidHeadcount("not-a-number", field)
    try:
        return int(value)
    except ValueError:
        raise InvalidHeadcount("not-a-number", field) from None
