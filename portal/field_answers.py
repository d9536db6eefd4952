"""Checks that an erasure has an answer for every personal field: `portal.erasing`.

Each app gives its own in its `erasing` module: `ANSWERS`. The site's own are in
`portal.erasing_own`.
"""

from collections.abc import Iterator
from importlib import import_module
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core import checks

from portal.erasing import Answers
from portal.field_classes import classes

# In this order an erasure goes through them: who knows more of the others comes first.
MODULES = (
    "bulletins.erasing",
    "forums.erasing",
    "events.erasing",
    "network.erasing",
    "portal.erasing_own",
)


def answers() -> list[Answers]:
    return [import_module(name).ANSWERS for name in MODULES]


def lets_go() -> Iterator[Any]:
    """Each key to a person that may be empty: an erasure empties it where it names them."""
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.local_fields:
            if field.null and field.is_relation and field.related_model is _people():
                yield field


def check_answers(**_kwargs: Any) -> list[checks.Error]:
    """For Django's system checks."""
    personal = {name for name, each in classes().items() if each is not None}
    given = answers()
    answered = {name for each in given for name in _answered(each)} | {
        _name(field) for field in lets_go()
    }
    named = {n for each in given for n in (*each.reworded_fields(), *each.kept_fields())}
    missing = [
        checks.Error(
            f"Nothing says what an erasure does with {name}.",
            hint="See portal.erasing.",
            id="portal.E003",
        )
        for name in sorted(personal - answered)
    ]
    return missing + [
        checks.Error(
            f"{name} is no personal field, but an erasure has an answer.", id="portal.E004"
        )
        for name in sorted(named - personal)
    ]


def _answered(each: Answers) -> Iterator[str]:
    yield from each.reworded_fields()
    yield from each.kept_fields()
    for fate in each.fates:
        fields = fate.model._meta.local_fields
        yield from (
            _name(field) for field in fields if fate.blanks is None or field.name in fate.blanks
        )


def _name(field: Any) -> str:
    return f"{field.model._meta.label}.{field.name}"


def _people() -> Any:
    return apps.get_model(settings.AUTH_USER_MODEL)


def check_always() -> None:
    checks.register(check_answers)
