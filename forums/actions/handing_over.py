"""What members of staff took on at forums, when it goes to somebody else."""

from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import ngettext_lazy

from forums.actions import tasks_taken
from forums.models import Action
from forums.models.circles import insiders
from network.models import User
from portal.handing_over import Kind


def taken_on_as_staff(user: User, now: datetime) -> QuerySet[Action]:
    """Open actions of somebody who has them as staff; a member keeps their own."""
    mine = Action.objects.open().filter(owner=user)
    return mine.exclude(owner__in=insiders(now)).order_by("forum", "pk")


def give_actions(*, user: User, to: User | None, by: User, now: datetime) -> None:
    for action in taken_on_as_staff(user, now).select_related("forum"):
        tasks_taken.give_to(action=action, of=user, to=to, by=by, now=now)


KINDS = (
    # Without pages: what an action says may come from the sanctuary, and Managers do not read it.
    Kind(
        "forums.Action.owner",
        ngettext_lazy("%d action of a forum", "%d actions of forums"),
        tasks_taken.RUN,
        taken_on_as_staff,
        give_actions,
    ),
)
