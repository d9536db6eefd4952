"""What has come in, and what putting it in copies."""

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone

from bulletins.actions.composing import Said
from bulletins.actions.gathering import add_ticked, come_in
from bulletins.actions.items import change_item
from bulletins.content import rows_of
from bulletins.models import Bulletin, Item, Picture, Post, Submission
from events.models import Event
from tests.factories.bulletins import make_bulletin, member, sending
from tests.factories.events import make_event
from tests.factories.posts import add_picture
from tests.factories.staff import make_staff

pytestmark = pytest.mark.django_db


def post(**fields: Any) -> Post:
    now = timezone.now()
    values = {
        "kind": "news", "title": "A choir in two prisons", "slug": "a-choir", "state": "published",
        "summary": "Forty people sing.", "created_at": now, "changed_at": now, "published_at": now,
    }  # fmt: skip
    return Post.objects.create(**(values | fields))


def submission(**fields: Any) -> Submission:
    now = timezone.now()
    organisation = member().affiliations.get().organisation
    values = {
        "reference": "SH-1", "organisation": organisation, "title": "We moved", "state": "accepted",
        "text": "To Northmere.", "created_at": now, "changed_at": now, "sent_at": now,
        "decided_at": now,
    }  # fmt: skip
    return Submission.objects.create(**(values | fields))


def event(**fields: Any) -> Event:
    return make_event(starts_at=timezone.now() + timedelta(days=30), **fields)


def keys(bulletin: Bulletin) -> list[str]:
    return [find.key for find in come_in(bulletin, rows_of(bulletin), timezone.now())]


def add(bulletin: Bulletin, ticked: dict[str, int | None]) -> int:
    return add_ticked(bulletin=bulletin, ticked=ticked, by=make_staff(), now=timezone.now())


def test_posts_submissions_and_events_come_in() -> None:
    new = [post(), submission(), event()]

    assert keys(make_bulletin()) == [f"{row._meta.model_name}-{row.pk}" for row in new]


def test_what_is_not_published_accepted_or_to_come_does_not() -> None:
    post(state="draft", slug="draft")
    submission(state="submitted", decided_at=None)
    event(state="draft", published_at=None)

    assert keys(make_bulletin()) == []


def test_what_was_there_before_the_last_one_of_its_kind_is_not_new() -> None:
    old = post(slug="old", published_at=timezone.now() - timedelta(days=20))
    last = sending(kind="newsletter")
    Bulletin.objects.filter(pk=last.pk).update(changed_at=timezone.now() - timedelta(days=10))
    new = post(slug="new")

    assert keys(make_bulletin(kind="newsletter")) == [f"post-{new.pk}"]
    assert keys(make_bulletin(kind="quarterly")) == [f"post-{new.pk}", f"post-{old.pk}"]


def test_post_is_copied_with_its_address_and_for_whom_it_is() -> None:
    bulletin, row = make_bulletin(), post(is_for_members=True)

    assert add(bulletin, {f"post-{row.pk}": None}) == 1

    item = Item.objects.get(post=row)
    assert (item.title, item.text) == ("A choir in two prisons", "Forty people sing.")
    assert item.link == f"{settings.BASE_URL}/bulletins/news/a-choir/"
    assert item.is_for_members


@pytest.mark.parametrize("names", [True, False])
def test_submission_names_its_organisation_only_if_it_may(names: bool) -> None:
    bulletin, row = make_bulletin(), submission(names_organisation=names)

    add(bulletin, {f"submission-{row.pk}": None})

    expected = f"To Northmere.\n\nFrom {row.organisation}." if names else "To Northmere."
    assert Item.objects.get(submission=row).text == expected


def test_event_for_members_is_marked() -> None:
    bulletin, row = make_bulletin(), event(audience="members")

    add(bulletin, {f"event-{row.pk}": None})

    assert Item.objects.get(event=row).is_for_members


def test_first_picture_of_a_post_is_copied_with_its_words() -> None:
    bulletin, row = make_bulletin(), post()
    last, first = add_picture(row, "Last"), add_picture(row, "First", credit="Ada")
    Picture.objects.filter(pk=last.pk).update(position=9)

    add(bulletin, {f"post-{row.pk}": None})

    picture = Item.objects.get(post=row).picture
    assert picture
    assert (picture.alternative, picture.credit, picture.post) == ("First", "Ada", None)
    assert picture.file.name != first.file.name
    assert (picture.width, picture.height) == (first.width, first.height)


