"""Pages saved twice, or too late: nothing typed is lost, and the page says what happened."""

import pytest
from django.test import Client

from network.models import Application
from network.steps import Step
from tests.factories.applicants import lead_of, make_draft, make_person, make_submitted
from tests.network.pages import post_step, url

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(client: Client) -> Application:
    application = make_draft()
    client.force_login(lead_of(application))
    return application


def test_stale_tab_is_refused_and_shows_both(client: Client, draft: Application) -> None:
    post_step(client, draft, Step.PEOPLE, contact_name="Theirs")

    response = post_step(client, draft, Step.PEOPLE, version=1, contact_name="Mine")

    page = response.content.decode()
    assert response.status_code == 409
    assert "Theirs" in page
    assert 'value="Mine"' in page
    assert draft.steps.get(step=Step.PEOPLE).typed["contact_name"] == "Theirs"


def test_conflict_page_lets_the_second_version_be_saved(client: Client, draft: Application) -> None:
    post_step(client, draft, Step.PEOPLE, contact_name="Theirs")
    page = post_step(client, draft, Step.PEOPLE, version=1, contact_name="Mine")

    post_step(client, draft, Step.PEOPLE, version=page.context["version"], contact_name="Mine")

    assert draft.steps.get(step=Step.PEOPLE).typed["contact_name"] == "Mine"


def test_stale_tab_of_the_same_person_is_not_called_a_colleague(
    client: Client, draft: Application
) -> None:
    post_step(client, draft, Step.PEOPLE, contact_name="There")

    page = post_step(client, draft, Step.PEOPLE, version=1, contact_name="Here").content.decode()

    assert "You saved this page in another tab first" in page
    assert "colleague saved" not in page


@pytest.mark.parametrize(
    ("name", "said"),
    [("Ada Colleague", "Ada Colleague changed it at"), (None, "Somebody changed it at")],
)
def test_conflict_names_who_saved_first(
    client: Client, draft: Application, name: str | None, said: str
) -> None:
    person = make_person(name=name) if name else None
    draft.steps.filter(step=Step.PEOPLE).update(version=2, updated_by=person)

    page = post_step(client, draft, Step.PEOPLE, version=1, contact_name="Mine").content.decode()

    assert said in page
    assert "None" not in page


@pytest.mark.parametrize(
    ("name", "said"),
    [("Ada", "Not saved: Ada changed this page."), (None, "Not saved: Somebody changed")],
)
def test_autosave_names_who_saved_first(
    client: Client, draft: Application, name: str | None, said: str
) -> None:
    person = make_person(name=name) if name else None
    draft.steps.filter(step=Step.PEOPLE).update(version=2, updated_by=person)

    response = client.post(
        url(draft, "step", Step.PEOPLE),
        {"version": 1, "contact_name": "Mine"},
        headers={"X-Autosave": "1"},
    )

    assert response.json()["said"].startswith(said)


def test_step_saved_after_sending_is_shown_for_copying(client: Client) -> None:
    application = make_submitted()
    client.force_login(lead_of(application))

    response = post_step(client, application, Step.HOPES, hopes="Line one\nLine <two>")

    page = response.content.decode()
    assert response.status_code == 409
    assert "The application has moved on" in page
    assert "Line one<br>Line &lt;two&gt;" in page
    assert application.steps.get(step=Step.HOPES).typed["hopes"] == "To be heard."


def test_autosave_after_sending_is_not_taken_for_being_signed_out(client: Client) -> None:
    application = make_submitted()
    client.force_login(lead_of(application))

    response = client.post(
        url(application, "step", Step.HOPES),
        {"version": 1, "hopes": "Late"},
        headers={"X-Autosave": "1"},
    )

    assert response.status_code == 409
    assert "moved on" in response.json()["said"]


def test_step_opened_after_sending_leads_back(client: Client) -> None:
    application = make_submitted()
    client.force_login(lead_of(application))

    assert client.get(url(application, "step", Step.HOPES)).url == url(application)
