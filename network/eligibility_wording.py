"""What screening says, in words: for every reason what the organisation reads, and what staff read.

Takes plain numbers and answers lazy strings, so that nothing is translated before it is shown.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.utils.functional import lazy
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class Reason(NamedTuple):
    """One reason in the words of both its readers."""

    reason: StrOrPromise
    staff_reason: StrOrPromise


DESCRIBED = {
    "specialist": Reason(
        _(
            "Your main stated purpose is to serve racially minoritised communities, and you told "
            "us your mission in your own words."
        ),
        _("Claimed as the main stated purpose, with a mission statement."),
    ),
    "designed": Reason(
        _("You named a project or service that is specifically for racially minoritised people."),
        _("A project or service specifically for racially minoritised people is named."),
    ),
    "supports": Reason(
        _("You support or work with racially minoritised people. It need not be your core focus."),
        _("Work with racially minoritised people is described; it need not be the core focus."),
    ),
}

NO_EVIDENCE = {
    "led": Reason(
        _(
            "To say yes or no here we need the number of people on your board and in senior "
            "staff. The co-ordinator will work this out with you."
        ),
        _("Claimed, but the numbers of people on the board and in senior staff are missing."),
    ),
    "specialist": Reason(
        _(
            "You told us this is your main purpose. We still need your mission statement in a few "
            "words, and the co-ordinator will ask you about it."
        ),
        _("Claimed, but without a mission statement: to be asked for."),
    ),
    "designed": Reason(
        _(
            "You told us you run such a project or service. We still need its name, and the "
            "co-ordinator will ask you about it."
        ),
        _("Claimed, but no project or service is named: to be asked for."),
    ),
    "supports": Reason(
        _(
            "You told us you do this work. We still need a few words about it, and the "
            "co-ordinator will ask you about them."
        ),
        _("Claimed, but the work is not described: to be asked for."),
    ),
}

UNSURE = Reason(
    _("You are not sure, and that is fine. The co-ordinator will look at this with you."),
    _("The organisation is not sure."),
)

NOT_CLAIMED = Reason(
    _("You told us this one does not describe your organisation."),
    _("The organisation says that this one does not describe it."),
)

NOT_VOLUNTARY = Reason(
    _(
        "This one is for voluntary-sector organisations only: public bodies and companies that "
        "make a profit cannot meet it. You may still meet another."
    ),
    _(
        "For voluntary-sector organisations only: by its own answers it is a public body or a "
        "company that makes a profit."
    ),
)

SECTOR_UNCLEAR = Reason(
    _(
        "This one is for voluntary-sector organisations. From what you told us we cannot be sure "
        "that yours is one, so the co-ordinator will look at this with you."
    ),
    _(
        "Claimed with a mission statement, but its answers leave open whether it is a "
        "voluntary-sector organisation."
    ),
)

IMPLIED = Reason(
    _("You meet this one too, because of the category you meet above."),
    _("Implied by the category above that is met."),
)

OUTSIDE = _(
    "The network is for organisations working with people in, or at risk of contact with, the "
    "criminal justice system. If you think there is a place for you, please tell the "
    "co-ordinator about your work."
)

UNSURE_OUTSIDE = _(
    "You are not sure whether you work with people in, or at risk of contact with, the criminal "
    "justice system. The co-ordinator will look at this with you."
)

STATUTORY = _(
    "Public bodies come in by talking to the co-ordinator first. We would like to hear from you."
)

CONTRACTOR = _(
    "Organisations contracted to run prison or probation services come in by talking to the "
    "co-ordinator first. We would like to hear from you."
)

NONE_MET = _(
    "None of the four categories describes your organisation as you told us about it. If you "
    "feel that the network could help you, please talk to the co-ordinator."
)

HEADCOUNT_ERRORS = {
    "not-a-number": _("Enter a whole number, like 7"),
    "negative": _("Enter 0 or more people"),
    "too-many": _("Enter a smaller number: count only people on your board and in senior staff"),
    "more-than-total": _(
        "Check the numbers: those identifying and those not known cannot be more than the total"
    ),
    "total-missing": _("Enter how many people there are in total"),
    "nobody": _("Enter at least one person: everyone on your board and in senior staff"),
}


def _leadership(total: int, identifying: int, unknown: int) -> str:
    parts = [_who(total, identifying)]
    if 2 * identifying >= total:
        parts.append(gettext("Half or more is needed."))
    elif 2 * (identifying + unknown) >= total:
        parts.append(_could_tip(unknown))
    elif unknown:
        parts.append(_cannot_tip(unknown))
    else:
        parts.append(gettext("Half or more is needed for this one."))
    return " ".join(parts)


def _who(total: int, identifying: int) -> str:
    counts = {"total": total, "identifying": identifying}
    if total == 1 and identifying:
        text = gettext(
            "The one person on your board and in senior staff, taken together, identifies as "
            "Black, Asian or minority ethnic."
        )
    elif total == 1:
        text = gettext(
            "The one person on your board and in senior staff, taken together, is not counted as "
            "identifying as Black, Asian or minority ethnic."
        )
    elif identifying == 0:
        text = gettext(
            "None of the %(total)d people on your board and in senior staff, taken together, is "
            "counted as identifying as Black, Asian or minority ethnic."
        )
    elif identifying == total:
        text = gettext(
            "All %(total)d people on your board and in senior staff, taken together, identify as "
            "Black, Asian or minority ethnic."
        )
    else:
        text = ngettext(
            "%(identifying)d of the %(total)d people on your board and in senior staff, taken "
            "together, identifies as Black, Asian or minority ethnic.",
            "%(identifying)d of the %(total)d people on your board and in senior staff, taken "
            "together, identify as Black, Asian or minority ethnic.",
            identifying,
        )
    return text % counts


def _could_tip(unknown: int) -> str:
    return ngettext(
        "%(unknown)d person is not known or prefers not to say, and could make it half or more. "
        "The co-ordinator will look at this with you.",
        "%(unknown)d people are not known or prefer not to say, and could make it half or more. "
        "The co-ordinator will look at this with you.",
        unknown,
    ) % {"unknown": unknown}


def _cannot_tip(unknown: int) -> str:
    return ngettext(
        "Half or more is needed for this one; the %(unknown)d person who is not known or prefers "
        "not to say would not make it half.",
        "Half or more is needed for this one; the %(unknown)d people who are not known or prefer "
        "not to say would not make it half.",
        unknown,
    ) % {"unknown": unknown}


def _leadership_for_staff(total: int, identifying: int, unknown: int) -> str:
    text = ngettext(
        "Board and senior staff together: %(identifying)d of %(total)d identifies as Black, "
        "Asian or minority ethnic; half or more is needed.",
        "Board and senior staff together: %(identifying)d of %(total)d identify as Black, "
        "Asian or minority ethnic; half or more is needed.",
        identifying,
    ) % {"identifying": identifying, "total": total}
    if not unknown or 2 * identifying >= total:
        return text
    could_tip = 2 * (identifying + unknown) >= total
    return f"{text} {_unknown_could_tip(unknown) if could_tip else _unknown_cannot_tip(unknown)}"


def _unknown_could_tip(unknown: int) -> str:
    return ngettext(
        "%(unknown)d is not known or prefers not to say, and could make it half or more.",
        "%(unknown)d are not known or prefer not to say, and could make it half or more.",
        unknown,
    ) % {"unknown": unknown}


def _unknown_cannot_tip(unknown: int) -> str:
    return ngettext(
        "%(unknown)d is not known or prefers not to say, and would not make it half.",
        "%(unknown)d are not known or prefer not to say, and would not make it half.",
        unknown,
    ) % {"unknown": unknown}


_lazy_leadership = lazy(_leadership, str)
_lazy_leadership_for_staff = lazy(_leadership_for_staff, str)


def leadership(total: int, identifying: int, unknown: int) -> Reason:
    """What the counts of board and senior staff together say about category 1."""
    counts = (total, identifying, unknown)
    return Reason(_lazy_leadership(*counts), _lazy_leadership_for_staff(*counts))
