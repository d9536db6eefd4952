"""SQL that was written once answers for later values as Django's own would."""

import threading
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.test.utils import CaptureQueriesContext

from network.models import Affiliation, Organisation, User
from portal.written_once import written_once
from tests.factories.applicants import NOW, make_person
from tests.factories.people import make_place, make_team

pytestmark = pytest.mark.django_db


@written_once
def people(*, addresses: list[str], least: int, is_active: bool | None) -> QuerySet[User]:
    rows = User.objects.filter(email__in=addresses, pk__gte=least).order_by("email")
    return rows if is_active is None else rows.filter(is_active=is_active)


@written_once
def places(*, user: int, since: datetime) -> QuerySet[Affiliation]:
    names = User.objects.filter(pk=OuterRef("user")).values("name")
    rows = Affiliation.objects.filter(user=user, started_at__gte=since)
    return rows.select_related("organisation").annotate(called=Subquery(names))


@written_once
def numbers(*, name: str) -> QuerySet[Organisation, Any]:
    rows = Organisation.objects.filter(name=name).annotate(people=Count("affiliations"))
    return rows.values("name", "people")


@written_once
def teams(*, name: str) -> QuerySet[Organisation]:
    return Organisation.objects.filter(name=name).prefetch_related("affiliations__user")


def test_each_call_has_its_own_values() -> None:
    ada, zoe = make_person("ada@example.org"), make_person("zoe@example.org")
    both = ["zoe@example.org", "ada@example.org"]
    assert people(addresses=both, least=0, is_active=True) == [ada, zoe]
    assert people(addresses=both, least=zoe.pk, is_active=True) == [zoe]
    assert people(addresses=["no@example.org", "%s"], least=0, is_active=True) == []


def test_lists_of_other_lengths_and_choices_are_written_anew() -> None:
    ada = make_person("ada@example.org", is_active=False)
    zoe = make_person("zoe@example.org")
    assert people(addresses=["ada@example.org"], least=0, is_active=None) == [ada]
    assert people(addresses=["ada@example.org"], least=0, is_active=True) == []
    three = ["ada@example.org", "zoe@example.org", "no@example.org"]
    assert people(addresses=three, least=0, is_active=None) == [ada, zoe]
    assert people(addresses=[], least=0, is_active=None) == []


def test_related_rows_and_annotations_come_along() -> None:
    place = make_place(make_team()["primary"].organisation, name="Zoë Example")
    with CaptureQueriesContext(connection) as captured:
        for _time in range(2):
            [found] = places(user=place.user_id, since=NOW)
            assert (found.organisation.name, found.called) == ("Baobab Mentoring", "Zoë Example")
    assert len(captured) == 2
    assert places(user=place.user_id, since=NOW + timedelta(seconds=1)) == []


def test_values_and_prefetched_rows_are_as_ever() -> None:
    make_team()
    assert numbers(name="Baobab Mentoring") == [{"name": "Baobab Mentoring", "people": 3}]
    assert numbers(name="Other") == []
    [found] = teams(name="Baobab Mentoring")
    assert len(found.affiliations.all()) == 3


def test_the_same_sql_is_asked_as_django_writes_but_values_are_sent_apart() -> None:
    with CaptureQueriesContext(connection) as captured:
        places(user=7, since=NOW)
        list(places.__wrapped__(user=7, since=NOW))
    once, each_time = (query["sql"] for query in captured)
    moment = f"'{NOW:%Y-%m-%d %H:%M:%S+00:00}'::timestamptz"
    assert once == each_time.replace(moment, "$1").replace("= 7)", "= $2)")


def test_postgresql_plans_once_for_each_connection() -> None:
    def planned() -> list[tuple[int, str]]:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT generic_plans + custom_plans, statement FROM pg_prepared_statements"
            )
            return [(count, sql) for count, sql in cursor.fetchall() if "started_at" in sql]

    for user in range(8):
        assert places(user=user, since=NOW) == []
    [(count, sql)] = planned()
    assert (count, sql.count("$")) == (8 - 3, 2)


@written_once
def percents(*, name: str) -> QuerySet[User]:
    return User.objects.filter(name=name).exclude(name__contains="100%s").exclude(phone="%")


def test_constants_stand_in_the_sql() -> None:
    ada = make_person("ada@example.org", name="50% Example")
    make_person("zoe@example.org", name="100%s Example")
    assert percents(name="50% Example") == [ada]
    assert percents(name="100%s Example") == []


@pytest.mark.django_db(transaction=True)
def test_threads_ask_over_their_own_connections() -> None:
    place = make_team()["primary"]
    found: list[Any] = places(user=place.user_id, since=NOW)

    def ask() -> None:
        found.extend(places(user=place.user_id, since=NOW))
        connection.close()

    thread = threading.Thread(target=ask)
    thread.start()
    thread.join()
    assert found == [place, place]


def refused(rows: Any, **values: Any) -> str:
    with pytest.raises((ValueError, TypeError)) as refusal:
        written_once(rows)(**values)
    return str(refusal.value)


def test_what_is_worked_out_from_a_value_is_refused() -> None:
    def rows(*, day: date) -> QuerySet[User]:
        return User.objects.filter(date_joined__date=day - timedelta(days=7))

    assert "was worked out from a value" in refused(rows, day=date(2026, 1, 1))


def test_deciding_by_a_value_is_refused() -> None:
    def rows(*, pk: int) -> QuerySet[User]:
        return User.objects.filter(pk=pk)[:pk]

    assert "decides by more than" in refused(rows, pk=3)


def test_asking_while_writing_is_refused() -> None:
    def rows(*, pk: int) -> QuerySet[User]:
        return User.objects.filter(pk__in=list(User.objects.filter(pk=pk).values_list("pk")))

    assert "would be asked once for all" in refused(rows, pk=3)


def test_the_moment_of_writing_is_refused() -> None:
    def rows(*, pk: int) -> QuerySet[User]:
        return User.objects.filter(pk=pk, date_joined__lt=datetime.now(tz=NOW.tzinfo))

    assert "was worked out from a value" in refused(rows, pk=3)


def test_objects_are_refused() -> None:
    def rows(*, user: User) -> QuerySet[User]:
        return User.objects.filter(pk=user.pk)

    assert "cannot be put into a query" in refused(rows, user=User())


def widen_roles(length: int) -> None:
    """Over a line of its own: over the one that planned, psycopg would forget the plans itself."""

    def alter() -> None:
        with connection.cursor() as cursor:
            widened = "ALTER TABLE network_affiliation ALTER COLUMN role TYPE varchar(%s)"
            cursor.execute(widened, [length])
        connection.close()

    thread = threading.Thread(target=alter)
    thread.start()
    thread.join()


@pytest.mark.django_db(transaction=True)
def test_what_was_planned_is_planned_again_after_a_column_changed_its_type() -> None:
    """PostgreSQL refuses the old plan: "cached plan must not change result type"."""
    place = make_team()["primary"]
    for _time in range(5):
        assert places(user=place.user_id, since=NOW) == [place]
    length = Affiliation._meta.get_field("role").max_length
    widen_roles(length + 1)
    try:
        assert places(user=place.user_id, since=NOW) == [place]
    finally:
        widen_roles(length)
