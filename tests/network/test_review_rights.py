import pytest
from django.test import Client
from django.utils import timezone

from network.actions import review
from network.models import Application
from network.states import STAFF_WORDS, State
from portal.staff_groups import COORDINATORS, EDITORS, EVENTS_OFFICERS, MANAGERS
from tests.factories.applicants import lead_of
from tests.factories.applications import find_met, make_application
from tests.factories.staff import coordinator_client, make_staff, sign_in

pytestmark = pytest.mark.django_db
QUEUE = "/admin/network/application/"


@pytest.fixture
def client() -> Client:
    return coordinator_client()


def case(application: Application) -> str:
    return f"{QUEUE}{application.pk}/change/"


def test_manager_reads_without_buttons_notes_findings_or_figures() -> None:
    amara = make_staff()
    application = make_application(State.IN_REVIEW, by=amara)
    find_met(application, by=amara)
    review.add_note(application=application, text="Between ourselves", by=amara, now=timezone.now())

    text = sign_in(make_staff(MANAGERS)).get(case(application)).text

    assert "We help Black men to leave prison" in text
    for hidden in ("Between ourselves", "The mission says so.", "decide/", "Show the figures"):
        assert hidden not in text


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (State.SUBMITTED, "Nobody looks after it yet."),
        (State.IN_REVIEW, "Amara Example looks after it."),
        (State.MORE_INFORMATION, "Amara Example looks after it."),
        (State.REFERRED, "Amara Example looks after it."),
    ],
)
def test_manager_is_told_who_decides_instead_of_what_to_do(state: State, words: str) -> None:
    application = make_application(state, by=make_staff(name="Amara Example"))

    text = sign_in(make_staff(MANAGERS)).get(case(application)).text

    assert "Co-ordinators review this application and decide about it; you can read it." in text
    assert words in text
    assert str(STAFF_WORDS[state].next) not in text.replace("&#x27;", "'")


def test_manager_reads_how_a_case_ended() -> None:
    application = make_application(State.APPROVED)

    text = sign_in(make_staff(MANAGERS)).get(case(application)).text

    assert "The organisation is a member. Nothing to do." in text
    assert "Co-ordinators review this application" not in text


ACTS = [
    ("post", "start-review/"),
    ("get", "decide/approve/"),
    ("post", "decide/approve/"),
    ("post", "findings/led/"),
    ("post", "notes/"),
    ("get", "assign/"),
    ("post", "assign/"),
    ("get", "match/"),
    ("post", "match/"),
    ("post", "leadership/"),
    ("get", "documents/1/"),
    ("get", "type-for/"),
    ("post", "type-for/"),
    ("get", "withdraw-for/"),
    ("post", "withdraw-for/"),
]


@pytest.mark.parametrize("group", [MANAGERS, EVENTS_OFFICERS, EDITORS])
@pytest.mark.parametrize(("method", "act"), ACTS)
def test_only_reviewers_act(group: str, method: str, act: str) -> None:
    application = make_application(State.IN_REVIEW)
    before = Application.objects.values().get(pk=application.pk)

    response = getattr(sign_in(make_staff(group)), method)(f"{QUEUE}{application.pk}/{act}")

    assert response.status_code == 403
    assert Application.objects.values().get(pk=application.pk) == before


@pytest.mark.parametrize("group", [EVENTS_OFFICERS, EDITORS])
def test_other_staff_see_no_applications(group: str) -> None:
    application = make_application()
    client = sign_in(make_staff(group))

    for path in (QUEUE, case(application), f"{QUEUE}add/"):
        response = client.get(path)
        assert response.status_code == 403
        assert application.reference not in response.text
        assert application.organisation_name not in response.text


@pytest.mark.parametrize(("method", "act"), [*ACTS, ("get", "change/")])
def test_strangers_are_led_away(method: str, act: str) -> None:
    application = make_application(State.IN_REVIEW)
    path = f"{QUEUE}{application.pk}/{act}"
    without_factor = sign_in(make_staff(COORDINATORS), factor=False)

    applicant = sign_in(lead_of(application), factor=False)

    assert getattr(Client(), method)(path).url == f"/accounts/login/?next={path}"
    for client in (without_factor, applicant):
        assert getattr(client, method)(path).url == f"/admin/login/?next={path}"
    assert applicant.get("/admin/login/").status_code == 403


@pytest.mark.parametrize("act", ["start-review/", "findings/led/", "notes/", "leadership/"])
def test_acts_are_not_done_by_following_a_link(client: Client, act: str) -> None:
    application = make_application()
    before = Application.objects.values().get(pk=application.pk)

    response = client.get(f"{QUEUE}{application.pk}/{act}")

    assert (response.status_code, response.headers["Allow"]) == (405, "POST")
    assert Application.objects.values().get(pk=application.pk) == before


def test_posts_without_a_token_are_refused() -> None:
    application = make_application()
    client = sign_in(make_staff(), Client(enforce_csrf_checks=True))

    response = client.post(f"{QUEUE}{application.pk}/start-review/", {"version": 1})

    assert response.status_code == 403
    application.refresh_from_db()
    assert application.state == State.SUBMITTED
