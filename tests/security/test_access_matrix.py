"""Every URL, every role, own or foreign, GET and POST, from the URL patterns themselves."""

import re
from collections.abc import Iterator
from copy import copy
from typing import Any

import pytest
from django.core.cache import caches
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLResolver, get_resolver, reverse
from django.utils import timezone

from network.actions import people
from network.actions.documents import add_document
from network.models import Application, User
from network.steps import Step
from network.uploads import Kind, Upload
from tests.factories.applicants import ANSWERS
from tests.security import matrix
from tests.security.matrix import MATRIX
from tests.security.objects import Objects, make_objects
from tests.security.people import ROLES, Person, make_everyone
from tests.security.queries import MORE_QUERIES, QUERIES

pytestmark = pytest.mark.django_db
CLOSED = {
    matrix.SIGN_IN,
    matrix.ENROL,
    matrix.DOOR,
    matrix.FORBIDDEN,
    matrix.MISSING,
    matrix.NO_METHOD,
}
# Django's own in the admin: an old form of the change page, and a slash or 404 for the rest.
ADMINS_OWN = re.compile(r"admin/(\w+/\w+/<path:object_id>/|\(\?P<url>\.\*\)\$)")
LANDINGS = {
    "/accounts/login/": matrix.SIGN_IN,
    "/accounts/enrol/": matrix.ENROL,
    "/admin/login/": matrix.DOOR,
}


def patterns(
    resolver: URLResolver, namespace: str = "", before: str = ""
) -> Iterator[tuple[str, str]]:
    """Every URL pattern: its name with the namespace ("" without one) and its whole route."""
    for entry in resolver.url_patterns:
        route = f"{before}{entry.pattern}"
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from patterns(entry, inner, route)
        else:
            yield (f"{namespace}{entry.name}" if entry.name else ""), route


# Of the demo alone, where there is nothing but invented mail; tests run without DEMO, and
# test_the_demos_mail_is_not_there_without_the_demo says so.
DEMO = {"demo_mail", "demo_mail_message"}
ROUTES = list(patterns(get_resolver()))
NAMES = sorted({name for name, _route in ROUTES if name} - DEMO)


def answer(response: HttpResponse) -> str:
    """One word for what somebody got."""
    location = response.headers.get("Location", "")
    for start, word in LANDINGS.items():
        if location.startswith(start):
            return word
    if response.status_code in {301, 302, 303}:
        return matrix.MOVED
    return matrix.OK if response.status_code == 200 else str(response.status_code)


