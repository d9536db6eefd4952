"""Registered numbers: the four registers, and one way to write each number.

Pure: no database, no request, no settings. The register is always given and never guessed:
"SC012345" is a charity in one register and a company in another. Sources of the formats: the
Charity Commission (6 or 7 digits, linked charities with a suffix, 0 being the main one), OSCR's
guidance on publicising charitable status ("SC0[zero]xxxxx"), the Charity Commission for Northern
Ireland ("NIC" and 6 digits), and the prefixes that occur in Companies House's published data.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

MAX_TYPED = 80  # nobody types a longer number; anything longer is not read at all


class Register(models.TextChoices):
    """The registers that an organisation may be on. Being on none is ordinary."""

    CCEW = "ccew", _("Charity Commission for England and Wales")
    OSCR = "oscr", _("Scottish Charity Regulator (OSCR)")
    CCNI = "ccni", _("Charity Commission for Northern Ireland")
    COMPANIES_HOUSE = "companies-house", _("Companies House")


# The fields in which forms ask for them.
NUMBER_FIELDS = {f"number_{register.value.replace('-', '_')}": register for register in Register}

FORMATS: dict[Register, StrOrPromise] = {
    Register.CCEW: _("Charity numbers in England and Wales have 6 or 7 digits, like 1234567"),
    Register.OSCR: _("Scottish charity numbers are SC0 and 5 more digits, like SC098765"),
    Register.CCNI: _("Northern Irish charity numbers are NIC and 6 digits, like NIC123456"),
    Register.COMPANIES_HOUSE: _(
        "Company numbers have 8 digits, like 01234567, or 2 letters and 6 digits, like SC123456"
    ),
}

_CIO_NUMBER = _(
    "CE and 6 digits is the Companies House number of a charitable incorporated organisation. "
    "Its charity number has 6 or 7 digits, like 1234567. Enter this one under Companies House"
)
_SCOTTISH_NUMBER = _(
    "Numbers that start with SC are Scottish: enter a charity's under Scotland (OSCR), a "
    "company's under Companies House"
)
_NORTHERN_IRISH_NUMBER = _(
    "Numbers that start with NI are Northern Irish: enter a charity's under Northern Ireland, a "
    "company's under Companies House"
)
_SCOTTISH_COMPANY = _(
    "Scottish charity numbers start with SC0, like SC098765. SC and another digit is a company "
    "number: enter it under Companies House"
)
_SCIO_NUMBER = _(
    "CS and 6 digits is the Companies House number of a Scottish charitable incorporated "
    "organisation: enter it under Companies House. Its charity number starts with SC0, like "
    "SC098765"
)
_NI_COMPANY = _(
    "NI and 6 digits is a company number: enter it under Companies House. Northern Irish charity "
    "numbers start with NIC, like NIC123456"
)
_NORTHERN_IRISH_CHARITY = _("NIC and 6 digits is a charity number: enter it under Northern Ireland")
_NO_OR_NUMBER = _("Enter the number alone, without “No” before it, like 01234567")

# What a number of another register looks like in this one: said instead of the plain format.
_MISTAKEN: dict[Register, tuple[tuple[str, StrOrPromise], ...]] = {
    Register.CCEW: (
        (r"CE\d+", _CIO_NUMBER),
        (r"SC[O\d]+", _SCOTTISH_NUMBER),
        (r"NIC?\d+", _NORTHERN_IRISH_NUMBER),
    ),
    Register.OSCR: ((r"(SC)?[1-9]\d{5}", _SCOTTISH_COMPANY), (r"CS\d+", _SCIO_NUMBER)),
    Register.CCNI: ((r"NI\d+", _NI_COMPANY),),
    Register.COMPANIES_HOUSE: ((r"NIC\d+", _NORTHERN_IRISH_CHARITY),),
}

# Companies House: two letters and six digits. Registered societies (IP, SP, NP, RS) may end in
# letters, and so may a few limited partnerships (SL) in an A.
_PREFIXES = (
    "AC|CE|CS|EN|ES|FC|FE|GE|GN|GS|IC|LP|NA|NC|NF|NI|NL|NO|NP|NZ|OC|OE|PC|RC|SA|SC|SE|SF|SG|SI|"
    "SL|SO|SR|SZ|ZC|IP|SP|RS"
)
_COMPANY = re.compile(rf"({_PREFIXES})(\d{{1,6}})")
_SOCIETY = re.compile(r"(?:(?:IP|SP|NP|RS)\d{3,5}[A-Z]{1,3}|SL\d{5}A)")
_OLD_IRISH = re.compile(r"R0?(\d{1,6})")  # companies of before the partition of Ireland

_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−﹘﹣－"), "-")
_NOISE = re.compile(
    r"^(?:(?:UK|REGISTERED|REGISTRATION|REG|SCOTTISH|CHARITY|COMPANY|NUMBER|NUM)\b[\s.:]*"
    r"|NO(?:[.:]\s*|\s+)|[#:]\s*)+"
)
_NO_AND_FEW_DIGITS = re.compile(r"NO\s+\d{1,6}")  # "No", or the prefix of a Northern Irish society


class InvalidNumber(ValueError):
    """Not a number of that register. `message` says what is right, with an example."""

    def __init__(self, register: Register, message: StrOrPromise) -> None:
        super().__init__(f"not a number of {register.value}")
        self.register = register
        self.message = message


def normalise(register: Register, raw: str) -> str:
    """The one way to write the number `raw` of `register`; equal numbers become equal strings.

    Takes any case, spaces, full-width digits, dashes of any kind and words like "Charity no."
    before it; restores leading zeros. Raises `InvalidNumber`. It checks the format only: whether
    the number is on the register is for people to look up.
    """
    register = Register(register)
    text = _legible(raw)
    if len(raw) > MAX_TYPED:
        raise InvalidNumber(register, FORMATS[register])
    if register == Register.COMPANIES_HOUSE and _NO_AND_FEW_DIGITS.fullmatch(text):
        raise InvalidNumber(register, _NO_OR_NUMBER)
    compact = re.sub(r"[\s.,/]", "", re.sub(r"\s*/\s*(?=\d{1,4}$)", "-", _NOISE.sub("", text)))
    number = _READERS[register](compact)
    if number is None:
        raise InvalidNumber(register, _what_is_wrong(register, compact))
    return number


def _legible(raw: str) -> str:
    """`raw` in capitals, its digits and dashes plain, without invisible characters."""
    text = unicodedata.normalize("NFKC", raw[:MAX_TYPED].replace("№", "No. "))
    text = text.translate(_DASHES).upper()
    digits = (str(unicodedata.decimal(c)) if c.isdecimal() else c for c in text)
    return "".join(c for c in digits if unicodedata.category(c) != "Cf").strip()


def _what_is_wrong(register: Register, compact: str) -> StrOrPromise:
    for pattern, message in _MISTAKEN[register]:
        if re.fullmatch(pattern, compact):
            return message
    return FORMATS[register]


def _england_and_wales(compact: str) -> str | None:
    """Six or seven digits, and for a linked charity its suffix; suffix 0 is the main charity."""
    match = re.fullmatch(r"0*([1-9]\d{5,6})(?:-0*(\d{0,3}))?", compact)
    if match is None or compact.endswith("-"):
        return None
    main, linked = match.groups()
    return f"{main}-{linked}" if linked else main


def _scotland(compact: str) -> str | None:
    """SC0 and five digits; SC or the zero is often left out, and the zero typed as a letter O."""
    match = re.fullmatch(r"(?:SC)?[0O]?(\d{5})", compact)
    return f"SC0{match[1]}" if match and match[1] != "00000" else None


def _northern_ireland(compact: str) -> str | None:
    """NIC and six digits of which the first is 1; NIC is often left out."""
    match = re.fullmatch(r"(?:NIC-?)?(1\d{5})", compact)
    return f"NIC{match[1]}" if match else None


def _companies_house(compact: str) -> str | None:
    """Eight characters, of which left-out zeros are restored."""
    compact = compact.replace("-", "")
    if re.fullmatch(r"\d{1,8}", compact) and int(compact):
        return compact.zfill(8)
    if match := _COMPANY.fullmatch(compact):
        return match[1] + match[2].zfill(6) if int(match[2]) else None
    if match := _OLD_IRISH.fullmatch(compact):
        return "R0" + match[1].zfill(6) if int(match[1]) else None
    return compact if _SOCIETY.fullmatch(compact) and len(compact) == 8 else None


_READERS = {
    Register.CCEW: _england_and_wales,
    Register.OSCR: _scotland,
    Register.CCNI: _northern_ireland,
    Register.COMPANIES_HOUSE: _companies_house,
}
