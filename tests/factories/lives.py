"""A person about whom there is something in every corner, under words that nobody else has."""

from typing import Any

from allauth.usersessions.models import UserSession
from django.db import connection
from django.utils import timezone

from bulletins.models import MailEvent, Preference, SubmissionEvent
from bulletins.submission_states import Move
from events.actions import needs
from events.models import CalendarFeed, Contributor, Notice
from forums.models import Affirmation
from network.models import (
    GuidanceEnquiry,
    InternalNote,
    JoinRequest,
    ListedContact,
    User,
)
from network.states import State
from portal import audit
from portal.outbox import Letter, enqueue
from tests.factories.afterwards import is_over
from tests.factories.applicants import make_draft, make_person
from tests.factories.applications import make_application, make_organisation
from tests.factories.bookings import booked, make_member, open_event, person
from tests.factories.bulletins import sending, subscribe
from tests.factories.forums import attended, held_forum, make_topic
from tests.factories.joining import make_speaker
from tests.factories.sign_in import enrol_app
from tests.factories.staff import make_staff
from tests.factories.submissions import make_draft as draft_news
from tests.factories.submissions import make_shared

NAME, ADDRESS, PHONE = "Zorah Quillfeather", "zorah@quill.example", "020 7946 7777"
TELLING = ("zorah", "quillfeather", "7946 7777")


def live() -> User:
    """Somebody with rows in every app; their colleagues and other people have theirs."""
    now = timezone.now()
    user = make_person(ADDRESS, NAME, phone=PHONE)
    enrol_app(user)
    UserSession.objects.create(
        user=user, ip="192.0.2.1", session_key="zorah-session", user_agent="zorah's browser"
    )
    _in_the_network(user, now)
    _at_events(user, now)
    _at_forums(user)
    _in_bulletins(user, now)
    enqueue(cause="to-zorah", letter=Letter(ADDRESS, "Hello", f"Dear {NAME}"))
    enqueue(cause="of-them", letter=Letter("x@example.org", f"{NAME} came", f"Write to {ADDRESS}"))
    audit.record(by=user, action="topic.proposed", target=make_organisation("Aber Women"))
    audit.record(by=None, action="x", target=make_organisation("Bee"), new={"to": ADDRESS})
    return user


def _in_the_network(user: User, now: Any) -> None:
    home = make_member(user, "Quiet Rivers")
    home.affiliations.create(user=make_person(name="Grace Other"), role="primary", started_at=now)
    make_draft(user)
    sent = make_application(State.DECLINED, lead=user)
    people = {"contact_name": NAME, "contact_phone": PHONE}
    for row in sent.submissions.all():
        row.answers["people"] = people
        row.declaration = {"name": NAME, "role": "Director"}
        row.save()
    sent.steps.filter(step="people").update(typed=people)
    staff = make_staff(name="Grace Staff")
    InternalNote.objects.create(
        application=sent, text=f"Rang {NAME}: {PHONE}", at=now, author=staff
    )
    GuidanceEnquiry.objects.create(
        reference="E1", name=NAME, email="Zorah@Quill.example", message="Hi", created_at=now
    )
    JoinRequest.objects.create(
        user=user, organisation=make_organisation("Third"), message=f"It is {NAME}", created_at=now
    )
    ListedContact.objects.create(organisation=home, email=ADDRESS, name=NAME, created_at=now)


def _at_events(user: User, now: Any) -> None:
    past, other = open_event(), open_event(capacity=20)
    for event in (past, open_event()):
        [row] = booked(event, person(event, NAME, email=ADDRESS))
        said = needs.Said(access="a ramp", dietary="")
        needs.record(delegate=row, said=said, consent_wording="I agree.", now=now)
    people = [person(other, NAME), person(other, "Amina Guest")]
    booked(other, *people, by=user, phone=PHONE)
    is_over(past)
    Notice.objects.create(
        delegate=row, kind="renamed", cause="renamed", about={"old_name": NAME}, created_at=now
    )
    Contributor.objects.create(event=past, name=NAME, email=ADDRESS, biography=f"{NAME} sings.")
    CalendarFeed.objects.create(user=user, token_hash="zorah-token", created_at=now)


def _at_forums(user: User) -> None:
    forum = held_forum()
    attended(forum, user)
    make_speaker(forum, NAME, email=ADDRESS, biography=f"{NAME} reports.")
    topic = make_topic(user, title=f"{NAME} asks", text=f"Write to {ADDRESS}")
    Affirmation.objects.create(
        topic=topic, organisation=topic.organisation, by=user, at=timezone.now()
    )


def _in_bulletins(user: User, now: Any) -> None:
    subscribe(ADDRESS, NAME)
    Preference.objects.create(user=user, changed_at=now)
    sending()
    MailEvent.objects.create(
        provider="x", event_id="1", kind="bounced", address=ADDRESS, detail="no", at=now
    )
    draft_news(user)
    shared = make_shared(user)
    SubmissionEvent.objects.create(
        submission=shared, move=Move.ASK, to_state=shared.state, at=now, text=f"Dear {NAME}"
    )


def where(*words: str) -> dict[str, set[str]]:
    """In which columns of the whole database each word stands, whatever the case."""
    found: dict[str, set[str]] = {word: set() for word in words}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name, data_type FROM information_schema.columns"
            " JOIN information_schema.tables USING (table_schema, table_name)"
            " WHERE table_schema = current_schema() AND table_type = 'BASE TABLE'"
        )
        for table, column, kind in cursor.fetchall():
            text = f"encode({column}, 'escape')" if kind == "bytea" else f'"{column}"::text'
            for word in words:
                cursor.execute(
                    f'SELECT EXISTS (SELECT FROM "{table}" WHERE {text} ILIKE %s)', [f"%{word}%"]
                )
                if cursor.fetchone()[0]:
                    found[word].add(f"{table}.{column}")
    return found
