"""What is written to an address that somebody typed into the page for subscribing.

Never the name that was typed there: whoever typed it may be somebody else.
"""

from bulletins.leaving import leave_url
from bulletins.models import Subscriber
from portal.letters import absolute, from_template
from portal.outbox import Letter


def confirm(subscriber: Subscriber, *, token: str) -> Letter:
    """To somebody who asked: a link to confirm the address with."""
    link = absolute("bulletins:confirm", token)
    return from_template(
        "bulletins/mail/confirm.txt",
        to=subscriber.email,
        link=link,
        until=subscriber.token_expires_at,
        wording=subscriber.consent_wording,
    )


def subscribed_already(subscriber: Subscriber) -> Letter:
    """To somebody who gets the bulletins: nothing to do, and how to leave."""
    leave = leave_url(user=None, subscriber=subscriber.pk)
    return from_template("bulletins/mail/subscribed.txt", to=subscriber.email, leave=leave)


def member_already(*, to: str) -> Letter:
    """To a member: theirs is the members' edition, and where to choose."""
    link = absolute("bulletins:preferences")
    return from_template("bulletins/mail/member_already.txt", to=to, link=link)
