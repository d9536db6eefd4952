"""Every page of an application in every state it has: empty, filled, wrong, long, and after."""

from collections.abc import Callable

import pytest
from django.utils import timezone

from network.actions import applying, people, review
from network.models import Application, Organisation
from network.states import Move
from network.steps import Step
from portal.staff_groups import COORDINATORS
from tests.browser.conftest import NewVisitor
from tests.browser.visitor import Visitor
from tests.factories.applicants import (
    fill,
    lead_of,
    make_draft,
    make_person,
    make_submitted,
)
from tests.factories.staff import make_staff

pytestmark = pytest.mark.django_db(transaction=True)
LONG = "Cymdeithas Gymunedol Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch " * 2
FORM_STEPS = [step for step in Step if step != Step.DOCUMENTS]
WORDING = review.Wording("About {reference}", "Dear {name}, {questions} {organisation} {link}")


def at(application: Application, *parts: str) -> str:
    return "/".join(["/network/applications", application.reference, *parts, ""])


def lead(visitor: Visitor, application: Application) -> Visitor:
    return visitor.become(lead_of(application))


@pytest.fixture(params=["phone", "desktop"])
def visitor(request: pytest.FixtureRequest, new_visitor: NewVisitor) -> Visitor:
    return new_visitor(request.param, name="applicant", dark=request.param == "desktop")


def test_empty_draft(visitor: Visitor) -> None:
    application = make_draft()
    lead(visitor, application)

    visitor.open("/dashboard/").open("/network/apply/").open(at(application))
    for step in FORM_STEPS:
        visitor.open(at(application, step)).open(at(application, step) + "?check=1")
    for page in ["documents", "check", "colleagues", "withdraw"]:
        visitor.open(at(application, page))


def test_filled_draft_with_a_long_name(visitor: Visitor) -> None:
    application = make_draft()
    fill(application, organisation={"name": LONG.strip()[:200]})
    lead(visitor, application)

    for page in ["", *FORM_STEPS, "check", "declaration"]:
        visitor.open(at(application, page) if page else at(application))
    visitor.press("Send your application", "Send your application")
    visitor.tick("What we told you is right")
    visitor.press("Send your application", "Your application has been sent")
    visitor.follow("See where it stands").open(at(application, "copy")).open("/dashboard/")


def test_page_that_a_colleague_saved_first(visitor: Visitor) -> None:
    application = make_draft()
    lead(visitor, application).open(at(application, Step.HOPES))
    visitor.page.evaluate("() => document.querySelector('form').removeAttribute('data-autosave')")
    applying.save_step(
        application=application,
        step=Step.HOPES,
        typed={"hopes": "Theirs"},
        version=1,
        by=make_person(name="Ada Colleague"),
        now=timezone.now(),
    )
    visitor.fill("What do you hope for", "Mine").press("Save and continue")

    assert visitor.page.get_by_text("A colleague saved this page first").is_visible()
    assert visitor.page.get_by_label("What do you hope for").input_value() == "Mine"


def test_typing_saves_by_itself(visitor: Visitor) -> None:
    application = make_draft()
    lead(visitor, application).open(at(application, Step.HOPES))

    visitor.fill("What do you hope for", "To be heard")
    visitor.page.locator("[data-saved]", has_text="Saved").wait_for()

    assert application.steps.get(step=Step.HOPES).typed == {"hopes": "To be heard"}
    visitor.press("Save and continue", "Check your answers")


def test_counts_are_shown_only_to_who_claims_the_category(visitor: Visitor) -> None:
    application = make_draft()
    lead(visitor, application).open(at(application, Step.LEADERSHIP))
    board = visitor.page.get_by_label("People on your board")
    assert not board.is_visible()

    visitor.choose("Is your organisation led by", "Yes")

    assert board.is_visible()


