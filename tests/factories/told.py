"""What people were told: notices made into mails and delivered, as the workers do it."""

from datetime import datetime
from email.utils import parseaddr
from typing import Any

import vobject

from events.actions.telling import tell_due
from events.models import Delegate
from portal.letters import absolute
from portal.mailsink import Message
from portal.models import OutgoingMail
from portal.sealing import unseal
from tests.conftest import Deliver
from tests.factories.applicants import NOW


def tell(deliver: Deliver, now: datetime = NOW) -> list[Message]:
    """Tell what is due and deliver all that waits; the mails that this brought, oldest first."""
    before = OutgoingMail.objects.filter(state=OutgoingMail.State.SENT).count()
    tell_due(now=now)
    return deliver(now=now)[before:]


def subjects(mails: list[Message]) -> list[tuple[str, str]]:
    """To whom, and the subject's first part, in the order of addresses."""
    return sorted((mail.to[0], mail.subject.partition(":")[0]) for mail in mails)


def link_of(delegate: Delegate, page: str = "delegate") -> str:
    delegate.refresh_from_db()
    return absolute(f"events:{page}", unseal(bytes(delegate.token)))


def calendar_in(mail: Message) -> Any:
    """The calendar that came with a mail, as a second library reads it."""
    (file,) = [one for one in mail.files if one.content_type.startswith("text/calendar")]
    return vobject.readOne(file.content.decode())


def address(value: Any) -> str:
    return parseaddr(value.value.removeprefix("mailto:"))[1]
