"""Memberships and confirmations in the admin: lists, what can be done, and the list to lapse."""

import uuid
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from network.actions import confirming
from network.models import Confirmation, Membership
from network.standing import Standing
from portal.models import OutgoingMail
from portal.staff_groups import MANAGERS
from tests.factories.memberships import Role, add_person, ask_from, make_membership, primary_of
from tests.factories.staff import coordinator_client, make_staff, sign_in

pytestmark = pytest.mark.django_db
LIST, TOLD = "/admin/network/membership/", "/admin/network/confirmation/"
OVERDUE = f"{LIST}overdue/"
REASON = "Because of the letter."


@pytest.fixture(autouse=True)
def _asking() -> None:
    ask_from()


@pytest.fixture
def client() -> Client:
    return coordinator_client()


def made(standing: Standing = Standing.ACTIVE, **values: Any) -> Membership:
    """A membership that stands so today, by the wall's clock."""
    return make_membership(standing, today=timezone.localdate(), **values)


def page(membership: Membership, *parts: str) -> str:
    return LIST + "/".join([str(membership.pk), *(parts or ["change"]), ""])


def told(**values: Any) -> Confirmation:
    membership = made(Standing.DUE)
    said = confirming.Said(uuid.uuid4(), ["designed"], "We changed our aims.")
    made_one = confirming.confirm(
        membership=membership,
        said=said,
        seen=0,
        by=primary_of(membership),
        now=timezone.now(),
        **values,
    )
    OutgoingMail.objects.all().delete()
    return made_one


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", {"active", "due", "grace", "overdue"}),
        ("?standing=due", {"due"}),
        ("?standing=grace", {"grace"}),
        ("?standing=overdue", {"overdue"}),
        ("?standing=suspended", {"suspended"}),
        ("?standing=over", {"lapsed", "withdrawn", "ended"}),
        ("?q=laps", {"lapsed"}),
    ],
)
def test_the_list_is_filtered_by_standing(client: Client, query: str, names: set[str]) -> None:
    for standing in set(Standing) - {Standing.TO_COME}:
        made(standing, name=standing.value)
    shown = client.get(LIST + query).context["cl"].result_list
    assert {row.organisation.name for row in shown} == names


def test_the_list_shows_standing_in_a_word_and_by_when(client: Client) -> None:
    membership = made(Standing.GRACE)
    text = client.get(LIST).text
    assert "Overdue, in the days of grace" in text
    assert f"{membership.due_on():%-d %B %Y}" in text


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_asks_the_same_for_one_and_for_three(
    client: Client, number: int, django_assert_max_num_queries: Any
) -> None:
    for n in range(number):
        made(name=f"Organisation {n}")
    with django_assert_max_num_queries(8):
        client.get(LIST)


def test_an_empty_list_says_so(client: Client) -> None:
    assert "No membership stands so" in client.get(LIST).text
    assert "Nobody is overdue" in client.get(OVERDUE).text
    assert "No confirmation waits" in client.get(TOLD).text


@pytest.mark.parametrize(
    ("standing", "buttons"),
    [
        (Standing.ACTIVE, ["suspend", "withdraw", "end"]),
        (Standing.SUSPENDED, ["lift", "withdraw", "end"]),
        (Standing.LAPSED, ["return"]),
    ],
)
def test_only_what_can_be_done_has_a_button(
    client: Client, standing: Standing, buttons: list[str]
) -> None:
    response = client.get(page(made(standing)))
    assert [button["move"] for button in response.context["buttons"]] == buttons


def test_who_belongs_to_it_has_no_buttons() -> None:
    membership, staff = made(), make_staff()
    add_person(membership.organisation, Role.MEMBER, user=staff)
    client = sign_in(staff)
    assert client.get(page(membership)).context["buttons"] == []
    response = client.post(page(membership, "end"), {"seen": 0, "reason": "x", "sure": "yes"})
    assert response.status_code == 403