def rows_touched() -> int:
    """Rows written in this transaction so far, by PostgreSQL's own count."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(sum(n_tup_ins + n_tup_upd + n_tup_del), 0)"
            " FROM pg_stat_xact_user_tables"
            " WHERE relname ~ '^(bulletins|events|forums|network|portal|mfa|account|usersessions)_'"
            " AND relname !~ 'cache$'"
        )
        return int(cursor.fetchone()[0])


def ask(client: Client, method: str, url: str) -> tuple[HttpResponse, int]:
    """The response, and how many rows the request wrote; nothing of it is kept."""
    before, kept = rows_touched(), copy(client.cookies)
    with transaction.atomic():
        response = getattr(client, method)(url)
        written = rows_touched() - before
        said(response)
        transaction.set_rollback(True)
    client.cookies = kept
    return response, written


def said(response: HttpResponse) -> str:
    """What an answer says, read to its end, which also closes a file."""
    content = b"".join(response) if response.streaming else response.content
    return content.decode(errors="replace")


@pytest.fixture
def everyone() -> dict[str, Person]:
    return make_everyone()


@pytest.fixture
def objects(everyone: dict[str, Person]) -> Objects:
    return make_objects(everyone)


def test_every_url_is_in_the_matrix() -> None:
    assert [name for name in NAMES if name not in MATRIX] == []


def test_the_matrix_names_no_url_that_is_gone() -> None:
    assert [name for name in MATRIX if name not in NAMES] == []


def test_every_url_has_a_name_but_the_admins_catch_alls() -> None:
    unnamed = {route for name, route in ROUTES if not name}
    ours = {route for route in unnamed if not ADMINS_OWN.fullmatch(route)}

    assert ours == set()
    assert unnamed, "the admin's catch-alls are gone: ADMINS_OWN can go too"


def test_the_demos_mail_is_not_there_without_the_demo(everyone: dict[str, Person]) -> None:
    assert not {name for name, _route in ROUTES} & DEMO
    assert {answer(person.client.get("/demo/mail/")) for person in everyone.values()} == {
        matrix.MISSING
    }


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("role", ROLES)
def test_each_role_gets_what_the_matrix_says(
    role: str, method: str, everyone: dict[str, Person], objects: Objects
) -> None:
    client = everyone[role].client
    wrong: dict[str, Any] = {}
    for name, rule in MATRIX.items():
        expected = getattr(rule, method)[role]
        for url in objects.urls(name):
            response, written = ask(client, method, url)
            got = answer(response)
            if got != expected:
                wrong[url] = f"{expected} expected, {got}"
            elif got in CLOSED and written:
                wrong[url] = f"{got}, but {written} rows were written"
    assert not wrong, "\n".join(f"{url}: {said}" for url, said in wrong.items())


def plant(objects: Objects, applicant: User) -> dict[str, str]:
    """The applicant's own pages, each with a text on it that nobody else may see."""
    now, draft = timezone.now(), objects.application
    case = Application.objects.get(pk=objects.arguments["admin:network_application"][0])
    people.invite(application=draft, email="planted@example.org", by=applicant, now=now)
    leaflet = Upload(Kind.PNG, "image/png", ".png", "planted-leaflet.png", b"planted bytes")
    document = add_document(application=draft, upload=leaflet, by=applicant, now=now)
    own, sent = [draft.reference], [case.reference]
    return {
        reverse("network:application", args=own): draft.organisation_name,
        reverse("network:check", args=own): draft.organisation_name,
        reverse("network:step", args=[*own, Step.ORGANISATION]): draft.organisation_name,
        reverse("network:step", args=[*own, Step.WORK]): ANSWERS[Step.WORK]["mission"],
        reverse("network:colleagues", args=own): "planted@example.org",
        reverse("network:documents", args=own): leaflet.clean_name,
        reverse("network:document", args=[*own, document.pk]): "planted bytes",
        reverse("network:remove_document", args=[*own, document.pk]): leaflet.clean_name,
        reverse("network:application", args=sent): case.organisation_name,
        reverse("network:copy", args=sent): case.organisation_name,
        **{
            reverse(name, args=objects.arguments[name]): "Kola Nut Colleague"
            for name in ("network:organisation", "network:organisation_person")
        },
        reverse("network:organisation_edit", args=objects.arguments["network:organisation"]): (
            "https://kola-nut.example.org"
        ),
        reverse(
            "network:organisation_request", args=objects.arguments["network:organisation_request"]
        ): "Kola Nut Message",
        **{
            reverse(name, args=objects.arguments[name]): "Kola Nut Delegate"
            for name in ("events:booking", "events:cancel_booking", "events:booking_cancel")
        },
    }


@pytest.mark.parametrize("role", ROLES)
def test_own_pages_show_what_is_own_and_foreign_ones_nothing(
    role: str, everyone: dict[str, Person], objects: Objects
) -> None:
    applicant = everyone["applicant"].user
    assert applicant
    planted = plant(objects, applicant)

    seen = {url: text in said(everyone[role].client.get(url)) for url, text in planted.items()}

    assert seen == dict.fromkeys(planted, role == "applicant")


def queries_of(client: Client, url: str) -> int:
    """How often a page asks the database when nothing is cached; nothing of it is kept.

    Savepoints do not count: they stand for BEGIN and COMMIT, which tests cannot have.
    """
    kept = copy(client.cookies)
    caches["pages"].clear()
    with transaction.atomic():
        with CaptureQueriesContext(connection) as queries:
            response = client.get(url)
            said(response)
        transaction.set_rollback(True)
    client.cookies = kept
    assert answer(response) == matrix.OK, url
    return sum(1 for query in queries if "SAVEPOINT" not in query["sql"])


def test_no_page_asks_the_database_too_often(everyone: dict[str, Person], objects: Objects) -> None:
    asked: dict[str, int] = {}
    for name, rule in MATRIX.items():
        for role in (role for role in ROLES if rule.get[role] == matrix.OK):
            for url in objects.urls(name):
                asked[name] = max(asked.get(name, 0), queries_of(everyone[role].client, url))
    allowed = {name: MORE_QUERIES.get(name, QUERIES) for name in asked}

    over = {name: f"{n}, not {allowed[name]}" for name, n in asked.items() if n > allowed[name]}
    spare = [name for name in MORE_QUERIES if asked.get(name, 0) <= QUERIES]
    assert not over, over
    assert not spare, f"no exception needed any more: {spare}"


def test_admin_login_is_no_second_door(everyone: dict[str, Person]) -> None:
    answers = {
        role: answer(person.client.get(reverse("admin:login"))) for role, person in everyone.items()
    }

    assert answers["anonymous"] == matrix.SIGN_IN
    assert answers["stranger"] == matrix.FORBIDDEN
    assert answers["unenrolled"] == matrix.ENROL
