"""Loading the demo: refused without DEMO, the same from the same seed, more rows on request."""

import random
from datetime import UTC, datetime
from itertools import islice
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from events.models import Delegate, Place
from network.models import (
    Application,
    ApplicationEvent,
    GuidanceEnquiry,
    Organisation,
    Submission,
    User,
)
from network.states import OPEN_STATES
from portal.demo.bulk import plant_applications
from portal.demo.load import load
from portal.demo.names import names
from portal.demo.sketches import Sketcher
from portal.models import OutgoingMail
from portal.models.erasures import NO_MAIL

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 4, 10, 30, tzinfo=UTC)


def _content(seed: int) -> list[Any]:
    """All that people would see of a demo, which is rolled back again."""
    with transaction.atomic():
        load(now=NOW, seed=seed)
        named = User.objects.exclude(email__endswith=NO_MAIL)  # the erased go by their number
        content = [
            list(queryset.order_by(*order).values_list(*order, *more))
            for queryset, order, more in (
                (Application.objects, ["reference"], ["state", "organisation_name", "created_at"]),
                (ApplicationEvent.objects, ["at", "move"], ["reason", "actor_name", "letter_text"]),
                (Submission.objects, ["submitted_at"], ["answers", "leadership", "screening"]),
                (Organisation.objects, ["name", "created_at"], ["website", "is_publicly_listed"]),
                (named, ["email"], ["name", "phone", "date_joined"]),
                (GuidanceEnquiry.objects, ["reference"], ["message", "answer", "typed"]),
                (Delegate.objects, ["event__slug", "name"], ["email", "state", "booked_at"]),
                (Place.objects, ["workshop__title", "delegate__name"], ["state", "waiting_since"]),
                (OutgoingMail.objects, ["created_at", "to", "subject"], ["state"]),
            )
        ]
        transaction.set_rollback(True)
    return content


def test_the_same_seed_gives_the_same_content() -> None:
    assert _content(7) == _content(7)


def test_another_seed_gives_other_people_and_organisations() -> None:
    def drawn(seed: int) -> list[Any]:
        rng = random.Random(seed)
        line = "Amber Yard|work|west-midlands|Calderbrook|LDWc"
        return [*islice(names(rng), 20), Sketcher(rng).sketch(line)]

    assert drawn(7) == drawn(7)
    assert drawn(7) != drawn(8)


def test_a_failing_load_leaves_nothing_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_world: Any) -> None:
        assert User.objects.filter(email="coordinator@example.org").exists()
        raise RuntimeError("the disk is full")

    monkeypatch.setattr("portal.demo.load.plant_members", fail)
    with pytest.raises(RuntimeError):
        load(now=NOW)
    assert not User.objects.exists()
    assert connection.features.uses_savepoints


def test_loading_is_refused_without_demo(settings: Any) -> None:
    settings.DEMO = False
    with pytest.raises(CommandError, match="DEMO"):
        call_command("load_demo")
    assert not User.objects.exists()


def test_planted_applications_are_counted_and_mostly_open() -> None:
    plant_applications(120, seed=3, now=NOW)
    assert Application.objects.count() == 120
    assert Submission.objects.count() == 120
    assert Application.objects.filter(state__in=OPEN_STATES).count() > 80
    for application in Application.objects.all():
        application.full_clean()