def test_an_act_asks_shows_the_mail_and_then_does_it(client: Client) -> None:
    membership = made()
    url, typed = page(membership, "suspend"), {"seen": 0, "reason": REASON}
    assert client.get(url).context["form"]["seen"].value() == 0

    preview = client.post(url, typed)
    membership.refresh_from_db()
    assert membership.suspended_at is None
    back = client.post(url, typed | {"sure": "yes", "act": "change"})
    assert back.context["form"]["reason"].value() == REASON
    done = client.post(url, typed | {"sure": "yes", "act": "do"}, follow=True)

    membership.refresh_from_db()
    assert membership.suspended_note == REASON
    assert done.redirect_chain == [(page(membership), 302)]
    assert OutgoingMail.objects.get().text == preview.context["letters"][0].text
    assert [entry["title"] for entry in done.context["entries"]] == ["Suspended"]


def test_an_act_needs_its_reason(client: Client) -> None:
    response = client.post(page(made(), "end"), {"seen": 0, "reason": " ", "sure": "yes"})
    assert response.context["form"].errors.keys() == {"reason"}


def test_the_second_of_two_tabs_is_told(client: Client) -> None:
    membership = made()
    sure = {"seen": 0, "reason": REASON, "sure": "yes"}
    client.post(page(membership, "suspend"), sure)
    response = client.post(page(membership, "end"), sure)
    assert response.status_code == 409
    assert "Meanwhile: Suspended" in response.context["text"]
    assert client.get(page(membership, "suspend")).status_code == 409


def test_taking_up_again_shows_the_mail_and_leads_to_the_new_period(client: Client) -> None:
    membership = made(Standing.LAPSED)
    typed = {"seen": 0, "reason": "", "categories": ["led", "designed"]}
    preview = client.post(page(membership, "return"), typed)
    assert "is a member again" in preview.context["letters"][0].subject
    back = client.post(page(membership, "return"), typed | {"act": "change"})
    assert back.context["form"]["categories"].value() == ["led", "designed"]

    done = client.post(page(membership, "return"), typed | {"sure": "yes"}, follow=True)

    period = membership.organisation.memberships.get(ends_on=None)
    assert done.redirect_chain == [(page(period), 302)]
    assert period.categories == ["led", "designed"]
    assert client.get(page(membership)).context["buttons"] == []


def test_confirming_on_their_behalf_names_who_said_so(client: Client) -> None:
    membership = made(Standing.GRACE)
    url, primary = page(membership, "confirm"), primary_of(membership)
    hidden = client.get(url).context["form"].initial
    typed = {
        "key": hidden["key"],
        "seen": hidden["seen"],
        "by": primary.pk,
        "source": "telephone",
        "categories": membership.categories,
    }
    for _press in range(2):
        assert client.post(url, typed).status_code == 302
    kept = membership.confirmations.get()
    assert (kept.by, kept.source, kept.state) == (primary, "telephone", "accepted")
    assert client.get(url).status_code == 409


def test_a_stranger_cannot_have_said_so(client: Client) -> None:
    membership, stranger = made(Standing.GRACE), primary_of(made(name="Cedar House"))
    response = client.post(page(membership, "confirm"), {"by": stranger.pk})
    assert "by" in response.context["form"].errors


def lapsing(*memberships: Membership, **more: str) -> dict[str, Any]:
    return {"membership": [f"{one.pk}:0" for one in memberships], **more}


def test_nothing_lapses_before_the_list_is_confirmed(client: Client) -> None:
    late, later = made(Standing.OVERDUE), made(Standing.OVERDUE, name="Cedar House")
    made(Standing.GRACE, name="Dogwood")
    assert list(client.get(OVERDUE).context["rows"]) == [late, later]

    preview = client.post(OVERDUE, lapsing(late))
    assert preview.context["rows"] == [late]
    assert not OutgoingMail.objects.exists()
    client.post(OVERDUE, lapsing(late, sure="yes"))

    assert list(client.get(OVERDUE).context["rows"]) == [later]
    late.refresh_from_db()
    assert late.ending == "lapsed"
    assert OutgoingMail.objects.get().text == preview.context["letter"].text


