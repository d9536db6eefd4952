"""Tables that one operation makes: all of them, those that refer to each other too, and back."""

import pytest
from django.db import connection, migrations, models
from django.db.migrations.state import ProjectState

from portal.created_together import CreateTogether

pytestmark = pytest.mark.django_db
KEY = ("id", models.BigAutoField(primary_key=True))


def both() -> CreateTogether:
    """The first refers to the second, which is made after it."""
    points = models.ForeignKey("portal.TogetherShelf", models.CASCADE)
    return CreateTogether(
        [
            migrations.CreateModel("TogetherBook", fields=[KEY, ("shelf", points)]),
            migrations.CreateModel("TogetherShelf", fields=[KEY]),
        ]
    )


def tables() -> set[str]:
    return {name for name in connection.introspection.table_names() if "together" in name}


def test_makes_all_and_takes_all_away() -> None:
    before, after, operation = ProjectState(), ProjectState(), both()
    assert not list(after.apps.get_models())  # rendered once, and anew when there is more
    operation.state_forwards("portal", after)

    with connection.schema_editor() as editor:
        operation.database_forwards("portal", editor, before, after)
    assert tables() == {"portal_togetherbook", "portal_togethershelf"}
    (refers,) = connection.introspection.get_relations(
        connection.cursor(), "portal_togetherbook"
    ).values()
    assert refers[:2] == ("id", "portal_togethershelf")

    with connection.schema_editor() as editor:
        operation.database_backwards("portal", editor, after, before)
    assert tables() == set()


def test_state_is_the_one_that_single_operations_leave() -> None:
    together, in_turn, operation = ProjectState(), ProjectState(), both()
    operation.state_forwards("portal", together)
    for one in operation.models:
        one.state_forwards("portal", in_turn)
    assert together == in_turn
    assert operation.describe() == "Create 2 models"
