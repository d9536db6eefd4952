"""A post of the training exchange becomes an event, is told of, and is met after the day."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from events.actions import exchange, organising
from events.models import Event, ExchangedTraining
from network.actions.moderating import MovedOn, OwnRecord
from network.models import TrainingPost
from network.training_states import Move, State
from portal.models import OutgoingMail
from portal.staff_groups import EVENTS_OFFICERS
from tests.factories.applicants import make_person
from tests.factories.bookings import make_member
from tests.factories.staff import coordinator_client, make_staff, sign_in
from tests.factories.training import decide, make_post, published, want

pytestmark = pytest.mark.django_db
IN_A_MONTH = timezone.localdate() + timedelta(days=30)
DRAFT = exchange.Draft(title="Race in supervision", slug="race-in-supervision", day=IN_A_MONTH)
TYPED: dict[str, Any] = {"title": DRAFT.title, "slug": DRAFT.slug, "day": IN_A_MONTH.isoformat()}


def make_event(post: TrainingPost, draft: exchange.Draft = DRAFT, **options: Any) -> Event:
    values = {"by": make_staff(), "now": timezone.now()} | options
    return exchange.make_event(post=post, draft=draft, **values)


def told(event: Event) -> list[str]:
    mails = OutgoingMail.objects.filter(cause__startswith=f"exchange:{event.pk}:")
    return sorted(mails.values_list("to", flat=True))


def test_a_post_becomes_a_draft_for_members() -> None:
    post = published(kind="offer", places=12, cost="£10 for lunch")
    event = make_event(post)
    assert (event.kind, event.state, event.audience, event.capacity, event.description) == (
        "training",
        Event.State.DRAFT,
        "members",
        12,
        post.about,
    )
    ticket = event.ticket_types.get()
    assert (ticket.price_pence, ticket.for_whom, ticket.note) == (0, "members", "£10 for lunch")


def test_only_one_event_is_made_unless_it_is_cancelled() -> None:
    post = published()
    first = make_event(post)
    second = exchange.Draft(title="Again", slug="again", day=IN_A_MONTH)
    with pytest.raises(exchange.EventThere):
        make_event(post, second)
    organising.publish(event=first, by=make_staff(), now=timezone.now())
    first.refresh_from_db()
    first.state, first.cancelled_at = Event.State.CANCELLED, timezone.now()
    first.save()
    make_event(post, second)
    assert ExchangedTraining.objects.filter(post=post).count() == 2


def test_no_event_of_what_is_not_published_or_ones_own() -> None:
    with pytest.raises(MovedOn):
        make_event(make_post())
    post, staff = published(), make_staff()
    post.organisation.affiliations.create(user=staff, role="member", started_at=timezone.now())
    with pytest.raises(OwnRecord):
        make_event(post, by=staff)


def test_who_wanted_it_is_told_once_it_is_published() -> None:
    post = published()
    person = want(post, name="Another member")
    left = want(post, name="Nobody left there")
    left.affiliations.update(ended_at=timezone.now())
    gone = want(post, name="No member any more")
    gone_since = timezone.localdate() - timedelta(days=1)
    gone.affiliations.get().organisation.memberships.update(ends_on=gone_since)
    event = make_event(post)
    assert told(event) == []
    organising.publish(event=event, by=make_staff(), now=timezone.now())
    assert post.by
    assert told(event) == sorted([post.by.email, person.email])
    exchange.tell(event=event, now=timezone.now())
    assert len(told(event)) == 2


def test_the_post_leads_to_the_event_once_that_is_published() -> None:
    post = published()
    event = make_event(post)
    person = make_person()
    organisation = make_member(person, name="Another member")
    client = sign_in(person, factor=False)
    url = f"/network/training/{organisation.pk}/{post.reference}/"
    assert f"/events/{event.slug}/" not in client.get(url).content.decode()
    organisation_link = f'href="/events/{event.slug}/"'
    organising.publish(event=event, by=make_staff(), now=timezone.now())
    assert organisation_link in client.get(url).content.decode()


def test_a_post_is_met_once_its_training_took_place() -> None:
    post = published()
    event = make_event(post)
    after = event.ends_at + timedelta(minutes=1)
    assert exchange.close_held(now=after) == 0  # a draft that nobody published
    organising.publish(event=event, by=make_staff(), now=timezone.now())
    assert exchange.close_held(now=event.ends_at - timedelta(minutes=1)) == 0
    assert [exchange.close_held(now=after) for _ in range(2)] == [1, 0]
    post.refresh_from_db()
    assert (post.state, post.events.order_by("-pk")[0].move) == (State.MET, Move.HOLD)


def test_a_post_that_is_over_is_left_alone() -> None:
    post = published()
    event = make_event(post)
    organising.publish(event=event, by=make_staff(), now=timezone.now())
    decide(post, Move.DECLINE)
    assert exchange.close_held(now=event.ends_at + timedelta(days=1)) == 0


def page(post: TrainingPost) -> str:
    return f"/admin/events/event/from-exchange/{post.pk}/"


def test_coordinator_makes_a_draft_and_a_second_press_finds_it() -> None:
    post, staff = published(), coordinator_client()
    assert staff.get(page(post)).context["form"].initial["slug"] == (
        "talking-about-race-in-supervision"
    )
    answers = [staff.post(page(post), TYPED | {"slug": slug}) for slug in ("one", "two")]
    event = Event.objects.get()
    assert [answer.url for answer in answers] == [f"/admin/events/event/{event.pk}/change/"] * 2


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [({"day": "2020-01-01"}, "day"), ({"title": " "}, "title"), ({"slug": "a b"}, "slug")],
)
def test_what_is_wrong_is_said(typed: dict[str, Any], wrong: str) -> None:
    answer = coordinator_client().post(page(published()), TYPED | typed)
    assert list(answer.context["form"].errors) == [wrong]


def test_what_is_not_published_any_more_makes_no_event() -> None:
    post, staff = published(), coordinator_client()
    decide(post, Move.RETURN)
    answer = staff.post(page(post), TYPED)
    assert (answer.url, Event.objects.count()) == (
        f"/admin/network/trainingpost/{post.pk}/change/",
        0,
    )


def test_events_officers_do_not_make_events_of_posts() -> None:
    client: Client = sign_in(make_staff(EVENTS_OFFICERS))
    assert client.post(page(published()), TYPED).status_code == 403
