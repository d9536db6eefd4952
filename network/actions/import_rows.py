"""Rows of a list of members, a batch at a time: looked through, and taken over.

Both take a number of queries that does not depend on how many rows a batch has. They run inside
the transaction that holds the list's lock (network.actions.importing).
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from network.choices import Source
from network.duplicates import one_comparison_at_a_time, similarly_named
from network.member_lists import Column, read_row
from network.models import (
    ImportedMember,
    ImportRow,
    ListedContact,
    MemberImport,
    Membership,
    MembershipEvent,
    Organisation,
    RegisteredNumber,
)
from network.registers import Register
from network.standing import Move
from portal import audit

State = ImportRow.State
MOST_ALIKE = 5  # shown of those that may be the same
type Rows = Sequence[ImportRow]


def look_through(work: MemberImport, rows: Rows, now: datetime) -> None:
    """Read the cells of new rows; say what is wrong, what is there, and what may be the same."""
    today, width = timezone.localdate(now), len(work.headings)
    for row in rows:
        reading = read_row(row.cells, work.columns, width=width, today=today)
        row.values, row.problems = reading.values, reading.problems
        row.key, row.numbers = reading.key, reading.numbers
        row.state = State.FAULTY if row.problems else State.READY
    _find_repeated(work, rows)
    _find_known(_ready(rows))
    _save(rows)


def take_over(work: MemberImport, rows: Rows, now: datetime) -> None:
    """Make organisations of ready rows, and what belongs to each.

    What came meanwhile, by another list or an application, is found here once more; no two of
    these comparisons run at once.
    """
    one_comparison_at_a_time()
    _find_known(rows)
    taken = _ready(rows)
    organisations = Organisation.objects.bulk_create(_organisation(row, now) for row in taken)
    for row, organisation in zip(taken, organisations, strict=True):
        row.organisation, row.state = organisation, State.DONE
    RegisteredNumber.objects.bulk_create(number for row in taken for number in _numbers_of(row))
    _make_members(work, taken, now)
    ListedContact.objects.bulk_create(
        contact for row in taken for contact in _contacts(work, row, now)
    )
    _save(rows)


def _ready(rows: Rows) -> Rows:
    return [row for row in rows if row.state == State.READY]


def _save(rows: Rows) -> None:
    fields = ["state", "values", "problems", "key", "numbers", "alike", "organisation"]
    ImportRow.objects.bulk_update(rows, fields)


def _find_repeated(work: MemberImport, rows: Rows) -> None:
    """Two rows of one file are never the same organisation: the second is to be put right."""
    numbers = [number for row in rows for number in row.numbers]
    keys = [row.key for row in rows if row.key]
    earlier = work.rows.exclude(state=State.NEW).order_by("number")
    by_key = dict(earlier.filter(key__in=keys).values_list("key", "number"))
    by_number = {
        number: place
        for found, place in earlier.filter(numbers__overlap=numbers).values_list(
            "numbers", "number"
        )
        for number in found
    }
    for row in rows:
        first = by_key.get(row.key) or next(filter(None, map(by_number.get, row.numbers)), None)
        if first:
            row.problems.append(_repeats(first))
            row.state = State.FAULTY
        by_key.setdefault(row.key, row.number)
        for number in row.numbers:
            by_number.setdefault(number, row.number)


def _repeats(first: int) -> str:
    return _(
        "Row %(first)s has the same name or number. If it is a branch, leave the number out here"
    ) % {"first": first}


def _find_known(rows: Rows) -> None:
    """What an earlier list brought in is there; what looks alike is for a person to decide."""
    known = dict(
        ImportedMember.objects.filter(key__in=[row.key for row in rows]).values_list(
            "key", "organisation_id"
        )
    )
    shared, similar = _sharing(rows), similarly_named(sorted({row.name for row in rows}))
    for row in rows:
        if row.key in known:
            row.state, row.organisation_id = State.KNOWN, known[row.key]
        elif not row.is_another and (found := _alike(row, shared, similar)):
            row.state, row.alike = State.ALIKE, found


def _alike(
    row: ImportRow,
    shared: dict[str, list[tuple[int, str]]],
    similar: dict[str, list[tuple[int, str]]],
) -> list[list[Any]]:
    """A shared number before a similar name; each organisation once."""
    found: dict[int, list[Any]] = {}
    for number in row.numbers:
        register, _colon, digits = number.partition(":")
        for pk, name in shared.get(number, []):
            found.setdefault(pk, [pk, name, f"{Register(register).label} {digits}"])
    for pk, name in similar.get(row.name, []):
        found.setdefault(pk, [pk, name, ""])
    return list(found.values())[:MOST_ALIKE]


def _sharing(rows: Rows) -> dict[str, list[tuple[int, str]]]:
    """By number: pk and name of the organisations that have it."""
    wanted = {number for row in rows for number in row.numbers}
    digits = {number.partition(":")[2] for number in wanted}
    found: dict[str, list[tuple[int, str]]] = {}
    numbers = RegisteredNumber.objects.filter(number__in=digits).select_related("organisation")
    for one in numbers.order_by("organisation_id"):
        place = found.setdefault(f"{one.register}:{one.number}", [])
        place.append((one.organisation_id, one.organisation.name))
    return {number: found[number] for number in wanted & found.keys()}


def _organisation(row: ImportRow, now: datetime) -> Organisation:
    fields = ("name", "sector", "legal_form", "website", "regions", "settings", "income_band")
    return Organisation(
        **{name: row.values[name] for name in fields},
        is_publicly_listed=row.values[Column.LISTED],
        created_at=now,
    )


def _numbers_of(row: ImportRow) -> list[RegisteredNumber]:
    parts = (number.partition(":") for number in row.numbers)
    return [
        RegisteredNumber(organisation=row.organisation, register=register, number=number)
        for register, _colon, number in parts
    ]


def _make_members(work: MemberImport, rows: Rows, now: datetime) -> None:
    """Memberships from the day they joined, with the basis in their history and in the log."""
    memberships = Membership.objects.bulk_create(
        Membership(
            organisation=row.organisation,
            starts_on=date.fromisoformat(row.values[Column.JOINED_ON]),
            categories=row.values[Column.CATEGORIES],
        )
        for row in rows
    )
    by, basis = work.pressed_by, [row.values[Column.BASIS] for row in rows]
    MembershipEvent.objects.bulk_create(
        MembershipEvent(
            membership=membership,
            move=Move.TAKE_OVER,
            at=now,
            by=by,
            reason=why,
            source=Source.DOCUMENT,
        )
        for membership, why in zip(memberships, basis, strict=True)
    )
    ImportedMember.objects.bulk_create(
        ImportedMember(organisation=row.organisation, member_import=work, key=row.key, basis=why)
        for row, why in zip(rows, basis, strict=True)
    )
    started = [(each, {"categories": each.categories, "list": work.pk}) for each in memberships]
    audit.record_all(by=by, action="membership.import", news=started, now=now)


def _contacts(work: MemberImport, row: ImportRow, now: datetime) -> list[ListedContact]:
    emails, people = row.values[Column.EMAILS], row.values[Column.PEOPLE]
    names = people if len(people) == len(emails) else people[:1]
    names = [*names, *[""] * len(emails)]
    return [
        ListedContact(
            organisation=row.organisation,
            member_import=work,
            email=email,
            name=name,
            created_at=now,
        )
        for email, name in zip(emails, names, strict=False)
    ]
