"""Staff type for people who ring up or write; what they do says so."""

from datetime import datetime

from allauth.account.models import EmailAddress
from django.db import transaction

from network import mail
from network.actions.applying import NotEditable, create_draft, withdraw
from network.actions.moves import lock
from network.actions.review import OwnApplication, takes_part
from network.choices import Source
from network.models import Application, ApplicationEvent, ApplicationPerson, User
from network.models.applications import EDITABLE_STATES
from network.steps import Step
from portal import audit, outbox

Role = ApplicationPerson.Role


@transaction.atomic
def enter_application(
    *,
    name: str,
    email: str,
    organisation_name: str,
    source: Source | str,
    by: User,
    now: datetime,
    reference: str = "",
) -> Application:
    """A draft for somebody who rang up or wrote, with `by` as its scribe.

    The person is found by address or gets an account, signs in by mailed code, and is told.
    Raises OwnApplication for one's own address. `reference` is for demo data, as in
    `start_application`.
    """
    lead = person_by_address(name=name, email=email)
    if lead == by:
        raise OwnApplication
    application = create_draft(lead=lead, now=now, checked={}, source=source, reference=reference)
    application.organisation_name = organisation_name
    application.save(update_fields=["organisation_name"])
    _type(application, Step.ORGANISATION, {"name": organisation_name}, by)
    _type(application, Step.PEOPLE, {"contact_name": name}, by)
    _add_scribe(application, source=source, by=by, now=now)
    audit.record(
        by=by, action="application.enter", target=application, new={"source": source}, now=now
    )
    outbox.enqueue(
        cause=f"application:{application.pk}:entered",
        letter=mail.application_entered(application, lead),
        now=now,
    )
    return application


def _type(application: Application, step: Step, typed: dict[str, str], by: User) -> None:
    application.steps.filter(step=step).update(typed=typed, updated_by=by)


def person_by_address(*, name: str, email: str) -> User:
    """Whoever has this address; somebody new gets an account, and signs in by mailed code."""
    email = email.strip().lower()
    user = User.objects.filter(email=email).first()
    if user is None:
        user = User.objects.create_user(email, name=name)
        EmailAddress.objects.create(user=user, email=email, primary=True, verified=False)
    return user


def _add_scribe(
    application: Application, *, source: Source | str, by: User, now: datetime
) -> ApplicationPerson:
    """`by` types for the applicant; who does so already keeps the row, with the newer source."""
    values = {"role": Role.SCRIBE, "source": source}
    person, _created = ApplicationPerson.objects.update_or_create(
        application=application,
        user=by,
        defaults=values,
        create_defaults=values | {"added_at": now},
    )
    return person


@transaction.atomic
def become_scribe(
    *, application: Application, source: Source | str, by: User, now: datetime
) -> ApplicationPerson:
    """Let a member of staff type for the applicant, until the co-ordinator's next decision.

    Raises NotEditable when there is nothing to type, OwnApplication for who applies themselves.
    """
    locked = lock(application)
    if takes_part(locked, by):
        raise OwnApplication
    if locked.state not in EDITABLE_STATES or locked.reduced_at is not None:
        raise NotEditable
    person = _add_scribe(locked, source=source, by=by, now=now)
    audit.record(by=by, action="application.scribe", target=locked, new={"source": source}, now=now)
    return person


@transaction.atomic
def withdraw_on_behalf(
    *, application: Application, reason: str, source: Source | str, by: User, now: datetime
) -> ApplicationEvent:
    """Withdraw for an applicant who rang up or wrote; they are told.

    Raises OwnApplication, and IllegalMove once the application is decided or withdrawn.
    """
    locked = lock(application)
    if takes_part(locked, by):
        raise OwnApplication
    _add_scribe(locked, source=source, by=by, now=now)
    return withdraw(application=locked, by=by, now=now, reason=reason, source=source)
