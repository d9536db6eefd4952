"""Many simple applications at once, for measuring the review queue. Nothing else uses them."""

import random
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from network.eligibility import answers_from, as_json, screen, take_led_reasons
from network.models import Application, ApplicationPerson, Submission, User
from network.references import new_reference
from network.states import DECIDED_STATES, State
from network.steps import Step
from portal.demo.catalogue import APPLYING
from portal.demo.sketches import Sketch, Sketcher, checked, from_checker, leadership, typed

# The queue is what is measured, so most of them are open. None is approved: that takes an
# organisation each.
_STATES = (
    *(State.SUBMITTED,) * 8,
    *(State.IN_REVIEW,) * 6,
    *(State.MORE_INFORMATION,) * 3,
    State.REFERRED,
    State.DECLINED,
    State.WITHDRAWN,
)
_LEADS = 40
_BATCH = 1000


@transaction.atomic
def plant_applications(count: int, seed: int, *, now: datetime | None = None) -> None:
    """Write `count` sent applications with one submission and a lead each, without history.

    They have no events, findings, letters or mails. Plant twice with different seeds only:
    the references follow from the seed.
    """
    now = now or timezone.now()
    rng = random.Random(f"bulk {seed}")  # noqa: S311 - invented content, no secret
    models = [_Model(sketch, rng) for sketch in _sketches(rng)]
    leads = User.objects.bulk_create(_lead(seed, n, now) for n in range(_LEADS))
    for start in range(0, count, _BATCH):
        numbers = range(start, min(start + _BATCH, count))
        _plant([(models[n % len(models)], n) for n in numbers], leads, rng, now)


class _Model:
    """The frozen answers of a sketch, worked out once and used for many applications."""

    def __init__(self, sketch: Sketch, rng: random.Random) -> None:
        self.sketch = sketch
        people = typed(sketch, Step.PEOPLE, contact="Noor Example-Lee", phone="", rng=rng)
        self.answers: dict[str, Any] = {
            Step.ORGANISATION.value: _organisation(sketch, rng),
            Step.PEOPLE.value: people,
            Step.WORK.value: from_checker(sketch),
            Step.HOPES.value: typed(sketch, Step.HOPES, contact="", phone="", rng=rng),
            Step.DOCUMENTS.value: {"names": []},
        }
        self.screening = as_json(screen(answers_from(checked(sketch))))
        self.leadership = leadership(sketch) | take_led_reasons(self.screening)

    def answers_of(self, name: str) -> dict[str, Any]:
        organisation = self.answers[Step.ORGANISATION] | {"name": name}
        return self.answers | {Step.ORGANISATION.value: organisation}


def _organisation(sketch: Sketch, rng: random.Random) -> dict[str, Any]:
    raw = typed(sketch, Step.ORGANISATION, contact="", phone="", rng=rng)
    kept = {key: value for key, value in raw.items() if not key.startswith(("number_", "not_"))}
    numbers = [[register.value, number] for register, number in sketch.numbers.items()]
    return kept | {"numbers": numbers}


def _sketches(rng: random.Random) -> list[Sketch]:
    sketcher = Sketcher(rng)
    return [sketcher.sketch(line) for line in APPLYING.strip().splitlines()]


def _lead(seed: int, number: int, now: datetime) -> User:
    user = User(
        email=f"lead-{seed}-{number}@example.org", name=f"Lead Example-{number}", date_joined=now
    )
    user.set_unusable_password()
    return user


def _plant(
    rows: list[tuple[_Model, int]], leads: list[User], rng: random.Random, now: datetime
) -> None:
    made = [_application(model, number, rng, now) for model, number in rows]
    applications = Application.objects.bulk_create(made)
    _plant_submissions(zip(applications, (model for model, _n in rows), strict=True), leads)
    ApplicationPerson.objects.bulk_create(
        ApplicationPerson(
            application=application,
            user=_lead_of(application, leads),
            role=ApplicationPerson.Role.LEAD,
            added_at=application.created_at,
        )
        for application in applications
    )


def _lead_of(application: Application, leads: list[User]) -> User:
    return leads[application.pk % len(leads)]


def _application(model: _Model, number: int, rng: random.Random, now: datetime) -> Application:
    state = rng.choice(_STATES)
    submitted_at = now - timedelta(minutes=rng.randint(60, 60 * 24 * 120))
    since = submitted_at + timedelta(minutes=rng.randint(1, 59))
    return Application(
        reference=new_reference(rng),
        state=state,
        version=2,
        organisation_name=f"{model.sketch.name} {number:05d}",
        claimed=model.sketch.categories,
        created_at=submitted_at - timedelta(hours=rng.randint(1, 200)),
        edited_at=submitted_at,
        state_since=since,
        submitted_at=submitted_at,
        decided_at=since if state in DECIDED_STATES else None,
        times_submitted=1,
        is_possible_duplicate=rng.random() < 0.05,
    )


def _plant_submissions(pairs: Iterable[tuple[Application, _Model]], leads: list[User]) -> None:
    Submission.objects.bulk_create(
        Submission(
            application=application,
            number=1,
            answers=model.answers_of(application.organisation_name),
            leadership=model.leadership,
            screening=model.screening,
            declaration={},
            submitted_at=application.submitted_at or application.created_at,
            submitted_by=_lead_of(application, leads),
        )
        for application, model in pairs
    )
