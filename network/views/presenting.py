"""Turns applications into what the templates' components show."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from network.eligibility import Claim
from network.forms import steps as step_forms
from network.forms.counts import COUNTS
from network.forms.steps import StepForm
from network.forms.words import frozen_rows, shown
from network.mail import answer_expected_by, answer_wanted_by
from network.models import Application, ApplicationEvent, Submission, TypedAnswers
from network.registers import NUMBER_FIELDS
from network.states import APPLICANT_WORDS, MOVES, Move, State, Words
from network.steps import ANSWERED_STEPS, Step

NEEDED_STEPS = tuple(step for step in ANSWERED_STEPS if step != Step.HOPES)


def with_words(applications: Iterable[Application]) -> list[tuple[Application, Words]]:
    """Each application with the applicant's words for its state."""
    return [(one, APPLICANT_WORDS[State(one.state)]) for one in applications]


def task_page(application: Application) -> dict[str, Any]:
    """The task list of a draft, or of one that may be sent again."""
    frozen, forms_by_step = step_forms.freeze(application.steps.all())
    last_letter = _last_letter(application)
    tasks = [_task(application, step, forms_by_step) for step in Step]
    return {
        "application": application,
        "words": APPLICANT_WORDS[State(application.state)],
        "tasks": tasks,
        "done": sum(forms_by_step[step].is_valid() for step in NEEDED_STEPS),
        "total": len(NEEDED_STEPS),
        "is_complete": frozen is not None,
        "people": application.people.select_related("user").order_by("pk"),
        "last_letter": last_letter,
    } | _history(application, last_letter)


def _history(application: Application, above: ApplicationEvent | None) -> dict[str, Any]:
    """Of a draft there is none. The letter of `above` stands higher on the page already."""
    if application.state == State.DRAFT:
        return {}
    return {
        "entries": timeline(_events(application), above=above),
        "past_questions": past_questions(application),
    }


def _last_letter(application: Application) -> ApplicationEvent | None:
    return application.events.filter(letter_sent=True).order_by("-at", "-pk").first()


def _task(
    application: Application, step: Step, forms_by_step: Mapping[str, StepForm]
) -> dict[str, Any]:
    if step == Step.DOCUMENTS:
        count = application.documents.count()
        said = _("%(count)d added") % {"count": count} if count else _("Optional")
        url = reverse("network:documents", args=[application.reference])
        return {"title": step.label, "url": url, "status": {"word": said, "tone": "neutral"}}
    form = forms_by_step[step]
    url = reverse("network:step", args=[application.reference, step])
    return {"title": step.label, "url": url, "status": _progress(form)}


def _progress(form: StepForm) -> dict[str, str]:
    if form.is_valid() and form.data:
        return {"word": _("Done"), "tone": "good"}
    if form.data:
        return {"word": _("In progress"), "tone": "wait"}
    if form.is_valid():
        return {"word": _("Optional"), "tone": "neutral"}
    return {"word": _("Not started"), "tone": "neutral"}


def status_page(application: Application) -> dict[str, Any]:
    """Where the application stands, in the applicant's words."""
    events = _events(application)
    answer_by = _answer_promised_by(application, events)
    return {
        "application": application,
        "words": APPLICANT_WORDS[State(application.state)],
        "entries": timeline(events),
        "answer_by": answer_by,
        "is_late": answer_by is not None and answer_by < timezone.localdate(),
        "wanted_by": wanted_by(application),
        "questions": open_questions(application),
        "past_questions": past_questions(application),
        "may_withdraw": application.state in MOVES[Move.WITHDRAW].sources,
        "people": application.people.select_related("user").order_by("pk"),
    }


def _events(application: Application) -> list[ApplicationEvent]:
    return list(application.events.order_by("-at", "-pk"))


