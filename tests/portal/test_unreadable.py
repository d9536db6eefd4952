"""What no page can keep is refused before any page sees it."""

import pytest
from django.test import Client

from tests.factories.applicants import make_person

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "path",
    ["/network/applications/%00/", "/network/applications/a%00b/check/", "/?page=%00"],
)
def test_nul_in_the_address_is_400(client: Client, path: str) -> None:
    client.force_login(make_person())

    assert client.get(path).status_code == 400


@pytest.mark.parametrize("charset", ["utf-7", "utf-16", "unicode_escape"])
def test_other_charsets_are_400(client: Client, charset: str) -> None:
    response = client.post(
        "/network/guidance/",
        data=b"name=a",
        content_type=f"application/x-www-form-urlencoded; charset={charset}",
    )

    assert response.status_code == 400
    assert response.headers["X-Request-ID"]


def test_utf8_said_or_unsaid_is_read(client: Client) -> None:
    response = client.post(
        "/network/guidance/",
        data="name=Zo%C3%AB",
        content_type="application/x-www-form-urlencoded; charset=UTF-8",
    )

    assert response.context["form"]["name"].value() == "Zoë"
