"""Takes a person's name, addresses and number out of the words of others."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from django.apps import apps
from django.contrib.auth import get_user_model
from django.db.models import CharField, Q, QuerySet, TextField
from django.db.models.functions import Cast

from portal import audit
from portal.about import Me
from portal.erasing import ERASED
from portal.models import AuditEntry, OutgoingMail

_SHORTEST_NUMBER = 7  # fewer signs stand in many a text by chance


class Words:
    """What tells of a person wherever it stands.

    A name of one word, or one that somebody else has as well, may mean another: it stays.
    """

    def __init__(self, one: Me) -> None:
        known = sorted(one.addresses)
        if len(one.user.name.split()) > 1 and not _is_shared(one.user):
            known.append(one.user.name)
        if len(one.user.phone) >= _SHORTEST_NUMBER:
            known.append(one.user.phone)
        self.known = sorted(known, key=len, reverse=True)
        inner = "|".join(re.escape(each) for each in self.known)
        # Not within a longer word, name or address: ada@example.org in nada@example.org.uk.
        self._pattern = re.compile(rf"(?<![\w.+@-])(?:{inner})(?![\w@-]|\.\w)", re.IGNORECASE)

    def are_in(self, value: Any) -> bool:
        return bool(self.taken_out(value) != value)

    def taken_out(self, value: Any) -> Any:
        """The same text, or JSON value, with `[erased]` in their place."""
        if not self.known:
            return value
        if isinstance(value, str):
            return self._pattern.sub(ERASED, value)
        if isinstance(value, list):
            return [self.taken_out(each) for each in value]
        if isinstance(value, dict):
            return {key: self.taken_out(each) for key, each in value.items()}
        return value

    def found(self, rows: QuerySet[Any], *fields: str) -> Iterator[Any]:
        """Rows that may hold them: looked for by the database, which knows no word's end."""
        if not self.known:
            return
        named = {f"{field}_text": Cast(field, TextField()) for field in fields}
        asked = Q()
        for text in named:
            for each in self.known:
                asked |= Q(**{f"{text}__icontains": each})
        yield from rows.alias(**named).filter(asked).order_by("pk")


def _is_shared(user: Any) -> bool:
    people = get_user_model()._default_manager
    return people.filter(name__iexact=user.name).exclude(pk=user.pk).exists()


def take_out(words: Words, names: Iterable[str], *, erasure: str) -> int:
    """Of each "app.Model.field"; return in how many rows. In append-only logs the whole text."""
    return sum(_take_out(words, *name.rsplit(".", 1), erasure=erasure) for name in names)


def _take_out(words: Words, label: str, name: str, *, erasure: str) -> int:
    model = apps.get_model(label)
    field, count = model._meta.get_field(name), 0
    for row in words.found(model._base_manager.all(), name):
        value = getattr(row, name)
        new = words.taken_out(value)
        if new == value:
            continue
        model._base_manager.filter(pk=row.pk).update(**_values(row, field, new, erasure))
        count += 1
    return count


def _values(row: Any, field: Any, new: Any, erasure: str) -> dict[str, Any]:
    if hasattr(row, "erasure"):
        return {field.name: ERASED, "erasure": erasure}
    if isinstance(field, CharField):
        new = new[: field.max_length]
    files: dict[str, Any] = {"attachments": []} if isinstance(row, OutgoingMail) else {}
    return {field.name: new, **files}


def take_out_of_log(words: Words, *, erasure: str) -> int:
    """Blank each entry of the audit log that says them, whatever it is about."""
    fields = ("object_label", "old", "new")
    found = words.found(AuditEntry.objects.all(), *fields)
    said = [row.pk for row in found if any(words.are_in(getattr(row, name)) for name in fields)]
    return audit.erase_entries(entries=AuditEntry.objects.filter(pk__in=said), erasure=erasure)
