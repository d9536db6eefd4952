"""Saving while typing, when a button is pressed at an awkward moment."""

import pytest
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import APIResponse, Route, expect

from network.models import Application, User
from network.states import State
from network.steps import Step
from tests.browser.conftest import NewVisitor
from tests.browser.visitor import Visitor
from tests.factories.applicants import lead_of, make_draft, make_person

pytestmark = pytest.mark.django_db(transaction=True)
BOX = "What do you hope for"
SIGNED_OUT = "you have been signed out"


@pytest.fixture
def draft() -> Application:
    return make_draft(now=timezone.now())


@pytest.fixture
def visitor(new_visitor: NewVisitor, draft: Application) -> Visitor:
    visitor = new_visitor(name="applicant").become(lead_of(draft))
    return visitor.open(f"/network/applications/{draft.reference}/{Step.HOPES}/")


def hopes(draft: Application) -> str:
    return str(draft.steps.get(step=Step.HOPES).typed.get("hopes", ""))


def said(visitor: Visitor, text: str) -> None:
    expect(visitor.page.locator("[data-saved]")).to_contain_text(text)


class Held:
    """The first autosave reaches the server, but its reply only arrives when let go."""

    def __init__(self, visitor: Visitor) -> None:
        self.kept: tuple[Route, APIResponse] | None = None
        self.page = visitor.page
        self.page.route("**/hopes/", self._meet)

    def _meet(self, route: Route) -> None:
        if self.kept is None and route.request.headers.get("x-autosave"):
            self.kept = route, route.fetch()
        else:
            route.continue_()

    def let_go(self) -> None:
        assert self.kept is not None
        route, reply = self.kept
        route.fulfill(response=reply)

    def wait(self) -> None:
        for _ in range(100):
            if self.kept is not None:
                return
            self.page.wait_for_timeout(50)
        raise AssertionError("nothing was saved by itself")


@pytest.mark.parametrize("presses", [1, 2])
def test_button_waits_for_the_save_under_way(
    visitor: Visitor, draft: Application, presses: int
) -> None:
    held = Held(visitor)
    visitor.fill(BOX, "To be heard")
    held.wait()
    visitor.fill(BOX, "To be heard, and to learn")
    for _ in range(presses):
        visitor.page.get_by_role("button", name="Save and continue").click(no_wait_after=True)
    held.let_go()

    visitor.page.wait_for_url("**/check/")
    visitor.see("Check your answers")
    assert hopes(draft) == "To be heard, and to learn"


def test_button_that_waited_is_still_the_one_pressed(visitor: Visitor, draft: Application) -> None:
    held = Held(visitor)
    visitor.fill(BOX, "To be heard")
    held.wait()
    button = visitor.page.get_by_role("button", name="Save and come back later")
    button.click(no_wait_after=True)
    held.let_go()

    visitor.page.wait_for_url(f"**/{draft.reference}/")
    visitor.see()
    assert visitor.page.get_by_text("Saved. You can come back to it").is_visible()


def sign_in_elsewhere(visitor: Visitor, person: User) -> None:
    """As signing in with another tab does: a new session, and a new token in a cookie."""
    visitor.page.context.clear_cookies(name=settings.CSRF_COOKIE_NAME)
    visitor.become(person)
    tab = visitor.page.context.new_page()
    tab.goto("/dashboard/")
    tab.close()


def signed_out_while_typing(visitor: Visitor) -> None:
    visitor.fill(BOX, "To be heard")
    said(visitor, "Saved ")
    visitor.page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    visitor.fill(BOX, "To be heard, and to learn")
    said(visitor, SIGNED_OUT)


def test_text_survives_signing_in_again_in_another_tab(
    visitor: Visitor, draft: Application
) -> None:
    signed_out_while_typing(visitor)
    sign_in_elsewhere(visitor, lead_of(draft))

    visitor.page.get_by_role("button", name="Save and continue").click()

    visitor.page.wait_for_url("**/check/")
    visitor.see("Check your answers")
    assert hopes(draft) == "To be heard, and to learn"


def test_button_pressed_while_signed_out_loses_nothing(
    visitor: Visitor, draft: Application
) -> None:
    signed_out_while_typing(visitor)

    with visitor.page.expect_response("**/accounts/login/**"):
        visitor.page.get_by_role("button", name="Save and continue").click()
    said(visitor, SIGNED_OUT)
    expect(visitor.page.get_by_label(BOX)).to_have_value("To be heard, and to learn")

    sign_in_elsewhere(visitor, lead_of(draft))
    visitor.page.get_by_role("button", name="Save and continue").click()
    visitor.page.wait_for_url("**/check/")
    assert hopes(draft) == "To be heard, and to learn"


def test_somebody_else_signing_in_does_not_take_the_text(
    visitor: Visitor, draft: Application
) -> None:
    signed_out_while_typing(visitor)
    sign_in_elsewhere(visitor, make_person())

    with visitor.page.expect_response("**/hopes/") as reply:
        visitor.page.get_by_role("button", name="Save and continue").click()

    assert reply.value.status == 404
    said(visitor, SIGNED_OUT)
    expect(visitor.page.get_by_label(BOX)).to_have_value("To be heard, and to learn")
    assert hopes(draft) == "To be heard"


def test_text_typed_after_sending_is_shown_for_copying(
    visitor: Visitor, draft: Application
) -> None:
    Application.objects.filter(pk=draft.pk).update(state=State.WITHDRAWN)

    visitor.fill(BOX, "Typed too late")
    said(visitor, "the application has moved on")
    visitor.press("Save and continue", "The application has moved on")

    assert visitor.page.get_by_text("Typed too late").is_visible()


def test_own_other_tab_is_named_as_such(visitor: Visitor, draft: Application) -> None:
    other = new_tab(visitor)
    other.fill(BOX, "Typed there")
    said(other, "Saved ")

    visitor.fill(BOX, "Typed here")
    said(visitor, "You changed this page in another tab")
    visitor.press("Save and continue", "What you hope for from the network").press(
        "Save and continue"
    )

    assert hopes(draft) == "Typed here"


def test_answers_to_questions_are_kept_while_they_are_typed(
    new_visitor: NewVisitor, draft: Application
) -> None:
    Application.objects.filter(pk=draft.pk).update(
        state=State.MORE_INFORMATION, submitted_at=draft.created_at, times_submitted=1
    )
    draft.information_items.create(question="Which prisons?", asked_at=draft.created_at)
    visitor = new_visitor(name="applicant").become(lead_of(draft))
    visitor.open(f"/network/applications/{draft.reference}/answer/")
    other = new_tab(visitor)

    other.fill("Which prisons?", "Two in London")
    said(other, "Saved ")
    visitor.fill("Which prisons?", "Three in Leeds")
    said(visitor, "You changed this page in another tab")
    visitor.press("Save and come back later", "A question for you")

    assert visitor.page.get_by_text("Two in London").is_visible()
    expect(visitor.page.get_by_label("Which prisons?")).to_have_value("Three in Leeds")


def new_tab(visitor: Visitor) -> Visitor:
    page = visitor.page.context.new_page()
    page.goto(visitor.page.url)
    return Visitor(page, visitor.sink, label="other-tab")
