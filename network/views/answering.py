"""Answering the co-ordinator's questions: kept while one types, compared, sent."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from network.actions import applying
from network.actions.answering import StaleAnswers, keep_answers
from network.actions.applying import NotEditable, QuestionsChanged, StaleStep
from network.forms import steps as step_forms
from network.forms.people import AnswersForm
from network.models import Application, InformationItem, TypedAnswers
from network.signed_in import who
from network.states import IllegalMove
from network.steps import Step
from network.views import autosave, presenting
from network.views.applying import fetch, moved_on


@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, reference: str) -> HttpResponse:
    """Exactly what was asked, each question with its box and what was typed into it so far."""
    found = fetch(request, reference)
    items = list(presenting.open_questions(found))
    if request.method == "POST":
        return _save(request, found, items)
    if not items:
        return redirect("network:application", reference)
    kept = TypedAnswers.objects.of(found)
    return _answer_page(request, found, AnswersForm(items=items, initial=kept.typed), kept)


def _save(
    request: HttpRequest, found: Application, items: Sequence[InformationItem]
) -> HttpResponse:
    form = AnswersForm(request.POST, items=items)
    if not form.can_be_kept():
        if autosave.is_quiet(request):
            return autosave.cannot_be_kept()
        return _answer_page(request, found, form, TypedAnswers.objects.of(found))
    try:
        kept = keep_answers(
            application=found,
            typed=_typed_answers(request),
            version=autosave.version(request),
            by=who(request),
            now=timezone.now(),
        )
    except (NotEditable, QuestionsChanged):
        return _overtaken(request, found)
    except StaleAnswers as stale:
        return _conflict(request, found, form, stale.current)
    if autosave.is_quiet(request):
        return autosave.saved(kept)
    if request.POST.get("action") == "save":
        messages.success(request, _("Saved. Nothing is sent before you send your answer."))
        return redirect("network:application", found.reference)
    return _send_answers(request, found, form, kept)


def _answer_page(
    request: HttpRequest,
    found: Application,
    form: AnswersForm,
    kept: TypedAnswers,
    status: int = 200,
    differences: Any = None,
) -> HttpResponse:
    _frozen, checked = step_forms.freeze(found.steps.all())
    context = {
        "application": found,
        "form": form,
        "steps": [Step(item.step) for item in form.items if item.step],
        "incomplete": [Step(name) for name, one in checked.items() if not one.is_valid()],
        "version": kept.version,
        "saved": kept if kept.version else None,
        "differences": differences,
        "changed_by": kept.updated_by,
        "is_own_change": autosave.is_own(request, kept),
    }
    return render(request, "network/answer.html", context, status=status)


def _conflict(
    request: HttpRequest, found: Application, form: AnswersForm, current: TypedAnswers
) -> HttpResponse:
    """Another save came first: show it beside what was typed; saving again keeps this."""
    if autosave.is_quiet(request):
        return autosave.overtaken(request, current, _("Save and come back later"))
    differences = presenting.differences(form, current.typed)
    return _answer_page(request, found, form, current, status=409, differences=differences)


def _send_answers(
    request: HttpRequest, found: Application, form: AnswersForm, kept: TypedAnswers
) -> HttpResponse:
    frozen, _checked = step_forms.freeze(found.steps.all())
    if not form.is_valid() or frozen is None:
        return _answer_page(request, found, form, kept)
    try:
        applying.answer(
            application=found,
            answers=form.by_question(),
            frozen=frozen,
            by=who(request),
            now=timezone.now(),
        )
    except IllegalMove:
        return _overtaken(request, found)
    except StaleStep:
        messages.warning(request, _("A colleague changed an answer just now. Please send again."))
        return _answer_page(request, found, form, kept, status=409)
    except QuestionsChanged:
        messages.warning(request, _("The questions changed just now. Please look once more."))
        form = AnswersForm(request.POST, items=list(presenting.open_questions(found)))
        return _answer_page(request, found, form, kept, status=409)
    messages.success(request, _("Thank you: your answer is with the co-ordinator."))
    return redirect("network:application", found.reference)


def _typed_answers(request: HttpRequest) -> dict[str, str]:
    """Every answer in the request, also to questions that are not open any more."""
    typed = ((name, str(text).strip()) for name, text in request.POST.items())
    return {name: text for name, text in typed if name.startswith("item-") and text}


def _overtaken(request: HttpRequest, found: Application) -> HttpResponse:
    """Somebody answered first, or the case moved on: show what was typed, if it is not kept."""
    if autosave.is_quiet(request):
        return autosave.moved_on(_("Save and come back later"))
    asked = {item.field_name: item for item in found.information_items.all()}
    typed = _typed_answers(request)
    if all(name in asked and asked[name].answer == text for name, text in typed.items()):
        messages.info(request, _("These questions have been answered already."))
        return redirect("network:application", found.reference)
    rows = [
        (asked[name].question if name in asked else _("Your answer"), text)
        for name, text in typed.items()
    ]
    return moved_on(request, found, rows)