def test_item_has_other_words_for_the_picture_than_its_post(
    django_capture_on_commit_callbacks: Any,
) -> None:
    bulletin, row = make_bulletin(), post()
    of_post = add_picture(row, "Of the post")
    add(bulletin, {f"post-{row.pk}": None})
    item = Item.objects.select_related("picture").get(post=row)

    with django_capture_on_commit_callbacks(execute=True):
        reword(bulletin, item, "Of the item")

    assert words_of(item) == "Of the item"
    of_post.refresh_from_db()
    assert of_post.alternative == "Of the post"
    assert of_post.file.storage.exists(of_post.file.name)


@pytest.mark.parametrize("is_of_post", [True, False])
def test_picture_that_something_else_shows_is_copied_to_say_other_words(is_of_post: bool) -> None:
    mine, other = make_bulletin(), make_bulletin()
    shared = add_picture(post(), "Shared")
    if not is_of_post:
        Picture.objects.filter(pk=shared.pk).update(post=None)
    Item.objects.filter(title="A mentoring project grows").update(picture=shared)
    item = Item.objects.select_related("picture").get(section__bulletin=mine, picture=shared)

    reword(mine, item, "Mine")

    assert words_of(item) == "Mine"
    assert words_of(Item.objects.get(section__bulletin=other, title=item.title)) == "Shared"


def reword(bulletin: Bulletin, item: Item, words: str) -> None:
    said = Said(item.title, picture=item.picture, words=words)
    change_item(
        bulletin=bulletin, item=item.pk, section=item.section_id, said=said, by=make_staff(),
        now=timezone.now(),
    )  # fmt: skip


def words_of(item: Item) -> str:
    picture = Item.objects.get(pk=item.pk).picture
    assert picture
    return picture.alternative


def test_goes_into_the_chosen_section_or_the_usual_one_or_a_new_one() -> None:
    bulletin = make_bulletin()
    chosen = bulletin.sections.get()
    usual = bulletin.sections.create(heading="From the Network", position=2)
    one, two, three = post(slug="one"), post(slug="two"), event()

    add(
        bulletin,
        {f"post-{one.pk}": chosen.pk, f"post-{two.pk}": None, f"event-{three.pk}": None},
    )

    assert Item.objects.get(post=one).section == chosen
    assert Item.objects.get(post=two).section == usual
    assert Item.objects.get(event=three).section.heading == "Events"


def test_pressed_twice_it_is_in_once() -> None:
    bulletin, row = make_bulletin(), post()
    ticked: dict[str, int | None] = {f"post-{row.pk}": None}

    assert [add(bulletin, ticked), add(bulletin, ticked)] == [1, 0]
    assert Item.objects.filter(post=row).count() == 1


def test_section_of_another_bulletin_is_not_written_into() -> None:
    bulletin, other, row = make_bulletin(), make_bulletin(), post()

    add(bulletin, {f"post-{row.pk}": other.sections.get().pk})

    assert Item.objects.get(post=row).section.bulletin == bulletin


@pytest.mark.parametrize("key", ["post-x", "user-1", "post-", "post-999999999999", "", "post--1"])
def test_key_of_nothing_adds_nothing(key: str) -> None:
    assert add(make_bulletin(), {key: None}) == 0


def test_what_is_in_is_marked() -> None:
    bulletin, row = make_bulletin(), post()
    add(bulletin, {f"post-{row.pk}": None})

    (find,) = come_in(bulletin, rows_of(bulletin), timezone.now())

    assert find.is_in


def test_story_that_is_in_as_shared_is_marked_when_it_is_a_post() -> None:
    bulletin, row = make_bulletin(), submission()
    add(bulletin, {f"submission-{row.pk}": None})
    row.post = post()
    row.save(update_fields=["post"])

    (find,) = come_in(bulletin, rows_of(bulletin), timezone.now())

    assert (find.key, find.is_in) == (f"post-{row.post.pk}", True)
    assert add(bulletin, {find.key: None}) == 0


def test_story_that_is_in_as_a_post_is_not_added_as_shared() -> None:
    bulletin, made = make_bulletin(), post()
    row = submission(post=made)
    add(bulletin, {f"post-{made.pk}": None})

    assert add(bulletin, {f"submission-{row.pk}": None}) == 0


def test_same_number_of_queries_however_much_came_in(django_assert_num_queries: Any) -> None:
    bulletin = make_bulletin()
    post(slug="one")
    post(slug="two")
    submission()
    rows = rows_of(bulletin)

    with django_assert_num_queries(6):
        come_in(bulletin, rows, timezone.now())
