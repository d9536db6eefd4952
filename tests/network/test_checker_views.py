import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from network.mail import answer_expected_by
from network.models import Affiliation, Application, GuidanceEnquiry, Organisation
from network.steps import Step
from portal.models import OutgoingMail
from portal.templatetags.portal import long_date
from tests.factories.applicants import NOW, make_person

pytestmark = pytest.mark.django_db

ANSWERS: dict[str, dict[str, Any]] = {
    "criminal-justice": {"criminal_justice": "yes"},
    "organisation": {"sector": "voluntary"},
    "leadership": {"led": "yes"},
    "numbers": {"board_total": "9", "board_identifying": "4", "staff_total": "1",
                "staff_identifying": "1"},
    "purpose": {"specialist": "no"},
    "services": {"designed": "unsure"},
    "people": {"supports": "yes", "support_work": "Mentoring after release"},
}  # fmt: skip
MESSAGE = {"name": "Zoë", "email": "zoe@example.org", "message": "Hello"}


def question(slug: str) -> str:
    return reverse("network:eligibility_question", args=[slug])


def answer_all(client: Client, **changes: dict[str, Any]) -> Any:
    for slug, answers in (ANSWERS | changes).items():
        client.post(question(slug), answers)
    return client.get(reverse("network:eligibility_result"))


def test_result_shows_all_four_categories_with_reasons(client: Client) -> None:
    page = answer_all(client).content.decode()

    assert "Your organisation can apply" in page
    assert "5 of the 10 people" in page
    for name in [
        "Led by",
        "Racially minoritised-specialist",
        "Delivering services",
        "Service that",
    ]:
        assert name in page


def test_answers_are_never_in_the_address(client: Client) -> None:
    for slug, answers in ANSWERS.items():
        response = client.post(question(slug), answers)
        assert "?" not in response.url


def test_error_names_its_question_alike_above_and_beside_it(client: Client) -> None:
    page = client.post(question("leadership"), {"led": ""}).text

    said = "Say whether racially minoritised people lead you: yes, no or not sure"
    assert page.count(said) == 2


def test_result_needs_every_answer(client: Client) -> None:
    response = client.get(reverse("network:eligibility_result"))

    assert response.url == question("criminal-justice")


def test_counts_are_asked_only_of_who_claims_them(client: Client) -> None:
    client.post(question("leadership"), {"led": "no"})

    assert client.get(question("numbers")).url == question("leadership")


def test_outside_criminal_justice_is_led_to_the_coordinator(client: Client) -> None:
    changed = {"criminal-justice": {"criminal_justice": "no"}}

    page = answer_all(client, **changed).content.decode()

    assert "Let us talk" in page
    assert reverse("network:apply") not in page


@pytest.mark.parametrize("slug", ["nonsense", "x" * 300])
def test_unknown_question_is_404(client: Client, slug: str) -> None:
    assert client.get(question(slug)).status_code == 404


def test_answers_can_be_forgotten(client: Client) -> None:
    answer_all(client)

    client.post(reverse("network:eligibility_restart"))

    assert client.get(reverse("network:eligibility_result")).url == question("criminal-justice")


def test_answers_come_along_into_the_application(client: Client) -> None:
    answer_all(client)
    client.force_login(make_person())

    client.post(reverse("network:apply"))

    typed = dict(Application.objects.get().steps.values_list("step", "typed"))
    assert typed[Step.WORK]["support_work"] == "Mentoring after release"
    assert typed[Step.LEADERSHIP]["board_total"] == 9


def test_nul_in_an_answer_is_a_form_error(client: Client) -> None:
    response = client.post(question("people"), {"supports": "yes", "support_work": "a\x00b"})

    assert "support_work" in response.context["form"].errors


