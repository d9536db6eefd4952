"""The audit log: what is recorded, and what the database itself refuses."""

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from network.models import User
from portal import audit
from portal.audit import ERASED
from portal.logs import set_request_id
from portal.models import AuditEntry
from tests.factories.applicants import make_person

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


@pytest.fixture
def ada() -> User:
    return make_person("ada@example.org", "Ada Example")


@pytest.fixture
def ben() -> User:
    return make_person("ben@example.org", "Ben Example")


def entry_by(person: User | None, about: User, **values: Any) -> AuditEntry:
    values = {"old": {"phone": "1"}, "new": {"phone": "2"}} | values
    return audit.record(by=person, action="person.change", target=about, now=NOW, **values)


def refused(change: Callable[[], object]) -> bool:
    try:
        with transaction.atomic():
            change()
    except IntegrityError as error:
        return "append-only" in str(error)
    return False


def test_an_entry_says_who_did_what_to_what_and_when(ada: User, ben: User) -> None:
    set_request_id("abc123")
    entry = AuditEntry.objects.get(pk=entry_by(ada, ben).pk)
    assert (entry.actor, entry.actor_name, entry.action, entry.at, entry.request_id) == (
        ada,
        "Ada Example",
        "person.change",
        NOW,
        "abc123",
    )
    assert (entry.object_type, entry.object_id, entry.object_label) == (
        "network.User",
        str(ben.pk),
        "Ben Example",
    )
    assert (entry.old, entry.new) == ({"phone": "1"}, {"phone": "2"})


def test_what_the_site_does_by_itself_is_the_sites(ben: User) -> None:
    entry = entry_by(None, ben)
    assert (entry.actor, entry.actor_name) == (None, "the site")


def test_values_that_json_does_not_know_are_written_as_texts(ada: User) -> None:
    values = {"on": date(2026, 3, 2), "name": "a\0b", "kinds": ("x", "y")}
    entry = AuditEntry.objects.get(pk=entry_by(ada, ada, new=values).pk)
    assert entry.new == {"on": "2026-03-02", "name": "ab", "kinds": ["x", "y"]}


def test_an_entry_falls_with_the_transaction_it_records(ada: User) -> None:
    with suppress(IntegrityError), transaction.atomic():
        entry_by(ada, ada)
        make_person("ada@example.org", "Twice")
    assert not AuditEntry.objects.exists()


# What the database refuses --------------------------------------------------------------------


@pytest.mark.parametrize(
    "change",
    [
        {"action": "nothing"},
        {"actor_name": "Somebody else"},
        {"object_label": "Something else"},
        {"old": {}},
        {"new": {"phone": "3"}},
        {"at": datetime(2020, 1, 1, tzinfo=UTC)},
        {"request_id": "x"},
        {"actor_name": ERASED, "actor": None},
        {"object_label": ERASED, "new": {"erased": ERASED}, "erasure": "E1"},
        {"actor_name": ERASED, "erasure": "E1"},
        {"erasure": "E1"},
        {"actor_name": ERASED, "actor": None, "erasure": "E1", "action": "nothing"},
        {"actor_name": ERASED, "actor": None, "erasure": "E1", "new": {"phone": "3"}},
    ],
)
def test_an_entry_cannot_be_changed(ada: User, ben: User, change: dict[str, Any]) -> None:
    entry_by(ada, ben)
    assert refused(lambda: AuditEntry.objects.update(**change))
    assert AuditEntry.objects.get().new == {"phone": "2"}


def test_another_actor_cannot_be_put_in(ada: User, ben: User) -> None:
    entry_by(ada, ben)
    assert refused(lambda: AuditEntry.objects.update(actor=ben))


def test_an_entry_cannot_be_deleted(ada: User) -> None:
    entry = entry_by(ada, ada)
    assert refused(entry.delete)
    assert refused(AuditEntry.objects.all().delete)


def test_the_log_cannot_be_truncated(ada: User) -> None:
    entry_by(ada, ada)

    def truncate() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET LOCAL portal.allow_truncate = 'off'")
            cursor.execute("TRUNCATE portal_auditentry")

    assert refused(truncate)


# What it lets through -------------------------------------------------------------------------


def test_a_removed_persons_entries_keep_the_name(ada: User, ben: User) -> None:
    entry_by(ada, ben)
    ada.delete()
    entry = AuditEntry.objects.get()
    assert (entry.actor, entry.actor_name, entry.new) == (None, "Ada Example", {"phone": "2"})


def test_an_erased_actor_is_forgotten_once_and_the_rest_stays(ada: User, ben: User) -> None:
    entry_by(ada, ben)
    entry_by(ben, ada)
    assert [audit.erase_actor(person=ada, erasure=name) for name in ("E1", "E2")] == [1, 0]
    by_ada, by_ben = AuditEntry.objects.order_by("pk")
    assert (by_ada.actor, by_ada.actor_name, by_ada.erasure) == (None, ERASED, "E1")
    assert (by_ada.object_label, by_ada.new) == ("Ben Example", {"phone": "2"})
    assert (by_ben.actor_name, by_ben.erasure) == ("Ben Example", "")


def test_an_erased_object_is_blanked_once_and_its_actor_stays(ada: User, ben: User) -> None:
    entry_by(ada, ben)
    entry_by(ada, ada)
    assert [audit.erase_object(target=ben, erasure=name) for name in ("E1", "E2")] == [1, 0]
    about_ben, about_ada = AuditEntry.objects.order_by("pk")
    assert (about_ben.object_label, about_ben.old, about_ben.new, about_ben.erasure) == (
        ERASED,
        {"erased": ERASED},
        {"erased": ERASED},
        "E1",
    )
    assert (about_ben.actor_name, about_ben.action) == ("Ada Example", "person.change")
    assert about_ada.new == {"phone": "2"}


def test_actor_and_object_are_erased_one_after_the_other(ada: User, ben: User) -> None:
    entry_by(ada, ben)
    audit.erase_object(target=ben, erasure="E1")
    audit.erase_actor(person=ada, erasure="E2")
    entry = AuditEntry.objects.get()
    assert (entry.actor_name, entry.object_label, entry.erasure) == (ERASED, ERASED, "E2")


def test_an_erased_entry_cannot_be_changed_back(ada: User, ben: User) -> None:
    entry_by(ada, ben)
    audit.erase_actor(person=ada, erasure="E1")
    assert refused(lambda: AuditEntry.objects.update(actor_name="Ada Example", erasure="E2"))
