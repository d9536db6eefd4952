"""Letters of the review: their placeholders, and the presets the co-ordinator starts from."""

import re
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from network.preset_texts import PRESETS
from network.states import Move

PLACEHOLDERS = frozenset(
    {
        "name",
        "organisation",
        "reference",
        "questions",
        "link",
        "dashboard",
        "coordinator",
        "telephone",
    }
)
REQUIRED: dict[str, frozenset[str]] = {
    Move.ASK: frozenset({"questions", "link"}),
    Move.APPROVE: frozenset({"organisation", "link"}),
    Move.REFER: frozenset({"organisation", "link"}),
    Move.DECLINE: frozenset({"organisation"}),
}
_ASKS_TO_RING = re.compile(r"\b(?:ring|call|phone|telephone) (?:me|us)\b", re.IGNORECASE)
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


def placeholders_in(text: str) -> set[str]:
    return set(_PLACEHOLDER.findall(text))


def check(move: str, text: str, *, telephone: str | None = None) -> None:
    """Raise ValidationError for a placeholder that does not exist, or a needed one left out.

    Who is asked to ring needs the number. `telephone` is what {telephone} would become, where
    the letter is about to be sent: it must not be empty.
    """
    found = placeholders_in(text)
    if unknown := found - PLACEHOLDERS:
        raise ValidationError(
            _("There is no placeholder %(names)s. You can use %(known)s."),
            params={"names": _list(unknown), "known": _list(PLACEHOLDERS)},
        )
    ways_on = {"link"} if "dashboard" in found else set()  # the dashboard leads on as well
    if missing := REQUIRED.get(move, frozenset()) - found - ways_on:
        raise ValidationError(
            _("This letter needs %(names)s: without it the reader cannot go on."),
            params={"names": _list(missing)},
        )
    if _ASKS_TO_RING.search(text) and "telephone" not in found:
        raise ValidationError(_("Where you ask to be rung, put {telephone}: the reader needs it."))
    if "telephone" in found and telephone == "":
        raise ValidationError(
            _(
                "The site settings hold no telephone number: enter one there, or take {telephone} "
                "out."
            )
        )


def fill(text: str, values: Mapping[str, Any]) -> str:
    """Put values in for the placeholders; what has no value stays as it was typed."""
    return _PLACEHOLDER.sub(lambda found: str(values.get(found[1], found[0])), text)


def _list(names: set[str] | frozenset[str]) -> str:
    return ", ".join(f"{{{name}}}" for name in sorted(names))


def ensure_presets(**_kwargs: Any) -> None:
    """Make the presets that do not exist yet; those that were edited stay as they are."""
    from network.models import LetterPreset

    for (move, reason), (subject, body) in PRESETS.items():
        LetterPreset.objects.get_or_create(
            move=move, reason=reason, defaults={"subject": subject, "body": body}
        )
