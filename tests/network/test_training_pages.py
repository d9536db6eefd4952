"""Pages of the training exchange: a member's list, form and post, the staff's queue and buttons."""

import uuid
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from network.models import Organisation, TrainingInterest, TrainingPost, User
from network.training_states import REMINDED_BEFORE, STAFF_WORDS, TABLE, Move, State
from portal.models import OutgoingMail
from portal.staff_groups import EDITORS, EVENTS_OFFICERS, MANAGERS
from tests.factories.applicants import make_person
from tests.factories.bookings import make_member
from tests.factories.staff import coordinator_client, make_staff, sign_in
from tests.factories.training import SAID, decide, make_post, published, want

pytestmark = pytest.mark.django_db
LIST = "/admin/network/trainingpost/"
FORM: dict[str, Any] = SAID | {"places": ""}
LETTER = {"version": 1, "send": "yes", "text": "It is there until {day}."}


def member(user: User | None) -> Client:
    assert user
    return sign_in(user, factor=False)


def other_member(name: str = "Another member") -> tuple[Client, Organisation]:
    person = make_person()
    return member(person), make_member(person, name=name)


def address(post: TrainingPost, *parts: str, by: Organisation | None = None) -> str:
    pk = by.pk if by else post.organisation_id
    return "/network/training/" + "/".join([str(pk), post.reference, *parts, ""])


def detail(post: TrainingPost, *parts: str) -> str:
    return LIST + "/".join([str(post.pk), *(parts or ["change"]), ""])


def test_member_posts_and_a_second_press_finds_the_same() -> None:
    client, organisation = other_member()
    url, typed = f"/network/training/{organisation.pk}/new/", FORM | {"key": str(uuid.uuid4())}
    answers = [client.post(url, typed) for _ in range(2)]
    made = TrainingPost.objects.get()
    assert [answer.url for answer in answers] == [address(made)] * 2
    again = client.post(url, typed | {"topic": "Something else"})
    fresh = again.context["form"]["key"].value()
    client.post(url, typed | {"topic": "Something else", "key": fresh})
    assert TrainingPost.objects.count() == 2


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ({"kind": ""}, ["kind"]),
        ({"topic": " "}, ["topic"]),
        ({"topic": "x" * 121}, ["topic"]),
        ({"about": "x" * 3001}, ["about"]),
        ({"format": "by post"}, ["format"]),
        ({"region": ""}, ["region"]),
        ({"length": ""}, ["length"]),
        ({"places": "0"}, ["places"]),
        ({"places": "many"}, ["places"]),
        ({"key": "x"}, ["key"]),
    ],
)
def test_what_is_wrong_is_said(typed: dict[str, Any], wrong: list[str]) -> None:
    client, organisation = other_member()
    url = f"/network/training/{organisation.pk}/new/"
    answer = client.post(url, FORM | {"key": str(uuid.uuid4())} | typed)
    assert list(answer.context["form"].errors) == wrong


def test_an_online_training_has_no_region() -> None:
    client, organisation = other_member()
    typed = FORM | {"key": str(uuid.uuid4()), "format": "online"}
    client.post(f"/network/training/{organisation.pk}/new/", typed)
    assert TrainingPost.objects.get().region == ""


@pytest.mark.parametrize("page", ["", "change/", "renew/", "we-too/", "met/", "take-down/"])
def test_pages_of_a_post_that_is_not_shown_are_not_there(page: str) -> None:
    post = make_post()
    client, organisation = other_member()
    for pk in (organisation.pk, post.organisation_id):
        url = f"/network/training/{pk}/{post.reference}/{page}"
        answers = {client.get(url).status_code, client.post(url).status_code}
        assert answers <= {404, 405}
        assert 404 in answers


@pytest.mark.parametrize("page", ["change/", "renew/", "met/", "take-down/"])
def test_what_is_done_to_a_post_is_only_for_its_own_organisation(page: str) -> None:
    post = published()
    client, organisation = other_member()
    assert client.post(address(post, page.rstrip("/"), by=organisation)).status_code == 404


