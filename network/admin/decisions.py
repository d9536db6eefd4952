"""Decisions: letter and reason, then a preview, then the act. Only legal moves; one winner."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from network.actions import review
from network.actions.membership import AlreadyMember
from network.actions.moves import AlreadyMoved, applicants, check_move, last_event
from network.admin.pages import case_page, reviewing, staff, to_case
from network.eligibility import Category
from network.forms.review import MOST_QUESTIONS, DecisionForm, first_values, with_preset
from network.letters import PLACEHOLDERS, REQUIRED
from network.models import Affiliation, Application, ApplicationEvent, ApplicationPerson
from network.states import MOVES, Actor, IllegalMove, Move
from portal.whole_numbers import whole_number

DECISIONS = (Move.ASK, Move.APPROVE, Move.REFER, Move.DECLINE)
CONFLICT = 409


@require_POST
@reviewing
def start_review(request: HttpRequest, application: Application) -> HttpResponse:
    """One press of a button; a second one, or a colleague's, is told who was first."""
    raw = request.POST.get("version", "")
    version = whole_number(raw, digits=9)
    try:
        review.start_review(
            application=application,
            by=staff(request),
            now=timezone.now(),
            expected_version=version,
        )
    except review.OwnApplication:
        return own_application(request, application)
    except (AlreadyMoved, IllegalMove):
        return moved_on(request, application, Move.START_REVIEW)
    messages.success(request, _("Review started."))
    return to_case(request, application)


@require_http_methods(["GET", "HEAD", "POST"])
@reviewing
def decide(request: HttpRequest, application: Application, move: str) -> HttpResponse:
    """One decision, step by step: write, preview, confirm."""
    if move not in DECISIONS:
        raise Http404
    to_make = Move(move)
    if review.takes_part(application, staff(request)):
        return own_application(request, application)
    basis = review.approval_basis(application) if to_make == Move.APPROVE else None
    if request.method != "POST":
        return _open(request, application, to_make, basis)
    form = DecisionForm(request.POST, move=to_make)
    act = request.POST.get("act")
    if act == "change":
        return _write(request, application, DecisionForm(initial=_typed(form), move=to_make))
    if act in {"load", "replace"}:
        values, offered = with_preset(to_make, _typed(form), replace=act == "replace")
        loaded = DecisionForm(initial=values, move=to_make)
        return _write(request, application, loaded, offered)
    if not form.is_valid():
        return _write(request, application, form)
    if act == "confirm":
        return _confirm(request, application, form)
    return _preview(request, application, form)


def _open(
    request: HttpRequest, application: Application, move: Move, basis: review.Basis | None
) -> HttpResponse:
    try:
        check_move(application, move)
    except IllegalMove:
        return moved_on(request, application, move)
    if basis is not None and not basis.categories:
        return nothing_found(request, application)
    form = DecisionForm(initial=first_values(application, move, basis), move=move)
    return _write(request, application, form)


def _typed(form: DecisionForm) -> dict[str, Any]:
    """What was sent, unchecked, by the form's own names only."""
    return {name: form.data[name] for name in form.fields if name in form.data}


def _write(
    request: HttpRequest,
    application: Application,
    form: DecisionForm,
    offered: dict[str, str] | None = None,
) -> HttpResponse:
    """The page on which a decision is written; `offered` is a preset that was not taken yet."""
    return case_page(
        request,
        "decide.html",
        application,
        title=MOVES[form.move].staff_label,
        form=form,
        move=form.move,
        offered=offered,
        **_question_fields(form),
        placeholders=sorted(PLACEHOLDERS),
        required=sorted(REQUIRED.get(form.move, ())),
        readers=applicants(application),
        **_approval(application, form.move),
    )


def _question_fields(form: DecisionForm) -> dict[str, Any]:
    """The first question in sight, the others behind a summary until one is used."""
    if form.move != Move.ASK:
        return {}
    first, *others = (
        [form[f"question_{n}"], form[f"about_{n}"]] for n in range(1, MOST_QUESTIONS + 1)
    )
    more = [field for pair in others for field in pair]
    is_used = any(field.value() or field.errors for field in more)
    return {"first_question": first, "more_questions": more, "is_more_asked": is_used}


def _approval(application: Application, move: Move) -> dict[str, Any]:
    """What an approval will do, in words: categories, organisation, whose access."""
    if move != Move.APPROVE:
        return {}
    basis = review.approval_basis(application)
    people = application.people.exclude(role=ApplicationPerson.Role.SCRIBE)
    matched = application.matched_organisation
    there = set()
    if matched is not None:
        present = Affiliation.objects.filter(organisation=matched, ended_at__isnull=True)
        there = set(present.values_list("user_id", flat=True))
    return {
        "met": [Category(value).label for value in basis.categories],
        **_gaps(application),
        "matched": matched,
        "applying": [
            {
                "person": person.user,
                "is_there": person.user_id in there,
                "is_lead": person.role == ApplicationPerson.Role.LEAD,
            }
            for person in people.select_related("user").order_by("pk")
        ],
    }


