"""What staff write to an event's people, and what goes to and from its contributors."""

from events.models import Contributor, Event, Material
from portal.letters import absolute, from_template
from portal.outbox import Letter


def staff_message(event: Event, *, to: str, names: str, subject: str, body: str) -> Letter:
    """A message as staff wrote it, to one address; `names` are those whom it concerns."""
    return from_template(
        "events/mail/staff_message.txt",
        to=to,
        event=event,
        names=names,
        subject=subject,
        body=body,
        link=absolute("events:event", event.slug),
    )


def contributor_invitation(contributor: Contributor, *, secret: str) -> Letter:
    """A credential: the link is personal to who is asked."""
    return from_template(
        "events/mail/contributor_invitation.txt",
        to=contributor.email,
        contributor=contributor,
        event=contributor.event,
        link=absolute("events:speaker", secret),
    )


def contributor_answered(contributor: Contributor, *, to: str) -> Letter:
    """To the organisers: somebody accepted, declined or withdrew."""
    return from_template(
        "events/mail/contributor_answered.txt",
        to=to,
        contributor=contributor,
        event=contributor.event,
        link=absolute("admin:events_contributor_change", contributor.pk),
    )


def material_handed_in(material: Material, contributor: Contributor, *, to: str) -> Letter:
    """To the organisers: a contributor handed in a file, which waits to be published."""
    return from_template(
        "events/mail/material_handed_in.txt",
        to=to,
        material=material,
        contributor=contributor,
        event=contributor.event,
        link=absolute("admin:events_event_materials", contributor.event_id),
    )
