"""What the staff's front page says of forums, and the lists behind it."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from forums.models import JoiningLink
from portal.staff_groups import EDITORS
from tests.factories.forums import held_forum, open_forum
from tests.factories.staff import make_staff, sign_in
from tests.forums.running import ADMIN

pytestmark = pytest.mark.django_db


def front(client: Client) -> Any:
    return client.get("/staff/")


def test_front_page_says_what_is_due(coordinator: Client) -> None:
    soon = open_forum(starts_at=timezone.now() + timedelta(days=5))
    held_forum()
    due = front(coordinator).context["forums"]
    assert (due["link"], due["link_days"], due["ticks"], due["open"]) == (1, 5, 1, 1)
    JoiningLink.objects.create(forum=soon, url="https://a.example.org/", changed_at=timezone.now())
    text = front(coordinator).text
    assert "has no way in online yet" not in text
    assert re.search(r"<b>1</b><span>forums held, nobody ticked</span>", text)


def test_filters_show_what_the_front_page_counts(coordinator: Client) -> None:
    over = open_forum(starts_at=timezone.now() - timedelta(days=1))
    held_forum()
    rows = coordinator.get(f"{ADMIN}/?due=hold").context["cl"].queryset
    assert list(rows) == [over]


def test_manager_sees_what_is_due_and_editors_do_not(manager: Client) -> None:
    assert "forums" in front(manager).context
    assert "forums" not in front(sign_in(make_staff(EDITORS))).context
