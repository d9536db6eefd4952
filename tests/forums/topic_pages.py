"""What the tests of topics share: forms as the pages send them, and the ways to send them."""

import uuid
from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone

from forums.models import Topic
from network.models import Organisation, User
from tests.factories.forums import insider
from tests.factories.staff import sign_in

LIST = "/forums/topics/"
SAID = {"title": "Waits for interpreters", "text": "Weeks.", "theme": "courts"}
SHOWN = SAID | {"shows": "organisation"}
QUIET = SAID | {"shows": "coordinator"}


def organisation_of(person: User) -> Organisation:
    return person.affiliations.order_by("pk")[0].organisation


def url(name: str, topic: Topic) -> str:
    return reverse(f"forums:topic{name and '_' + name}", args=[topic.pk])


def propose(person: User, **values: Any) -> Any:
    form = SHOWN | {"key": str(uuid.uuid4())} | values
    return sign_in(person).post(f"{LIST}new/", form)


def listed(person: User, query: str = "") -> list[str]:
    rows = sign_in(person).get(LIST + query).context["topics"]
    return [topic.title for topic in rows]


def lapsed() -> User:
    return insider(ends_on=timezone.localdate() - timedelta(days=1))


def change(person: User, topic: Topic, **values: Any) -> Any:
    form = SHOWN | {"version": topic.version, "title": "Said anew"} | values
    return sign_in(person).post(url("change", topic), form)
