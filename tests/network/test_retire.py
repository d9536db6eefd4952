from datetime import timedelta

import pytest

from network.actions import applying, guidance, retire
from network.models import Application, GuidanceEnquiry
from network.states import State
from portal.models import OutgoingMail
from tests.factories.applicants import NOW, fill, lead_of, make_draft, make_submitted
from tests.factories.applications import make_application

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def warnings() -> int:
    return OutgoingMail.objects.filter(cause__contains=":unused:").count()


def test_draft_in_use_is_left_alone() -> None:
    make_draft()

    retire.warn_about_drafts(now=NOW + 300 * DAY)
    retire.purge_drafts(now=NOW + 300 * DAY)

    assert warnings() == 0
    assert Application.objects.count() == 1


def test_unused_draft_is_warned_about_twice_and_each_once() -> None:
    make_draft()

    for day in (306, 307, 352, 353):
        retire.warn_about_drafts(now=NOW + day * DAY)

    assert warnings() == 2


def test_draft_goes_after_its_last_warning() -> None:
    make_draft()
    retire.warn_about_drafts(now=NOW + 352 * DAY)

    purged = retire.purge_drafts(now=NOW + 367 * DAY)

    assert purged == 1
    assert not Application.objects.exists()


def test_draft_nobody_was_warned_about_stays() -> None:
    make_draft()

    assert retire.purge_drafts(now=NOW + 400 * DAY) == 0


def test_draft_saved_after_the_warning_stays() -> None:
    draft = make_draft()
    retire.warn_about_drafts(now=NOW + 352 * DAY)
    fill(draft, now=NOW + 360 * DAY)

    assert retire.purge_drafts(now=NOW + 367 * DAY) == 0


def test_leadership_figures_go_90_days_after_the_end() -> None:
    application = make_submitted()
    applying.withdraw(application=application, by=lead_of(application), now=NOW)

    retire.forget_leadership(now=NOW + 91 * DAY)

    assert application.submissions.get().leadership == {}
    assert application.steps.get(step="leadership").typed == {}


def test_leadership_figures_stay_while_the_case_is_open() -> None:
    application = make_submitted()

    retire.forget_leadership(now=NOW + 400 * DAY)

    assert application.submissions.get().leadership["board_total"] == 6


def test_enquiries_go_after_twelve_months() -> None:
    guidance.send_enquiry(
        fields={"name": "Ada", "email": "ada@example.org", "message": "?"}, typed={}, now=NOW
    )

    assert guidance.forget_old_enquiries(now=NOW + 364 * DAY) == 0
    assert guidance.forget_old_enquiries(now=NOW + 366 * DAY) == 1
    assert not GuidanceEnquiry.objects.exists()


def test_leadership_figures_of_a_draft_taken_back_go_too() -> None:
    draft = make_draft()
    fill(draft)
    applying.withdraw(application=draft, by=lead_of(draft), now=NOW)

    assert retire.forget_leadership(now=NOW + 91 * DAY) == 1
    assert draft.steps.get(step="leadership").typed == {}


def test_leadership_figures_of_a_referral_go_after_a_year() -> None:
    application = make_application(State.REFERRED)
    since = application.state_since

    assert retire.forget_leadership(now=since + 364 * DAY) == 0
    assert retire.forget_leadership(now=since + 366 * DAY) == 1
    assert application.submissions.get().leadership == {}
