"""An invented organisation, and what its people would type into each step of an application."""

import random
from dataclasses import dataclass, field
from typing import Any

from django.utils.text import slugify

from network.choices import IncomeBand, LegalForm, Opportunity, Region
from network.eligibility import Category, Claim, Sector
from network.registers import Register
from network.steps import Step
from portal.demo.names import ascii_of
from portal.demo.themes import THEMES, Theme
from portal.demo.words import HEARD_FROM, HOPES, ROLES

_LETTERS = {
    "L": Category.LED,
    "S": Category.SPECIALIST,
    "D": Category.DESIGNED,
    "W": Category.SUPPORTS,
}
_CHARITIES = (LegalForm.CHARITY, LegalForm.CIO, LegalForm.CHARITABLE_COMPANY)
_SMALL = (IncomeBand.UNDER_10K, IncomeBand.UNDER_100K, "")
_LARGER = (IncomeBand.UNDER_100K, IncomeBand.UNDER_500K, IncomeBand.UNDER_1M, IncomeBand.OVER_1M)
# Above every number that the registers have given out: no real organisation is ever named.
_FIRST_NUMBERS = {
    Register.CCEW: 9_900_104,
    Register.OSCR: 98_104,
    Register.CCNI: 198_104,
    Register.COMPANIES_HOUSE: 98_100_104,
}
_SHAPES = {Register.OSCR: "SC0{}", Register.CCNI: "NIC{}"}


@dataclass(frozen=True)
class Sketch:
    """What there is to know about an invented organisation."""

    name: str
    theme: Theme
    region: str
    place: str
    sector: str
    legal_form: str
    numbers: dict[Register, str]
    claims: dict[Category, str]
    income_band: str = ""
    website: str = ""
    counts: dict[str, str] = field(default_factory=dict)
    mission: str = ""
    service: str = ""
    work: str = ""
    criminal_justice: str = Claim.YES

    @property
    def categories(self) -> list[str]:
        """Those claimed without hesitation."""
        return [category.value for category in Category if self.claims[category] == Claim.YES]