def asked(application: Application) -> None:
    staff = make_staff(COORDINATORS)
    now = timezone.now()
    review.start_review(application=application, by=staff, now=now)
    application.refresh_from_db()
    review.ask(
        application=application,
        questions=[review.Question("Which prisons do you work in?", Step.WORK)],
        wording=WORDING,
        reason="evidence",
        by=staff,
        now=now,
        expected_version=application.version,
    )


def test_questions_are_answered(visitor: Visitor) -> None:
    application = make_submitted()
    asked(application)
    lead(visitor, application).open(at(application)).follow("Answer", "A question for you")

    visitor.press("Send your answer", "A question for you")
    visitor.fill("Which prisons", "Two in London").press("Send your answer")

    assert visitor.page.get_by_text("Thank you: your answer is with").is_visible()


def decided(to_make: Move) -> Callable[[Application], None]:
    def decide(application: Application) -> None:
        staff = make_staff(COORDINATORS)
        now = timezone.now()
        review.start_review(application=application, by=staff, now=now)
        application.refresh_from_db()
        review.refer_or_decline(
            application=application,
            to_make=to_make,
            wording=WORDING,
            reason="other",
            by=staff,
            now=now,
            expected_version=application.version,
        )

    return decide


def withdrawn(application: Application) -> None:
    applying.withdraw(application=application, by=lead_of(application), now=timezone.now())


@pytest.mark.parametrize("ending", [decided(Move.REFER), decided(Move.DECLINE), withdrawn])
def test_after_the_decision(visitor: Visitor, ending: Callable[[Application], None]) -> None:
    application = make_submitted()
    ending(application)

    lead(visitor, application).open(at(application)).open(at(application) + "?status=1")
    visitor.open("/dashboard/")


def test_colleague_is_invited_and_joins(visitor: Visitor, new_visitor: NewVisitor) -> None:
    application = make_draft()
    lead(visitor, application).open(at(application, "colleagues"))
    visitor.press("Send the invitation", "Who works on it")
    visitor.fill("Your colleague's e-mail address", "ada@example.org")
    visitor.press("Send the invitation", "Who works on it")
    link = visitor.link("ada@example.org")

    colleague = new_visitor("phone", name="colleague")
    colleague.open(link).become(make_person("ada@example.org", name="Ada")).open(link)
    colleague.press("Join the application", "Your application")
    assert application.people.filter(user__email="ada@example.org", role="colleague").exists()

    colleague.open(link)  # used up
    stranger = new_visitor("phone", name="stranger").become(make_person())
    people.invite(
        application=application, email="b@example.org", by=lead_of(application), now=timezone.now()
    )
    stranger.open(stranger.link("b@example.org")).see("This invitation is for another address")


def test_document_is_added_refused_and_removed(visitor: Visitor) -> None:
    application = make_draft()
    lead(visitor, application).open(at(application, "documents"))
    chooser = visitor.page.get_by_label("Choose a file")

    chooser.set_input_files({"name": "a.pdf", "mimeType": "application/pdf", "buffer": b"<html>"})
    visitor.press("Add this file", "Supporting documents")
    assert visitor.page.get_by_text("There is a problem").is_visible()

    png = visitor.page.screenshot(clip={"x": 0, "y": 0, "width": 50, "height": 50})
    chooser.set_input_files({"name": "../../Zoë’s.png", "mimeType": "image/png", "buffer": png})
    visitor.press("Add this file", "Supporting documents")
    visitor.follow("Remove", "Remove this document?").press("Remove it", "Supporting documents")
    assert not application.documents.exists()


def test_asking_to_be_added_to_a_member(visitor: Visitor) -> None:
    listed = Organisation.objects.create(
        name="Aber Women", sector="voluntary", regions=["wales"], settings=["courts"],
        is_publicly_listed=True,
    )  # fmt: skip
    person = make_person()
    visitor.become(person).open("/network/").follow("Is your organisation a member")
    visitor.press("Ask to be added", "Ask to be added to a member")
    visitor.select("Organisation", "Aber Women")
    visitor.press("Ask to be added", "Hello")

    assert listed.join_requests.get().user == person
