"""The words in which each app says, in its `erasing` module, what an erasure does with its fields.

Every personal field (`portal.keeping`) has an answer, or the build fails (`portal.field_answers`):
its row is deleted, it is blanked, a person in it is let go (any empty-able key to a person), who
asked is taken out of its words, or it stays for a reason that the person is told before.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.crypto import salted_hmac

from portal.about import Me, Rows
from portal.audit import ERASED
from portal.models.erasures import NO_MAIL

__all__ = ["ERASED", "Answers", "Fate", "key_of", "stand_in"]


def stand_in(me: Me) -> str:
    """The address that stands for a person in rows that need one; it leads to nobody."""
    return f"{key_of(me.user)[:40]}{NO_MAIL}"


def key_of(user: Any) -> str:
    """By what an erased account is known again in a restored database, and by nothing else."""
    value = f"{user.pk}:{user.date_joined.timestamp()}"
    return salted_hmac("portal.erasure", value, algorithm="sha256").hexdigest()


@dataclass(frozen=True)
class Fate:
    """What becomes of a person's rows of one kind; without `blanks` they are deleted.

    A value may be a function of the person. `files` is the column with a file that goes as well.
    What the log says of the rows is blanked, unless they are only `beside` the person's own.
    """

    what: Any
    model: Any
    rows: Rows
    blanks: Mapping[str, Any | Callable[[Me], Any]] | None = None
    files: str = ""
    beside: bool = False

    def values(self, me: Me) -> dict[str, Any]:
        given = (self.blanks or {}).items()
        return {name: value(me) if callable(value) else value for name, value in given}


@dataclass(frozen=True)
class Answers:
    """All that one app answers. `reworded` and what `stays` are "app.Model.field"s.

    Of `reworded` fields nothing but the person's name, addresses and number is taken out. `notes`
    is called last, with the person as they were and when they asked.
    """

    fates: tuple[Fate, ...]
    reworded: str = ""
    stays: Mapping[Any, str] | None = None
    notes: Callable[[Me, datetime], None] | None = None

    def reworded_fields(self) -> list[str]:
        return self.reworded.split()

    def kept_fields(self) -> list[str]:
        return [name for names in (self.stays or {}).values() for name in names.split()]
