"""The staff's front page and the admin's: the same figures, each leading to its list."""

import re
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.utils import timezone

from network.actions import guidance, membership
from network.models import User
from network.states import State
from network.support_states import Move
from portal.models import OutgoingMail
from portal.staff_groups import EDITORS, MANAGERS
from tests.factories.applicants import NOW, lead_of, make_person
from tests.factories.applications import make_application, make_organisation
from tests.factories.bulletins import sending
from tests.factories.forums import make_forum
from tests.factories.staff import coordinator_client, make_staff, sign_in
from tests.factories.submissions import make_draft, make_shared
from tests.factories.support import decide, make_request
from tests.factories.training import make_post

pytestmark = pytest.mark.django_db
FIGURE = re.compile(r'<a href="([^"]+)"><b>(\d+)</b><span>([^<]+)</span>')

NO_BULLETINS = {"drafts, to finish and approve": 0, "scheduled": 0}
NO_FORUMS = {"forums open to join": 0, "forums in draft": 0, "speakers asked, no answer": 0}
NO_ANSWERS = {"answers of bodies overdue": 0, "answers to look at again": 0}


def figures(text: str) -> dict[str, tuple[int, str]]:
    return {label: (int(number), url) for url, number, label in FIGURE.findall(text)}


def rows(client: Client, url: str) -> int:
    context = client.get(url.replace("&amp;", "&")).context
    listed = context.get("cl")
    return listed.result_count if listed else context["page_obj"].paginator.count


@pytest.mark.parametrize("page", ["/staff/", "/admin/"])
def test_each_figure_leads_to_as_many_rows(page: str) -> None:
    amara = make_staff()
    client = sign_in(amara)
    make_application()
    make_application()
    make_application(State.IN_REVIEW, by=amara)
    make_application(State.MORE_INFORMATION)
    make_application(State.DECLINED)
    wish = {"name": "Kwame", "phone": "020 7946 0101", "wants_call": True, "message": "Hello"}
    guidance.send_enquiry(fields=wish, typed={}, now=NOW)
    guidance.send_enquiry(fields=wish | {"wants_call": False}, typed={}, now=NOW)
    organisation = make_organisation(is_publicly_listed=True)
    membership.ask_to_join(organisation=organisation, by=make_person(), message="", now=NOW)
    make_request()
    decide(make_request(), Move.DECLINE, reason="other")
    make_shared()
    make_post()
    make_draft()
    parked = OutgoingMail.objects.order_by("pk")[:3]
    OutgoingMail.objects.filter(pk__in=parked).update(state=OutgoingMail.State.PARKED)

    found = figures(client.get(page).text)

    assert {label: number for label, (number, _url) in found.items()} == {
        "new, not taken up": 2,
        "in review": 1,
        "with the applicant": 1,
        "assigned to you": 1,
        "new enquiries": 2,
        "would like a call": 1,
        "ask to join an organisation": 1,
        "requests for support waiting": 1,
        "news from members waiting": 1,
        "training posts to read": 1,
        "messages between members reported": 0,
        "published, to come": 0,
        "drafts": 0,
        "waiting for a place": 0,
        "contributors asked, no answer": 0,
        "invoices to be paid": 0,
        "refunds to be made": 0,
        "notices given up, nobody told": 0,
        **NO_FORUMS,
        **NO_BULLETINS,
        **NO_ANSWERS,
        "agreed to, to be taken further": 0,
        "topics without an answer": 0,
        "objections to a summary to answer": 0,
        "actions overdue": 0,
        "mails that got stuck": 3,
    }
    assert all(rows(client, url) == number for number, url in found.values())


def test_late_case_is_said_to_be_late() -> None:
    make_application(now=timezone.now() - timedelta(days=28))

    text = coordinator_client().get("/staff/").text

    assert ">Late</span>" in text
    assert "came 20 working days ago" in text


def forum_of_this_quarter() -> None:
    """Closed: nothing waits there."""
    now = timezone.now()
    times = {"starts_at": now, "opened_at": now, "held_at": now}
    make_forum(state="closed", notes_until=timezone.localdate(now), **times)


def test_empty_page_says_that_nothing_waits() -> None:
    sending(kind="quarterly")
    forum_of_this_quarter()

    assert "Nothing waits" in coordinator_client().get("/staff/").text


def test_no_stuck_mail_is_no_alarm() -> None:
    text = coordinator_client().get("/staff/").text

    assert "No mail is stuck." in text
    assert "figure--bad" not in text


@pytest.mark.parametrize("page", ["/staff/", "/admin/"])
def test_manager_sees_what_a_manager_mends(page: str) -> None:
    grace, cora = make_staff(MANAGERS), make_staff()
    client = sign_in(grace)
    sign_in(cora)
    make_staff(EDITORS)
    make_staff(EDITORS, is_active=False)
    recovery = Authenticator.Type.RECOVERY_CODES
    Authenticator.objects.create(user=make_staff(EDITORS), type=recovery, data={})
    make_application(now=timezone.now() - timedelta(days=28))
    make_application(State.IN_REVIEW, by=cora, now=timezone.now() - timedelta(days=28))
    make_application(State.MORE_INFORMATION, by=cora, now=timezone.now() - timedelta(days=28))
    make_application(now=timezone.now())
    make_shared()
    make_post()
    make_draft()
    parked = OutgoingMail.objects.order_by("pk")[:1]
    OutgoingMail.objects.filter(pk__in=parked).update(state=OutgoingMail.State.PARKED)

    found = figures(client.get(page).text)

    assert {label: number for label, (number, _url) in found.items()} == {
        "staff without a second step at sign-in": 2,
        "applications later than promised": 2,
        **NO_FORUMS,
        **NO_BULLETINS,
        **NO_ANSWERS,
        "mail that got stuck": 1,
    }
    assert all(rows(client, url) == number for number, url in found.values())


def test_manager_finds_the_way_to_invite_staff() -> None:
    sending(kind="quarterly")
    forum_of_this_quarter()
    for user in User.objects.filter(is_staff=True):
        sign_in(user)
    text = sign_in(make_staff(MANAGERS)).get("/staff/").text

    assert 'href="/admin/network/user/invite/"' in text
    assert "All staff have their second step" in text
    assert 'href="/admin/network/user/invite/"' not in coordinator_client().get("/staff/").text


def test_other_staff_see_only_what_is_theirs() -> None:
    make_application()

    text = sign_in(make_staff(EDITORS)).get("/staff/").text

    assert {label: number for label, (number, _url) in figures(text).items()} == {
        "news from members waiting": 0,
        **NO_BULLETINS,
    }
    assert "has no e-bulletin yet" in text
    assert "mail" not in text.partition("<main")[2].partition("</main>")[0]


def test_applicants_and_visitors_are_led_away() -> None:
    applicant = sign_in(lead_of(make_application()), factor=False)

    assert Client().get("/staff/").status_code == 302
    assert applicant.get("/staff/").status_code == 403
