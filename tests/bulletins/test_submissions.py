"""The life of what members share, at the actions and at the database."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.files.storage import default_storage
from django.db import IntegrityError, connection, transaction
from django.db.utils import DatabaseError
from django.test import Client
from django.utils import timezone

from bulletins.actions import forgetting_submissions, submissions
from bulletins.models import Post, Submission
from bulletins.submission_states import MOVES, IllegalMove, Move, State
from portal.models import OutgoingMail, SiteSettings
from portal.staff_groups import EDITORS
from tests.conftest import Deliver
from tests.factories.bulletins import make_bulletin, sending
from tests.factories.staff import coordinator_client, make_staff, sign_in
from tests.factories.submissions import (
    accepted,
    asked,
    decided,
    make_draft,
    make_shared,
    organisation_of,
    sharer,
)

pytestmark = pytest.mark.django_db


def subjects() -> list[str]:
    return list(OutgoingMail.objects.order_by("pk").values_list("subject", flat=True))


@pytest.mark.parametrize("move", list(Move))
@pytest.mark.parametrize("state", list(State))
def test_a_move_that_is_not_in_the_table_is_refused(move: Move, state: State) -> None:
    row = make_shared()
    row.state, row.decided_at = state, timezone.now()

    if state in MOVES[move]:
        submissions.moved(row, move, by=None, now=timezone.now())
        assert row.state == MOVES[move][state]
    else:
        with pytest.raises(IllegalMove):
            submissions.moved(row, move, by=None, now=timezone.now())


def test_published_post_tells_its_writer_once() -> None:
    row = accepted(as_post=True)
    OutgoingMail.objects.all().delete()
    assert row.post
    editor = make_staff()

    counts = [
        submissions.published_as_post(post=row.post, by=editor, now=timezone.now())
        for _ in range(2)
    ]

    row.refresh_from_db()
    assert counts == [1, 0]
    assert row.state == State.PUBLISHED
    mail = OutgoingMail.objects.get()
    assert mail.to == row.by.email
    assert f"{django_settings.BASE_URL}/bulletins/news/{row.post.slug}/" in mail.text


def test_started_bulletin_tells_the_writers_of_its_items_once() -> None:
    row, other = accepted(), make_shared()
    bulletin = make_bulletin()
    section = bulletin.sections.get()
    for one in (row, row, other):
        section.items.create(title="x", submission=one)
    OutgoingMail.objects.all().delete()

    counts = [
        submissions.published_in_bulletin(bulletin=bulletin, now=timezone.now()) for _ in range(2)
    ]

    assert counts == [1, 0]
    assert Submission.objects.get(pk=row.pk).state == State.PUBLISHED
    assert Submission.objects.get(pk=other.pk).state == State.SUBMITTED  # nobody accepted it
    assert f"/bulletins/{bulletin.slug}/" in OutgoingMail.objects.get().text


def test_post_that_nobody_shared_tells_nobody() -> None:
    post = Post.objects.create(
        kind="news",
        title="x",
        slug="x",
        summary="x",
        created_at=timezone.now(),
        changed_at=timezone.now(),
    )

    assert submissions.published_as_post(post=post, by=None, now=timezone.now()) == 0


def test_writer_who_left_is_answered_for_by_the_primary_contact() -> None:
    writer, contact = sharer(), sharer("contact@example.org")
    organisation = organisation_of(writer)
    row = make_shared(writer)
    organisation.affiliations.create(user=contact, role="primary", started_at=timezone.now())
    organisation.affiliations.filter(user=writer).update(ended_at=timezone.now())
    OutgoingMail.objects.all().delete()

    decided(row, "ask")

    assert OutgoingMail.objects.get().to == "contact@example.org"


def test_answer_to_nobody_is_kept_and_not_mailed() -> None:
    row = make_shared()
    organisation_of(row.by).affiliations.update(ended_at=timezone.now())
    OutgoingMail.objects.all().delete()

    decided(row, "decline")

    assert OutgoingMail.objects.count() == 0
    assert row.events.order_by("-pk")[0].letter_sent is False


def test_the_coordinator_hears_of_each_sending_and_nothing_of_the_text() -> None:
    SiteSettings.objects.update_or_create(
        pk=1, defaults={"coordinator_email": "coordinator@example.org"}
    )
    SiteSettings.forget()
    row = make_shared(text="Something confidential")

    mail = OutgoingMail.objects.get(to="coordinator@example.org")

    assert row.reference in mail.subject
    assert "Something confidential" not in mail.text


def test_rolled_back_sending_writes_no_mail() -> None:
    row = make_draft()
    with transaction.atomic():
        submissions.change(
            submission=row,
            content=submissions.Content({}),
            version=row.version,
            by=row.by,
            now=timezone.now(),
            send=True,
        )
        transaction.set_rollback(True)

    assert subjects() == []
    assert Submission.objects.get().state == State.DRAFT


def test_mails_say_plainly_what_happened(deliver: Deliver) -> None:
    row = accepted(as_post=True)
    submissions.published_as_post(post=row.post, by=None, now=timezone.now())

    sent = [message for message in deliver() if row.by.email in message.to]

    assert [message.subject for message in sent] == [
        "We have “A mentoring project grows”",
        "We take “A mentoring project grows”: thank you",
        "Others can read “A mentoring project grows” now",
    ]
    assert all("Dear Ọlá Example" in message.text for message in (sent[0], sent[2]))


@pytest.mark.parametrize(
    "change",
    [
        {"state": "submitted", "sent_at": None},
        {"state": "accepted", "decided_at": None},
        {"title": ""},
        {"picture_file": "shared/2026/x.png", "picture_type": ""},
    ],
)
def test_the_database_refuses_what_cannot_be(change: dict[str, Any]) -> None:
    row = make_shared()

    with pytest.raises(IntegrityError), transaction.atomic():
        Submission.objects.filter(pk=row.pk).update(**change)


def test_one_key_stands_for_one_submission_of_a_person() -> None:
    row = make_draft()
    twin = Submission(
        key=row.key,
        by=row.by,
        organisation=row.organisation,
        reference="NW-2222-2222",
        created_at=timezone.now(),
        changed_at=timezone.now(),
    )

    with pytest.raises(IntegrityError), transaction.atomic():
        twin.save()


def test_a_foreign_key_begins_something_new() -> None:
    row, other = make_draft(), sharer()
    new = submissions.New("news", organisation_of(other), row.key, submissions.Content({}))

    begun = submissions.start(new=new, by=other, now=timezone.now())

    assert begun.pk != row.pk


@pytest.mark.parametrize(
    "change", ["text = 'Other'", "move = 'ask'", "by_id = NULL, text = 'Other'"]
)
def test_events_are_never_changed(change: str) -> None:
    make_shared()

    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE bulletins_submissionevent SET {change}")


def test_events_are_not_deleted_while_their_submission_stands() -> None:
    row = make_shared()

    with transaction.atomic():
        row.events.all().delete()
        with pytest.raises(DatabaseError):
            connection.check_constraints()
        transaction.set_rollback(True)


def test_removed_person_leaves_the_timeline_standing() -> None:
    row = make_shared()
    row.by.delete()

    assert row.events.get().by is None


def months_ago(months: int) -> datetime:
    return timezone.now() - timedelta(days=31 * months)


def touched(row: Submission, months: int) -> Submission:
    Submission.objects.filter(pk=row.pk).update(changed_at=months_ago(months))
    return row


def test_what_came_to_nothing_is_forgotten_on_its_date() -> None:
    touched(make_draft(title="old draft"), 13)
    touched(make_draft(title="draft"), 11)
    touched(asked(title="old asked"), 25)
    touched(decided(make_shared(title="old declined"), "decline"), 25)
    touched(decided(make_shared(title="declined"), "decline"), 23)
    touched(make_shared(title="waiting"), 40)
    touched(accepted(title="accepted"), 40)

    assert forgetting_submissions.forget(now=timezone.now()) == 3
    assert forgetting_submissions.forget(now=timezone.now()) == 0

    titles = set(Submission.objects.values_list("title", flat=True))
    assert titles == {"draft", "declined", "waiting", "accepted"}


def test_forgotten_pictures_go_with_their_rows(
    django_capture_on_commit_callbacks: Any,
) -> None:
    row = touched(make_draft(with_picture=True), 13)

    with django_capture_on_commit_callbacks(execute=True):
        forgetting_submissions.forget(now=timezone.now())

    assert not default_storage.exists(row.picture_file.name)


def test_orphaned_pictures_are_swept_and_others_stay() -> None:
    kept, orphan = make_draft(with_picture=True), make_draft(with_picture=True)
    Submission.objects.filter(pk=orphan.pk).delete()
    name, lost = kept.picture_file.name, orphan.picture_file.name

    forgetting_submissions.sweep_pictures(now=timezone.now() + timedelta(hours=23))
    assert default_storage.exists(lost)

    forgetting_submissions.sweep_pictures(now=timezone.now() + timedelta(hours=25))
    assert (default_storage.exists(name), default_storage.exists(lost)) == (True, False)


def test_forgetting_is_scheduled() -> None:
    scheduled = {entry["task"] for entry in django_settings.CELERY_BEAT_SCHEDULE.values()}

    assert "bulletins.forget_submissions" in scheduled


def test_what_is_asked_stands_under_next_for_you(client: Client) -> None:
    person = sharer()
    row = asked(person)
    make_shared(person, title="Something that only waits")
    client.force_login(person)

    rows = client.get("/dashboard/").context["sent_back"]

    assert [one for one, _words in rows] == [row]


def test_staff_see_how_many_wait() -> None:
    make_shared()
    make_draft()
    accepted()

    page = coordinator_client().get("/staff/")

    assert page.context["shared"] == 1
    assert "Nothing waits" not in page.text


def test_editors_see_that_everything_is_answered() -> None:
    sending(kind="quarterly")

    text = sign_in(make_staff(EDITORS)).get("/staff/").text

    assert "What members sent in is answered, this quarter has its e-bulletin" in text