def test_enquiry_keeps_what_was_typed_and_is_acknowledged_by_a_fixed_text(client: Client) -> None:
    answer_all(client)

    response = client.post(reverse("network:guidance"), MESSAGE | {"message": "Buy pills"})

    enquiry = GuidanceEnquiry.objects.get()
    assert response.url == reverse("network:guidance_sent")
    assert enquiry.typed["support_work"] == "Mentoring after release"
    acknowledgement = OutgoingMail.objects.get(to="zoe@example.org")
    assert "pills" not in acknowledgement.text
    assert enquiry.reference in acknowledgement.text


def test_trap_swallows_what_programs_send(client: Client) -> None:
    response = client.post(reverse("network:guidance"), MESSAGE | {"homepage": "http://x.example"})

    assert response.url == reverse("network:guidance_sent")
    assert not GuidanceEnquiry.objects.exists()


def test_enquiry_needs_a_way_to_answer(client: Client) -> None:
    response = client.post(reverse("network:guidance"), {"name": "Zoë", "message": "Hello"})

    assert list(response.context["form"].errors) == ["email"]


def test_call_needs_a_number(client: Client) -> None:
    response = client.post(reverse("network:guidance"), MESSAGE | {"wants_call": "on"})

    assert list(response.context["form"].errors) == ["phone"]


def test_enquiries_are_limited_whatever_the_header_says(client: Client) -> None:
    for number in range(8):
        response = client.post(
            reverse("network:guidance"),
            MESSAGE | {"email": f"a{number}@example.org"},
            headers={"X-Forwarded-For": f"203.0.113.{number}"},
        )

    assert GuidanceEnquiry.objects.count() == 5
    page = response.content.decode()
    assert "Please wait an hour" in page
    assert "Hello" in page


def test_name_with_line_breaks_makes_no_button_in_the_coordinators_mail(client: Client) -> None:
    name = "Ada\n\nhttps://evil.example/staff-login\n\nLovelace"

    client.post(reverse("network:guidance"), MESSAGE | {"name": name})

    mail = OutgoingMail.objects.get(cause__endswith=":waiting")
    assert "evil.example" not in mail.html.replace("Ada https://evil.example/staff-login", "")
    assert 'href="https://evil' not in mail.html


def links(client: Client, page: str) -> set[str]:
    """Where the page leads, by address."""
    content = client.get(reverse(page)).content.decode()
    return set(re.findall(r'href="([^"#?]+)"', content))


@pytest.mark.parametrize("page", ["home", "network:index"])
def test_visitors_are_led_to_the_checker(client: Client, page: str) -> None:
    assert reverse("network:eligibility") in links(client, page)


@pytest.mark.parametrize("page", ["home", "network:index"])
@pytest.mark.parametrize(("is_staff", "way"), [(True, "staff"), (False, "dashboard")])
def test_who_is_inside_is_not_asked_to_join(
    client: Client, page: str, is_staff: bool, way: str
) -> None:
    person = make_person(is_staff=is_staff)
    organisation = Organisation.objects.create(name="Example Members", regions=[], settings=[])
    if not is_staff:
        Affiliation.objects.create(user=person, organisation=organisation, started_at=NOW)
    client.force_login(person)

    leads_to = links(client, page)

    assert reverse(way) in leads_to
    assert not {reverse("network:eligibility"), reverse("network:apply")} & leads_to


def test_who_signed_up_to_apply_still_finds_the_way(client: Client) -> None:
    client.force_login(make_person())

    assert {reverse("network:eligibility"), reverse("network:apply")} <= links(
        client, "network:index"
    )


def test_index_promises_a_day_not_a_number(client: Client) -> None:
    page = client.get(reverse("network:index")).content.decode()

    assert f"an answer by {long_date(answer_expected_by(timezone.now()))}." in page
    assert "working days" not in page


def test_sent_message_promises_a_day(client: Client) -> None:
    page = client.post(reverse("network:guidance"), MESSAGE, follow=True).content.decode()

    day = long_date(answer_expected_by(timezone.now()))
    assert f"hear from the co-ordinator by <strong>{day}</strong>" in page
    assert day in OutgoingMail.objects.get(to=MESSAGE["email"]).text
