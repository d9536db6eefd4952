"""How long requests for support wait, what they took, and the questions three months later."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from network.actions import support
from network.models import SupportRequest
from network.support_states import Move, State
from portal.models import SiteSettings
from portal.staff_groups import MANAGERS
from tests.factories.applicants import make_person
from tests.factories.bookings import make_member
from tests.factories.staff import coordinator_client, make_staff, sign_in
from tests.factories.support import FACTS, decide, delivered, make_request

pytestmark = pytest.mark.django_db
LIST = "/admin/network/supportrequest/"
DAY = timedelta(days=1)


@pytest.fixture
def two_days_a_week() -> None:
    """An answer is promised within two working days, of which a week has two."""
    SiteSettings.objects.update_or_create(
        pk=1,
        defaults={
            "coordinator_email": "cora@example.org",
            "working_days": "13",
            "answer_within_working_days": 2,
        },
    )
    SiteSettings.forget()


def weeks_ago(weeks: int) -> datetime:
    return timezone.now() - timedelta(weeks=weeks)


def page_of(request: SupportRequest) -> str:
    return f"/network/support/{request.organisation_id}/{request.reference}/"


@pytest.mark.usefixtures("two_days_a_week")
@pytest.mark.parametrize(("weeks", "days", "is_late"), [(1, 2, False), (2, 4, True)])
def test_days_are_the_coordinators_and_late_past_the_promise(
    weeks: int, days: int, is_late: bool
) -> None:
    request = make_request(now=weeks_ago(weeks))
    waiting = coordinator_client().get(f"{LIST}{request.pk}/change/").context["waiting"]
    assert (waiting.days, waiting.is_late) == (days, is_late)


@pytest.mark.usefixtures("two_days_a_week")
def test_late_ones_have_a_list_of_their_own_and_are_those_not_read() -> None:
    late, taken_on, _new = make_request(now=weeks_ago(2)), make_request(now=weeks_ago(2)), None
    decide(taken_on, Move.TRIAGE, now=weeks_ago(2))
    make_request()
    listed = coordinator_client().get(f"{LIST}?state=late").context["cl"].result_list
    assert list(listed) == [late]


@pytest.mark.usefixtures("two_days_a_week")
def test_the_member_is_told_by_when_an_answer_comes() -> None:
    wednesday = datetime(2030, 1, 2, 12, tzinfo=UTC)
    request = make_request()
    SupportRequest.objects.filter(pk=request.pk).update(created_at=wednesday)
    assert request.by
    page = sign_in(request.by, factor=False).get(page_of(request))
    assert "You will have an answer by <strong>Tuesday 8 January 2030</strong>." in page.text


@pytest.mark.usefixtures("two_days_a_week")
def test_a_broken_promise_is_said_and_none_is_made_once_it_is_read() -> None:
    request = make_request(now=weeks_ago(2))
    assert request.by
    client = sign_in(request.by, factor=False)
    assert "You were promised an answer" in client.get(page_of(request)).text
    decide(request, Move.TRIAGE)
    context = client.get(page_of(request)).context
    assert (context["answer_by"], context["is_late"]) == (None, False)


def helped(hours_offered: Any, **options: Any) -> SupportRequest:
    facts = FACTS | {"hours_offered": hours_offered}
    request = make_request(**options)
    for move in (Move.TRIAGE, Move.ALLOCATE, Move.SCHEDULE, Move.DELIVER):
        decide(request, move, facts=facts)
    return request


def test_hours_are_summed_above_the_list_of_what_it_lists() -> None:
    helped(8), helped(None)
    client = coordinator_client()
    assert client.get(LIST).context["hours"] == {"offered": 8, "used": 15}
    assert client.get(f"{LIST}?state=over").context["hours"] == {"offered": 0, "used": 0}


def test_an_organisations_page_has_its_hours() -> None:
    member = make_person()
    organisation = make_member(member)
    helped(8, by=member, organisation=organisation), helped(4, by=member, organisation=organisation)
    helped(100)
    page = coordinator_client().get(f"/admin/network/organisation/{organisation.pk}/change/").text
    assert "<td>In all</td><td></td><td></td><td>12.0</td><td>15.0</td>" in page


def test_who_may_not_see_requests_sees_none_on_an_organisations_page() -> None:
    request = helped(8)
    url = f"/admin/network/organisation/{request.organisation_id}/change/"
    assert request.reference in coordinator_client().get(url).text
    assert request.reference not in sign_in(make_staff(MANAGERS)).get(url).text


def refuse_events_of(request: SupportRequest) -> None:
    """Let the database refuse whatever is written about one request."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(
            "CREATE FUNCTION pg_temp.refuse() RETURNS trigger LANGUAGE plpgsql AS "
            "$$BEGIN RAISE EXCEPTION 'refused'; END$$"
        )
        cursor.execute(
            "CREATE TRIGGER refuse BEFORE INSERT ON network_supportevent FOR EACH ROW "
            f"WHEN (NEW.request_id = {request.pk}) EXECUTE FUNCTION pg_temp.refuse()"
        )


def test_a_follow_up_that_fails_keeps_no_other_from_being_asked(
    caplog: pytest.LogCaptureFixture,
) -> None:
    broken, other = delivered(), delivered()
    refuse_events_of(broken)

    assert support.follow_up(now=timezone.now()) == 1

    broken.refresh_from_db()
    other.refresh_from_db()
    assert (broken.state, other.state) == (State.DELIVERED, State.ASKED)
    assert [record.getMessage() for record in caplog.records] == [
        f"failed: network.SupportRequest {broken.pk}"
    ]
