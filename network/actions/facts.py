"""What is said of an organisation, kept up to date by its own people.

Everything holds at once and is in the log with old and new values. Name, legal form and
registered numbers are the co-ordinator's to check: she is told, and can change them back.
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from network import mail_organisations as mail
from network.actions import places
from network.choices import LegalForm, Region, Setting, Source
from network.models import Organisation, RegisteredNumber, User
from network.registers import NUMBER_FIELDS
from network.roles import may_look_after
from portal import audit, outbox
from portal.models import SiteSettings

OWN_FIELDS = ("name", "legal_form", "website", "regions", "settings", "income_band")
LISTS = {"regions": Region.values, "settings": Setting.values}
CHECKED = ("name", "legal_form", *NUMBER_FIELDS)


class StaleFacts(Exception):
    """Somebody else changed them since the page was opened: `current` is how they are now."""

    def __init__(self, current: dict[str, Any]) -> None:
        super().__init__("the facts have changed")
        self.current = current


def facts_of(organisation: Organisation) -> dict[str, Any]:
    """By the names of the form's fields, in its order; what is empty is left out. One query.

    Of several numbers in one register the first counts: branches' own are the co-ordinator's.
    """
    facts = {name: getattr(organisation, name) for name in OWN_FIELDS}
    for name, values in LISTS.items():
        facts[name] = [value for value in values if value in facts[name]]
    numbers = _first_numbers(organisation)
    for name, register in NUMBER_FIELDS.items():
        facts[name] = numbers[register].number if register in numbers else ""
    return {name: value for name, value in facts.items() if value}


def version_of(facts: Mapping[str, Any]) -> str:
    """Equal for equal facts, whoever changed them and on whichever page."""
    return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()


@transaction.atomic
def change_facts(
    *, organisation: Organisation, facts: Mapping[str, Any], version: str, by: User, now: datetime
) -> bool:
    """Keep new facts, shaped as `facts_of` gives them; return whether anything changed.

    `version` is that of the facts that the person saw. Raises StaleFacts, and places.NotAllowed.
    """
    locked = places.lock(organisation.pk)
    if not may_look_after(places.acting_role(locked, by=by, source=Source.SITE)):
        raise places.NotAllowed
    current = facts_of(locked)
    if version != version_of(current):
        raise StaleFacts(current)
    names = [name for name in (*OWN_FIELDS, *NUMBER_FIELDS) if facts.get(name) != current.get(name)]
    if not names:
        return False
    _write(locked, facts, names)
    old, new = ({name: of.get(name, "") for name in names} for of in (current, facts))
    entry = audit.record(
        by=by, action="organisation.facts", target=locked, old=old, new=new, now=now
    )
    if to_check := [name for name in names if name in CHECKED]:
        changes = [_in_words(name, old[name], new[name]) for name in to_check]
        to = SiteSettings.current().coordinator_email
        letter = mail.facts_changed(locked, changes, by=by, to=to)
        outbox.enqueue(cause=f"organisation-facts:{entry.pk}", letter=letter, now=now)
    return True


def _write(organisation: Organisation, facts: Mapping[str, Any], names: list[str]) -> None:
    for name in names:
        if name in OWN_FIELDS:
            setattr(organisation, name, facts.get(name, [] if name in LISTS else ""))
    organisation.save(update_fields=OWN_FIELDS)
    numbers = _first_numbers(organisation)
    for name in set(names) & set(NUMBER_FIELDS):
        register = NUMBER_FIELDS[name]
        _write_number(organisation, register, numbers.get(register), facts.get(name, ""))


def _write_number(
    organisation: Organisation, register: str, row: RegisteredNumber | None, number: str
) -> None:
    """Put `number` in place of `row`'s; nothing is there twice."""
    same = organisation.registered_numbers.filter(register=register, number=number)
    if row is not None and (not number or same.exists()):
        row.delete()
        return
    row = row or RegisteredNumber(organisation=organisation, register=register)
    row.number = number
    row.save()


def _first_numbers(organisation: Organisation) -> dict[str, RegisteredNumber]:
    """The number that counts in each register."""
    rows = organisation.registered_numbers.order_by("-pk")
    return {row.register: row for row in rows}


def _in_words(name: str, old: str, new: str) -> dict[str, Any]:
    if name in NUMBER_FIELDS:
        return {"label": NUMBER_FIELDS[name].label, "old": old, "new": new}
    label = Organisation._meta.get_field(name).verbose_name  # type: ignore[union-attr]  # a column
    if name == "legal_form":
        old, new = (str(LegalForm(value).label) if value else "" for value in (old, new))
    return {"label": label.capitalize(), "old": old, "new": new}
