"""Two records become one: whatever points to the one that goes is moved to the one that stays.

Relations are found through the models themselves, so that none is forgotten. What the database
forbids two of needs a rule, which the relation's app registers when the site starts. Knows no app.
"""

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any
from uuid import uuid4

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import ForeignKey, ManyToOneRel, Model, Q, QuerySet

from portal.counting import number_of
from portal.sealing import seal

type Words = list[str]


@dataclass(frozen=True)
class Rule:
    """What there is to see to before the rows of one relation move.

    `settle(stays, goes, now)` makes room; `warns` says in words what that will do, `blocks` what
    has to be put right by hand first. Each looks at the database anew. Only who has `right` may
    learn how many rows there are. Without `moves` the rows go on naming the record that goes.
    """

    field: str  # "app.Model.field"
    settle: Callable[[Any, Any, datetime], None] | None = None
    warns: Callable[[Any, Any], Words] | None = None
    blocks: Callable[[Any, Any], Words] | None = None
    right: str = ""
    moves: bool = True


@dataclass(frozen=True)
class Relation:
    """A field of some model that names a record."""

    model: type[Model]
    name: str

    @property
    def field(self) -> str:
        return f"{self.model._meta.label}.{self.name}"

    @property
    def words(self) -> Any:
        return self.model._meta.verbose_name_plural

    def rows(self, of: Model) -> QuerySet[Any]:
        return self.model._default_manager.filter(**{self.name: of.pk})

    def move(self, goes: Model, stays: Model) -> int:
        return self.rows(goes).update(**{self.name: stays.pk})

    @property
    def needs_rule(self) -> bool:
        """Whether the database may refuse a second row for the same record."""
        field = self.model._meta.get_field(self.name)
        return bool(getattr(field, "unique", False)) or any(
            self.name in _columns(constraint) for constraint in self.model._meta.constraints
        )


def _columns(constraint: Any) -> set[str]:
    """The fields that a unique or exclusion constraint is about."""
    named = {part[0] for part in getattr(constraint, "expressions", ()) if isinstance(part, tuple)}
    return named | set(getattr(constraint, "fields", ()))


def relations(to: type[Model]) -> list[Relation]:
    """All that name a record of `to`, many-to-many ones by their rows, in a fixed order."""
    found = (
        Relation(each.field.model, each.field.name)
        for each in to._meta.get_fields(include_hidden=True)
        if isinstance(each, ManyToOneRel) and isinstance(each.field, ForeignKey)
    )
    return sorted(found, key=lambda relation: relation.field)


_RULES: dict[str, Rule] = {}


def register(*rules: Rule) -> None:
    """For an app's `ready`; doing it twice changes nothing."""
    _RULES.update({rule.field: rule for rule in rules})


def rules(to: type[Model]) -> Iterator[Rule]:
    """Those of the relations to `to`, in the order of the relations."""
    yield from (_RULES[one.field] for one in relations(to) if one.field in _RULES)


def twins_go(field: str, *same: str, where: Q | None = None, right: str = "") -> Rule:
    """Of two rows that are alike in `same`, the one of the record that goes is deleted."""

    def settle(stays: Model, goes: Model, _now: datetime) -> None:
        relation = _relation(type(stays), field)
        alike = relation.rows(stays).filter(where or Q())
        for values in alike.values(*same):
            relation.rows(goes).filter(where or Q(), **values).delete()

    return Rule(field, settle, right=right)


def keys_differ(field: str, *, right: str = "") -> Rule:
    """Rows with the same `key`, by which a form sent twice is known, get a new one."""

    def settle(stays: Model, goes: Model, _now: datetime) -> None:
        relation = _relation(type(stays), field)
        keys = relation.rows(stays).values("key")
        for row in relation.rows(goes).filter(key__in=keys):
            relation.model._default_manager.filter(pk=row.pk).update(key=uuid4())

    return Rule(field, settle, right=right)


def moves(*fields: str, right: str = "") -> Iterator[Rule]:
    """For fields that move as they are: somebody has thought of them."""
    yield from (Rule(field, right=right) for field in fields)


def remain(*fields: str) -> Iterator[Rule]:
    """For logs: that it was the record which goes stays true."""
    yield from (Rule(field, moves=False) for field in fields)


def ends(*fields: str) -> Iterator[Rule]:
    """For what opens the record that goes: it is deleted, and kept in no image."""
    yield from (Rule(field, partial(_delete, field), moves=False) for field in fields)


