"""The pages for advice between members, and the co-ordinator's for what is reported."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from network.actions import advice
from network.models import AdviceReport, AdviceRequest, Membership
from network.roles import Role
from portal.models import AuditEntry
from tests.factories.directory import contact_of, make_listed, make_question
from tests.factories.people import make_place
from tests.factories.staff import coordinator_client, sign_in

pytestmark = pytest.mark.django_db


class Pages:
    """Two member organisations; a client of each one's primary contact."""

    def __init__(self) -> None:
        self.here, self.there = make_listed("Aspen Circle"), make_listed("Birch Home")
        self.asker = contact_of(self.here, name="Ada Asker", email="ada@example.org")
        self.answerer = contact_of(self.there, name="Ben Answerer", email="ben@example.org")
        self.ours, self.theirs = sign_in(self.asker), sign_in(self.answerer)

    def question(self) -> AdviceRequest:
        return make_question(
            self.here.organisation,
            self.there.organisation,
            by=self.asker,
            now=timezone.now(),
            text="quiet-question",
        )

    def url(self, name: str, request: AdviceRequest, *more: str, ours: bool = False) -> str:
        side = self.here if ours else self.there
        return reverse(f"network:{name}", args=[side.organisation_id, request.reference, *more])

    def ask_url(self, pk: int | None = None) -> str:
        asking = pk or self.here.organisation_id
        return reverse("network:advice_ask", args=[asking, self.there.slug])


@pytest.fixture
def pages() -> Pages:
    return Pages()


def text_of(response: Any) -> str:
    return response.content.decode()


def test_page_of_the_directory_leads_members_to_ask(pages: Pages) -> None:
    url = reverse("network:directory_entry", args=[pages.there.slug])
    assert pages.ask_url() in text_of(pages.ours.get(url))
    assert pages.ask_url() not in text_of(Client().get(url))
    assert pages.theirs.get(url).context["is_own"] is True


def test_asking_and_answering_by_the_pages(pages: Pages) -> None:
    form = pages.ours.get(pages.ask_url()).context["form"]
    key = str(form["key"].value())
    typed = {"subject": "Volunteers", "text": "How?", "key": key}
    asked = pages.ours.post(pages.ask_url(), typed)
    again = pages.ours.post(pages.ask_url(), typed)
    assert asked["Location"] == again["Location"]
    request = AdviceRequest.objects.get()
    pages.theirs.post(pages.url("advice", request), {"text": "At the mosque."})
    answered = text_of(pages.ours.get(asked["Location"]))
    assert ("At the mosque." in answered, "ben@example.org" in answered) == (True, True)


def test_neither_side_sees_an_address_before_the_answer(pages: Pages) -> None:
    request = pages.question()
    seen = text_of(pages.theirs.get(pages.url("advice", request)))
    assert "quiet-question" in seen
    assert ("Ada Asker" in seen, "ada@example.org" in seen) == (False, False)
    seen = text_of(pages.ours.get(pages.url("advice", request, ours=True)))
    assert ("Ben Answerer" in seen, "ben@example.org" in seen) == (False, False)


def test_after_declining_and_closing_neither_side_has_seen_one(pages: Pages) -> None:
    request = pages.question()
    pages.theirs.post(pages.url("advice_act", request, "decline"))
    pages.ours.post(pages.url("advice_act", request, "close", ours=True))
    seen = text_of(pages.theirs.get(pages.url("advice", request)))
    assert (AdviceRequest.objects.get().state, "ada@example.org" in seen) == ("closed", False)


@pytest.mark.parametrize("name", ["advice", "advice_report"])
def test_question_of_others_is_not_there(name: str, pages: Pages) -> None:
    request = pages.question()
    third = make_listed("Cedar Works")
    stranger = sign_in(contact_of(third))
    own = reverse(f"network:{name}", args=[third.organisation_id, request.reference])
    urls = [own, pages.url(name, request)]
    assert [stranger.get(url).status_code for url in urls] == [404, 404]
    assert [stranger.post(url, {"text": "x"}).status_code for url in urls] == [404, 404]


@pytest.mark.parametrize(("act", "ours"), [("decline", True), ("close", False), ("eat", True)])
def test_act_of_the_other_side_is_not_there(act: str, ours: bool, pages: Pages) -> None:
    url = pages.url("advice_act", pages.question(), act, ours=ours)
    client = pages.ours if ours else pages.theirs
    assert [client.get(url).status_code, client.post(url).status_code] == [404, 404]


