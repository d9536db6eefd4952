"""Links between a forum, its agenda, and what is taken further from it."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from forums.choices import Rule
from forums.models import Forum
from portal.staff_groups import MANAGERS
from tests.factories.forums import held_forum, insider, item_of, open_forum
from tests.factories.issues import Origin, begun
from tests.factories.staff import coordinator_client, make_staff, sign_in
from tests.forums.issue_pages import ADD, of
from tests.forums.running import url

pytestmark = pytest.mark.django_db


def ways(client: Client, forum: Forum) -> list[str]:
    """Where an agenda leads to in the issues' part of the admin."""
    page = client.get(url(forum, "agenda/")).text
    return re.findall(r'href="(/admin/forums/issue/(?:add|agreements)/[^"]+)"', page)


def ask(forum: Forum) -> str:
    return reverse("admin:forums_issue_ask", args=[item_of(forum, Rule.SANCTUARY).pk])


def test_each_item_leads_to_what_its_rule_allows() -> None:
    forum = held_forum()
    rules = (Rule.NON_ATTRIBUTABLE, Rule.ON_RECORD)
    begin = [f"{ADD}?item={item_of(forum, rule).pk}" for rule in rules]
    assert ways(coordinator_client(), forum) == [ask(forum), *begin]


def test_an_issue_begins_with_the_item_it_was_opened_from() -> None:
    forum, client = held_forum(), coordinator_client()
    answers = [client.get(way) for way in ways(client, forum)]
    chosen = [one.context["form"].initial.get("item") for one in answers[1:]]
    rules = (Rule.NON_ATTRIBUTABLE, Rule.ON_RECORD)
    assert answers[0].context["item"] == item_of(forum, Rule.SANCTUARY)
    assert chosen == [item_of(forum, rule).pk for rule in rules]


def test_a_break_leads_nowhere() -> None:
    forum = held_forum()
    forum.items.exclude(rule=Rule.SANCTUARY).update(is_break=True)
    assert ways(coordinator_client(), forum) == [ask(forum)]


def test_nothing_is_taken_further_before_the_forum_was_held() -> None:
    assert ways(coordinator_client(), open_forum()) == []


def test_a_manager_is_led_to_nothing_they_may_not_do() -> None:
    assert ways(sign_in(make_staff(MANAGERS)), held_forum()) == []


def test_an_issue_leads_back_to_its_item() -> None:
    item = item_of(held_forum(), Rule.ON_RECORD)
    page = coordinator_client().get(of(begun(Origin(item=item)), "change")).text
    assert f'href="{url(item.forum, "agenda/")}#item-{item.pk}"' in page


def test_the_two_pages_of_a_forum_lead_to_each_other() -> None:
    forum, client = held_forum(), coordinator_client()
    site = reverse("forums:forum", args=[forum.slug])
    assert f'href="{site}"' in client.get(url(forum)).text
    assert f'href="{url(forum)}"' in client.get(site).text


def test_a_member_is_not_led_to_the_admin(client: Client) -> None:
    client.force_login(insider())
    assert "/admin/" not in client.get(reverse("forums:forum", args=[held_forum().slug])).text
