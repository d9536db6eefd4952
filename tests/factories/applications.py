"""Applications in every state, moved there by the same actions that the site uses."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from network.actions import applying, review
from network.actions.review import Question, Wording
from network.eligibility import Category, Verdict
from network.models import Application, ApplicationDocument, Membership, Organisation, User
from network.states import Move, Reason, State
from tests.factories.applicants import NOW, frozen, lead_of, make_draft, make_submitted
from tests.factories.staff import make_staff

LETTER = Wording("About {reference}", "Dear {name},\n\n{organisation} at {link}\n\n{questions}")


def make_application(
    state: State = State.SUBMITTED,
    *,
    lead: User | None = None,
    by: User | None = None,
    now: datetime = NOW,
    **changes: dict[str, Any],
) -> Application:
    """An application in `state`; `by` is the co-ordinator, `changes` as in `make_submitted`."""
    if state == State.DRAFT:
        return make_draft(lead, now=now)
    application = make_submitted(lead, now=now, **changes)
    if state == State.WITHDRAWN:
        applying.withdraw(application=application, by=lead_of(application), now=now)
    elif state != State.SUBMITTED:
        _review(application, state, by or make_staff(), now)
    application.refresh_from_db()
    return application


def _review(application: Application, state: State, by: User, now: datetime) -> None:
    review.start_review(application=application, by=by, now=now)
    application.refresh_from_db()
    if state == State.MORE_INFORMATION:
        ask(application, by=by, now=now)
    elif state == State.APPROVED:
        find_met(application, by=by, now=now)
        approve(application, by=by, now=now)
    elif state in {State.REFERRED, State.DECLINED}:
        refer_or_decline(application, state, by=by, now=now)


def ask(
    application: Application,
    *,
    by: User,
    questions: Sequence[Question] = (Question("What is the project called?", "work"),),
    now: datetime = NOW,
) -> None:
    review.ask(
        application=application,
        questions=questions,
        wording=LETTER,
        reason=Reason.EVIDENCE,
        by=by,
        now=now,
        expected_version=application.version,
    )
    application.refresh_from_db()


def answer(application: Application, text: str = "It is called Bridge.", *, now: datetime = NOW):
    """Every open question answered with `text`."""
    open_items = application.information_items.open()
    applying.answer(
        application=application,
        answers={item.pk: text for item in open_items},
        frozen=frozen(application),
        by=lead_of(application),
        now=now,
    )
    application.refresh_from_db()


def find_met(
    application: Application,
    *categories: Category,
    by: User,
    verdict: Verdict = Verdict.MET,
    now: datetime = NOW,
) -> None:
    """The co-ordinator's finding about `categories`, by default category 2."""
    for category in categories or (Category.SPECIALIST,):
        review.record_finding(
            application=application,
            category=category,
            verdict=verdict,
            comment="The mission says so.",
            by=by,
            now=now,
        )


def approve(application: Application, *, by: User, now: datetime = NOW) -> None:
    review.approve(
        application=application,
        wording=LETTER,
        by=by,
        now=now,
        expected_version=application.version,
    )
    application.refresh_from_db()


def refer_or_decline(
    application: Application, state: State, *, by: User, now: datetime = NOW
) -> None:
    review.refer_or_decline(
        application=application,
        to_make=Move.REFER if state == State.REFERRED else Move.DECLINE,
        wording=LETTER,
        reason=Reason.OTHER,
        by=by,
        now=now,
        expected_version=application.version,
    )
    application.refresh_from_db()


def make_document(application: Application, name: str = "Leaflet.pdf") -> ApplicationDocument:
    """A document that the applicant added; its file is not written."""
    return ApplicationDocument.objects.create(
        application=application,
        file="applications/2026/leaflet.pdf",
        name=name,
        content_type="application/pdf",
        size=14,
        uploaded_at=NOW,
        uploaded_by=lead_of(application),
    )


def make_organisation(name: str = "Baobab Mentoring", **fields: Any) -> Organisation:
    """An organisation that the network knows, without a membership."""
    defaults = {"sector": "voluntary", "regions": ["london"], "settings": ["community"]}
    return Organisation.objects.create(name=name, **defaults | fields)


def make_member(organisation: Organisation, *, now: datetime = NOW) -> Membership:
    """A membership that began on the day of `now` and runs."""
    return Membership.objects.create(
        organisation=organisation, starts_on=now.date(), categories=["led"]
    )
