"""The queue lists the first cases of very many, and says so."""

import pytest

from network.admin.queue import FirstCases
from tests.factories.applications import make_application
from tests.factories.staff import coordinator_client

pytestmark = pytest.mark.django_db
QUEUE = "/admin/network/application/"


@pytest.mark.parametrize(
    ("cases", "listed", "is_cut"), [(1, 1, False), (2, 2, False), (3, 2, True)]
)
def test_it_lists_the_first_and_says_that_there_are_more(
    cases: int, listed: int, is_cut: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(FirstCases, "most", 2)
    made = [make_application().reference for _case in range(cases)]
    page = coordinator_client().get(QUEUE)
    assert page.context["cl"].result_count == listed
    assert [case.reference for case in page.context["cl"].result_list][:listed] == made[:listed]
    assert ("There are more than 2." in page.text) is is_cut


def test_the_last_page_of_the_first_ones_is_the_last(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(FirstCases, "most", 26)
    for _case in range(28):
        make_application()
    client = coordinator_client()
    last = client.get(f"{QUEUE}?p=2").context["cl"]
    assert (last.paginator.num_pages, len(last.result_list)) == (2, 1)
    assert client.get(f"{QUEUE}?p=3").status_code == 302
