"""Pages of consultancy support: a member's form and page, the staff's queue and buttons."""

import uuid
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from network.models import SupportRequest, User
from network.move_tables import Actor
from network.support_states import MOVES, STAFF_WORDS, TABLE, Move, State
from portal.models import OutgoingMail
from portal.staff_groups import EDITORS, EVENTS_OFFICERS, MANAGERS
from tests.factories.applicants import make_person
from tests.factories.bookings import make_member
from tests.factories.staff import coordinator_client, make_staff, sign_in
from tests.factories.support import (
    SAID,
    WENT,
    asked_how_it_went,
    decide,
    delivered,
    make_request,
)

pytestmark = pytest.mark.django_db
LIST = "/admin/network/supportrequest/"
FORM: dict[str, Any] = SAID | {"needed_by": ""}
LETTER = {"version": 1, "send": "yes", "text": "We take it on."}


@pytest.fixture
def request_made() -> SupportRequest:
    return make_request()


@pytest.fixture
def staff() -> Client:
    return coordinator_client()


def member(user: User | None) -> Client:
    assert user
    return sign_in(user, factor=False)


def address(request: SupportRequest, *parts: str) -> str:
    about = [str(request.organisation_id), request.reference, *parts, ""]
    return "/network/support/" + "/".join(about)


def detail(request: SupportRequest, *parts: str) -> str:
    return LIST + "/".join([str(request.pk), *(parts or ["change"]), ""])


def test_member_asks_and_a_second_press_finds_the_same(client: Client) -> None:
    person = make_person()
    organisation = make_member(person)
    client, url = member(person), f"/network/support/{organisation.pk}/ask/"
    typed = FORM | {"key": str(uuid.uuid4())}
    answers = [client.post(url, typed) for _ in range(2)]
    made = SupportRequest.objects.get()
    assert [answer.url for answer in answers] == [address(made)] * 2
    again = client.post(url, typed | {"need": "Something else."})
    assert (again.status_code, SupportRequest.objects.count()) == (200, 1)
    fresh = again.context["form"]["key"].value()
    client.post(url, typed | {"need": "Something else.", "key": fresh})
    assert SupportRequest.objects.count() == 2


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ({"need": " "}, "need"),
        ({"need": "x" * 4001}, "need"),
        ({"needed_by": "2020-01-01"}, "needed_by"),
        ({"needed_by": "soon"}, "needed_by"),
        ({"phone": "0" * 41}, "phone"),
        ({"key": "x"}, "key"),
    ],
)
def test_what_is_wrong_is_said(typed: dict[str, Any], wrong: str) -> None:
    person = make_person()
    url = f"/network/support/{make_member(person).pk}/ask/"
    answer = member(person).post(url, FORM | {"key": str(uuid.uuid4())} | typed)
    assert list(answer.context["form"].errors) == [wrong]


def test_one_organisation_needs_no_choice_and_several_do() -> None:
    person = make_person()
    client, first = member(person), make_member(person)
    assert client.get("/network/support/").url == f"/network/support/{first.pk}/"
    second = make_member(person, name="A second one")
    found = client.get("/network/support/").context["organisations"]
    assert [one for one, _url in found] == [second, first]


@pytest.mark.parametrize("page", ["", "ask/", "REFERENCE/", "REFERENCE/take-back/"])
def test_pages_of_another_organisation_are_not_there(
    request_made: SupportRequest, page: str
) -> None:
    stranger = make_person()
    own = make_member(stranger, name="Another one")
    page = page.replace("REFERENCE", request_made.reference)
    client = member(stranger)
    theirs = f"/network/support/{request_made.organisation_id}/{page}"
    assert [client.get(theirs).status_code, client.post(theirs).status_code] in (
        [404, 404],
        [404, 405],
    )
    if request_made.reference in page:
        assert client.get(f"/network/support/{own.pk}/{page}").status_code == 404


def test_pages_close_with_the_membership(request_made: SupportRequest) -> None:
    client = member(request_made.by)
    assert client.get(address(request_made)).status_code == 200
    request_made.organisation.memberships.update(suspended_at=timezone.now())
    assert client.get(address(request_made)).status_code == 404
    assert client.get(f"/network/support/{request_made.organisation_id}/").status_code == 404
    assert list(client.get("/network/support/").context["organisations"]) == []


def test_an_old_tab_takes_nothing_back(request_made: SupportRequest) -> None:
    client, url = member(request_made.by), address(request_made, "take-back")
    decide(request_made, Move.TRIAGE)
    client.post(url, {"version": 1})
    request_made.refresh_from_db()
    assert request_made.state == State.TRIAGED
    client.post(url, {"version": request_made.version})
    request_made.refresh_from_db()
    assert request_made.state == State.WITHDRAWN
    assert client.post(url, {"version": 3}).url == address(request_made)


def test_member_answers_how_it_went_once() -> None:
    request = asked_how_it_went()
    client, url = member(request.by), address(request)
    typed = WENT | {"may_share": "yes", "version": request.version}
    assert client.post(url, typed | {"helped": ""}).context["form"].errors.keys() == {"helped"}
    assert [client.post(url, typed).url for _ in range(2)] == [url] * 2
    request.refresh_from_db()
    assert (request.state, request.helped, request.may_share) == (State.FOLLOWED_UP, "yes", True)


def test_nobody_is_asked_before_the_day() -> None:
    request = delivered()
    client = member(request.by)
    assert client.get(address(request)).context["form"] is None
    client.post(address(request), WENT | {"may_share": "no", "version": request.version})
    request.refresh_from_db()
    assert request.state == State.DELIVERED