def _gaps(application: Application) -> dict[str, list[Any]]:
    """What a careful reader would still look at: claims without a finding, and old findings."""
    sent_at = application.submissions.newest_first().values_list("submitted_at", flat=True).first()
    found = dict(application.findings.values_list("category", "found_at"))
    return {
        "without_finding": [
            category.label
            for category in Category
            if category in application.claimed and category not in found
        ],
        "outdated": [
            category.label
            for category in Category
            if sent_at and category in found and found[category] < sent_at
        ],
    }


def _preview(request: HttpRequest, application: Application, form: DecisionForm) -> HttpResponse:
    wording = form.wording()
    texts = [question.text for question in form.questions()]
    readers = applicants(application) if wording.send else []
    letters = [
        (person, review.write_letter(application, wording, person, texts)) for person in readers
    ]
    return case_page(
        request,
        "preview.html",
        application,
        title=MOVES[form.move].staff_label,
        form=form,
        move=form.move,
        letters=letters,
        questions=form.questions(),
        reason=dict(form.fields["reason"].choices).get(form.cleaned_data["reason"])  # type: ignore[attr-defined]  # its kind
        if "reason" in form.fields
        else "",
        **_approval(application, form.move),
    )


def _confirm(request: HttpRequest, application: Application, form: DecisionForm) -> HttpResponse:
    try:
        event = _act(request, application, form)
    except review.OwnApplication:
        return own_application(request, application)
    except (AlreadyMoved, IllegalMove):
        return moved_on(request, application, form.move, form)
    except review.NothingFound:
        return nothing_found(request, application)
    except AlreadyMember as found:
        return already_member(request, application, found)
    except review.BasisChanged:
        return basis_changed(request, application, form)
    count = len(applicants(application)) if event.letter_sent else 0
    letter = ngettext(
        "The letter goes to %(count)d person.", "The letter goes to %(count)d people.", count
    ) % {"count": count}
    done = MOVES[form.move].staff_wording
    messages.success(request, f"{done}. {letter if count else _('No letter was sent.')}")
    return to_case(request, application)


def _act(request: HttpRequest, application: Application, form: DecisionForm) -> ApplicationEvent:
    common: dict[str, Any] = {
        "application": application,
        "wording": form.wording(),
        "by": staff(request),
        "now": timezone.now(),
        "expected_version": form.cleaned_data["version"],
    }
    if form.move == Move.APPROVE:
        return review.approve(**common, expected_basis=form.expected_basis())
    common["reason"] = form.cleaned_data["reason"]
    if form.move == Move.ASK:
        return review.ask(**common, questions=form.questions())
    return review.refer_or_decline(**common, to_make=form.move)


def moved_on(
    request: HttpRequest,
    application: Application,
    move: Move,
    form: DecisionForm | None = None,
) -> HttpResponse:
    """Somebody was quicker: who did what and when; what was typed is there to copy."""
    application.refresh_from_db()
    event = last_event(application)
    return case_page(
        request,
        "moved_on.html",
        application,
        title=_("This case has moved on"),
        status=CONFLICT,
        wanted=MOVES[move].staff_label,
        event=event,
        done=MOVES[Move(event.move)].staff_wording if event else "",
        is_applicants=bool(event and MOVES[Move(event.move)].actor == Actor.APPLICANT),
        form=None,
        typed=form.cleaned_data if form else None,
    )


def own_application(request: HttpRequest, application: Application) -> HttpResponse:
    text = _("You take part in this application yourself, so somebody else decides about it.")
    return refused(request, application, _("Not your decision"), text, status=403)


def nothing_found(request: HttpRequest, application: Application) -> HttpResponse:
    text = _(
        "An approval rests on at least one category that you found met. Record your finding "
        "first, with the reason; then approve."
    )
    return refused(request, application, _("No category is found met yet"), text)


def already_member(
    request: HttpRequest, application: Application, found: AlreadyMember
) -> HttpResponse:
    text = _(
        "%(organisation)s is a member already, so there is nothing to approve. If this is the "
        "same organisation, decline with the reason “Already a member”: its letter helps the "
        "people to find their place. If it is another one, take the match away first."
    ) % {"organisation": found.organisation}
    return refused(request, application, _("Already a member"), text)


def basis_changed(
    request: HttpRequest, application: Application, form: DecisionForm
) -> HttpResponse:
    text = _(
        "Findings or the matched organisation changed while you were here, so nothing was "
        "decided. Look at the case again, then approve."
    )
    return refused(
        request, application, _("Something changed meanwhile"), text, typed=form.cleaned_data
    )


def refused(
    request: HttpRequest,
    application: Application,
    title: str,
    text: str,
    status: int = CONFLICT,
    typed: dict[str, Any] | None = None,
) -> HttpResponse:
    """Nothing was done, and why."""
    return case_page(
        request, "refused.html", application, title=title, status=status, text=text, typed=typed
    )
