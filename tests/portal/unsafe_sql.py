"""Which statements of a migration a running site does not bear.

While a migration runs, and until the last process of the old code has ended, pages are served: a
lock that is held for long stops them, and a column that the old code does not know, or still
looks for, breaks them. django-migration-linter 6.0 was looked at: it does not say that it knows
Django 6.1, takes a new column with any default for safe even if the default is dropped at once
(Django does that without `db_default`), and passes over indexes with a warning.
"""

import re
from collections.abc import Iterable, Iterator

_TABLE = r'(?:"?\w+"?\.)?"?(?P<table>\w+)"?'
_ALTER = rf"ALTER TABLE (?:IF EXISTS )?(?:ONLY )?{_TABLE} "

# On tables that the migration did not make itself.
RULES = {
    "drops a table": r"DROP TABLE (?:IF EXISTS )?" + _TABLE,
    "drops a column": _ALTER + r".*\bDROP COLUMN\b",
    "renames a table": _ALTER + r"RENAME TO\b",
    "renames a column": _ALTER + r"RENAME (?:COLUMN )?\"?(?!CONSTRAINT\b|TO\b)\w+\"? TO\b",
    "adds a column that must be filled": _ALTER
    + r"(?=.*\bADD COLUMN\b)(?=.*\bNOT NULL\b)(?!.*\b(?:DEFAULT|GENERATED)\b)",
    "drops a default that the old code needs": _ALTER + r".*\bDROP DEFAULT\b",
    "makes a column one that must be filled": _ALTER + r".*\bSET NOT NULL\b",
    "changes a column's type": _ALTER + r".*\bALTER COLUMN \S+ (?:SET DATA )?TYPE\b",
    "adds a constraint that builds an index": _ALTER
    + r".*\bADD CONSTRAINT \S+ (?:UNIQUE|EXCLUDE|PRIMARY KEY)\b(?!.*\bUSING INDEX\b)",
    "builds an index while writers wait": (
        rf"CREATE (?:UNIQUE )?INDEX (?!CONCURRENTLY).*?\bON (?:ONLY )?{_TABLE}"
    ),
}
_MAKES = re.compile(rf"CREATE TABLE (?:IF NOT EXISTS )?{_TABLE}", re.IGNORECASE)


def unsafe(statements: Iterable[str]) -> Iterator[tuple[str, str]]:
    """For each unsafe statement of one migration, in order: the rule's name and the table."""
    made: set[str] = set()
    for statement in _plain(statements):
        if found := _MAKES.match(statement):
            made.add(found["table"])
        for rule, pattern in RULES.items():
            found = re.match(pattern, statement, re.IGNORECASE)
            if found and found["table"] not in made:
                yield rule, found["table"]


def _plain(statements: Iterable[str]) -> Iterator[str]:
    """Without comments, on one line each."""
    for statement in statements:
        lines = [line for line in statement.splitlines() if not line.lstrip().startswith("--")]
        if text := " ".join(" ".join(lines).split()):
            yield text