def timeline(
    events: Iterable[ApplicationEvent], *, above: ApplicationEvent | None = None
) -> list[dict[str, Any]]:
    """What happened, in the applicant's words, with the letters that were sent.

    The letter of `above` is left out: the page shows it already.
    """
    return [
        {
            "at": event.at,
            "title": MOVES[Move(event.move)].applicant_wording,
            "text": event.letter_text if event.letter_sent and event != above else "",
        }
        for event in events
    ]


def _answer_promised_by(
    application: Application, events: Iterable[ApplicationEvent]
) -> date | None:
    """The day of the answer while the co-ordinator reads, counted from what was sent last."""
    if application.state not in {State.SUBMITTED, State.IN_REVIEW}:
        return None
    sent = [event.at for event in events if event.move in {Move.SUBMIT, Move.ANSWER}]
    last = max(sent, default=application.submitted_at)
    return answer_expected_by(last) if last else None


def wanted_by(application: Application) -> date | None:
    """The day by which an open question should be answered, if there is one."""
    is_asked = application.state == State.MORE_INFORMATION
    return answer_wanted_by(application.state_since) if is_asked else None


def open_questions(application: Application) -> Any:
    """What the applicant is asked now; nothing once the case has moved on."""
    items = application.information_items.open().order_by("pk")
    return items if application.state == State.MORE_INFORMATION else items.none()


def past_questions(application: Application) -> list[dict[str, Any]]:
    """What was asked and answered earlier, and what lapsed with the text typed for it, if any."""
    kept = TypedAnswers.objects.of(application).typed
    items = application.information_items.past().select_related("answered_by")
    return [
        {"item": item, "typed": kept.get(item.field_name, "")}
        for item in items.order_by("asked_at", "pk")
    ]


def differences(form: StepForm, theirs: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Field by field, what a colleague saved where it is not what was typed here."""
    typed = form.typed()
    return [
        {
            "label": field.label,
            "theirs": shown(field.field, theirs.get(field.name)),
            "yours": shown(field.field, typed.get(field.name)),
        }
        for field in form
        if typed.get(field.name) != theirs.get(field.name)
    ]


def check_page(application: Application, forms_by_step: Mapping[str, StepForm]) -> dict[str, Any]:
    """Every answer with its way back, and what is still missing."""
    sections = [
        _section(application, step, forms_by_step) for step in Step if step != Step.DOCUMENTS
    ]
    return {
        "application": application,
        "sections": sections,
        "documents": application.documents.order_by("pk"),
    }


def _section(
    application: Application, step: Step, forms_by_step: Mapping[str, StepForm]
) -> dict[str, Any]:
    form = forms_by_step[step]
    url = reverse("network:step", args=[application.reference, step])
    return {
        "title": step.label,
        "url": url,
        "errors": []
        if form.is_valid()
        else [str(e) for errs in form.errors.values() for e in errs],
        "rows": [
            {
                "label": field.label,
                "value": shown(field.field, form.typed().get(field.name)),
                "change_url": f"{url}#{field.auto_id}",
            }
            for field in form
            if _is_worth_showing(field.name, form)
        ],
    }


def _is_worth_showing(name: str, form: StepForm) -> bool:
    """Everything that was asked: what another answer made needless is left out."""
    typed = form.typed()
    if name in typed:
        return True
    if name in COUNTS:
        return typed.get("led") == Claim.YES
    if name in NUMBER_FIELDS:
        return "not_registered" not in typed
    return name != "not_registered"


def copy_page(application: Application, submission: Submission) -> dict[str, Any]:
    """What was sent, from the frozen answers."""
    return {
        "application": application,
        "submission": submission,
        "sections": [
            {"title": step.label, "rows": frozen_rows(step, _frozen(step, submission))}
            for step in Step
            if step != Step.DOCUMENTS
        ],
        "documents": submission.answers.get(Step.DOCUMENTS, {}).get("names", []),
    }


def _frozen(step: Step, submission: Submission) -> dict[str, Any]:
    """Leadership figures lie apart from the other answers."""
    if step == Step.LEADERSHIP:
        return dict(submission.leadership)
    return dict(submission.answers.get(step, {}))
