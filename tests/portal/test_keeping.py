"""Every personal field has a retention class, and every class its job or its reason."""

from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from portal import field_classes, keeping, retention_runs
from portal.models import OutgoingMail, RetentionRun
from portal.outbox import Letter, enqueue
from portal.restored import FORGETTING
from portal.staff_groups import COORDINATORS
from tests.factories.staff import make_staff, sign_in

NOW = datetime(2026, 3, 2, 2, 40, tzinfo=UTC)


def old_mail() -> None:
    mail = enqueue(cause="old", letter=Letter("ada@example.org", "Hello", "Text"), now=NOW)
    written = NOW - timedelta(days=91)
    OutgoingMail.objects.filter(pk=mail.pk).update(
        state=OutgoingMail.State.SENT, created_at=written, sent_at=written
    )


def test_every_field_is_in_a_class_or_declared_not_personal() -> None:
    assert field_classes.check_fields() == []


def test_a_field_without_a_class_fails_the_check(monkeypatch: pytest.MonkeyPatch) -> None:
    declared = field_classes.classes()
    del declared["network.User.phone"]
    monkeypatch.setattr(field_classes, "classes", lambda: declared)
    assert [found.msg for found in field_classes.check_fields()] == [
        "network.User.phone has no retention class."
    ]


def test_a_class_of_no_field_fails_the_check(monkeypatch: pytest.MonkeyPatch) -> None:
    declared = field_classes.classes() | {"network.User.shoes": keeping.ACCOUNTS}
    monkeypatch.setattr(field_classes, "classes", lambda: declared)
    assert [found.id for found in field_classes.check_fields()] == ["portal.E002"]


def test_every_class_is_used_and_has_a_date_or_a_reason_to_stay() -> None:
    used = set(field_classes.classes().values()) - {keeping.NOT_PERSONAL}
    assert used == set(keeping.CLASSES)
    assert [each.key for each in keeping.CLASSES if not each.stages and not each.stays] == []


def test_every_stage_has_a_job_that_deletes_and_a_count() -> None:
    jobs = {stage.job for stage in keeping.STAGES.values()}
    deleting = {key for key in settings.CELERY_BEAT_SCHEDULE if key.startswith(FORGETTING)}
    assert deleting - jobs == {key for key in deleting if key.startswith("sweep-")}
    assert jobs - deleting == set()
    assert {stage.key for stage in retention_runs.DUE} == set(keeping.STAGES)


@pytest.mark.django_db
def test_a_run_takes_what_is_due_and_reports_it() -> None:
    old_mail()
    run = retention_runs.run(now=timezone.now())
    assert (run.due["old-mail"], run.left["old-mail"], run.trouble) == (1, 0, [])
    assert sum(retention_runs.run(now=timezone.now()).due.values()) == 0


@pytest.mark.django_db
def test_looking_what_is_due_takes_nothing() -> None:
    old_mail()
    assert [retention_runs.due(timezone.now())["old-mail"] for _time in range(2)] == [1, 1]


@pytest.mark.django_db
def test_a_job_that_fails_is_named_and_the_others_run(monkeypatch: pytest.MonkeyPatch) -> None:
    old_mail()
    monkeypatch.setattr("network.tasks.retire.purge_drafts", lambda **_: 1 / 0)
    run = retention_runs.run(now=timezone.now())
    assert (run.trouble, run.left["old-mail"]) == (["network.retire_applications"], 0)


@pytest.mark.django_db
def test_staff_see_what_tonight_would_take_and_what_last_night_took() -> None:
    RetentionRun.objects.create(
        started_at=NOW, finished_at=NOW, due={"old-mail": 3}, left={"old-mail": 1}
    )
    old_mail()
    url = reverse("admin:portal_retentionrun_changelist")
    text = sign_in(make_staff(COORDINATORS)).get(url).text
    assert ("Tonight: 1 record" in text, "last run: 2 records" in text) == (True, True)
