"""The last mail to somebody who was erased."""

from portal.letters import from_template
from portal.outbox import Letter


def goodbye(*, to: str) -> Letter:
    """A credential by its nature: nothing of it, nor the address, is kept once it was sent."""
    return from_template("portal/mail/erased.txt", to=to)
