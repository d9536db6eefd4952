"""What members and visitors see of issues, what they may say, and what nobody can work out."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from forums.actions import steps, voices
from forums.actions.issues import Origin
from forums.actions.steps import What
from forums.choices import Circle
from forums.issue_states import Step
from forums.models import Agreement, Body, Issue, Voice
from network.models import Affiliation, Organisation, User
from tests.factories.applicants import make_person
from tests.factories.bookings import make_member
from tests.factories.forums import insider, make_issue, outsider
from tests.factories.issues import (
    STATEMENT,
    affirmed,
    agreed,
    answered,
    asked,
    begun,
    drafted,
    hidden_topic,
    sent,
    shown,
    take,
    today,
)
from tests.factories.staff import coordinator_client, make_staff, sign_in

pytestmark = pytest.mark.django_db
CARDS = "/forums/influence/"
FEW = "a few organisations"


def page_of(issue: Issue) -> str:
    return reverse("forums:issue", args=[issue.slug])


def read(client: Client, url: str) -> str:
    """What a page says, without the tokens that differ each time."""
    response = client.get(url)
    text = response.content.decode() if response.status_code == 200 else str(response.status_code)
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", text)


def statuses(issue: Issue) -> dict[str, int]:
    clients = {
        "visitor": Client(),
        "stranger": sign_in(make_person(), factor=False),
        "member": sign_in(insider(), factor=False),
        "staff": coordinator_client(),
        "staff without a factor": sign_in(make_staff(), factor=False),
    }
    return {name: client.get(page_of(issue)).status_code for name, client in clients.items()}


@pytest.mark.parametrize(
    ("circle", "seen_by"),
    [
        (Circle.STAFF, set()),
        (Circle.MEMBERS, {"member", "staff"}),
        (
            Circle.PUBLIC,
            {"visitor", "stranger", "member", "staff", "staff without a factor"},
        ),
    ],
)
def test_what_is_not_for_you_is_not_there(circle: Circle, seen_by: set[str]) -> None:
    found = statuses(shown(begun(), circle))
    assert {name for name, status in found.items() if status == 200} == seen_by
    assert set(found.values()) <= {200, 404}


def test_a_card_says_what_was_said_sent_answered_and_changed() -> None:
    row = answered(their_words="quiet words")
    take(row, Step.REVIEWED, what_changed="Letters are read aloud.")
    drafted(row.issue, "Not sent yet.")
    shown(row.issue)
    card = Client().get(CARDS).context["cards"][0]
    assert [(one.body, one.sent_on, one.answer) for one in card.asked] == [
        ("HM Prison and Probation Service", today(), "Partly agreed")
    ]
    assert (card.what_changed, card.evidence) == ("Letters are read aloud.", "")


@pytest.mark.parametrize("shows", [True, False])
def test_their_words_are_read_only_where_staff_say_so(shows: bool) -> None:
    row = answered(their_words="We note the issue.", shows_their_words=shows)
    issue = shown(row.issue)
    pages = [read(Client(), page_of(issue)), read(Client(), CARDS)]
    assert ["We note the issue." in page for page in pages] == [shows, False]


def test_a_step_without_words_is_not_in_the_log() -> None:
    submission = take(drafted(), Step.SUBMITTED, shown_words="")
    take(submission, Step.ACKNOWLEDGED, shown_words="")
    issue = shown(submission.issue)
    log = Client().get(page_of(issue)).context["log"]
    assert [entry.event.step for entry in log] == ["raised"]


@pytest.mark.parametrize("themes", [(), ("custody",)])
def test_a_closed_issue_is_said_to_be_closed(themes: tuple[str, ...]) -> None:
    issue = shown(begun(themes=themes))
    values = {"version": issue.version, "by": make_staff(), "now": timezone.now()}
    steps.turn(issue=issue, step=Step.CLOSED, what=What(on=today()), **values)
    pages = [Client().get(page).text for page in (CARDS, page_of(issue))]
    assert ["Closed" in page for page in pages] == [True, True]


@pytest.mark.parametrize(
    ("count", "inside", "others"),
    [
        (1, FEW, ""),
        (3, FEW, ""),
        (4, "5 to 9 organisations", "5 to 9 organisations"),
        (9, "10 or more organisations", "10 or more organisations"),
    ],
)
def test_a_band_under_five_is_for_those_inside(count: int, inside: str, others: str) -> None:
    issue = begun()
    affirmed(issue, count)
    sent(issue)
    shown(issue)
    readers = [Client(), sign_in(outsider(), factor=False), sign_in(insider(), factor=False)]
    for url in (CARDS, page_of(issue)):
        pages = [client.get(url) for client in readers]
        cards = [(page.context.get("card") or page.context["cards"][0]) for page in pages]
        assert [card.evidence for card in cards] == [others, others, inside]


def snapshot(issue: Issue) -> list[str]:
    """All that others than staff can read, as each of them."""
    readers = [Client(), sign_in(User.objects.get(email="reader@example.org"), factor=False)]
    urls = (CARDS, f"{CARDS}?theme=custody", page_of(issue))
    return [read(client, url) for client in readers for url in urls]


@pytest.mark.parametrize("circle", [Circle.MEMBERS, Circle.PUBLIC])
def test_nobody_learns_by_their_own_voice_how_many_there_were(circle: Circle) -> None:
    insider("reader@example.org")
    issue = shown(begun(themes=("custody",)), circle)
    shown(begun(statement="Another", themes=("custody",)), circle)
    issue = Issue.objects.get(pk=issue.pk)
    before, people, now = snapshot(issue), [insider() for _ in range(12)], timezone.now()
    for act in (voices.affirm, voices.take_back, voices.affirm):
        for user in people:
            organisation = user.affiliations.get().organisation
            assert act(issue=issue, organisation=organisation, by=user, now=now)
        assert snapshot(issue) == before
    sent(issue)
    assert snapshot(issue) != before


@pytest.fixture
def member() -> Client:
    return sign_in(insider("ada@example.org"), factor=False)


def say(client: Client, issue: Issue, act: str = "affirm", **form: Any) -> int:
    return client.post(reverse(f"forums:{act}", args=[issue.slug]), form).status_code


def said(issue: Issue) -> int:
    return issue.voices.filter(how=Voice.How.AFFIRMED).count()


def test_an_organisation_says_so_once_and_takes_it_back(member: Client) -> None:
    issue = shown(begun())
    colleague = make_person("colleague@example.org")
    place = Organisation.objects.get(affiliations__user__email="ada@example.org")
    place.affiliations.create(user=colleague, role="member", started_at=timezone.now())
    assert [say(member, issue), say(member, issue), said(issue)] == [302, 302, 1]
    other = sign_in(colleague, factor=False)
    assert "has said that this affects it too" in read(other, page_of(issue))
    assert [say(other, issue), said(issue)] == [302, 1]
    assert [say(other, issue, "take_back"), said(issue)] == [302, 0]


def test_saying_so_and_taking_it_back_is_limited(member: Client, settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"affirm": "2/h/user"}
    issue = shown(begun())
    for act in ("affirm", "take_back", "affirm"):
        say(member, issue, act)
    assert said(issue) == 0
    assert "very often in an hour" in read(member, page_of(issue))


def test_nobody_speaks_for_another_organisation(member: Client) -> None:
    issue = shown(begun())
    other = insider().affiliations.get().organisation
    affirmation = affirmed(issue, 1)[0].affiliations.get().organisation
    assert say(member, issue, organisation=other.pk) == 404
    assert say(member, issue, "take_back", organisation=affirmation.pk) == 404
    assert say(member, issue, organisation="7 OR 1=1") == 404
    assert said(issue) == 1


def test_who_speaks_for_two_chooses(member: Client) -> None:
    issue = shown(begun())
    second = make_member(User.objects.get(email="ada@example.org"), "A second charity")
    say(member, issue, organisation=second.pk)
    assert list(issue.voices.filter(how="affirmed").values_list("organisation")) == [(second.pk,)]
    context = member.get(page_of(issue)).context
    assert ([one.pk for one in context["said"]], len(context["unsaid"])) == ([second.pk], 1)


def closed() -> Issue:
    issue = shown(begun())
    common: dict[str, Any] = {"what": What(on=today()), "by": make_staff(), "now": timezone.now()}
    steps.turn(issue=issue, step=Step.CLOSED, version=issue.version, **common)
    return issue


@pytest.mark.parametrize("made", [closed, begun, make_issue])
def test_what_is_closed_or_not_shown_takes_no_voice(
    member: Client, made: Callable[[], Issue]
) -> None:
    issue = made()
    assert (say(member, issue), said(issue)) == (404, 0)


def test_only_those_inside_speak() -> None:
    issue = shown(begun())
    yesterday = timezone.localdate() - timedelta(days=1)
    people = (outsider(), insider(ends_on=yesterday), make_person())
    answers = [say(sign_in(user, factor=False), issue) for user in people]
    assert (answers, say(Client(), issue), said(issue)) == ([404] * 3, 302, 0)
    pages = [read(sign_in(user, factor=False), page_of(issue)) for user in people]
    assert not any("affect your organisation" in page for page in pages)


def test_a_colleague_does_not_learn_what_was_raised_in_confidence() -> None:
    user, colleague = insider(), make_person("colleague@example.org")
    place = user.affiliations.get().organisation
    place.affiliations.create(user=colleague, role="member", started_at=timezone.now())
    issue = shown(begun(Origin(topic=hidden_topic(user))), Circle.MEMBERS)
    client = sign_in(colleague, factor=False)
    before = read(client, page_of(issue))
    issue.voices.all().delete()
    assert read(client, page_of(issue)) == before


def titles(query: str = "") -> list[str]:
    return [card.statement for card in Client().get(CARDS + query).context["cards"]]


def test_cards_are_narrowed_by_theme_body_and_answer() -> None:
    shown(answered(begun(statement="Answered", themes=("custody",))).issue)
    shown(sent(begun(statement="Sent", themes=("courts", "custody"))).issue)
    shown(drafted(begun(statement="Drafted")).issue)
    body = Issue.objects.get(statement="Sent").submissions.get().body_id
    assert titles() == ["Drafted", "Sent", "Answered"]
    assert titles("?theme=custody") == ["Sent", "Answered"]
    assert titles(f"?body={body}") == ["Sent", "Answered"]
    assert titles(f"?body={body}&outcome=partly") == ["Answered"]
    assert titles("?body=99999999999999999999&outcome=x&theme=x") == titles()


def test_pages_keep_what_the_list_is_narrowed_to() -> None:
    for _ in range(13):
        make_issue(shown_to=Circle.PUBLIC, themes=["women"])
    page = Client().get(f"{CARDS}?theme=women")
    assert len(page.context["cards"]) == 12
    assert 'href="?theme=women&amp;page=2"' in page.content.decode()
    assert len(titles("?theme=women&page=2")) == 1


def test_a_list_that_was_kept_is_made_anew_when_something_in_it_changes() -> None:
    row = answered(begun(statement="First words"))
    shown(row.issue)
    assert "First words" in read(Client(), CARDS)
    Issue.objects.update(statement="Other words")
    Body.objects.filter(pk=row.body_id).update(name="A body with a new name")
    page = read(Client(), CARDS)
    assert "First words" not in page
    assert page.count("A body with a new name") == 2  # to narrow by, and on the card


def test_an_empty_list_says_what_comes(member: Client) -> None:
    assert "Members see more when they sign in" in read(Client(), CARDS)
    assert "as soon as the co-ordinator shows it to you" in read(member, CARDS)
    shown(begun())
    assert "Nothing matches" in read(Client(), f"{CARDS}?theme=women")


@pytest.mark.parametrize("number", [1, 3])
def test_cards_ask_as_often_for_many_as_for_one(
    member: Client, number: int, django_assert_num_queries: Any
) -> None:
    for _ in range(number):
        shown(answered().issue)
    member.get(CARDS)
    with django_assert_num_queries(7):
        member.get(CARDS)
    with django_assert_num_queries(4):
        Client().get(CARDS)


def agree_page(agreement: Agreement) -> str:
    return reverse("forums:agree", args=[agreement.pk])


def test_who_raised_it_reads_exactly_what_would_be_said_and_agrees() -> None:
    user = insider()
    agreement = asked(user)
    client = sign_in(user, factor=False)
    assert STATEMENT in read(client, agree_page(agreement))
    agreement.refresh_from_db()
    assert agreement.agrees is None
    for act, agrees in (("decline", False), ("agree", True), ("agree", True), ("x", True)):
        client.post(agree_page(agreement), {"act": act})
        agreement.refresh_from_db()
        assert agreement.agrees is agrees


def test_nobody_else_reads_what_was_asked() -> None:
    user, colleague = insider(), make_person("colleague@example.org")
    agreement = asked(user)
    place = user.affiliations.get()
    place.organisation.affiliations.create(
        user=colleague, role=Affiliation.Role.PRIMARY, started_at=timezone.now()
    )
    people = (colleague, insider(), make_staff())
    for client in map(sign_in, people):
        answers = [
            client.get(agree_page(agreement)).status_code,
            client.post(agree_page(agreement), {"act": "agree"}).status_code,
        ]
        assert answers == [404, 404]
    place.ended_at = timezone.now() + timedelta(seconds=1)
    place.save()
    assert sign_in(user, factor=False).get(agree_page(agreement)).status_code == 404
    assert Client().get(agree_page(agreement)).status_code == 302


def test_an_agreement_that_is_used_is_not_taken_back_on_the_page() -> None:
    user = insider()
    agreement = agreed(user)
    begun(Origin(agreement=agreement))
    client = sign_in(user, factor=False)
    response = client.post(agree_page(agreement), {"act": "decline"})
    agreement.refresh_from_db()
    assert (response.status_code, agreement.agrees) == (409, True)
    assert "It has been taken further already" in response.content.decode()
