"""What is confided about issues is planted; every role follows every link, before and after."""

import pytest
from django.urls import reverse
from django.utils import timezone

from forums.actions.issues import Origin
from forums.choices import Circle
from forums.models import Body, Issue
from network.models import Organisation
from portal.models import AuditEntry, OutgoingMail
from tests.factories.forums import insider, make_topic
from tests.factories.issues import answered, asked, begun, drafted, shown
from tests.security.people import ROLES, Person, make_everyone
from tests.security.test_planted_secrets import crawl

pytestmark = pytest.mark.django_db
STATEMENT, ABOUT, DRAFT = "quiet-statement-6127", "quiet-about-5038", "quiet-draft-4949"
THEIRS, CONTACT, VOICE = "quiet-answer-3850", "quiet-contact-2761", "Quiet Voice 1672"
CONFIDED, TOPIC = "quiet-confided-9583", "quiet-topic-8494"
CHANGE = "admin:forums_issue_change"
AT_WORK = ("/admin/forums/issue/", "/admin/forums/issue/agreements/", "/admin/forums/body/")
SEE_ISSUES = {"coordinator", "manager"}
# secret → roles that may see it somewhere, before anybody widened it
SECRETS = {
    STATEMENT: SEE_ISSUES,
    ABOUT: SEE_ISSUES,
    DRAFT: SEE_ISSUES,
    THEIRS: SEE_ISSUES,
    CONTACT: {"coordinator"},
    VOICE: {"coordinator", "manager", "events", "editor"},  # in the list of organisations
    CONFIDED: {"coordinator"},
    TOPIC: {"coordinator"},
}


@pytest.fixture
def everyone() -> dict[str, Person]:
    return make_everyone()


@pytest.fixture
def planted(everyone: dict[str, Person]) -> Issue:
    """ "member" is inside the sanctuary, and has nothing to do with it."""
    member = everyone["member"].user
    assert member is not None
    place = Organisation.objects.create(
        name="Kola Nut", sector="voluntary", regions=["london"], settings=["custody"]
    )
    today = timezone.localdate()
    place.memberships.create(starts_on=today, categories=["supports"])
    place.affiliations.create(user=member, role="member", started_at=timezone.now())
    user = insider()
    Organisation.objects.filter(affiliations__user=user).update(name=VOICE)
    topic = make_topic(user, shows="coordinator", title=TOPIC)
    issue = begun(Origin(topic=topic), statement=STATEMENT, about=ABOUT, tells=True)
    answered(issue, their_words=THEIRS)
    drafted(issue, DRAFT)
    asked(statement=CONFIDED)
    Body.objects.update(contact=CONTACT)
    issue.refresh_from_db()
    return issue


def leaks(person: Person, issue: Issue, allowed: dict[str, set[str]]) -> dict[str, list[str]]:
    own = reverse("forums:issue", args=[issue.slug])
    start = ("/", "/dashboard/", "/forums/influence/", own, "/search/?q=quiet", *AT_WORK, "/admin/")
    pages = dict(crawl(person.client, (reverse(CHANGE, args=[issue.pk]), *start)))
    found = {
        secret: [path for path, text in pages.items() if secret in text]
        for secret in allowed
        if person.role not in allowed[secret]
    }
    if person.role == "coordinator":
        assert all(any(secret in text for text in pages.values()) for secret in allowed)
    return {secret: paths for secret, paths in found.items() if paths}


@pytest.mark.parametrize("role", ROLES)
def test_what_is_confided_is_seen_only_where_allowed(
    role: str, everyone: dict[str, Person], planted: Issue
) -> None:
    assert leaks(everyone[role], planted, SECRETS) == {}


@pytest.mark.parametrize("circle", [Circle.MEMBERS, Circle.PUBLIC])
@pytest.mark.parametrize("role", ["anonymous", "stranger", "member", "manager", "unenrolled"])
def test_widening_shows_the_statement_and_nothing_else(
    role: str, circle: Circle, everyone: dict[str, Person], planted: Issue
) -> None:
    shown(planted, circle)
    seen_by = SEE_ISSUES | {"member"} | (set(ROLES) if circle == Circle.PUBLIC else set())
    assert leaks(everyone[role], planted, SECRETS | {STATEMENT: seen_by}) == {}


def test_no_mail_and_no_entry_says_what_is_confided(planted: Issue) -> None:
    mails = " ".join(f"{mail.subject}{mail.text}" for mail in OutgoingMail.objects.all())
    entries = AuditEntry.objects.all()
    log = " ".join(f"{one.object_label}{one.old}{one.new}" for one in entries)
    quiet = (ABOUT, DRAFT, THEIRS, CONTACT, VOICE, CONFIDED, TOPIC)
    assert [secret for secret in quiet if secret in mails + log] == []
    assert STATEMENT in mails
