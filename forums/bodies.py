"""The two bodies that the network feeds back to; the co-ordinator adds others."""

from typing import Any

FIRST = {
    "HMPPS": "HM Prison and Probation Service",
    "MoJ": "Ministry of Justice",
}


def ensure_bodies(**_kwargs: Any) -> None:
    """After each `migrate`, and a test's flush: make what is missing, change nothing."""
    from forums.models import Body

    if not Body.objects.exists():
        Body.objects.bulk_create(Body(short_name=short, name=name) for short, name in FIRST.items())