class Sketcher:
    """Makes sketches from lines of the catalogue; every number is given once."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self._next = dict(_FIRST_NUMBERS)

    def sketch(self, line: str, **changes: Any) -> Sketch:
        """The sketch of one line; `changes` replace what would otherwise be drawn."""
        name, theme_name, region, place, flags, *sector = line.split("|")
        theme = THEMES[theme_name]
        draw = self._rng.choice
        said = {"name": name, "place": place if region != Region.NATIONAL else "England and Wales"}
        form = self._legal_form(flags, sector[0] if sector else "")
        drawn: dict[str, Any] = {
            "name": name,
            "theme": theme,
            "region": region,
            "place": place,
            "sector": _sector(flags, sector[0] if sector else ""),
            "legal_form": form,
            "numbers": self._numbers(form, region),
            "claims": _claims(flags),
            "income_band": draw(_SMALL if "u" in flags else _LARGER),
            "website": self._website(name),
            "counts": self._counts() if "L" in flags and "L?" not in flags else {},
            "mission": draw(theme.missions).format(**said),
            "service": draw(theme.services).format(**said),
            "work": draw(theme.works).format(**said),
        }
        return Sketch(**(drawn | changes))

    def _legal_form(self, flags: str, sector: str) -> str:
        drawn = self._rng.choice(_CHARITIES)
        if sector == Sector.STATUTORY:
            return LegalForm.PUBLIC_BODY
        if sector in {Sector.CONTRACTOR, Sector.COMPANY}:
            return LegalForm.COMPANY_SHARES
        if "c" in flags:
            return LegalForm.CIC
        return LegalForm.UNINCORPORATED if "u" in flags else drawn

    def _numbers(self, form: str, region: str) -> dict[Register, str]:
        charity = {Region.SCOTLAND: Register.OSCR, Region.NORTHERN_IRELAND: Register.CCNI}.get(
            Region(region), Register.CCEW
        )
        wanted: tuple[Register, ...] = {
            LegalForm.CHARITY: (charity,),
            LegalForm.CIO: (charity,),
            LegalForm.CHARITABLE_COMPANY: (charity, Register.COMPANIES_HOUSE),
            LegalForm.CIC: (Register.COMPANIES_HOUSE,),
            LegalForm.COMPANY_SHARES: (Register.COMPANIES_HOUSE,),
        }.get(LegalForm(form), ())
        return {register: self._number(register) for register in wanted}

    def _number(self, register: Register) -> str:
        self._next[register] += self._rng.randint(3, 61)
        return _SHAPES.get(register, "{}").format(self._next[register])

    def _website(self, name: str) -> str:
        has_one = self._rng.random() < 0.8
        return f"https://{slugify(ascii_of(name))[:40].strip('-')}.example.org" if has_one else ""

    def _counts(self) -> dict[str, str]:
        """Half or more of board and senior staff together."""
        board, staff = self._rng.randint(4, 11), self._rng.randint(0, 5)
        unknown = self._rng.choice((0, 0, 0, 1))
        most = board - unknown
        return {
            "board_total": str(board),
            "board_identifying": str(self._rng.randint(board // 2 + 1, most)),
            "board_unknown": str(unknown),
            "staff_total": str(staff),
            "staff_identifying": str((staff + 1) // 2),
            "staff_unknown": "0",
        }


def _sector(flags: str, named: str) -> str:
    return named or (Sector.SOCIAL_ENTERPRISE if "c" in flags else Sector.VOLUNTARY)


def _claims(flags: str) -> dict[Category, str]:
    return {category: _claim(flags, letter) for letter, category in _LETTERS.items()}


def _claim(flags: str, letter: str) -> str:
    if f"{letter}?" in flags:
        return Claim.UNSURE
    return Claim.YES if letter in flags else Claim.NO


def typed(
    sketch: Sketch, step: Step, *, contact: str, phone: str, rng: random.Random
) -> dict[str, Any]:
    """What is typed into `step`, under the fields' names."""
    if step == Step.ORGANISATION:
        return _organisation(sketch)
    if step == Step.PEOPLE:
        return {"contact_name": contact, "contact_role": rng.choice(ROLES), "contact_phone": phone}
    if step == Step.HOPES:
        return {
            "opportunities": rng.sample(Opportunity.values, rng.randint(1, 4)),
            "hopes": rng.choice(HOPES),
            "heard_from": rng.choice(HEARD_FROM),
        }
    return from_checker(sketch) if step == Step.WORK else leadership(sketch)


def leadership(sketch: Sketch) -> dict[str, Any]:
    """The leadership step: counts only of those that claim it."""
    return {"led": sketch.claims[Category.LED], **sketch.counts}


def from_checker(sketch: Sketch) -> dict[str, Any]:
    """The four claims' answers but for leadership, as checker and application ask them alike."""
    claims = sketch.claims
    evidence = {
        "mission": sketch.mission if claims[Category.SPECIALIST] == Claim.YES else "",
        "service": sketch.service if claims[Category.DESIGNED] == Claim.YES else "",
        "support_work": sketch.work if claims[Category.SUPPORTS] == Claim.YES else "",
    }
    answers = {c.value: claims[c] for c in Category if c != Category.LED}
    return answers | {name: text for name, text in evidence.items() if text}


def checked(sketch: Sketch) -> dict[str, Any]:
    """Everything that somebody answers in the eligibility checker."""
    answered = ["criminal-justice", "organisation", "leadership", "purpose", "services", "people"]
    return {
        "criminal_justice": sketch.criminal_justice,
        "sector": sketch.sector,
        **leadership(sketch),
        **from_checker(sketch),
        "answered": [*answered, "numbers"] if sketch.counts else answered,
    }


def _organisation(sketch: Sketch) -> dict[str, Any]:
    numbers: dict[str, Any] = {
        f"number_{register.value.replace('-', '_')}": number
        for register, number in sketch.numbers.items()
    }
    return {
        "name": sketch.name,
        "criminal_justice": sketch.criminal_justice,
        "sector": sketch.sector,
        "legal_form": sketch.legal_form,
        "website": sketch.website,
        "regions": [sketch.region],
        "settings": list(sketch.theme.settings),
        "income_band": sketch.income_band,
        **(numbers or {"not_registered": "on"}),
    }
