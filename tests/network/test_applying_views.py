import pytest
from django.test import Client
from django.urls import reverse

from network.models import Application, InformationItem
from network.states import REASONS, Move, Reason, State
from network.steps import Step
from tests.factories.applicants import (
    ANSWERS,
    NOW,
    fill,
    lead_of,
    make_draft,
    make_person,
    make_submitted,
)
from tests.network.pages import post_step, url

pytestmark = pytest.mark.django_db
STEPS = [step for step in Step if step != Step.DOCUMENTS]


@pytest.fixture
def draft(client: Client) -> Application:
    application = make_draft()
    client.force_login(lead_of(application))
    return application


def test_apply_explains_itself_to_a_visitor(client: Client) -> None:
    response = client.get(reverse("network:apply"))

    assert "Start with your e-mail address" in response.content.decode()


def test_apply_starts_a_draft(client: Client) -> None:
    person = make_person()
    client.force_login(person)

    response = client.post(reverse("network:apply"))

    application = Application.objects.get()
    assert response.url == url(application)
    assert lead_of(application) == person


@pytest.mark.parametrize("step", STEPS)
def test_step_is_saved_by_a_button_that_requires_nothing(
    client: Client, draft: Application, step: Step
) -> None:
    response = post_step(client, draft, step, action="save")

    assert response.url == url(draft)


@pytest.mark.parametrize("step", STEPS)
def test_step_with_good_answers_leads_on(client: Client, draft: Application, step: Step) -> None:
    response = post_step(client, draft, step, **ANSWERS[step])

    assert response.status_code == 302
    assert draft.steps.get(step=step).typed == ANSWERS[step]


def test_step_with_bad_answers_keeps_them_and_says_how_to_mend(
    client: Client, draft: Application
) -> None:
    bad = ANSWERS[Step.ORGANISATION] | {"number_ccew": "12"}

    response = post_step(client, draft, Step.ORGANISATION, **bad)

    page = response.content.decode()
    assert response.status_code == 200
    assert "<title>Error:" in page
    assert 'href="#id_number_ccew"' in page
    assert draft.steps.get(step=Step.ORGANISATION).typed["number_ccew"] == "12"


@pytest.mark.parametrize(
    ("counts", "field"),
    [
        ({"board_total": "-1"}, "board_total"),
        ({"board_total": "1000000000"}, "board_total"),
        ({"board_total": "10⁹"}, "board_total"),
        ({"board_total": "abc"}, "board_total"),
        ({"board_total": "4", "board_identifying": "5"}, "board_identifying"),
        ({"board_total": "0", "staff_total": "0"}, "board_total"),
    ],
)
def test_counts_that_cannot_be_are_clean_errors(
    client: Client, draft: Application, counts: dict[str, str], field: str
) -> None:
    response = post_step(client, draft, Step.LEADERSHIP, led="yes", **counts)

    assert list(response.context["form"].errors) == [field]
    assert draft.steps.get(step=Step.LEADERSHIP).typed == {"led": "yes"} | counts


def test_full_width_digits_are_understood(client: Client, draft: Application) -> None:
    counts = {"board_total": "９", "board_identifying": "５", "staff_total": "0"}

    response = post_step(client, draft, Step.LEADERSHIP, led="yes", **counts)

    assert response.status_code == 302


def test_counts_are_dropped_when_the_category_is_not_claimed(
    client: Client, draft: Application
) -> None:
    post_step(client, draft, Step.LEADERSHIP, led="no", board_total="7", board_identifying="x")

    assert draft.steps.get(step=Step.LEADERSHIP).typed == {"led": "no"}


def test_nul_in_text_is_a_form_error(client: Client, draft: Application) -> None:
    response = post_step(client, draft, Step.PEOPLE, contact_name="A\x00B")

    assert response.status_code == 200
    assert "contact_name" in response.context["form"].errors
    assert draft.steps.get(step=Step.PEOPLE).typed == {}


def test_fields_nobody_asked_for_are_ignored(client: Client, draft: Application) -> None:
    extra = {"status": "approved", "state": "approved", "organisation": "7", "is_staff": "1"}

    post_step(client, draft, Step.PEOPLE, contact_name="Zoë", **extra)

    draft.refresh_from_db()
    assert draft.state == State.DRAFT
    assert draft.steps.get(step=Step.PEOPLE).typed == {"contact_name": "Zoë"}
    assert not lead_of(draft).is_staff


@pytest.mark.parametrize("version", ["", "x", "-1", "9" * 40, "１"])
def test_mangled_version_is_a_conflict_not_a_crash(
    client: Client, draft: Application, version: str
) -> None:
    response = post_step(client, draft, Step.PEOPLE, version=version, contact_name="Mine")

    assert response.status_code == 409


def test_autosave_answers_with_the_time_and_the_new_version(
    client: Client, draft: Application
) -> None:
    response = client.post(
        url(draft, "step", Step.PEOPLE),
        {"version": 1, "contact_name": "Z"},
        headers={"X-Autosave": "1"},
    )

    assert response.json()["version"] == 2
    assert response.json()["said"].startswith("Saved ")


