"""What owners are told of their actions.

What came out of the sanctuary is named on the site alone, for who may be there.
"""

from forums.models import Action
from network.models import User
from portal.letters import absolute, from_template, one_line
from portal.outbox import Letter


def given(action: Action, person: User) -> Letter:
    return _about("action_given", action, person)


def due_soon(action: Action, person: User) -> Letter:
    return _about("action_due", action, person)


def _about(template: str, action: Action, person: User) -> Letter:
    is_sealed = action.item is not None and action.item.is_sanctuary
    return from_template(
        f"forums/mail/{template}.txt",
        to=person.email,
        name=one_line(person.name),
        forum=one_line(action.forum.title),
        what="" if is_sealed else one_line(action.text),
        due_on=action.due_on,
        is_own=action.owner_id == person.pk,
        organisation=one_line(str(action.owner_organisation or "")),
        link=absolute("forums:action_done", action.pk),
    )
