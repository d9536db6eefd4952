import os
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from network import tasks
from network.actions import applying, guidance, retire
from network.actions.documents import add_document
from network.models import Application, ApplicationDocument, GuidanceEnquiry
from network.states import State
from network.uploads import Kind, Upload
from portal.models import OutgoingMail
from tests.factories.applicants import NOW, fill, lead_of, make_draft, make_submitted
from tests.factories.applications import make_application

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def warnings() -> int:
    return OutgoingMail.objects.filter(cause__contains=":unused:").count()


def test_draft_in_use_is_left_alone() -> None:
    make_draft()

    retire.warn_about_drafts(now=NOW + 300 * DAY)
    retire.purge_drafts(now=NOW + 300 * DAY)

    assert warnings() == 0
    assert Application.objects.count() == 1


def test_unused_draft_is_warned_about_twice_and_each_once() -> None:
    make_draft()

    for day in (306, 307, 352, 353):
        retire.warn_about_drafts(now=NOW + day * DAY)

    assert warnings() == 2


def test_draft_goes_after_its_last_warning() -> None:
    make_draft()
    retire.warn_about_drafts(now=NOW + 352 * DAY)

    purged = retire.purge_drafts(now=NOW + 367 * DAY)

    assert purged == 1
    assert not Application.objects.exists()


def test_draft_nobody_was_warned_about_stays() -> None:
    make_draft()

    assert retire.purge_drafts(now=NOW + 400 * DAY) == 0


def test_draft_saved_after_the_warning_stays() -> None:
    draft = make_draft()
    retire.warn_about_drafts(now=NOW + 352 * DAY)
    fill(draft, now=NOW + 360 * DAY)

    assert retire.purge_drafts(now=NOW + 367 * DAY) == 0


def test_draft_whose_page_was_saved_as_it_was_stays() -> None:
    """The warning says: to keep it, open it and save any page."""
    draft = make_draft()
    fill(draft)
    retire.warn_about_drafts(now=NOW + 352 * DAY)
    fill(draft, now=NOW + 360 * DAY)

    assert retire.purge_drafts(now=NOW + 367 * DAY) == 0


def test_leadership_figures_go_90_days_after_the_end() -> None:
    application = make_submitted()
    applying.withdraw(application=application, by=lead_of(application), now=NOW)

    retire.forget_leadership(now=NOW + 91 * DAY)

    assert application.submissions.get().leadership == {}
    assert application.steps.get(step="leadership").typed == {}


def test_leadership_figures_stay_while_the_case_is_open() -> None:
    application = make_submitted()

    retire.forget_leadership(now=NOW + 400 * DAY)

    assert application.submissions.get().leadership["board_total"] == 6


def test_enquiries_go_after_twelve_months() -> None:
    guidance.send_enquiry(
        fields={"name": "Ada", "email": "ada@example.org", "message": "?"}, typed={}, now=NOW
    )

    assert guidance.forget_old_enquiries(now=NOW + 364 * DAY) == 0
    assert guidance.forget_old_enquiries(now=NOW + 366 * DAY) == 1
    assert not GuidanceEnquiry.objects.exists()


def test_leadership_figures_of_a_draft_taken_back_go_too() -> None:
    draft = make_draft()
    fill(draft)
    applying.withdraw(application=draft, by=lead_of(draft), now=NOW)

    assert retire.forget_leadership(now=NOW + 91 * DAY) == 1
    assert draft.steps.get(step="leadership").typed == {}


def test_leadership_figures_of_a_referral_go_after_a_year() -> None:
    application = make_application(State.REFERRED)
    since = application.state_since

    assert retire.forget_leadership(now=since + 364 * DAY) == 0
    assert retire.forget_leadership(now=since + 366 * DAY) == 1
    assert application.submissions.get().leadership == {}


# Files -----------------------------------------------------------------------------------------

PICTURE = Upload(Kind.PNG, "image/png", ".png", "a.png", b"\x89PNG")


@pytest.fixture
def folder(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def upload(now: datetime, *, kept: bool = True) -> str:
    """The path of a file uploaded and last touched at `now`; not `kept` rolls its row back."""
    draft = make_draft()
    with transaction.atomic():
        lead = lead_of(draft)
        document = add_document(application=draft, upload=PICTURE, by=lead, now=now)
        path = str(document.file.name)
        transaction.set_rollback(not kept)
    os.utime(default_storage.path(path), (now.timestamp(), now.timestamp()))
    return path


def on_disk(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def test_file_that_no_document_names_goes_after_a_day(folder: Path) -> None:
    kept, orphan = upload(NOW), upload(NOW, kept=False)
    assert on_disk(folder) == {kept, orphan}

    assert retire.sweep_uploads(now=NOW + timedelta(hours=24)) == 0
    assert retire.sweep_uploads(now=NOW + timedelta(hours=24, seconds=1)) == 1

    assert on_disk(folder) == {kept}
    assert (folder / str(ApplicationDocument.objects.get().file)).read_bytes() == b"\x89PNG"
    assert retire.sweep_uploads(now=NOW + 30 * DAY) == 0


def test_every_year_is_swept(folder: Path) -> None:
    upload(NOW - 400 * DAY, kept=False)
    upload(NOW, kept=False)

    assert retire.sweep_uploads(now=NOW + 2 * DAY) == 2
    assert on_disk(folder) == set()


def test_nothing_uploaded_yet_is_nothing_to_sweep(folder: Path) -> None:
    assert retire.sweep_uploads(now=NOW) == 0


def test_the_sweep_is_on_the_schedule(folder: Path, settings: Any) -> None:
    upload(timezone.now() - 2 * DAY, kept=False)

    tasks.sweep_uploads()

    assert on_disk(folder) == set()
    scheduled = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    assert tasks.sweep_uploads.name in scheduled