def test_autosave_of_a_stale_tab_says_so(client: Client, draft: Application) -> None:
    post_step(client, draft, Step.PEOPLE, contact_name="Theirs")

    response = client.post(
        url(draft, "step", Step.PEOPLE),
        {"version": 1, "contact_name": "Mine"},
        headers={"X-Autosave": "1"},
    )

    assert response.status_code == 409
    assert "Not saved" in response.json()["said"]


def test_signed_out_autosave_is_led_to_sign_in_and_the_draft_survives(draft: Application) -> None:
    response = Client().post(
        url(draft, "step", Step.PEOPLE), {"version": 1}, headers={"X-Autosave": "1"}
    )

    assert response.status_code == 302
    assert response.url.startswith(reverse("account_login"))
    assert draft.steps.get(step=Step.PEOPLE).version == 1


def test_unknown_step_is_404(client: Client, draft: Application) -> None:
    assert client.get(url(draft, "step", "nonsense")).status_code == 404


def test_declaration_needs_a_complete_application(client: Client, draft: Application) -> None:
    assert client.get(url(draft, "declaration")).url == url(draft, "check")


def test_declaration_sends_and_confirms(client: Client, draft: Application) -> None:
    fill(draft)

    response = client.post(url(draft, "declaration"), {"name": "Zoë", "agreed": "on"}, follow=True)

    page = response.content.decode()
    assert draft.reference in page
    assert "What happens next" in page


def test_declaration_sent_twice_confirms_twice_and_sends_once(
    client: Client, draft: Application
) -> None:
    fill(draft)
    client.post(url(draft, "declaration"), {"name": "Zoë", "agreed": "on"})

    second = client.post(url(draft, "declaration"), {"name": "Zoë", "agreed": "on"})

    assert second.status_code == 302
    assert draft.submissions.count() == 1


def test_declaration_without_agreement_is_an_error(client: Client, draft: Application) -> None:
    fill(draft)

    response = client.post(url(draft, "declaration"), {"name": "Zoë"})

    assert "agreed" in response.context["form"].errors
    draft.refresh_from_db()
    assert draft.state == State.DRAFT


def test_copy_shows_what_was_sent(client: Client) -> None:
    application = make_submitted()
    client.force_login(lead_of(application))

    page = client.get(url(application, "copy")).content.decode()

    assert "Charity Commission for England and Wales: 1234567" in page
    assert "Through the gate" in page


def test_withdraw_asks_first(client: Client) -> None:
    application = make_submitted()
    client.force_login(lead_of(application))

    client.get(url(application, "withdraw"))

    application.refresh_from_db()
    assert application.state == State.SUBMITTED


def test_withdraw_by_post(client: Client) -> None:
    application = make_submitted()
    client.force_login(lead_of(application))

    client.post(url(application, "withdraw"), {"reason": "changed-mind"})

    application.refresh_from_db()
    assert application.state == State.WITHDRAWN
    assert application.events.last().reason == "changed-mind"


PAGES = ["application", "check", "declaration", "sent", "copy", "withdraw", "answer", "colleagues"]


@pytest.mark.parametrize("name", [*PAGES, "documents"])
def test_pages_are_404_for_somebody_else(client: Client, name: str) -> None:
    application = make_submitted()
    client.force_login(make_person())

    assert client.get(url(application, name)).status_code == 404
    assert client.post(url(application, name)).status_code in {404, 405}


@pytest.mark.parametrize("name", [*PAGES, "documents"])
def test_pages_lead_a_visitor_to_sign_in(client: Client, name: str) -> None:
    application = make_submitted()

    response = client.get(url(application, name))

    assert response.url.startswith(reverse("account_login"))


def test_task_list_costs_the_same_with_one_and_with_three_colleagues(
    client: Client, draft: Application, django_assert_num_queries
) -> None:
    fill(draft)

    def add(count: int) -> None:
        for _ in range(count):
            draft.people.create(user=make_person(), role="colleague", added_at=NOW)

    add(1)
    with django_assert_num_queries(7):
        client.get(url(draft))
    add(3)
    with django_assert_num_queries(7):
        client.get(url(draft))


def test_answer_page_is_only_for_asked_questions(client: Client) -> None:
    application = make_submitted()
    client.force_login(lead_of(application))
    InformationItem.objects.create(application=application, question="Really?", asked_at=NOW)

    assert client.get(url(application, "answer")).url == url(application)


def test_draft_is_closed_in_words_that_fit_it(client: Client, draft: Application) -> None:
    asks = client.get(url(draft, "withdraw")).content.decode()
    closed = client.post(url(draft, "withdraw"), {}, follow=True).content.decode()

    assert "Close this draft?" in asks
    assert "Take the application back" not in asks
    assert "Nothing was sent." in closed


def test_reasons_to_withdraw_are_the_applicants_words(client: Client) -> None:
    application = make_submitted()
    client.force_login(lead_of(application))

    response = client.get(url(application, "withdraw"))

    reasons = dict(response.context["reasons"])
    assert list(reasons) == list(REASONS[Move.WITHDRAW])
    assert [reason for reason, words in reasons.items() if words == reason.label] == [Reason.OTHER]