def test_who_belongs_to_two_acts_for_the_one_in_the_address() -> None:
    hidden = make_post()
    assert hidden.by
    second = make_member(hidden.by, name="A second one")
    client = member(hidden.by)
    assert client.get(address(hidden)).status_code == 200
    assert client.get(address(hidden, by=second)).status_code == 404
    assert client.get(f"/network/training/{hidden.reference}/").url == address(hidden)


def test_the_list_is_narrowed_and_says_how_many_want_it() -> None:
    wanted, other = (
        published(),
        published(kind="offer", topic="Payroll", format="online", region=""),
    )
    want(wanted, name="A third member")
    client, organisation = other_member()
    url = f"/network/training/{organisation.pk}/"
    found = client.get(url).context["page_obj"].object_list
    assert [(post.pk, post.wanted) for post in found] == [(other.pk, 0), (wanted.pk, 1)]
    for asked, expected in [
        ({"kind": "offer"}, [other]),
        ({"region": "london"}, [wanted]),
        ({"q": "supervision"}, [wanted]),
        ({"format": "in-person"}, [wanted]),
        ({"q": "no such thing"}, []),
        ({"kind": "no such kind"}, [other, wanted]),
    ]:
        assert list(client.get(url, asked).context["page_obj"].object_list) == expected


def test_searching_finds_what_one_may_see() -> None:
    post, hidden = published(topic="Badgers in custody"), make_post(topic="Badgers in courts")
    client, organisation = other_member()
    pages = [one.get("/search/?q=badgers").text for one in (Client(), client, member(hidden.by))]
    found = [(post.topic in page, hidden.topic in page) for page in pages]
    assert found == [(False, False), (True, False), (True, True)]
    assert client.get(f"/network/training/{post.reference}/").url == address(post, by=organisation)


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_asks_as_much_for_one_as_for_three(
    number: int, django_assert_num_queries: Any
) -> None:
    for _ in range(number):
        published()
    client, organisation = other_member()
    client.get(f"/network/training/{organisation.pk}/")
    with django_assert_num_queries(7):
        client.get(f"/network/training/{organisation.pk}/")


def test_we_too_is_pressed_twice_counted_once_and_taken_back() -> None:
    post = published()
    client, organisation = other_member()
    url = address(post, "we-too", by=organisation)
    for _ in range(2):
        client.post(url, {"act": "join", "names_us": "on"})
    assert TrainingInterest.objects.get().names_us
    assert client.get(address(post, by=organisation)).context["said"]
    client.post(url, {"act": "undo"})
    assert not TrainingInterest.objects.exists()


def test_who_posted_it_sees_only_who_agreed() -> None:
    post = published()
    want(post, name="Says so", names_us=True)
    want(post, name="Does not say so")
    page = member(post.by).get(address(post)).content.decode()
    assert ("Says so" in page, "Does not say so" in page) == (True, False)
    assert "2 other organisations need this too." in page


def test_an_older_tab_keeps_what_was_typed_and_a_second_press_sends_it() -> None:
    post = published()
    client, url = member(post.by), address(post, "change")
    typed = FORM | {"key": str(post.key), "topic": "Said anew", "version": 1}
    late = client.post(url, typed)
    form = late.context["form"]
    assert (form["topic"].value(), form["version"].value()) == ("Said anew", 2)
    client.post(url, typed | {"version": 2})
    client.post(url, typed | {"version": 2})  # pressed twice
    post.refresh_from_db()
    assert (post.topic, post.state, post.version) == ("Said anew", State.SUBMITTED, 3)


@pytest.mark.parametrize(("name", "state"), [("met", "met"), ("take-down", "withdrawn")])
def test_ending_a_post_asks_first(name: str, state: str) -> None:
    post = published()
    client, url = member(post.by), address(post, name)
    assert client.get(url).status_code == 200
    post.refresh_from_db()
    assert post.state == State.PUBLISHED
    client.post(url, {"version": post.version})
    client.post(url, {"version": post.version})
    post.refresh_from_db()
    assert (post.state, post.version) == (state, 3)


