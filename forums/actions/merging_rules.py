"""What forums know of two organisations when these become one."""

from django.utils.translation import gettext as _

from forums.actions.tasks_taken import RUN
from forums.models import Agreement
from network.models import Organisation
from portal.merging import Rule, Words, twins_go


def block_agreements(_stays: Organisation, goes: Organisation) -> Words:
    """What was asked about the sanctuary is kept as asked: the database refuses to change it."""
    if not Agreement.objects.filter(organisation=goes).exists():
        return []
    words = _("Something confidential stands with “%(name)s” for good. Keep that record instead.")
    return [words % {"name": goes.name}]


# Who was there, raised or objected to something is for those who run forums alone.
RULES = (
    Rule("forums.Action.owner_organisation", right=RUN),
    Rule("forums.Agreement.organisation", blocks=block_agreements, right=RUN),
    Rule("forums.Attendance.organisation", right=RUN),
    Rule("forums.Objection.organisation", right=RUN),
    Rule("forums.Topic.organisation", right=RUN),
    twins_go("forums.Affirmation.organisation", "topic", right=RUN),
    twins_go("forums.Voice.organisation", "issue", "how", right=RUN),
)
