"""What people of an organisation are told when two records of it become one."""

from network.models import Organisation, User
from portal.letters import absolute, from_template
from portal.outbox import Letter


def merged(organisation: Organisation, *, also: str, to: User) -> Letter:
    return from_template(
        "network/mail/merged.txt",
        to=to.email,
        person=to,
        organisation=organisation,
        also=also,
        link=absolute("network:organisation", organisation.pk),
    )
