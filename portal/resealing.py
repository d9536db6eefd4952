"""Everything that lies sealed, found and sealed anew when a key is changed."""

from collections.abc import Callable, Iterator
from typing import Any

from allauth.mfa.models import Authenticator
from django.apps import apps
from django.db import models
from django.db.models import QuerySet

from portal.sealing import reseal


def columns() -> Iterator[tuple[QuerySet[Any], str]]:
    """Each column of sealed texts: rows that have one, and the column's name.

    Columns of bytes hold nothing else (tests/portal/test_resealing.py looks at that).
    """
    for model in apps.get_models():
        for field in model._meta.local_fields:
            if isinstance(field, models.BinaryField):
                yield model._default_manager.exclude(**{field.name: b""}), field.name


def reseal_all() -> int:
    """Seal everything with the newest of `ENCRYPTION_KEYS`; return how many texts.

    The site may run meanwhile: what is changed under our hands is left as it is then, and is
    sealed with the newest key by whoever changed it. Raises InvalidToken at what no key reads.
    """
    count = 0
    for rows, name in columns():
        for pk, token in rows.order_by("pk").values_list("pk", name).iterator():
            unchanged = rows.model._default_manager.filter(pk=pk, **{name: token})
            count += unchanged.update(**{name: reseal(token)})
    return count + sum(_second_factor(factor) for factor in Authenticator.objects.order_by("pk"))


def _second_factor(factor: Authenticator) -> int:
    """Secrets of apps and of recovery codes; passkeys have none."""
    if factor.type == Authenticator.Type.WEBAUTHN:
        return 0
    data = secrets_of(factor, lambda text: reseal(text.encode()).decode())
    unchanged = Authenticator.objects.filter(pk=factor.pk, data=factor.data)
    return int(unchanged.update(data=data))


def secrets_of(factor: Authenticator, change: Callable[[str], str]) -> dict[str, Any]:
    """What is kept of a second factor, with `change` made to each sealed part of it."""
    data = dict(factor.data)
    for name in data.keys() & {"secret", "seed"}:
        data[name] = change(data[name])
    if codes := data.get("migrated_codes"):
        data["migrated_codes"] = [change(code) for code in codes]
    return data
