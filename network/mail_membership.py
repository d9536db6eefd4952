"""What the network writes about a membership's life: one function per message."""

from datetime import date, timedelta

from network.models import Confirmation, Membership, User, site_rule
from network.standing import Move, Reminder
from portal.letters import absolute, from_template
from portal.outbox import Letter

_TEMPLATES = {
    Move.SUSPEND: "membership_suspended",
    Move.LIFT: "membership_lifted",
    Move.LAPSE: "membership_lapsed",
    Move.WITHDRAW: "membership_withdrawn",
    Move.END: "membership_ended",
    Move.RETURN: "membership_back",
}


def confirmation_asked(
    membership: Membership, person: User, *, reminder: Reminder, due: date | None
) -> Letter:
    """Please confirm: four weeks before, on the day, or in the days of grace."""
    grace_ends = due + timedelta(days=site_rule().grace_days) if due else None
    return from_template(
        "network/mail/confirmation_asked.txt",
        to=person.email,
        person=person,
        organisation=membership.organisation,
        reminder=reminder.value,
        due=due,
        grace_ends=grace_ends,
        link=absolute("network:membership_confirm", membership.organisation_id),
    )


def confirmed(confirmation: Confirmation, person: User) -> Letter:
    """The receipt, to everybody who answers for the organisation, so that no second one asks."""
    return from_template(
        "network/mail/confirmed.txt",
        to=person.email,
        person=person,
        confirmation=confirmation,
        organisation=confirmation.membership.organisation,
        next_due=confirmation.membership.due_on(),
        link=absolute("network:membership_confirm", confirmation.membership.organisation_id),
    )


def confirmation_waiting(confirmation: Confirmation, *, to: str) -> Letter:
    """To the co-ordinator: something changed that she decides about."""
    return from_template(
        "network/mail/confirmation_waiting.txt",
        to=to,
        organisation=confirmation.membership.organisation,
        link=absolute("admin:network_confirmation_change", confirmation.pk),
    )


def confirmation_decided(
    confirmation: Confirmation, person: User, *, is_accepted: bool, reason: str
) -> Letter:
    return from_template(
        "network/mail/confirmation_decided.txt",
        to=person.email,
        person=person,
        confirmation=confirmation,
        organisation=confirmation.membership.organisation,
        is_accepted=is_accepted,
        reason=reason,
        link=absolute("network:membership_confirm", confirmation.membership.organisation_id),
    )


def moved(membership: Membership, person: User, *, move: Move, reason: str) -> Letter:
    """A membership is suspended, ended or taken up again: what that means, and what to do."""
    return from_template(
        f"network/mail/{_TEMPLATES[move]}.txt",
        to=person.email,
        person=person,
        membership=membership,
        organisation=membership.organisation,
        reason=reason,
        link=absolute("dashboard"),
    )


def left(membership: Membership, *, reason: str, to: str) -> Letter:
    """To the co-ordinator: an organisation left by itself."""
    return from_template(
        "network/mail/membership_left.txt",
        to=to,
        organisation=membership.organisation,
        reason=reason,
        link=absolute("admin:network_membership_change", membership.pk),
    )
