"""People and applications for tests, made by the same actions that the site uses."""

import itertools
from datetime import UTC, datetime
from typing import Any

from allauth.account.models import EmailAddress

from network.actions import applying
from network.forms import steps as step_forms
from network.models import Application, User
from network.steps import Step

NOW = datetime(2026, 10, 5, 9, 30, tzinfo=UTC)
_numbers = itertools.count(1)

ANSWERS: dict[Step, dict[str, Any]] = {
    Step.ORGANISATION: {
        "name": "Kola Nut Resettlement",
        "criminal_justice": "yes",
        "sector": "voluntary",
        "legal_form": "cio",
        "number_ccew": "1234567",
        "regions": ["london"],
        "settings": ["custody", "through-the-gate"],
        "income_band": "10k-100k",
    },
    Step.PEOPLE: {"contact_name": "Ọlá Example", "contact_phone": "020 7946 0101"},
    Step.LEADERSHIP: {
        "led": "yes",
        "board_total": "6",
        "board_identifying": "4",
        "board_unknown": "1",
        "staff_total": "0",
    },
    Step.WORK: {
        "specialist": "yes",
        "mission": "We help Black men to leave prison and stay free of it.",
        "designed": "no",
        "supports": "yes",
        "support_work": "Mentoring in two prisons and after release.",
    },
    Step.HOPES: {"opportunities": ["influence", "training"], "hopes": "To be heard."},
}


def make_person(email: str = "", name: str = "Ọlá Example", **fields: Any) -> User:
    """Somebody with a confirmed address."""
    email = email or f"person{next(_numbers)}@example.org"
    user = User.objects.create_user(email, name=name, **fields)
    EmailAddress.objects.create(user=user, email=email, primary=True, verified=True)
    return user


def make_draft(lead: User | None = None, *, now: datetime = NOW) -> Application:
    """An application just started."""
    return applying.start_application(by=lead or make_person(), now=now)


def lead_of(application: Application) -> User:
    return application.people.get(role="lead").user


def fill(application: Application, *, now: datetime = NOW, **changes: dict[str, Any]) -> None:
    """Type the answers above into every step; `changes` by step's name replace single ones."""
    for step, typed in ANSWERS.items():
        applying.save_step(
            application=application,
            step=step,
            typed=typed | changes.get(step.value, {}),
            version=application.steps.get(step=step).version,
            by=lead_of(application),
            now=now,
        )
    application.refresh_from_db()


def frozen(application: Application) -> applying.FrozenAnswers:
    """The answers as the forms check them; the test fails if a step is not complete."""
    answers, forms = step_forms.freeze(application.steps.all())
    assert answers is not None, {name: form.errors for name, form in forms.items()}
    return answers


def submit(application: Application, *, now: datetime = NOW) -> Application:
    applying.submit(
        application=application,
        frozen=frozen(application),
        declaration={"name": "Ọlá Example", "wording": "It is right."},
        by=lead_of(application),
        now=now,
    )
    application.refresh_from_db()
    return application


def make_submitted(
    lead: User | None = None, *, now: datetime = NOW, **changes: dict[str, Any]
) -> Application:
    """A complete application, sent."""
    application = make_draft(lead, now=now)
    fill(application, now=now, **changes)
    return submit(application, now=now)
