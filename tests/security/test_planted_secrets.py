"""Unique strings are planted where confidences lie; every role then follows every link.

A secret may be found only by the roles named beside it. The control at the end shows that the
crawl does find what it should.
"""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
from django.test import Client
from django.utils import timezone

from bulletins.models import Suppression
from network.actions import guidance, review
from network.models import Application, Organisation
from network.steps import Step
from portal.models import OutgoingMail
from tests.factories.applicants import ANSWERS, lead_of, make_person, make_submitted
from tests.factories.bulletins import subscribe
from tests.factories.training import make_post
from tests.security.people import ROLES, Person, make_everyone

pytestmark = pytest.mark.django_db
MOST_PAGES = 400
# Signing out ends the crawl; the admin's filters only show again what its lists show.
NEVER_FOLLOWED = re.compile(r"/accounts/logout/|/admin/logout/|/jsi18n/|^/static/|^/admin/.*\?")

# secret → roles that may see it somewhere
SECRETS = {
    "quiet-note-8461": {"coordinator"},
    "quiet-finding-7352": {"coordinator"},
    "quiet-enquiry-6243": {"coordinator"},
    "quiet-evidence-5134": {"applicant", "coordinator", "manager"},
    "quiet-contact-4025": {"applicant", "coordinator", "manager"},
    "Hidden Member 3916": {"coordinator", "manager", "events", "editor"},
    "Quiet Colleague 2807": {"coordinator", "manager"},
    "quiet-2807@example.org": {"coordinator", "manager"},
    "07700 902807": {"coordinator", "manager"},
    "4831 of the 9407": {"applicant", "coordinator"},
    "9407": {"applicant", "coordinator"},
    "quiet-reader-1798@example.org": {"coordinator", "editor"},
    "quiet-held-1689@example.org": {"coordinator", "editor"},
    "quiet-training-0570": {"coordinator"},
}


class Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        wanted = {"a": "href", "link": "href", "img": "src"}.get(tag)
        self.found += [value for name, value in attrs if name == wanted and value]


def crawl(client: Client, start: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Every page reachable by GET from `start`: path and text."""
    waiting, seen = list(start), set(start)
    while waiting and len(seen) < MOST_PAGES:
        path = waiting.pop(0)
        response = client.get(path)
        body = b"".join(response) if response.streaming else response.content
        text = body.decode(errors="replace")
        yield path, text
        links = Links()
        links.feed(text)
        for link in [*links.found, response.headers.get("Location", "")]:
            parts = urlsplit(urldefrag(urljoin(path, link)).url)
            target = parts.path + (f"?{parts.query}" if parts.query else "")
            inside = not parts.netloc and target.startswith("/")
            if inside and target not in seen and not NEVER_FOLLOWED.search(target):
                seen.add(target)
                waiting.append(target)


def tells(text: str, secret: str) -> bool:
    """Whether it stands there by itself: tokens and hashes hold any four digits by chance."""
    return re.search(rf"(?<![\w-]){re.escape(secret)}(?![\w-])", text) is not None


@pytest.fixture
def everyone() -> dict[str, Person]:
    return make_everyone()


@pytest.fixture
def planted(everyone: dict[str, Person]) -> Application:
    application = make_submitted(
        everyone["applicant"].user,
        now=timezone.now(),
        people={"contact_name": "quiet-contact-4025"},
        leadership={
            "board_total": "9407",
            "board_identifying": "4831",
            "board_unknown": "",
        },
        work={"mission": ANSWERS[Step.WORK]["mission"] + " quiet-evidence-5134"},
    )
    coordinator = everyone["coordinator"].user
    assert coordinator is not None
    now = timezone.now()
    review.start_review(application=application, by=coordinator, now=now)
    review.add_note(application=application, text="quiet-note-8461", by=coordinator, now=now)
    review.record_finding(
        application=application,
        category="led",  # type: ignore[arg-type]
        verdict="met",
        comment="quiet-finding-7352",
        by=coordinator,
        now=now,
    )
    guidance.send_enquiry(
        fields={"name": "Ada", "email": "ada@example.org", "message": "quiet-enquiry-6243"},
        typed={},
        now=now,
    )
    member = Organisation.objects.create(
        name="Hidden Member 3916", sector="voluntary", regions=["london"], settings=["courts"]
    )
    colleague = make_person("quiet-2807@example.org", "Quiet Colleague 2807", phone="07700 902807")
    member.affiliations.create(user=colleague, role="primary", started_at=now)
    subscribe("quiet-reader-1798@example.org")
    Suppression.objects.create(
        address="quiet-held-1689@example.org", reason="complained", created_at=now
    )
    make_post(about="quiet-training-0570")
    application.refresh_from_db()
    return application


def pages_of(person: Person, application: Application) -> dict[str, str]:
    start = (
        "/",
        "/dashboard/",
        "/staff/",
        "/search/?q=quiet",
        "/admin/",
        f"/network/applications/{application.reference}/",
    )
    own = tuple(f"{start[-1]}{part}/" for part in ["check", "copy", "leadership", "colleagues"])
    case = f"/admin/network/application/{application.pk}/change/"
    return dict(crawl(person.client, (*start, *own, case)))


# What the crawl must come across, or it could not find a leak either.
FOUND_BY = {
    "applicant": {"quiet-evidence-5134", "quiet-contact-4025", "9407"},
    "coordinator": {
        "quiet-note-8461",
        "quiet-finding-7352",
        "quiet-enquiry-6243",
        "quiet-evidence-5134",
        "Hidden Member 3916",
        "Quiet Colleague 2807",
        "quiet-reader-1798@example.org",
        "quiet-held-1689@example.org",
    },
    "manager": {"Quiet Colleague 2807", "quiet-2807@example.org"},
    "events": {"Hidden Member 3916"},
    "editor": {"Hidden Member 3916", "quiet-reader-1798@example.org"},
}


@pytest.mark.parametrize("role", ROLES)
def test_secrets_are_found_only_where_allowed(
    role: str,
    everyone: dict[str, Person],
    planted: Application,
    caplog: pytest.LogCaptureFixture,
) -> None:
    pages = pages_of(everyone[role], planted)

    seen = {
        secret: [path for path, text in pages.items() if tells(text, secret)] for secret in SECRETS
    }
    leaks = {secret: paths for secret, paths in seen.items() if role not in SECRETS[secret]}
    assert not any(leaks.values()), leaks
    assert [secret for secret in FOUND_BY.get(role, ()) if not seen[secret]] == []
    assert [secret for secret in SECRETS if secret in caplog.text] == []
    assert lead_of(planted).email not in caplog.text


@pytest.mark.parametrize(
    ("text", "is_told"),
    [("<td>9407</td>", True), ("in all 9407.", True), ("csrf-a9407b", False), ("1-9407-8", False)],
)
def test_number_within_a_token_is_no_secret(text: str, is_told: bool) -> None:
    assert tells(text, "9407") == is_told


def test_no_mail_carries_a_secret(planted: Application) -> None:
    mails = OutgoingMail.objects.all()

    assert mails.count() >= 4
    for mail in mails:
        for secret in SECRETS:
            assert secret not in f"{mail.subject}{mail.text}{mail.html}"
