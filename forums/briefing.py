"""What a briefing for a meeting with a body says. Pure: no database, no request, no settings."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Letter:
    """What was put to the body: in words for print."""

    sent_on: str
    reference: str
    text: str


@dataclass(frozen=True)
class Answer:
    """One line of the table of what happened since."""

    on: str
    what: str
    words: str
    their_words: str


@dataclass(frozen=True)
class Part:
    """An issue on the paper. `evidence` is the public's band, "" under five."""

    statement: str
    level: str
    themes: str
    evidence: str
    about: str
    letters: tuple[Letter, ...]
    answers: tuple[Answer, ...]
    what_changed: str


@dataclass(frozen=True)
class Briefing:
    title: str
    day: str
    parts: tuple[Part, ...]