def test_a_post_is_kept_on_by_one_press() -> None:
    post = published()
    client = member(post.by)
    for _ in range(2):
        client.post(address(post, "renew"), {"version": 2})
    assert post.events.filter(move=Move.RENEW).count() == 1


def test_the_button_to_keep_it_on_comes_with_the_reminder() -> None:
    post = published()
    client = member(post.by)
    assert not client.get(address(post)).context["is_running_out"]
    soon = timezone.localdate() + REMINDED_BEFORE
    TrainingPost.objects.filter(pk=post.pk).update(shown_until=soon)
    assert client.get(address(post)).context["is_running_out"]


def test_the_queue_shows_what_waits_first() -> None:
    published()
    waiting = make_post(topic="Read me")
    rows = coordinator_client().get(LIST).context["cl"].result_list
    assert rows[0] == waiting
    assert len(rows) == 2


def test_coordinator_publishes_after_a_preview() -> None:
    post, staff = make_post(), coordinator_client()
    url = detail(post, "decide", "publish")
    preview = staff.post(url, LETTER | {"act": "preview"})
    assert "{day}" not in preview.context["letter"].text
    staff.post(url, LETTER | {"act": "confirm"})
    post.refresh_from_db()
    assert post.state == State.PUBLISHED
    second = staff.post(url, LETTER | {"act": "confirm"})
    assert (second.status_code, post.events.count()) == (409, 2)
    assert post.by
    assert OutgoingMail.objects.filter(to=post.by.email, cause__startswith="training-").count() == 2


def test_nothing_is_sent_back_without_saying_what_to_change() -> None:
    post, staff = make_post(), coordinator_client()
    url = detail(post, "decide", "return")
    first = staff.get(url).context["form"]["text"].value()
    answer = staff.post(url, {"version": 1, "send": "yes", "text": first, "act": "confirm"})
    assert list(answer.context["form"].errors) == ["text"]


def test_declining_needs_a_reason() -> None:
    post, staff = make_post(), coordinator_client()
    url = detail(post, "decide", "decline")
    answer = staff.post(url, LETTER | {"text": "No.", "act": "confirm"})
    assert list(answer.context["form"].errors) == ["reason"]
    staff.post(url, LETTER | {"text": "No.", "reason": "promotion", "act": "confirm"})
    post.refresh_from_db()
    assert post.state == State.DECLINED


@pytest.mark.parametrize("state", list(State))
def test_the_page_of_a_post_offers_what_can_be_done(state: State) -> None:
    post = published()
    TrainingPost.objects.filter(pk=post.pk).update(state=state)
    shown = coordinator_client().get(detail(post)).context
    assert shown["moves"] == TABLE.legal_moves(state, "staff")  # type: ignore[arg-type]  # its value
    assert shown["words"] == STAFF_WORDS[state]
    assert shown["may_make_event"] == (state == State.PUBLISHED)


def test_staff_of_the_organisation_itself_only_look() -> None:
    post, person = make_post(), make_staff()
    make_member(person, name="Theirs")
    organisation = person.affiliations.get().organisation
    TrainingPost.objects.filter(pk=post.pk).update(organisation=organisation)
    staff = sign_in(person)
    assert staff.get(detail(post)).context["moves"] == []
    assert staff.get(detail(post, "decide", "publish")).status_code == 403
    assert staff.get(f"/admin/events/event/from-exchange/{post.pk}/").status_code == 403


@pytest.mark.parametrize("group", [EDITORS, EVENTS_OFFICERS, MANAGERS])
def test_other_staff_decide_nothing(group: str) -> None:
    post, staff = make_post(), sign_in(make_staff(group))
    assert staff.get(LIST).status_code == 403
    assert staff.post(detail(post, "decide", "publish"), LETTER).status_code == 403


def test_a_decided_post_can_be_opened_by_a_stale_tab_without_harm() -> None:
    post = make_post()
    decide(post, Move.DECLINE)
    assert coordinator_client().get(detail(post, "decide", "publish")).status_code == 409
