"""What the directory and questions for advice do when two organisations become one."""

from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.translation import ngettext

from network.advice_states import State
from network.models import AdviceRequest, Listing, Organisation
from portal.merging import Rule, Words, twins_go

WAITING = Q(state=State.ASKED)


def settle_listing(stays: Organisation, goes: Organisation, _now: datetime) -> None:
    """Its own words in the directory count, where the record that stays has any."""
    if Listing.objects.filter(organisation=stays).exists():
        Listing.objects.filter(organisation=goes).delete()


def settle_asked(stays: Organisation, goes: Organisation, _now: datetime) -> None:
    """Nobody asks itself, nor the same organisation twice at a time."""
    _between(stays, goes).delete()
    asked = AdviceRequest.objects.filter(WAITING, asking=stays).values("asked")
    AdviceRequest.objects.filter(WAITING, asking=goes, asked__in=asked).delete()


def warn_of_asked(stays: Organisation, goes: Organisation) -> Words:
    number = _between(stays, goes).count()
    one = "%d question that one asked the other is deleted."
    many = "%d questions that one asked the other are deleted."
    return [ngettext(one, many, number) % number] if number else []


def _between(stays: Organisation, goes: Organisation) -> QuerySet[AdviceRequest]:
    both = [stays, goes]
    return AdviceRequest.objects.filter(asking__in=both, asked__in=both)


RULES = (
    Rule("network.Listing.organisation", settle_listing),
    Rule("network.AdviceRequest.asking", settle_asked, warn_of_asked),
    twins_go("network.AdviceRequest.asked", "asking", where=WAITING),
    twins_go("network.AdviceReport.organisation", "request"),
)
