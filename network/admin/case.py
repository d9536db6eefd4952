"""Reads one case for its page: few queries, and never the leadership figures."""

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, QuerySet, TextField
from django.db.models.fields.json import KT
from django.db.models.functions import MD5, Cast, JSONObject
from django.http import Http404
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from network.admin import answers
from network.admin.timeline import timeline
from network.admin.waiting import waiting
from network.duplicates import find_duplicates
from network.eligibility import Category
from network.forms.casework import FindingForm, NoteForm
from network.models import (
    Application,
    ApplicationDocument,
    ApplicationPerson,
    CategoryFinding,
    InformationItem,
    Organisation,
    Submission,
    User,
)
from network.models.applications import EDITABLE_STATES
from network.states import (
    MOVES,
    OPEN_STATES,
    STAFF_WORDS,
    Actor,
    Move,
    State,
    legal_moves,
)
from network.steps import Step
from portal.models import SiteSettings

ROLE = ApplicationPerson.Role
TIMES = ("at", "answered_at", "lapsed_at")


def load(pk: int | str) -> Application:
    """The application with what hangs on it, in one query. Raises Http404.

    `person_rows`, `finding_rows`, `item_rows` and `document_rows` are lists of dictionaries.
    """
    try:
        return _with_rows().get(pk=pk)
    except (Application.DoesNotExist, ValueError) as error:
        raise Http404 from error


def _with_rows() -> QuerySet[Application]:
    of_this = {"application": OuterRef("pk")}
    people = ApplicationPerson.objects.filter(**of_this).order_by("pk")
    findings = CategoryFinding.objects.filter(**of_this).order_by("pk")
    items = InformationItem.objects.filter(**of_this).order_by("-asked_at", "pk")
    documents = ApplicationDocument.objects.filter(**of_this).order_by("pk")
    return Application.objects.select_related(
        "assignee", "matched_organisation", "organisation"
    ).annotate(
        person_rows=_rows(
            people, role="role", user="user_id", name="user__name", email="user__email",
            phone="user__phone",
        ),
        finding_rows=_rows(
            findings, category="category", verdict="verdict", comment="comment", at="found_at",
            by="found_by__name",
        ),
        item_rows=_rows(
            items, question="question", step="step", at="asked_at", by="asked_by__name",
            answer="answer", answered_at="answered_at", answered_by="answered_by__name",
            lapsed_at="lapsed_at",
        ),
        document_rows=_rows(documents, pk="pk", name="name", size="size", at="uploaded_at"),
    )  # fmt: skip


def _rows(rows: QuerySet[Any], **columns: str) -> ArraySubquery:
    return ArraySubquery(rows.values(row=JSONObject(**{k: F(v) for k, v in columns.items()})))


def submissions(application: Application) -> list[Submission]:
    """The last two, newest first, without the leadership figures."""
    rows = application.submissions.newest_first().defer("leadership")
    return list(
        rows.annotate(
            led_claim=KT("leadership__led"),
            leadership_digest=MD5(Cast("leadership", TextField())),
        )[:2]
    )


def case(
    application: Application,
    *,
    viewer: User,
    may_review: bool,
    may_see_leadership: bool,
    finding_form: FindingForm | None = None,
    note_form: NoteForm | None = None,
) -> dict[str, Any]:
    """The context of the case's page; a form with errors takes the place of its fresh one."""
    state = State(application.state)
    is_own = takes_part(application, viewer)
    is_reduced = application.reduced_at is not None
    may_act = may_review and not is_own and not is_reduced
    return {
        "words": STAFF_WORDS[state],
        "turn": application.whose_turn.label,
        "waiting": waiting(application, SiteSettings.current(), timezone.localdate()),
        "is_own": is_own,
        "is_others_turn": not (may_act or is_reduced) and state in OPEN_STATES | {State.REFERRED},
        "may_review": may_review,
        "may_act": may_act,
        "may_type": may_act and may_see_leadership and state in EDITABLE_STATES,
        "may_withdraw": may_act and state in MOVES[Move.WITHDRAW].sources,
        "may_show_figures": may_act and may_see_leadership and application.is_open_case,
        "moves": [
            {"move": move, "label": MOVES[move].staff_label}
            for move in (legal_moves(state, Actor.STAFF) if may_act else ())
        ],
        "duplicates": _duplicates(application) if may_act and application.is_open_case else [],
        "people": [_person(row) for row in application.person_rows],  # type: ignore[attr-defined]  # annotated
        "items": [_with_times(row) | _about(row) for row in application.item_rows],  # type: ignore[attr-defined]  # annotated
        "documents": [_with_times(row) for row in application.document_rows],  # type: ignore[attr-defined]  # annotated
        "note_form": (note_form or NoteForm()) if may_act else None,
        "timeline": timeline(application, with_notes=may_act),
        **_said(application, may_act, finding_form),
    }


def takes_part(application: Application, viewer: User) -> bool:
    """Whether the viewer is among those who apply; reads the rows that are there already."""
    people = application.person_rows  # type: ignore[attr-defined]  # annotated
    return any(row["user"] == viewer.pk and row["role"] != ROLE.SCRIBE for row in people)


def _said(
    application: Application, may_act: bool, finding_form: FindingForm | None
) -> dict[str, Any]:
    sent = [] if application.reduced_at else submissions(application)
    if not sent:
        return {"submission": None, "blocks": [], "sections": [], "changes": None}
    findings = [_with_times(row) for row in application.finding_rows]  # type: ignore[attr-defined]  # annotated
    forms = finding_forms(findings) if may_act and application.is_open_case else {}
    if finding_form is not None and finding_form.prefix:
        forms[finding_form.prefix] = finding_form
    return {
        "submission": sent[0],
        "overall": answers.overall(sent[0]),
        "blocks": answers.category_blocks(sent[0], findings, forms),
        "sections": answers.sections(sent[0]),
        "changes": answers.changes(*sent) if len(sent) == 2 else None,
        "before": sent[1] if len(sent) == 2 else None,
    }


def finding_forms(findings: list[dict[str, Any]]) -> dict[str, FindingForm]:
    """One form per category, with what was found before."""
    found = {row["category"]: row for row in findings}
    return {
        category.value: FindingForm(prefix=category.value, initial=found.get(category.value))
        for category in Category
    }


def _person(row: dict[str, Any]) -> dict[str, Any]:
    return row | {"role_words": ROLE(row["role"]).label, "shown": row["name"] or row["email"]}


def _about(row: dict[str, Any]) -> dict[str, Any]:
    return {"about": Step(row["step"]).label if row["step"] else ""}


def _with_times(row: dict[str, Any]) -> dict[str, Any]:
    """JSON brings times as text."""
    times = {key: parse_datetime(row[key]) for key in TIMES if row.get(key)}
    return row | times


def _duplicates(application: Application) -> list[dict[str, Any]]:
    return [
        {
            "found": match.found,
            "why": match.why,
            "is_organisation": isinstance(match.found, Organisation),
            "state": STAFF_WORDS[State(match.found.state)].word
            if isinstance(match.found, Application)
            else "",
        }
        for match in find_duplicates(application)
        if match.found != application.matched_organisation
    ]
