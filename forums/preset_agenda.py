"""What a new forum begins with: the order of the day that its meetings have had.

Pure: no database, no request, no settings.
"""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from forums.choices import Rule


@dataclass(frozen=True)
class Preset:
    """An item as it is proposed: all of it can be changed."""

    title: Any
    about: Any
    minutes: int
    rule: Rule
    is_break: bool = False


PRESETS = (
    Preset(
        _("Welcome, and what was done since"),
        _("Who is here, how we speak with each other, and the open actions."),
        15,
        Rule.ON_RECORD,
    ),
    Preset(
        _("Developments within the sector"),
        _("With a speaker, and time for questions."),
        30,
        Rule.ON_RECORD,
    ),
    Preset(
        _("Issues faced by members"),
        _("What is said here stays here. Nothing is written down but actions."),
        40,
        Rule.SANCTUARY,
    ),
    Preset(
        _("Policy discussion"),
        _("What is said may be used, without who said it."),
        25,
        Rule.NON_ATTRIBUTABLE,
    ),
    Preset(
        _("What we take to HMPPS and the MoJ, and actions"),
        _("What is asked of whom, who does what, and by when."),
        10,
        Rule.ON_RECORD,
    ),
)
