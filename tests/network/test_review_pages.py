"""The queue and the case's page: who sees what, and at what cost."""

from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from network.actions import review
from network.eligibility import Category
from network.models import Application, RegisteredNumber
from network.states import STAFF_WORDS, WHOSE_TURN, State
from tests.factories.applicants import NOW, lead_of, make_person, submit
from tests.factories.applications import (
    answer,
    ask,
    find_met,
    make_application,
    make_organisation,
)
from tests.factories.staff import coordinator_client, make_staff, sign_in

pytestmark = pytest.mark.django_db
QUEUE = "/admin/network/application/"


@pytest.fixture
def client() -> Client:
    return coordinator_client(name="Amara Example")


def case(application: Application) -> str:
    return f"{QUEUE}{application.pk}/change/"


def rows(client: Client, query: str = "") -> list[str]:
    response = client.get(QUEUE + query)
    return [one.reference for one in response.context["cl"].result_list]


def queries(client: Client, path: str) -> int:
    client.get(path)  # warms what is read once per process
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


# The queue ------------------------------------------------------------------------------------


def test_queue_shows_open_cases_oldest_first(client: Client) -> None:
    now = timezone.now()
    newer = make_application(now=now - timedelta(days=1))
    oldest = make_application(State.IN_REVIEW, now=now - timedelta(days=3))
    for state in (State.DRAFT, State.APPROVED, State.DECLINED, State.REFERRED, State.WITHDRAWN):
        make_application(state, now=now - timedelta(days=9))
    middle = make_application(State.MORE_INFORMATION, now=now - timedelta(days=2))

    assert rows(client) == [oldest.reference, middle.reference, newer.reference]


@pytest.mark.parametrize(
    ("query", "states"),
    [
        ("?cases=ours", {State.SUBMITTED, State.IN_REVIEW}),
        ("?cases=theirs", {State.MORE_INFORMATION}),
        ("?cases=drafts", {State.DRAFT}),
        (
            "?cases=decided",
            {State.APPROVED, State.DECLINED, State.REFERRED, State.WITHDRAWN},
        ),
        ("?cases=all", set(State)),
        ("?cases=nonsense", {State.SUBMITTED, State.IN_REVIEW, State.MORE_INFORMATION}),
        ("?cases=all&state__exact=declined", {State.DECLINED}),
    ],
)
def test_queue_filters_by_case(client: Client, query: str, states: set[State]) -> None:
    made = {state: make_application(state).reference for state in State}

    assert set(rows(client, query)) == {made[state] for state in states}


def test_queue_filters_mine_category_region_and_flags() -> None:
    amara = make_staff()
    client = sign_in(amara)
    mine = make_application(State.IN_REVIEW, by=amara)
    other = make_application(
        State.IN_REVIEW,
        organisation={"name": "River Crossing", "number_ccew": "7654321", "regions": ["wales"]},
        leadership={"led": "no"},
    )

    assert rows(client, "?cases=mine") == [mine.reference]
    assert rows(client, "?category=led") == [mine.reference]
    assert rows(client, "?region=wales") == [other.reference]
    assert rows(client, "?flag=duplicate") == []
    assert rows(client, "?flag=again") == []


@pytest.mark.parametrize("part", ["reference", "name", "email"])
def test_queue_search_looks_at_decided_ones_too(client: Client, part: str) -> None:
    lead = make_person("findme@example.org")
    wanted = make_application(State.DECLINED, lead=lead, organisation={"name": "Sankofa House"})
    make_application()
    words = {"reference": wanted.reference, "name": "sankofa", "email": "findme@example.org"}

    assert rows(client, f"?q={words[part]}") == [wanted.reference]


def test_queue_says_what_to_do_when_nothing_waits(client: Client) -> None:
    assert "Nothing waits" in client.get(QUEUE).text
    assert "No application matches your search" in client.get(f"{QUEUE}?q=nobody").text


def test_queue_counts_working_days_and_marks_late_ones(client: Client) -> None:
    now = timezone.now()
    make_application(now=now - timedelta(days=28))

    text = client.get(QUEUE).text

    assert "20 days: late" in text


def test_queue_sorts_by_the_days_that_it_shows(client: Client) -> None:
    now = timezone.now()
    days = {"long": 30, "middle": 20, "short": 10}
    waits = {
        name: make_application(now=now - timedelta(days=ago)).reference
        for name, ago in days.items()
    }
    asked = make_application(State.IN_REVIEW, now=now - timedelta(days=40))
    ask(asked, by=make_staff(), now=now - timedelta(days=15))
    closed = make_application(State.DECLINED, now=now - timedelta(days=50))
    column = 4  # counted from 0, as the addresses of Django's lists do

    page = client.get(QUEUE)
    heading = page.text.split('scope="col"')[column + 1]
    most = rows(client, f"?cases=all&o=-{column}")
    fewest = rows(client, f"?o={column}")

    assert "Working days waiting" in heading
    order = [waits["long"], waits["middle"], asked.reference, waits["short"]]
    assert most == [*order, closed.reference]
    assert fewest == order[::-1]


def test_queue_marks_duplicates_and_resubmissions(client: Client) -> None:
    referred = make_application(State.REFERRED)
    submit(referred)
    make_application()

    text = client.get(QUEUE).text

    assert text.count("Sent again</span>") == 1
    assert text.count("Possible duplicate</span>") == 2


