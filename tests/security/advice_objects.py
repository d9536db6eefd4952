"""A listed organisation that has asked the member's organisation for advice, and one reported."""

from typing import Any

from django.utils import timezone

from network.actions import advice
from network.directory import Audience
from network.models import User
from tests.factories.directory import EVERY_PART, contact_of, list_it, make_listed, make_question
from tests.factories.submissions import organisation_of


def arguments(member: User | None) -> dict[str, list[Any]]:
    """As Objects.arguments: a page of the directory, a question to answer, a reported one."""
    assert member
    now, here = timezone.now(), organisation_of(member)
    list_it(here, Audience.MEMBERS, for_everybody=[], for_members=EVERY_PART, now=now)
    other = make_listed("Kola Nut Neighbours", now=now)
    asking = contact_of(other, name="Kola Nut Neighbour")
    asked = make_question(other.organisation, here, by=asking, now=now)
    told = advice.report(request=asked, organisation=here, text="Rude", by=member, now=now)
    fresh = make_listed("Kola Nut Others", now=now)
    waiting = make_question(fresh.organisation, here, by=contact_of(fresh), now=now)
    return {
        "network:directory": [],
        "network:directory_entry": [other.slug],
        "network:advice": [here.pk, waiting.reference],
        "network:advice_list": [here.pk],
        "network:advice_ask": [here.pk, other.slug],
        "network:advice_act": [here.pk, waiting.reference, "decline"],
        "admin:network_advicereport": [told.pk],
    }
