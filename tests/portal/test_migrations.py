"""No migration since the last release does what a running site does not bear."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection, migrations, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState

from tests.portal.unsafe_sql import RULES, unsafe

OURS = ("portal", "network", "events", "forums", "bulletins")

# What the sites that run have: raise it at each release. So far there was none; what was written
# before the migrations were made one of each app is taken as the first one's ground.
RELEASED = dict.fromkeys(OURS, "0002_kept_by_the_database")

# The one place for exceptions: (migration, rule, table) and why a running site bears it. For
# something dropped or renamed, name the release since which no code looks at it any more.
BEARABLE: dict[tuple[str, str, str], str] = {}


@pytest.fixture
def _outside_a_transaction(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """As `migrate` is: else Django refuses to write what is done concurrently. Nothing is run."""
    with django_db_blocker.unblock():
        yield


def since_the_release() -> Iterator[tuple[str, str]]:
    loader = MigrationLoader(None)
    for app, name in sorted(loader.graph.nodes):
        if app in OURS and name > RELEASED[app]:
            yield app, name


@pytest.mark.usefixtures("_outside_a_transaction")
def test_a_running_site_bears_every_migration() -> None:
    """See CONTRIBUTING.md for how to do in steps what is found here."""
    loader = MigrationLoader(connection, replace_migrations=False)
    found = {
        (f"{app}.{name}", rule, table)
        for app, name in since_the_release()
        for rule, table in unsafe(loader.collect_sql([(loader.graph.nodes[app, name], False)]))
    }
    assert found - BEARABLE.keys() == set()


def test_exceptions_are_of_migrations_that_are_not_released_yet() -> None:
    names = {f"{app}.{name}" for app, name in since_the_release()}
    assert {migration for migration, _rule, _table in BEARABLE} - names == set()


def test_what_was_released_exists() -> None:
    """A migration that was released is never renamed: the sites know it by that name."""
    assert set(RELEASED.items()) - set(MigrationLoader(None).graph.nodes) == set()


BAD = {
    "drops a table": ['DROP TABLE "t" CASCADE;'],
    "drops a column": ['ALTER TABLE "t" DROP COLUMN "c" CASCADE;'],
    "renames a table": ['ALTER TABLE "t" RENAME TO "u";'],
    "renames a column": ['ALTER TABLE "t" RENAME COLUMN "c" TO "d";'],
    "adds a column that must be filled": ['ALTER TABLE "t" ADD COLUMN "c" integer NOT NULL;'],
    "drops a default that the old code needs": ['ALTER TABLE "t" ALTER COLUMN "c" DROP DEFAULT;'],
    "makes a column one that must be filled": ["alter table t\n  alter column c set not null"],
    "changes a column's type": [
        'ALTER TABLE "public"."t" ALTER COLUMN "c" TYPE bigint USING "c"::bigint;'
    ],
    "adds a constraint that builds an index": [
        'ALTER TABLE "t" ADD CONSTRAINT "n" UNIQUE ("c");',
    ],
    "builds an index while writers wait": ['CREATE UNIQUE INDEX "n" ON "t" ("c") WHERE "c" > 1;'],
}


@pytest.mark.parametrize("rule", RULES)
def test_each_rule_finds_what_it_is_for(rule: str) -> None:
    assert list(unsafe(["BEGIN;", "--\n-- A comment\n--", *BAD[rule]])) == [(rule, "t")]


@pytest.mark.parametrize("rule", RULES)
def test_what_is_done_to_a_table_made_just_before_is_safe(rule: str) -> None:
    assert list(unsafe(['CREATE TABLE "t" ("id" bigint NOT NULL PRIMARY KEY);', *BAD[rule]])) == []


@pytest.mark.parametrize(
    "statement",
    [
        'ALTER TABLE "t" ADD COLUMN "c" integer NULL;',
        'ALTER TABLE "t" ADD COLUMN "c" varchar(9) DEFAULT \'\' NOT NULL;',
        'ALTER TABLE "t" ADD COLUMN "c" tsvector GENERATED ALWAYS AS (f("d")) STORED NOT NULL;',
        'ALTER TABLE "t" ADD CONSTRAINT "n" CHECK ("c" IS NOT NULL) NOT VALID;',
        'ALTER TABLE "t" ADD CONSTRAINT "n" UNIQUE USING INDEX "i";',
        'ALTER TABLE "t" RENAME CONSTRAINT "n" TO "m";',
        'CREATE INDEX CONCURRENTLY "n" ON "t" ("c");',
        'ALTER TABLE "t" DROP CONSTRAINT "n";',
    ],
)
def test_what_a_running_site_bears_is_let_through(statement: str) -> None:
    assert list(unsafe([statement])) == []


def written_by(operation: migrations.operations.base.Operation) -> list[str]:
    """The statements of an operation on a table that is there already."""
    model = migrations.CreateModel("thing", [("id", models.BigAutoField(primary_key=True))])
    before = ProjectState()
    model.state_forwards("portal", before)
    after = before.clone()
    operation.state_forwards("portal", after)
    with connection.schema_editor(collect_sql=True, atomic=False) as editor:
        operation.database_forwards("portal", editor, before, after)
    return editor.collected_sql


@pytest.mark.django_db
def test_djangos_own_default_is_found_and_that_of_the_database_is_not() -> None:
    plain = migrations.AddField("thing", "c", models.IntegerField(default=1))
    kept = migrations.AddField("thing", "c", models.IntegerField(default=1, db_default=1))
    rule = "drops a default that the old code needs"
    assert list(unsafe(written_by(plain))) == [(rule, "portal_thing")]
    assert list(unsafe(written_by(kept))) == []