def test_queue_takes_the_same_queries_for_any_number_of_rows(client: Client) -> None:
    make_application(State.IN_REVIEW)
    one = queries(client, QUEUE)
    for _ in range(2):
        make_application(State.IN_REVIEW)
    three = queries(client, QUEUE)
    Application.objects.bulk_create(
        Application(
            reference=f"RJN-TEST-{n:04}",
            state=State.SUBMITTED,
            organisation_name=f"Organisation {n}",
            created_at=timezone.now(),
            edited_at=timezone.now(),
            state_since=timezone.now(),
            submitted_at=timezone.now(),
            times_submitted=1,
        )
        for n in range(100)
    )
    assert one == three == queries(client, QUEUE)
    assert one <= 12


def test_case_leads_back_to_the_filtered_queue(client: Client) -> None:
    application = make_application()
    page = client.get(f"{QUEUE}?cases=ours&category=led").text
    link = f"{case(application)}?_changelist_filters=cases%3Dours%26category%3Dled"
    assert link in page

    text = client.get(link).text

    assert f'href="{QUEUE}?cases=ours&amp;category=led"' in text
    started = client.post(
        f"{QUEUE}{application.pk}/start-review/?_changelist_filters=cases%3Dours",
        {"version": application.version},
    )
    assert started.url == f"{case(application)}?_changelist_filters=cases%3Dours"


# The case -------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", list(State))
def test_case_page_says_in_every_state_what_it_is_and_what_comes_next(
    client: Client, state: State
) -> None:
    application = make_application(state)

    text = unescape(client.get(case(application)).text)

    words = STAFF_WORDS[state]
    assert application.reference in text
    assert f'<span class="tag tag--{words.tone}">{words.word}</span>' in text
    assert f"<p>{words.next}</p>" in text
    assert f"<dt>Whose turn</dt><dd>{WHOSE_TURN[state].label}</dd>" in text
    assert ("Not sent yet" in text) == (state == State.DRAFT)
    assert ("The four categories" in text) == (state != State.DRAFT)


BUTTONS = {
    State.SUBMITTED: ["start-review"],
    State.MORE_INFORMATION: ["decide/refer", "decide/decline"],
    State.IN_REVIEW: ["decide/ask", "decide/approve", "decide/refer", "decide/decline"],
}


@pytest.mark.parametrize("state", list(State))
def test_only_legal_moves_have_buttons(client: Client, state: State) -> None:
    application = make_application(state)

    text = client.get(case(application)).text

    offered = [
        path
        for path in (
            "start-review",
            "decide/ask",
            "decide/approve",
            "decide/refer",
            "decide/decline",
            "decide/withdraw",
            "decide/submit",
        )
        if f"{QUEUE}{application.pk}/{path}/" in text
    ]
    assert offered == BUTTONS.get(state, [])


def test_case_takes_the_same_queries_however_much_hangs_on_it(client: Client) -> None:
    staff = make_staff()
    application = make_application(State.IN_REVIEW, by=staff)
    few = queries(client, case(application))
    find_met(application, Category.LED, Category.SPECIALIST, by=staff)
    for n in range(3):
        review.add_note(application=application, text=f"Note {n}", by=staff, now=timezone.now())
        make_organisation(f"Kola Nut Resettlement {n}")

    assert few == queries(client, case(application))
    assert few <= 12


def test_case_shows_answers_documents_people_and_changes(client: Client) -> None:
    application = make_application(State.MORE_INFORMATION)
    step = application.steps.get(step="work")
    step.typed |= {"mission": "We walk with Black women out of prison."}
    step.save()
    answer(application)

    text = client.get(case(application)).text

    assert "We help Black men to leave prison and stay free of it." in text  # before
    assert "We walk with Black women out of prison." in text
    assert "What changed since last time" in text
    assert "It is called Bridge." in text
    assert lead_of(application).email in text
    assert "020 7946 0101" in text


def test_case_shows_what_it_may_be_the_same_as(client: Client) -> None:
    known = make_organisation("Quite Another Name")
    RegisteredNumber.objects.create(organisation=known, register="ccew", number="1234567")
    application = make_application(State.IN_REVIEW)

    text = client.get(case(application)).text

    assert "Quite Another Name" in text
    assert "Charity Commission for England and Wales 1234567" in text


def test_draft_keeps_what_is_typed_to_the_applicant(client: Client) -> None:
    application = make_application(State.DRAFT)
    application.steps.filter(step="work").update(typed={"mission": "Half a thought"})

    text = client.get(case(application)).text

    assert "Half a thought" not in text
    assert "Not sent yet" in text


def test_timeline_tells_moves_letters_findings_notes_and_assignments() -> None:
    amara = make_staff(name="Amara Example")
    application = make_application(State.IN_REVIEW, by=amara)
    hours = iter(NOW + timedelta(hours=n) for n in range(1, 9))
    ask(application, by=amara, now=next(hours))
    answer(application, now=next(hours))
    find_met(application, by=amara, now=next(hours))
    review.assign(application=application, to=None, by=amara, now=next(hours))
    review.add_note(application=application, text="Rang them.", by=amara, now=next(hours))

    page = sign_in(amara).get(case(application))

    assert [str(entry["title"]) for entry in page.context["timeline"]][:5] == [
        "Internal note",
        "Assigned to nobody",
        "Found: Racially minoritised-specialist voluntary sector organisation: Met",
        "Answer received",
        "More information asked for",
    ]
    assert "1. What is the project called?" in page.text  # the letter, in its fold


def test_unknown_case_is_not_found(client: Client) -> None:
    for path in (*(f"{pk}/change/" for pk in ("99999", "1" * 30, "abc")), "99999/decide/ask/"):
        response = client.get(QUEUE + path)
        assert response.status_code == 404
        assert "We cannot find that page" in response.text