def test_who_confirmed_meanwhile_does_not_lapse_and_the_others_do(client: Client) -> None:
    quick, late = made(Standing.OVERDUE), made(Standing.OVERDUE, name="Cedar House")
    said = confirming.Said(uuid.uuid4())
    confirming.confirm(
        membership=quick, said=said, seen=0, by=primary_of(quick), now=timezone.now()
    )
    assert client.post(OVERDUE, lapsing(quick, late)).context["gone"] == 1
    response = client.post(OVERDUE, lapsing(quick, late, sure="yes"), follow=True)
    quick.refresh_from_db()
    assert quick.ends_on is None
    words = [str(message) for message in response.context["messages"]]
    assert words[0].startswith("Baobab Mentoring: Meanwhile: Confirmed for another year")
    assert words[1] == "1 membership has lapsed."


@pytest.mark.parametrize("ticked", [[], ["x"], ["1"], ["1:x"], ["99999999999999999999:0"]])
def test_ticking_nothing_is_said(client: Client, ticked: list[str]) -> None:
    response = client.post(OVERDUE, {"membership": ticked, "sure": "yes"})
    assert [str(m) for m in response.context["messages"]] == [
        "Tick at least one organisation first."
    ]


def test_going_back_keeps_the_ticks(client: Client) -> None:
    late = made(Standing.OVERDUE)
    response = client.post(OVERDUE, lapsing(late, act="back"))
    assert response.context["ticked"] == {late.pk: 0}
    assert f'value="{late.pk}:0" checked' in response.text


def test_what_was_told_is_accepted_after_a_look_at_the_mail(client: Client) -> None:
    confirmation = told()
    url = f"{TOLD}{confirmation.pk}/change/"
    assert "We changed our aims." in client.get(url).text

    preview = client.post(url, {"act": "accept", "reason": "Good luck with it."})
    confirmation.refresh_from_db()
    assert confirmation.state == "waiting"
    done = client.post(url, {"act": "accept", "reason": "Good luck with it.", "sure": "yes"})

    assert done.status_code == 302
    assert OutgoingMail.objects.get().text == preview.context["letters"][0].text
    confirmation.membership.refresh_from_db()
    assert confirmation.membership.categories == ["designed"]


def test_keeping_needs_a_reason(client: Client) -> None:
    confirmation = told()
    response = client.post(f"{TOLD}{confirmation.pk}/change/", {"act": "keep", "sure": "yes"})
    assert response.context["keep"].errors.keys() == {"reason"}
    assert response.context["accept"].errors == {}


def test_the_second_decider_is_told_who_was_first(client: Client) -> None:
    confirmation, first = told(), make_staff(name="First Example")
    confirming.decide(
        confirmation=confirmation, is_accepted=True, reason="", by=first, now=timezone.now()
    )
    response = client.post(f"{TOLD}{confirmation.pk}/change/", {"act": "keep", "reason": "No."})
    assert response.status_code == 409
    assert "Decided already: accepted by First Example" in response.text


def test_the_staff_page_counts_them(client: Client) -> None:
    told()
    for standing in (Standing.DUE, Standing.GRACE, Standing.OVERDUE):
        made(standing, name=standing.value)
    context = client.get("/staff/").context
    assert context["memberships"] == {"due": 1, "grace": 1, "overdue": 1}
    assert context["confirmed"] == 1


def test_the_staff_page_counts_no_days_while_nobody_is_asked(client: Client) -> None:
    ask_from(None)
    made(Standing.OVERDUE)
    response = client.get("/staff/")
    assert "memberships" not in response.context
    assert "figures-memberships" not in response.text


def test_managers_of_staff_do_not_see_memberships() -> None:
    client = sign_in(make_staff(MANAGERS))
    assert "memberships" not in client.get("/staff/").context
