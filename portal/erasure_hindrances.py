"""What has to be handed over, or given up, before somebody can be erased."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from network.erasing import alone_in
from network.models import Affiliation, Membership, User
from network.states import OPEN_STATES
from portal.about import me

_WITH_OTHERS = (
    gettext_noop("You are the primary contact of %(name)s: hand that over to a colleague first."),
    gettext_noop(
        "They are the primary contact of %(name)s: make a colleague of theirs primary contact "
        "first."
    ),
)
_ALONE = (
    gettext_noop(
        "You are the only person of %(name)s, which is a member: invite somebody and hand over to "
        "them, or let its membership end, first."
    ),
    gettext_noop(
        "They are the only person of %(name)s, which is a member: invite somebody, or end its "
        "membership on their behalf, first."
    ),
)


@dataclass(frozen=True)
class Hindrance:
    """In words to the person and to staff; each with the page where it is seen to, or ""."""

    text: str
    for_staff: str
    url: str = ""
    staff_url: str = ""


def hindrances(user: User, *, now: datetime) -> list[Hindrance]:
    """All there are, in the order in which one sees to them."""
    return [*_of_staff(user), *_of_organisations(user, now), *_of_applications(user)]


def _of_staff(user: User) -> Iterator[Hindrance]:
    if user.is_staff or user.is_superuser:
        yield Hindrance(
            _("You are staff: a Manager takes your staff rights away first, so that open work is "
              "handed over."),
            _("They are staff: a Manager takes their staff rights away first."),
            staff_url=reverse("admin:network_user_change", args=[user.pk]),
        )  # fmt: skip


def _of_organisations(user: User, now: datetime) -> Iterator[Hindrance]:
    leads = Affiliation.objects.present().filter(user=user, role=Affiliation.Role.PRIMARY)
    for place in leads.select_related("organisation").order_by("pk"):
        organisation = place.organisation
        others = organisation.affiliations.present().exclude(user=user)
        if others.exists():
            yield _of_organisation(organisation, *_WITH_OTHERS)
        elif Membership.objects.active_at(now).filter(organisation=organisation).exists():
            yield _of_organisation(organisation, *_ALONE)


def _of_organisation(organisation: Any, text: str, for_staff: str) -> Hindrance:
    return Hindrance(
        _(text) % {"name": organisation.name},
        _(for_staff) % {"name": organisation.name},
        reverse("network:organisation", args=[organisation.pk]),
        reverse("admin:network_organisation_people", args=[organisation.pk]),
    )


def _of_applications(user: User) -> Iterator[Hindrance]:
    for application in alone_in(me(user)).filter(state__in=OPEN_STATES).order_by("pk"):
        name = {"name": application.organisation_name}
        yield Hindrance(
            _("The application of %(name)s is being looked at, and nobody else works on it: "
              "withdraw it first, or invite a colleague to it.") % name,
            _("The application of %(name)s is being looked at, and nobody else works on it: "
              "decide it first, or ask them to withdraw it.") % name,
            reverse("network:application", args=[application.reference]),
            reverse("admin:network_application_change", args=[application.pk]),
        )  # fmt: skip
