"""What forums give to bulletins, and that nothing is told wider than it is shown."""

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import IntegrityError
from django.utils import timezone

from bulletins.actions import moving, starting
from bulletins.actions.checking import look_over
from bulletins.actions.composing import Said
from bulletins.actions.gathering import add_ticked, come_in
from bulletins.actions.items import change_item
from bulletins.content import rows_of
from bulletins.models import Bulletin, Item
from forums.choices import Circle
from forums.models import Summary
from portal.models import OutgoingMail
from tests.factories.bulletins import make_bulletin, subscribe
from tests.factories.forums import held_forum, make_forum, make_issue, open_forum
from tests.factories.staff import make_staff

pytestmark = pytest.mark.django_db


def summary(circle: Circle = Circle.MEMBERS) -> Summary:
    now = timezone.now()
    days = {"shared_at": now - timedelta(days=8), "review_until": now - timedelta(days=1)}
    values = {"text": "We met.", "changed_at": now, "agreed_at": now, "shown_to": circle}
    return Summary.objects.create(forum=held_forum(days_ago=9), **values, **days)


def keys(bulletin: Bulletin) -> list[str]:
    return [find.key for find in come_in(bulletin, rows_of(bulletin), timezone.now())]


def put_in(key: str) -> Item:
    bulletin, by = make_bulletin(), make_staff()
    assert add_ticked(bulletin=bulletin, ticked={key: None}, by=by, now=timezone.now()) == 1
    return Item.objects.filter(section__bulletin=bulletin).latest("pk")


def errors(bulletin: Bulletin) -> list[str]:
    found = look_over(bulletin, now=timezone.now()).found
    return [one.what for one in found if one.blocks]


def test_open_forums_and_agreed_summaries_come_in() -> None:
    forum, agreed = open_forum(), summary()
    make_forum()
    assert keys(make_bulletin()) == [f"forum-{forum.pk}", f"summary-{agreed.pk}"]


@pytest.mark.parametrize("circle", [Circle.STAFF, Circle.ATTENDEES])
def test_a_summary_that_members_do_not_read_does_not_come_in(circle: Circle) -> None:
    summary(circle)
    assert keys(make_bulletin()) == []


def test_when_members_meet_is_for_members_only() -> None:
    forum = open_forum(about="Recall, and what comes before it.")
    item = put_in(f"forum-{forum.pk}")
    assert (item.title, item.is_for_members, item.forum) == (forum.title, True, forum)


def test_a_forum_stays_for_members_whatever_is_posted() -> None:
    item = put_in(f"forum-{open_forum().pk}")
    change_item(
        bulletin=item.section.bulletin,
        item=item.pk,
        section=item.section_id,
        said=Said(title="Everybody come", is_for_members=False),
        by=make_staff(),
        now=timezone.now(),
    )
    item.refresh_from_db()
    assert (item.title, item.is_for_members) == ("Everybody come", True)


def test_a_forum_for_everybody_is_refused_by_the_database() -> None:
    item = put_in(f"forum-{open_forum().pk}")
    with pytest.raises(IntegrityError, match="item_of_a_forum_is_for_members"):
        Item.objects.filter(pk=item.pk).update(is_for_members=False)


@pytest.mark.parametrize(
    ("circle", "for_members"), [(Circle.MEMBERS, True), (Circle.PUBLIC, False)]
)
def test_a_summary_goes_as_far_as_it_is_shown(circle: Circle, for_members: bool) -> None:
    item = put_in(f"summary-{summary(circle).pk}")
    assert (item.text, item.is_for_members) == ("We met.", for_members)


def test_a_summary_narrowed_again_blocks_approval() -> None:
    item = put_in(f"summary-{summary(Circle.PUBLIC).pk}")
    subscribe()
    Summary.objects.update(shown_to=Circle.MEMBERS)
    words = f"“{item.title}” comes from a forum and is not for everybody."
    assert words in errors(item.section.bulletin)


def linked(path: str, **fields: Any) -> Bulletin:
    subscribe()
    bulletin = make_bulletin(**fields)
    item = Item.objects.filter(section__bulletin=bulletin).earliest("pk")
    item.link = f"{settings.BASE_URL}{path}"
    item.save()
    return bulletin


def hidden(path: str) -> list[str]:
    return [f"The link {settings.BASE_URL}{path} cannot be read by: The wider sector."]


def dead(path: str) -> list[str]:
    return [f"The link {settings.BASE_URL}{path} leads nowhere."]


def test_a_link_to_a_forum_is_hidden_from_the_sector() -> None:
    path = f"/forums/{open_forum().slug}/"
    assert errors(linked(path)) == hidden(path)


def test_a_link_to_a_forum_that_is_a_draft_leads_nowhere() -> None:
    path = f"/forums/{make_forum().slug}/"
    assert errors(linked(path)) == dead(path)


@pytest.mark.parametrize(
    ("circle", "said"), [(Circle.PUBLIC, list), (Circle.MEMBERS, hidden), (Circle.STAFF, dead)]
)
def test_a_link_to_an_issue_is_judged_by_who_sees_it(circle: Circle, said: Any) -> None:
    path = f"/forums/influence/{make_issue(shown_to=circle).slug}/"
    assert errors(linked(path)) == (said(path) if said is not list else [])


@pytest.mark.parametrize("circle", [Circle.PUBLIC, Circle.MEMBERS])
def test_a_link_to_a_summary_is_judged_by_who_reads_it(circle: Circle) -> None:
    path = f"/forums/{summary(circle).forum.slug}/summary/"
    assert errors(linked(path)) == ([] if circle == Circle.PUBLIC else hidden(path))


@pytest.mark.parametrize("path", ["/forums/influence/", "/forums/public/"])
def test_a_link_to_what_everybody_reads_is_fine(path: str) -> None:
    assert errors(linked(path)) == []


def test_what_was_narrowed_after_approval_is_not_sent_and_the_coordinator_hears() -> None:
    item = put_in(f"summary-{summary(Circle.PUBLIC).pk}")
    subscribe()
    bulletin, by, now = item.section.bulletin, make_staff(), timezone.now()
    moving.approve(bulletin=bulletin, by=by, now=now)
    moving.schedule(bulletin=bulletin, at=now, by=by, now=now)
    Summary.objects.update(shown_to=Circle.STAFF)

    assert starting.start(bulletin=bulletin.pk, now=now) is False

    bulletin.refresh_from_db()
    assert (bulletin.state, bulletin.deliveries.count()) == ("approved", 0)
    assert OutgoingMail.objects.filter(cause__startswith="bulletin-withheld:").count() == 1
