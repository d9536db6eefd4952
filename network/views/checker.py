"""The public eligibility checker: no account; answers stay in the session, never in the URL."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from network.eligibility import Outcome, Screening, Verdict, answers_from, screen
from network.forms import checker

SESSION_KEY = "eligibility"
TONES = {Verdict.MET: "good", Verdict.NOT_MET: "neutral", Verdict.JUDGEMENT: "wait"}


def session_answers(request: HttpRequest) -> dict[str, Any]:
    """What this visitor has answered so far."""
    return dict(request.session.get(SESSION_KEY, {}))


@login_not_required
@require_safe
def start(request: HttpRequest) -> HttpResponse:
    return render(
        request, "network/eligibility_start.html", {"has_answers": SESSION_KEY in request.session}
    )


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, slug: str) -> HttpResponse:
    """One question; its answer is kept and the next open one follows."""
    question = checker.question(slug)
    answers = session_answers(request)
    if question is None:
        raise Http404
    if not question.is_asked(answers):
        return redirect("network:eligibility_question", "leadership")
    form = question.form(request.POST or None, initial=answers)
    if request.method == "POST" and form.is_valid():
        answers |= form.cleaned_data
        answers["answered"] = [*{*answers.get("answered", []), slug}]
        request.session[SESSION_KEY] = answers
        return _next(answers)
    return render(request, question.template, _question_page(question, form, answers))


def _next(answers: dict[str, Any]) -> HttpResponse:
    following = checker.first_open(answers)
    if following is None:
        return redirect("network:eligibility_result")
    return redirect("network:eligibility_question", following.slug)


def _question_page(
    question: checker.Question, form: Any, answers: dict[str, Any]
) -> dict[str, Any]:
    asked = checker.asked(answers)
    position = asked.index(question)
    return {
        "form": form,
        "question": question,
        "number": position + 1,
        "total": len(asked),
        "previous": asked[position - 1] if position else None,
    }


@login_not_required
@never_cache
@require_safe
def result(request: HttpRequest) -> HttpResponse:
    """All four categories with reasons, then the way on. Ineligibility is a page, not an error."""
    answers = session_answers(request)
    if (open_question := checker.first_open(answers)) is not None:
        return redirect("network:eligibility_question", open_question.slug)
    screening = screen(answers_from(answers))
    return render(request, "network/eligibility_result.html", result_page(screening, answers))


def result_page(screening: Screening, answers: dict[str, Any]) -> dict[str, Any]:
    return {
        "screening": screening,
        "can_apply": screening.outcome != Outcome.GUIDANCE,
        "findings": [
            {
                "title": found.category.label,
                "word": found.verdict.label,
                "tone": TONES[found.verdict],
                "text": found.reason,
            }
            for found in screening.categories
        ],
        "last_question": checker.asked(answers)[-1],
    }


@login_not_required
@require_POST
def restart(request: HttpRequest) -> HttpResponse:
    """Forget the answers."""
    request.session.pop(SESSION_KEY, None)
    return redirect("network:eligibility")
