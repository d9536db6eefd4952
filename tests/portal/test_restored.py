"""What is done in a restored database before the site opens, and what is noticed there."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.fernet import Fernet
from django.conf import settings as site
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.utils import timezone

from bulletins.states import State
from forums.choices import Rule
from forums.models import Forum, Note
from portal import restored, sealing
from portal.models import OutgoingMail
from portal.outbox import Letter, enqueue
from tests.factories.applicants import make_person
from tests.factories.applications import make_application, make_document
from tests.factories.bulletins import scheduled, sending
from tests.factories.forums import held_forum, item_of, write_note
from tests.factories.sign_in import enrol_app
from tests.factories.staff import make_staff

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _media(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def test_mail_that_may_have_gone_out_since_is_in_doubt() -> None:
    enqueue(cause="one", letter=Letter("ada@example.org", "Hello", "Text"))
    assert [restored.hold_mail(), restored.hold_mail()] == [1, 0]
    mail = OutgoingMail.objects.get()
    assert (mail.state, mail.last_error) == (OutgoingMail.State.IN_DOUBT, restored.WHY)


def test_bulletins_that_were_going_out_or_due_are_held() -> None:
    now = timezone.now()
    out, due = sending(), scheduled(at=now + timedelta(hours=1))
    later = scheduled(at=now + timedelta(hours=3))
    after = now + timedelta(hours=2)
    assert [restored.hold_bulletins(now=after), restored.hold_bulletins(now=after)] == [2, 0]
    for bulletin in (out, due, later):
        bulletin.refresh_from_db()
    assert [out.state, due.state, later.state] == [State.PAUSED, State.LATE, State.SCHEDULED]


def test_everybody_signs_in_again() -> None:
    Session.objects.create(session_key="x", session_data="", expire_date=timezone.now())
    assert (restored.end_sessions(), Session.objects.count()) == (1, 0)


def test_notes_whose_day_has_come_go_again() -> None:
    kept, gone = held_forum(days_ago=3), held_forum(days_ago=4)
    notes = [write_note(item_of(forum, Rule.NON_ATTRIBUTABLE)) for forum in (kept, gone)]
    Forum.objects.filter(pk=gone.pk).update(notes_until=timezone.localdate())
    restored.forget_what_is_due()
    assert list(Note.objects.all()) == notes[:1]


def test_every_job_that_deletes_on_a_date_is_run_again() -> None:
    """A new one is named so that it is found: with a beginning of `restored.FORGETTING`."""
    assert set(site.CELERY_BEAT_SCHEDULE) - {
        key for key in site.CELERY_BEAT_SCHEDULE if key.startswith(restored.FORGETTING)
    } == {
        "heartbeat", "deliver-outbox", "tell", "pass-offers-on", "remind", "bulletins",
        "make-digests", "remind-of-forums", "remind-of-actions", "remind-to-confirm", "nag",
        "work-off-imports", "nightly-retention", "chase-advice", "ask-after-support",
        "remind-of-training", "close-trainings",
    }  # fmt: skip


def test_a_row_without_its_file_is_noticed(tmp_path: Path) -> None:
    document = make_document(make_application())
    words = f"{document.file.name} is missing from the media store (document)."
    assert list(restored.faults()) == [words]
    path = tmp_path / document.file.name
    path.parent.mkdir(parents=True)
    path.touch()
    assert list(restored.faults()) == []


def test_other_keys_than_those_that_sealed_are_noticed(settings: Any) -> None:
    write_note(item_of(held_forum(), Rule.NON_ATTRIBUTABLE))
    enrol_app(make_staff())
    assert list(restored.faults()) == []
    settings.ENCRYPTION_KEYS = [Fernet.generate_key().decode()]
    sealing._box.cache_clear()
    try:
        assert list(restored.faults()) == [
            "forums.Note.sealed cannot be read with ENCRYPTION_KEYS: "
            "put the keys of that time at the end of the list.",
            "A second factor cannot be read with ENCRYPTION_KEYS: "
            "put the keys of that time at the end of the list.",
        ]
    finally:
        sealing._box.cache_clear()


def test_a_session_that_is_not_known_again_is_noticed(settings: Any) -> None:
    make_person("ada@example.org", "Ada Example")
    settings.AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.BaseBackend"]
    assert list(restored.faults()) == [
        "Nobody can sign in: a session that was just made is not known."
    ]
    assert Session.objects.count() == 0


def test_the_command_asks_first(monkeypatch: pytest.MonkeyPatch) -> None:
    enqueue(cause="one", letter=Letter("ada@example.org", "Hello", "Text"))
    monkeypatch.setattr("builtins.input", lambda question: "")
    with pytest.raises(CommandError, match="Nothing was done"):
        call_command("after_restore")
    assert OutgoingMail.objects.get().state == OutgoingMail.State.WAITING


def test_the_command_says_what_is_wrong(capsys: pytest.CaptureFixture[str]) -> None:
    make_document(make_application())
    with pytest.raises(CommandError, match="is missing from the media store"):
        call_command("after_restore", no_input=True)
    assert capsys.readouterr().out.splitlines()[1:3] == ["0 bulletins held.", "0 sessions ended."]
