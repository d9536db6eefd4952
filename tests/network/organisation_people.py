"""What tests of an organisation's people share: its team, its addresses, and an invitation."""

from typing import Any

from django.test import Client

from network.models import Affiliation, Organisation, User
from tests.factories.staff import sign_in

type Team = dict[str, Affiliation]
ADDRESS = "new@example.org"


def url(organisation: Organisation, *parts: object) -> str:
    return "/".join(["/network/organisation", str(organisation.pk), *map(str, parts), ""])


def as_(user: User) -> Client:
    return sign_in(user, factor=False)


def invite(here: Organisation, by: User, email: str = ADDRESS, **fields: Any) -> Any:
    return as_(by).post(url(here, "invite"), {"email": email, "role": "member"} | fields)


def links(deliver: Any, email: str = ADDRESS) -> list[str]:
    """The links that were mailed, in the order in which they were."""
    mails = [message for message in deliver() if email in message.to]
    return [m.text.split("/network/invitation/")[1].split("/")[0] for m in mails]


def open_link(secret: str) -> str:
    return f"/network/invitation/{secret}/"


def said(response: Any) -> list[str]:
    return [str(message) for message in response.context["messages"]]