def _delete(field: str, _stays: Model, goes: Model, _now: datetime) -> None:
    _relation(type(goes), field).rows(goes).delete()


def _relation(to: type[Model], field: str) -> Relation:
    return next(one for one in relations(to) if one.field == field)


def settle(stays: Model, goes: Model, *, now: datetime) -> None:
    """Make room for all that is to move. Call it with both records locked."""
    for rule in rules(type(stays)):
        if rule.settle:
            rule.settle(stays, goes, now)


def move_all(stays: Model, goes: Model) -> dict[str, int]:
    """Let everything name the record that stays; how many rows, of what anybody may know."""
    moved = {one: one.move(goes, stays) for one in _moving(type(stays))}
    return {one.field: number for one, number in moved.items() if number and not right_to(one)}


def _moving(to: type[Model]) -> list[Relation]:
    return [one for one in relations(to) if one.field not in _RULES or _RULES[one.field].moves]


def right_to(relation: Relation) -> str:
    """What one needs to learn how many rows name a record; empty: nothing."""
    rule = _RULES.get(relation.field)
    return rule.right if rule else ""


def in_words(stays: Model, goes: Model, *, blocking: bool) -> Words:
    """What the rules have to say about these two."""
    found = [rule.blocks if blocking else rule.warns for rule in rules(type(stays))]
    return [words for says in found if says for words in says(stays, goes)]


def counts(one: Model, other: Model, *, by: Any) -> list[tuple[Any, int, int]]:
    """How many rows name each of the two, as far as `by` may know; in one query.

    Each kind in words, then both numbers; kinds of which there are none are left out.
    """
    found = [each for each in _moving(type(one)) if _may_know(by, right_to(each))]
    asked = [number_of(each.rows(of)) for of in (one, other) for each in found]
    row = type(one)._default_manager.filter(pk=one.pk).values_list(*asked).get()
    numbers = zip(found, row[: len(found)], row[len(found) :], strict=True)
    return [(each.words, first, second) for each, first, second in numbers if first or second]


def _may_know(by: Any, right: str) -> bool:
    return not right or by.has_perm(right)


@dataclass(frozen=True)
class Plan:
    """What making one of two records would do.

    `fields` are those in which they may differ; `belongs` says of what how much belongs to each;
    `warnings` and `blocks` are sentences; `seen` is equal for equal plans.
    """

    stays: Any
    goes: Any
    fields: tuple[str, ...]
    belongs: list[tuple[Any, int, int]]
    warnings: Words
    blocks: Words

    @property
    def differing(self) -> list[str]:
        return [one for one in self.fields if getattr(self.stays, one) != getattr(self.goes, one)]

    @property
    def seen(self) -> str:
        both = (self.stays, self.goes)
        records = [[getattr(one, name) for name in self.fields] for one in both]
        numbers = [[str(words), *both] for words, *both in self.belongs]
        found = [self.stays.pk, self.goes.pk, records, numbers, self.warnings, self.blocks]
        return hashlib.sha256(json.dumps(found).encode()).hexdigest()


def plan(*, stays: Model, goes: Model, fields: tuple[str, ...], by: Any) -> Plan:
    """As far as `by` may know of it; changes nothing."""
    return Plan(
        stays,
        goes,
        fields,
        counts(stays, goes, by=by),
        in_words(stays, goes, blocking=False),
        in_words(stays, goes, blocking=True),
    )


def sealed_images(stays: Model, goes: Model) -> bytes:
    """Both as they are, as JSON that only `portal.sealing.unseal` opens."""
    images = {"stays": image(stays), "goes": image(goes)}
    return seal(json.dumps(images, cls=DjangoJSONEncoder))


def image(of: Model) -> dict[str, Any]:
    """A record as it is, for `DjangoJSONEncoder`: its values, and what names it and moves.

    Of rows that a rule may change or delete all values but sealed ones, of others their numbers.
    """
    return {
        "record": _values(of),
        "rows": {one.field: _image_of(one, of) for one in _moving(type(of))},
    }


def _image_of(relation: Relation, of: Model) -> list[Any]:
    rows, rule = relation.rows(of).order_by("pk"), _RULES.get(relation.field)
    if rule and rule.settle:
        return [_values(row) for row in rows]
    return list(rows.values_list("pk", flat=True))


def _values(row: Model) -> dict[str, Any]:
    fields = (field for field in row._meta.concrete_fields if field.name != "password")
    values = {field.attname: field.value_from_object(row) for field in fields}
    return {name: value for name, value in values.items() if not isinstance(value, bytes)}
