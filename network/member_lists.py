"""A list of members from before: its columns, and what one row of it says.

Pure: no database, no request, no settings.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from network.choices import IncomeBand, LegalForm, Region, Setting
from network.eligibility import Category, Sector
from network.registers import NUMBER_FIELDS, InvalidNumber, normalise
from portal import listed_cells
from portal.listed_cells import line, plain

NAME_LENGTH, BASIS_LENGTH, PERSON_LENGTH = 200, 300, 150
CONTACTS = 10  # of one organisation


class Column(models.TextChoices):
    """The columns, with their headings in the template."""

    NAME = "name", gettext_lazy("Organisation")
    JOINED_ON = "joined_on", gettext_lazy("Member since")
    CATEGORIES = "categories", gettext_lazy("Categories")
    BASIS = "basis", gettext_lazy("Basis")
    SECTOR = "sector", gettext_lazy("Sector")
    LEGAL_FORM = "legal_form", gettext_lazy("Legal form")
    CCEW = "number_ccew", gettext_lazy("Charity number (England and Wales)")
    OSCR = "number_oscr", gettext_lazy("Charity number (Scotland)")
    CCNI = "number_ccni", gettext_lazy("Charity number (Northern Ireland)")
    COMPANY = "number_companies_house", gettext_lazy("Company number")
    WEBSITE = "website", gettext_lazy("Website")
    REGIONS = "regions", gettext_lazy("Regions")
    SETTINGS = "settings", gettext_lazy("Settings")
    INCOME = "income_band", gettext_lazy("Income")
    LISTED = "is_publicly_listed", gettext_lazy("Named in public")
    EMAILS = "emails", gettext_lazy("Contact e-mail")
    PEOPLE = "people", gettext_lazy("Contact name")


REQUIRED = (Column.NAME, Column.JOINED_ON, Column.CATEGORIES, Column.BASIS)
# What else the headings of such lists are called, in small letters and figures alone.
_ALSO = {
    Column.NAME: ("name", "organisationname", "nameoforganisation", "organization"),
    Column.JOINED_ON: ("joined", "joiningdate", "datejoined", "joinedon", "since"),
    Column.CATEGORIES: ("category", "membershipcategory"),
    Column.BASIS: ("recordedbasis", "evidence", "basisofmembership"),
    Column.SECTOR: ("type", "kind"),
    Column.CCEW: ("charitynumber", "charityno", "registeredcharitynumber"),
    Column.OSCR: ("scottishcharitynumber",),
    Column.CCNI: ("northernirishcharitynumber",),
    Column.COMPANY: ("companyno", "companieshouse"),
    Column.WEBSITE: ("web", "url"),
    Column.REGIONS: ("region", "area"),
    Column.SETTINGS: ("setting",),
    Column.INCOME: ("annualincome", "incomeband"),
    Column.LISTED: ("public", "publiclylisted"),
    Column.EMAILS: ("email", "emailaddress", "contactemails"),
    Column.PEOPLE: ("contact", "contactperson", "contactnames"),
}
EXAMPLE: Mapping[Column, str] = {
    Column.NAME: "Example Organisation",
    Column.JOINED_ON: "2019-04-01",
    Column.CATEGORIES: "led; supports",
    Column.BASIS: "Form of March 2019, agreed by the steering group on 1 April 2019",
    Column.SECTOR: "voluntary",
    Column.LEGAL_FORM: "charity",
    Column.CCEW: "1234567",
    Column.WEBSITE: "https://www.example.org",
    Column.REGIONS: "london; south-east",
    Column.SETTINGS: "custody; community",
    Column.INCOME: "10k-100k",
    Column.LISTED: "no",
    Column.EMAILS: "ada@example.org",
    Column.PEOPLE: "Ada Example",
}


@dataclass(frozen=True, slots=True)
class Reading:
    """What a row says, by column, and what is wrong with it in words."""

    values: dict[str, Any] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)

    @property
    def numbers(self) -> list[str]:
        """Its registered numbers, each as "register:number"."""
        found = ((name, self.values.get(name)) for name in NUMBER_FIELDS)
        return [f"{NUMBER_FIELDS[name].value}:{number}" for name, number in found if number]

    @property
    def key(self) -> str:
        """By which the same organisation is known in another file; "" without a name."""
        name = " ".join(self.values.get(Column.NAME, "").casefold().split())
        known_by = "\n".join([name, *sorted(self.numbers)])
        return hashlib.sha256(known_by.encode()).hexdigest() if name else ""


def recognise(headings: Sequence[str]) -> dict[str, int]:
    """By column: the place of the heading that names it. Others are missing."""
    names = {
        column.value: (str(column.label), column.value, *_ALSO.get(column, ())) for column in Column
    }
    return listed_cells.recognise(headings, names)


def missing(columns: Mapping[str, int]) -> list[Column]:
    """Columns that a list cannot do without, and that none is matched to."""
    return [column for column in REQUIRED if column not in columns]


def read_row(
    cells: Sequence[str], columns: Mapping[str, int], *, width: int, today: date
) -> Reading:
    """What a row of a list with `width` headings says."""
    reading = Reading()
    try:
        listed_cells.refuse_too_wide(cells, width)
    except ValueError as problem:
        reading.problems.append(str(problem))
    for column in Column:
        text = listed_cells.cell(cells, columns.get(column))
        try:
            reading.values[column.value] = _value(column, text, today)
        except ValueError as problem:
            reading.problems.append(f"{column.label}: {problem}")
    return reading


def _value(column: Column, text: str, today: date) -> Any:
    """Raises ValueError with what is wrong, in words."""
    listed_cells.refuse_no_text(text)
    if not text and column in REQUIRED:
        raise ValueError(_("is missing"))
    if column.value in NUMBER_FIELDS:
        return _number(column, text)
    return _READERS[column](text, today)


def _number(column: Column, text: str) -> str:
    try:
        return normalise(NUMBER_FIELDS[column.value], text) if text else ""
    except InvalidNumber as error:
        raise ValueError(str(error.message)) from error


def _day(text: str, today: date) -> str:
    return listed_cells.day(text, today).isoformat()


def _text_of(most: int) -> Any:
    def read(text: str, _today: date) -> str:
        return line(text, most)

    return read


def _one_of(choices: type[models.TextChoices], *, default: str = "") -> Any:
    def read(text: str, _today: date) -> str:
        return _choice(choices, text) if text else default

    return read


def _some_of(choices: type[models.TextChoices]) -> Any:
    def read(text: str, _today: date) -> list[str]:
        return list(dict.fromkeys(_choice(choices, part) for part in _parts(text)))

    return read


def _choice(choices: type[models.TextChoices], text: str) -> str:
    """By its code or its words."""
    known = {plain(code): code for code in choices.values}
    known |= {plain(str(label)): code for code, label in choices.choices}
    if (code := known.get(plain(text))) is None:
        said = {"text": text[:40], "codes": ", ".join(choices.values)}
        raise ValueError(_("“%(text)s” is none of: %(codes)s") % said)
    return code


def _yes_or_no(text: str, _today: date) -> bool:
    if (answer := text.casefold()) not in {"", "yes", "no", "y", "n", "true", "false", "1", "0"}:
        raise ValueError(_("write “yes” or “no”"))
    return answer in {"yes", "y", "true", "1"}


def _website(text: str, _today: date) -> str:
    address = text if not text or "://" in text else f"https://{text}"
    try:
        if address:
            URLValidator(schemes=["http", "https"])(address)
    except ValidationError as error:
        raise ValueError(_("is no web address, like https://www.example.org")) from error
    if len(address) > 200:
        raise ValueError(_("is too long: at most %(most)s characters") % {"most": 200})
    return address


def _emails(text: str, _today: date) -> list[str]:
    addresses = list(dict.fromkeys(part.lower() for part in _parts(text)))
    if len(addresses) > CONTACTS:
        raise ValueError(_("at most %(most)s addresses") % {"most": CONTACTS})
    for address in addresses:
        try:
            validate_email(address)
        except ValidationError as error:
            raise ValueError(_("“%(text)s” is no address") % {"text": address[:60]}) from error
    return addresses


def _people(text: str, _today: date) -> list[str]:
    return [part[:PERSON_LENGTH] for part in _parts(text)]


def _parts(text: str) -> list[str]:
    return [" ".join(part.split()) for part in re.split(r"[;\n]", text) if part.strip()]


_READERS: Mapping[Column, Any] = {
    Column.NAME: _text_of(NAME_LENGTH),
    Column.JOINED_ON: _day,
    Column.CATEGORIES: _some_of(Category),
    Column.BASIS: _text_of(BASIS_LENGTH),
    Column.SECTOR: _one_of(Sector, default=Sector.UNSURE.value),
    Column.LEGAL_FORM: _one_of(LegalForm),
    Column.WEBSITE: _website,
    Column.REGIONS: _some_of(Region),
    Column.SETTINGS: _some_of(Setting),
    Column.INCOME: _one_of(IncomeBand),
    Column.LISTED: _yes_or_no,
    Column.EMAILS: _emails,
    Column.PEOPLE: _people,
}
