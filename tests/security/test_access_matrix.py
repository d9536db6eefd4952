"""Every URL, every role, own or foreign, GET and POST, from the URL patterns themselves."""

from collections.abc import Iterator
from copy import copy
from typing import Any

import pytest
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.security import matrix
from tests.security.matrix import MATRIX
from tests.security.objects import Objects, make_objects
from tests.security.people import ROLES, Person, make_everyone

pytestmark = pytest.mark.django_db
CLOSED = {
    matrix.SIGN_IN,
    matrix.ENROL,
    matrix.DOOR,
    matrix.FORBIDDEN,
    matrix.MISSING,
    matrix.NO_METHOD,
}
LANDINGS = {
    "/accounts/login/": matrix.SIGN_IN,
    "/accounts/enrol/": matrix.ENROL,
    "/admin/login/": matrix.DOOR,
}


def patterns(resolver: URLResolver, namespace: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every named URL pattern with its namespace."""
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from patterns(entry, inner)
        elif entry.name:
            yield f"{namespace}{entry.name}", entry


NAMES = sorted({name for name, _pattern in patterns(get_resolver())})


def answer(response: HttpResponse) -> str:
    """One word for what somebody got."""
    location = response.headers.get("Location", "")
    for start, word in LANDINGS.items():
        if location.startswith(start):
            return word
    if response.status_code in {301, 302}:
        return matrix.MOVED
    return matrix.OK if response.status_code == 200 else str(response.status_code)


def rows_touched() -> int:
    """Rows written in this transaction so far, by PostgreSQL's own count."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(sum(n_tup_ins + n_tup_upd + n_tup_del), 0)"
            " FROM pg_stat_xact_user_tables"
            " WHERE relname ~ '^(network|portal)_' AND relname !~ 'cache$'"
        )
        return int(cursor.fetchone()[0])


def ask(client: Client, method: str, url: str) -> tuple[HttpResponse, int]:
    """The response, and how many rows the request wrote; nothing of it is kept."""
    before, kept = rows_touched(), copy(client.cookies)
    with transaction.atomic():
        response = getattr(client, method)(url)
        written = rows_touched() - before
        if response.streaming:
            b"".join(response)  # reads the file to its end, which closes it
        transaction.set_rollback(True)
    client.cookies = kept
    return response, written


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


@pytest.mark.parametrize("role", ROLES)
def test_own_pages_show_what_is_own_and_foreign_ones_nothing(
    role: str, everyone: dict[str, Person], objects: Objects
) -> None:
    client = everyone[role].client
    for name in ["network:application", "network:check"]:
        response = client.get(objects.urls(name)[0])
        shows = objects.application.organisation_name in response.content.decode()
        assert shows == (role == "applicant"), (name, response.status_code)


def test_admin_login_is_no_second_door(everyone: dict[str, Person]) -> None:
    answers = {
        role: answer(person.client.get(reverse("admin:login"))) for role, person in everyone.items()
    }

    assert answers["anonymous"] == matrix.SIGN_IN
    assert answers["stranger"] == matrix.FORBIDDEN
    assert answers["unenrolled"] == matrix.ENROL
