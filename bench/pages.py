"""The pages measured, who opens them, and how many queries each runs."""

import gzip
import time
from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from bench import directory as bench_directory
from events.models import Event
from forums.models import Forum
from network.actions import applying
from network.models import User
from network.steps import Step
from portal.sealing import seal


@dataclass(frozen=True)
class Page:
    """`least` is the share of the do-nothing view's requests per second that is promised."""

    name: str
    path: str
    least: float
    client: Client

    @property
    def cookie(self) -> str:
        return "; ".join(f"{name}={m.value}" for name, m in self.client.cookies.items())


def pages(event: Event) -> list[Page]:
    """Home, checker and an event as a visitor, a step as an applicant, lists as staff."""
    applicant = User.objects.create_user("bench-applicant@example.org", name="Bench")
    application = applying.start_application(by=applicant, now=timezone.now())
    step = f"/network/applications/{application.reference}/{Step.WORK}/"
    staff = signed_in("coordinator@example.org", second_factor=True)
    member = signed_in("member@example.org")
    return [
        Page("home", "/", 1 / 10, Client()),
        Page("checker", "/network/eligibility/criminal-justice/", 1 / 10, Client()),
        Page("event", f"/events/{event.slug}/", 1 / 10, Client()),
        Page("programme", f"/events/{event.slug}/programme/", 1 / 10, Client()),
        Page("application step", step, 1 / 20, signed_in(applicant.email)),
        Page("dashboard", "/dashboard/", 1 / 20, signed_in(applicant.email)),
        Page("dashboard, member", "/dashboard/", 1 / 20, member),
        Page("admin queue", "/admin/network/application/", 1 / 20, staff),
        Page("influence", "/forums/influence/", 1 / 10, Client()),
        Page("influence board", "/admin/forums/issue/", 1 / 20, staff),
        Page("directory", "/network/directory/", 1 / 20, Client()),
        Page("directory search", bench_directory.WORDS, 1 / 20, Client()),
        Page("search, mistyped", bench_directory.MISTYPED, 1 / 20, Client()),
        Page("search, member", bench_directory.WORDS, 1 / 20, member),
        Page("topics", "/forums/topics/", 1 / 20, member),
        Page("forum", f"/forums/{_next_forum().slug}/", 1 / 20, member),
    ]


def _next_forum() -> Forum:
    return Forum.objects.announced().upcoming(timezone.now())[0]


def signed_in(email: str, *, second_factor: bool = False) -> Client:
    """A session like the one that sign-in leaves."""
    user = User.objects.get(email=email)
    client = Client(HTTP_HOST="127.0.0.1")
    client.force_login(user, backend="portal.rights.Backend")
    if second_factor:
        factor = Authenticator.objects.create(
            user=user, type=Authenticator.Type.TOTP, data={"secret": seal("JBSWY3DP").decode()}
        )
        record = {"method": "mfa", "type": "totp", "id": factor.pk, "at": time.time()}
        session = client.session
        session["account_authentication_methods"] = [record]
        session["account_authentication_methods_user"] = str(user.pk)
        session.save()
    return client


def queries(page: Page) -> int:
    """Queries of one request, after a first one that fills the process's caches."""
    for _ in range(2):
        with CaptureQueriesContext(connection) as captured:
            response = page.client.get(page.path, headers={"host": "127.0.0.1"})
    assert response.status_code == 200, (page.path, response.status_code)
    return len(captured)


def size(page: Page) -> int:
    """Bytes of the page, compressed as a proxy sends it (gzip, level 6)."""
    return len(gzip.compress(page.client.get(page.path, headers={"host": "127.0.0.1"}).content, 6))


def seconds_per_request(page: Page, times: int = 20) -> float:
    """Median seconds of a request within this process: for comparing sizes, not servers."""
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        page.client.get(page.path, headers={"host": "127.0.0.1"})
        taken.append(time.perf_counter() - start)
    return sorted(taken)[times // 2]