@pytest.mark.parametrize("count", [1, 3])
def test_lists_ask_the_same_however_long(
    count: int, staff: Client, django_assert_num_queries: Any
) -> None:
    person = make_person()
    organisation = make_member(person)
    for _ in range(count):
        make_request(by=person, organisation=organisation)
    client = member(person)
    with django_assert_num_queries(5):
        client.get(f"/network/support/{organisation.pk}/")
    with django_assert_num_queries(5):
        staff.get(LIST)


def test_the_queue_has_what_waits_longest_first(staff: Client) -> None:
    done, first, second = delivered(), make_request(), make_request()
    decide(make_request(), Move.DECLINE, reason="other")
    rows = staff.get(LIST).context["cl"].result_list
    assert list(rows) == [first, second, done]
    assert len(staff.get(f"{LIST}?state=over").context["cl"].result_list) == 1


@pytest.mark.parametrize("state", State)
def test_only_legal_moves_have_buttons(
    request_made: SupportRequest, staff: Client, state: State
) -> None:
    whole = {
        "state": state,
        "allocated_to": "Ada",
        "scheduled_on": timezone.localdate(),
        "delivered_at": timezone.now(),
        "hours_used": 2,
        "helped": "no",
        "may_share": False,
    }
    SupportRequest.objects.filter(pk=request_made.pk).update(**whole)
    page = staff.get(detail(request_made))
    legal = TABLE.legal_moves(state, Actor.STAFF)
    assert page.context["moves"] == legal
    assert page.context["words"] == STAFF_WORDS[state]
    opened = {move: staff.get(detail(request_made, "decide", move)).status_code for move in MOVES}
    assert {move for move, status in opened.items() if status == 200} == set(legal)
    assert {status for move, status in opened.items() if move not in legal} == {404, 409}


def test_nothing_is_done_before_it_is_confirmed(
    request_made: SupportRequest, staff: Client
) -> None:
    url, before = detail(request_made, "decide", "triage"), OutgoingMail.objects.count()
    preview = staff.post(url, LETTER | {"act": "preview"})
    assert preview.context["letter"].text == "We take it on.\n"
    assert staff.post(url, LETTER | {"act": "change"}).context["form"]["text"].value() == (
        "We take it on."
    )
    request_made.refresh_from_db()
    assert (request_made.state, OutgoingMail.objects.count()) == (State.REQUESTED, before)


def test_a_second_press_changes_nothing(request_made: SupportRequest, staff: Client) -> None:
    url = detail(request_made, "decide", "triage")
    typed, before = LETTER | {"act": "confirm"}, OutgoingMail.objects.count()
    assert [staff.post(url, typed).status_code for _ in range(2)] == [302, 409]
    assert (request_made.events.count(), OutgoingMail.objects.count()) == (2, before + 1)


@pytest.mark.parametrize(
    ("move", "typed", "wrong"),
    [
        ("allocate", {}, "allocated_to"),
        ("allocate", {"allocated_to": "Ada", "hours_offered": "-1"}, "hours_offered"),
        ("schedule", {"scheduled_on": "soon"}, "scheduled_on"),
        ("deliver", {"hours_used": "many"}, "hours_used"),
        ("decline", {}, "reason"),
        ("close", {"text": " "}, "text"),
        ("triage", {"text": "{who} will help."}, "text"),
    ],
)
def test_a_decision_says_what_it_lacks(
    request_made: SupportRequest, staff: Client, move: str, typed: dict[str, Any], wrong: str
) -> None:
    answer = staff.post(detail(request_made, "decide", move), LETTER | typed | {"act": "confirm"})
    assert list(answer.context["form"].errors) == [wrong]


def test_the_preview_shows_what_is_decided(request_made: SupportRequest, staff: Client) -> None:
    decide(request_made, Move.TRIAGE)
    typed = {"version": 2, "text": "{who} helps.", "allocated_to": "Efua", "hours_offered": "8"}
    preview = staff.post(detail(request_made, "decide", "allocate"), LETTER | typed)
    assert preview.context["letter"].text == "Efua helps.\n"
    request_made.refresh_from_db()
    assert request_made.allocated_to == ""


@pytest.mark.parametrize(("may", "links"), [("yes", 1), ("no", 0)])
def test_what_may_be_shared_can_be_written_up_for_them(may: str, links: int, staff: Client) -> None:
    request = asked_how_it_went()
    typed = WENT | {"may_share": may, "version": request.version}
    member(request.by).post(address(request), typed)
    url = f"/admin/bulletins/submission/add/?organisation={request.organisation_id}&kind=practice"
    assert staff.get(detail(request)).text.count(url.replace("&", "&amp;")) == links
    assert staff.get(url).context["kind"] == "Practice example"


@pytest.mark.parametrize("group", [MANAGERS, EVENTS_OFFICERS, EDITORS])
def test_only_coordinators_look_and_decide(request_made: SupportRequest, group: str) -> None:
    client = sign_in(make_staff(group))
    pages = [LIST, detail(request_made), detail(request_made, "decide", "triage")]
    assert [client.get(page).status_code for page in pages] == [403] * 3


def test_staff_of_the_organisation_may_not_decide(request_made: SupportRequest) -> None:
    own = make_staff()
    place = {"user": own, "role": "member", "started_at": timezone.now()}
    request_made.organisation.affiliations.create(**place)
    client = sign_in(own)
    assert client.get(detail(request_made)).context["moves"] == []
    assert client.post(detail(request_made, "decide", "triage"), LETTER).status_code == 403
