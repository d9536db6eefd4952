"""The one place where an application changes its state."""

from datetime import datetime
from typing import Any

from network.models import Application, ApplicationEvent, ApplicationPerson, User
from network.states import DECIDED_STATES, Move, State, target
from portal import audit, outbox
from portal.outbox import Letter


class AlreadyMoved(Exception):
    """Somebody else moved the application first; `event` is what they did."""

    def __init__(self, event: ApplicationEvent | None) -> None:
        super().__init__("the application has moved on")
        self.event = event


def lock(application: Application) -> Application:
    """Fetch and lock the application's row; every action on an application locks it first."""
    return Application.objects.select_for_update(of=("self",)).get(pk=application.pk)


def check_move(locked: Application, to_make: Move, expected_version: int | None = None) -> State:
    """The state that the move leads to.

    Raises AlreadyMoved when `expected_version` is not the row's, IllegalMove when the table
    (`network.states.MOVES`) has no such move.
    """
    if expected_version is not None and expected_version != locked.version:
        raise AlreadyMoved(last_event(locked))
    return target(State(locked.state), to_make)


def last_event(application: Application) -> ApplicationEvent | None:
    """What was done last."""
    return application.events.order_by("-at", "-pk").first()


def move(
    locked: Application,
    to_make: Move,
    *,
    by: User | None,
    now: datetime,
    expected_version: int | None = None,
    **event: Any,
) -> ApplicationEvent:
    """Make one legal move on a locked application; return its event.

    Questions without an answer lapse when the case goes on without it.
    Must run inside a transaction that holds the row's lock. Raises as `check_move` does.
    `event` may carry `reason`, `source`, `on_behalf_of` and the letter's fields.
    """
    new = check_move(locked, to_make, expected_version)
    old = State(locked.state)
    locked.state = new
    locked.version += 1
    locked.state_since = now
    locked.decided_at = now if new in DECIDED_STATES else None
    locked.save()
    if old == State.MORE_INFORMATION and to_make != Move.ANSWER:
        locked.information_items.open().update(lapsed_at=now)
    if new in DECIDED_STATES or new == State.WITHDRAWN:
        end_typing(locked)
    audit.record(
        by=by,
        action=f"application.{to_make.value}",
        target=locked,
        old={"state": old},
        new={"state": new, "reason": event.get("reason", "")},
        now=now,
    )
    return ApplicationEvent.objects.create(
        application=locked,
        at=now,
        actor=by,
        actor_name=str(by) if by else "",
        move=to_make,
        from_state=old,
        to_state=new,
        **event,
    )


def end_typing(locked: Application) -> None:
    """Staff who typed for the applicant see the applicant's pages no longer than they need to."""
    locked.people.filter(role=ApplicationPerson.Role.SCRIBE).delete()


def tell(event: ApplicationEvent, letters: list[Letter], *, audience: str = "applicants") -> None:
    """Queue one mail per person for an event, once however often it is called.

    `audience` keeps apart what one address gets in two roles.
    """
    about = f"application-event:{event.pk}:{audience}"
    outbox.enqueue_all(letters={f"{about}:{one.to}": one for one in letters}, now=event.at)


def applicants(application: Application) -> list[User]:
    """The people who are told: whoever applies, without staff who only typed for them."""
    people = application.people.exclude(role=ApplicationPerson.Role.SCRIBE)
    return [person.user for person in people.select_related("user").order_by("pk")]