def test_question_is_asked_for_the_organisation_of_the_address_alone(pages: Pages) -> None:
    third = make_listed("Cedar Works")
    assert pages.ours.get(pages.ask_url(third.organisation_id)).status_code == 404
    make_place(third.organisation, Role.MEMBER, name="x", email="x@example.org")
    third.organisation.affiliations.create(
        user=pages.asker, role=Role.MEMBER, started_at=timezone.now()
    )
    typed = {"subject": "A", "text": "B", "key": "6e1f5bb6-7f0c-4f7c-8a60-0a3c2c3c3a11"}
    pages.ours.post(pages.ask_url(third.organisation_id), typed)
    assert AdviceRequest.objects.get().asking == third.organisation


def test_pages_close_with_the_membership(pages: Pages) -> None:
    request = pages.question()
    Membership.objects.filter(organisation=pages.there.organisation).update(
        suspended_at=timezone.now()
    )
    urls = [
        pages.url("advice", request),
        reverse("network:advice_list", args=[pages.there.organisation_id]),
    ]
    assert [pages.theirs.get(url).status_code for url in urls] == [404, 404]


def test_list_says_what_needs_an_answer(pages: Pages) -> None:
    pages.question()
    url = reverse("network:advice_list", args=[pages.there.organisation_id])
    [line] = pages.theirs.get(url).context["lines"]
    assert (str(line["word"]), line["is_ours"], str(line["other"])) == (
        "Answer needed",
        False,
        "Aspen Circle",
    )


def test_dashboard_says_that_a_question_waits(pages: Pages) -> None:
    pages.question()
    waiting = [
        [place.questions for place in client.get(reverse("dashboard")).context["advising"]]
        for client in (pages.theirs, pages.ours)
    ]
    assert waiting == [[1], []]


def test_member_without_a_role_reads_and_does_not_answer(pages: Pages) -> None:
    request = pages.question()
    place = make_place(pages.there.organisation, name="Dee", email="dee@example.org")
    client = sign_in(place.user)
    page = client.get(pages.url("advice", request))
    assert (page.context["form"], page.context["acts"]) == (None, [])
    client.post(pages.url("advice", request), {"text": "Mine"})
    assert AdviceRequest.objects.get().answer == ""


def test_empty_answer_is_said(pages: Pages) -> None:
    page = pages.theirs.post(pages.url("advice", pages.question()), {"text": " "})
    assert page.context["form"].errors == {"text": ["Write your answer"]}


def test_stale_page_is_told(pages: Pages) -> None:
    request = pages.question()
    pages.ours.post(pages.url("advice_act", request, "close", ours=True))
    page = pages.theirs.post(pages.url("advice", request), {"text": "Late"}, follow=True)
    assert [str(said) for said in page.context["messages"]] == [
        "That was not possible any more: this page shows how things stand now."
    ]


def test_who_asks_too_often_is_stopped(pages: Pages, settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"advice": "1/d/user"}
    typed = {"subject": "A", "text": "B", "key": "6e1f5bb6-7f0c-4f7c-8a60-0a3c2c3c3a11"}
    pages.ours.post(pages.ask_url(), typed)
    page = pages.ours.post(pages.ask_url(), typed | {"text": "C"})
    assert page.context["form"].non_field_errors() == [
        "You have done this many times today. Try again tomorrow."
    ]


def reported(pages: Pages) -> AdviceReport:
    request = pages.question()
    pages.theirs.post(pages.url("advice_report", request), {"text": "An advertisement"})
    return AdviceReport.objects.get()


def test_reported_message_is_read_by_the_co_ordinator_and_that_is_logged(pages: Pages) -> None:
    report = reported(pages)
    page = coordinator_client().get(reverse("admin:network_advicereport_change", args=[report.pk]))
    assert "quiet-question" in text_of(page)
    assert AuditEntry.objects.filter(action="advice.read_reported").count() == 1


def test_what_nobody_reported_is_in_no_list_of_the_admin(pages: Pages) -> None:
    pages.question()
    page = coordinator_client().get(
        reverse("admin:network_advicereport_changelist"), {"state": "all"}
    )
    assert page.context["cl"].result_count == 0
    assert dict(page.context["numbers"]())["Waits for an answer"] == 1
    assert "quiet-question" not in text_of(page)


def test_co_ordinator_notes_what_came_of_it(pages: Pages) -> None:
    url = reverse("admin:network_advicereport_change", args=[reported(pages).pk])
    client = coordinator_client()
    answers = [client.post(url, {"note": "Rang them."}).status_code for _ in range(2)]
    assert answers == [302, 409]
    assert AdviceReport.objects.get().note == "Rang them."


def test_side_that_was_reported_learns_nothing_of_it(pages: Pages) -> None:
    report = reported(pages)
    advice.settle(report=report, note="n", by=pages.answerer, now=timezone.now())
    seen = text_of(pages.ours.get(pages.url("advice", report.request, ours=True)))
    assert "co-ordinator about this" not in seen
