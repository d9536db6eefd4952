"""Which rows are about a person: for what they may see of themselves, and for what is erased."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from allauth.account.models import EmailAddress
from django.db.models import QuerySet
from django.db.models.functions import Lower

from portal.names import may_be_one_person


@dataclass(frozen=True)
class Me:
    """A person, and the addresses that they have confirmed: by these rows without an account
    are known to be theirs."""

    user: Any
    addresses: frozenset[str]


type Rows = Callable[[Me], QuerySet[Any]]


def me(user: Any) -> Me:
    confirmed = EmailAddress.objects.filter(user=user, verified=True)
    known = confirmed.values_list("email", flat=True)
    return Me(user, frozenset(address.lower() for address in known))


def by(model: Any, field: str) -> Rows:
    """Rows that name the person's account."""
    return lambda one: model._base_manager.filter(**{field: one.user.pk})


def to(model: Any, field: str = "email", name: str = "") -> Rows:
    """Rows that name one of the person's confirmed addresses.

    Addresses are compared without case. Colleagues share mailboxes: where the rows have a
    `name`, another person's is not theirs.
    """

    def rows(one: Me) -> QuerySet[Any]:
        found: QuerySet[Any] = model._base_manager.alias(low=Lower(field)).filter(
            low__in=one.addresses
        )
        if not name or not one.user.name:
            return found
        named = found.values_list("pk", name)
        own = [pk for pk, said in named if may_be_one_person(said, one.user.name)]
        return found.filter(pk__in=own)

    return rows
