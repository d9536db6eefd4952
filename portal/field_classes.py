"""Checks that every field which could tell of a person is in a retention class.

Each app declares its own in its `retention` module: `FIELDS`. A field without a class, or without
the word that it is not personal, fails `manage.py check` and with it the build.
"""

from collections.abc import Iterator
from importlib import import_module
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core import checks
from django.db import models

from portal.keeping import Class

APPS = ("portal", "network", "events", "forums", "bulletins")
# Numbers, switches, moments and choices among given words tell of a person only by their row.
PLAIN = (
    models.AutoField,
    models.BooleanField,
    models.DateTimeField,
    models.IntegerField,
    models.UUIDField,
)


def classes() -> dict[str, Class | None]:
    """The class of each declared field, by "app.Model.field"; None: not personal."""
    return {
        f"{model}.{field}": each
        for app in APPS
        for model, fields in import_module(f"{app}.retention").FIELDS.items()
        for each, names in fields.items()
        for field in names.split()
    }


def could_be_personal() -> Iterator[str]:
    """Each field of each model that has to be declared."""
    for model in apps.get_models(include_auto_created=True):
        for field in [*model._meta.local_fields, *model._meta.local_many_to_many]:
            if _could_tell(field):
                yield f"{model._meta.label}.{field.name}"


def _could_tell(field: Any) -> bool:
    if field.is_relation:
        return bool(field.related_model._meta.label == settings.AUTH_USER_MODEL)
    return not isinstance(field, PLAIN) and not field.choices


def check_fields(**_kwargs: Any) -> list[checks.Error]:
    """For Django's system checks."""
    declared, found = set(classes()), set(could_be_personal())
    missing = [
        checks.Error(
            f"{name} has no retention class.", hint="See portal.keeping.", id="portal.E001"
        )
        for name in sorted(found - declared)
    ]
    return missing + [
        checks.Error(f"{name} has a retention class and is no such field.", id="portal.E002")
        for name in sorted(declared - found)
    ]


def check_always() -> None:
    checks.register(check_fields)
