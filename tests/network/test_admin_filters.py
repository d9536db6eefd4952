"""Lists that stand on something before anybody chose: what they show, and what they mark."""

from typing import Any

import pytest
from django.test import Client

from network.actions import guidance
from network.models import GuidanceEnquiry
from tests.factories.applicants import NOW
from tests.factories.staff import coordinator_client, make_staff

pytestmark = pytest.mark.django_db
LIST = "/admin/network/guidanceenquiry/"


@pytest.fixture
def client() -> Client:
    for name, closed in (("New Example", False), ("Closed Example", True)):
        fields = {"name": name, "email": "kwame@example.org", "message": "?"}
        enquiry = guidance.send_enquiry(fields=fields, typed={}, now=NOW)
        if closed:
            guidance.close_enquiry(enquiry=enquiry, by=make_staff(), now=NOW)
    return coordinator_client()


def shown(client: Client, query: str) -> tuple[set[str], list[Any]]:
    """The names in the list, and the choices marked as chosen."""
    changelist = client.get(LIST + query).context["cl"]
    (spec, *_others) = changelist.filter_specs
    marked = [str(choice["display"]) for choice in spec.choices(changelist) if choice["selected"]]
    return {enquiry.name for enquiry in changelist.result_list}, marked


@pytest.mark.parametrize(
    ("query", "names", "marked"),
    [
        ("", {"New Example"}, "New"),
        ("?state=closed", {"Closed Example"}, "Closed"),
        ("?state=all", {"New Example", "Closed Example"}, "All"),
        ("?q=Example", {"New Example", "Closed Example"}, "All"),
        ("?q=Example&state=closed", {"Closed Example"}, "Closed"),
        ("?state=nonsense", {"New Example"}, "New"),
    ],
)
def test_list_stands_on_its_default(
    client: Client, query: str, names: set[str], marked: str
) -> None:
    assert GuidanceEnquiry.objects.count() == 2
    assert shown(client, query) == (names, [marked])
