"""Unique strings are planted in topics for the co-ordinator and in what speakers need.

Every role follows every link from the forums' pages, and reads whatever else it can reach.
"""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from forums.actions import speaking, topics
from forums.actions.topics import Answer, Content
from forums.choices import Rule
from forums.models import AgendaTopic, Speaker, Topic
from network.models import Organisation, User
from portal.models import AuditEntry, OutgoingMail
from tests.factories.applicants import make_person
from tests.factories.forums import insider, item_of, make_topic, open_forum, outsider
from tests.factories.speakers import TOKEN, asked, page
from tests.factories.staff import sign_in
from tests.security.people import ROLES, Person, make_everyone
from tests.security.test_planted_secrets import crawl

pytestmark = pytest.mark.django_db

TITLE, TEXT, CHANGED, ANSWER = (f"quiet-topic-{n}" for n in ("9571", "8462", "7353", "6244"))
NEED, SANCTUARY, SHOWN = "quiet-need-5135", "quiet-item-4026", "shown-topic-3917"
SECRETS = (TITLE, TEXT, CHANGED, ANSWER, NEED, SANCTUARY)
OF_TOPICS = {CHANGED, TEXT, ANSWER}
ALLOWED = {
    "coordinator": {*OF_TOPICS, NEED, SANCTUARY},
    # Who is inside the sanctuary reads on an agenda what its items are called.
    "proposer": {*OF_TOPICS, SANCTUARY},
    "colleague": {SANCTUARY},
    "insider": {SANCTUARY},
    # Managers look after forums, and read their agendas there; nothing of topics or needs.
    "manager": {SANCTUARY},
}


@pytest.fixture
def people() -> dict[str, Person]:
    """The usual roles, and those around a confidence."""
    everyone = make_everyone()
    proposer, colleague = insider("quiet@example.org"), make_person("colleague@example.org")
    organisation_of(proposer).affiliations.create(
        user=colleague, role="primary", started_at=timezone.now()
    )
    others = {
        "proposer": proposer,
        "colleague": colleague,
        "insider": insider("inside@example.org"),
        "officer": outsider("officer@example.org"),
        "contractor": outsider("contractor@example.org", "contractor"),
    }
    return everyone | {role: Person(role, sign_in(one), one) for role, one in others.items()}


def organisation_of(person: User) -> Organisation:
    return person.affiliations.order_by("pk")[0].organisation


@pytest.fixture
def topic(people: dict[str, Person]) -> Topic:
    """Proposed for all to see, affirmed, then made a confidence, answered and put on an agenda."""
    proposer, officer = people["proposer"].user, people["coordinator"].user
    assert proposer
    assert officer
    now = timezone.now()
    row = topics.propose(
        organisation=organisation_of(proposer),
        content=Content(TITLE, TEXT, "", "coordinator"),
        key="00000000-0000-4000-8000-000000000001",  # type: ignore[arg-type]  # as forms send it
        by=proposer,
        now=now,
    )
    content = Content(CHANGED, TEXT, "", "coordinator")
    row = topics.change(topic=row, content=content, version=row.version, by=proposer, now=now)
    said = {"answer": Answer(ANSWER), "closes": False, "version": row.version}
    topics.reply(topic=row, **said, by=officer, now=now)
    make_topic(title=SHOWN)
    forum = open_forum()
    forum.items.filter(rule=Rule.SANCTUARY).update(title=SANCTUARY)
    AgendaTopic.objects.create(item=item_of(forum, Rule.SANCTUARY), topic=row)
    speaker = asked(forum)
    speaking.say_needs(speaker=speaker, text=NEED, consent_wording="Yes.", now=now)
    return row


def pages_of(person: Person, topic: Topic) -> dict[str, str]:
    """Whatever this person can reach from the forums' pages, with the pages that no link names."""
    hidden = [reverse("forums:topic", args=[topic.pk])]
    hidden += [f"{hidden[0]}{part}/" for part in ("change", "take-back")]
    if person.role in {"coordinator", "manager", "events", "editor", "unenrolled"}:
        speaker = Speaker.objects.get()
        names = ("topic_change", "topic_answer", "topic_close")
        hidden += [reverse(f"admin:forums_{name}", args=[topic.pk]) for name in names]
        hidden.append(reverse("admin:forums_speaker_change", args=[speaker.pk]))
    start = ("/", "/dashboard/", "/forums/topics/", "/search/?q=quiet", "/staff/", "/admin/")
    needs = reverse("admin:forums_forum_needs", args=[Speaker.objects.get().forum_id])
    opened = {f"POST {needs}": person.client.post(needs).text}
    return dict(crawl(person.client, (*start, *hidden))) | opened


OTHERS = ("proposer", "colleague", "insider", "officer", "contractor")


@pytest.mark.parametrize("role", [*ROLES, *OTHERS])
def test_confidences_are_found_only_where_allowed(
    role: str, people: dict[str, Person], topic: Topic, caplog: pytest.LogCaptureFixture
) -> None:
    pages = pages_of(people[role], topic)

    leaks = {
        secret: [path for path, text in pages.items() if secret in text]
        for secret in SECRETS
        if secret not in ALLOWED.get(role, set())
    }
    assert not any(leaks.values()), leaks
    assert [secret for secret in SECRETS if secret in caplog.text] == []


@pytest.mark.parametrize(
    ("role", "found"),
    [
        ("coordinator", {CHANGED, TEXT, ANSWER, NEED, SHOWN}),
        ("proposer", {CHANGED, TEXT, ANSWER, SHOWN}),
        ("insider", {SHOWN}),
        ("colleague", {SHOWN}),
    ],
)
def test_the_crawl_finds_what_it_should(
    role: str, found: set[str], people: dict[str, Person], topic: Topic
) -> None:
    text = "".join(pages_of(people[role], topic).values())

    assert {secret for secret in (*SECRETS, SHOWN) if secret in text} - {SANCTUARY} == found


def test_neither_mails_nor_the_audit_log_carry_a_confidence(topic: Topic) -> None:
    mails = "".join(f"{one.subject}{one.text}{one.html}" for one in OutgoingMail.objects.all())
    entries = str(list(AuditEntry.objects.values()))

    assert OutgoingMail.objects.filter(to="quiet@example.org").count() == 1
    assert [secret for secret in SECRETS if secret in mails] == []
    assert [secret for secret in SECRETS if secret in entries] == []


def test_a_speakers_page_carries_no_confidence(topic: Topic) -> None:
    pages = dict(crawl(Client(), tuple(page(n) for n in ("", "decline", "details", "needs"))))
    text = "".join(text for path, text in pages.items() if TOKEN.secret in path)

    assert "Amara Example" in text
    assert [secret for secret in (*SECRETS, SHOWN) if secret in text] == []
