"""Keeping what is typed in answer to the co-ordinator's questions, before it is sent."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from network.actions.applying import NotEditable, QuestionsChanged
from network.actions.moves import lock
from network.models import Application, TypedAnswers, User
from network.states import State


class StaleAnswers(Exception):
    """The answers were saved since the page was opened; `current` is what is there."""

    def __init__(self, current: TypedAnswers) -> None:
        super().__init__(f"the answers have moved on to version {current.version}")
        self.current = current


@transaction.atomic
def keep_answers(
    *, application: Application, typed: Mapping[str, str], version: int, by: User, now: datetime
) -> TypedAnswers:
    """Keep what was typed (`InformationItem.field_name` → text); return what is kept now.

    Raises NotEditable when nothing is asked any more, QuestionsChanged when something else is,
    StaleAnswers when somebody else saved since `version`. Saving the same again changes nothing.
    """
    locked = lock(application)
    if locked.state != State.MORE_INFORMATION:
        raise NotEditable
    asked = {item.field_name for item in locked.information_items.open()}
    if not typed.keys() <= asked:
        raise QuestionsChanged
    current = TypedAnswers.objects.of(locked)
    of_old = {name: text for name, text in current.typed.items() if name not in asked}
    if current.typed == of_old | dict(typed):
        return current
    if current.version != version:
        raise StaleAnswers(current)
    current.typed = of_old | dict(typed)
    current.version += 1
    current.updated_at, current.updated_by = now, by
    current.save()
    return current
