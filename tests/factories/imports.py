"""Lists of members, as files and as they stand in the database."""

import uuid
from typing import Any

from network.actions import importing
from network.models import MemberImport, User
from portal.spreadsheets import as_csv
from portal.table_files import read
from tests.factories.applicants import NOW
from tests.factories.staff import make_staff

HEADINGS = ("Organisation", "Member since", "Categories", "Basis", "Charity number", "E-mail")


def row(name: str = "Baobab Mentoring", **cells: str) -> list[str]:
    """A row under HEADINGS."""
    known = {
        "since": "2019-04-01",
        "categories": "led; supports",
        "basis": "Form of 2019",
        "number": "",
        "email": "",
    }
    return [name, *(known | cells).values()]


def csv_of(*rows: list[str], headings: tuple[str, ...] = HEADINGS) -> bytes:
    return as_csv(headings, rows)


def begun(*rows: list[str], by: User | None = None, headings: Any = HEADINGS) -> MemberImport:
    """A list that was brought in; no worker has looked at it."""
    return importing.begin(
        key=uuid.uuid4(),
        name="members.csv",
        table=read(csv_of(*rows, headings=headings)),
        by=by or make_staff(),
        now=NOW,
    )


def checked(*rows: list[str], by: User | None = None) -> MemberImport:
    """A list that was looked through."""
    work = begun(*rows, by=by)
    importing.work_off(now=NOW)
    work.refresh_from_db()
    return work


def taken_over(*rows: list[str], by: User | None = None) -> MemberImport:
    """A list of which all that was ready is taken over."""
    work = checked(*rows, by=by)
    importing.start(work=work, by=by or make_staff(), now=NOW)
    importing.work_off(now=NOW)
    work.refresh_from_db()
    return work
