"""The application as its people see it: start, fill in, check, send, follow."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from network.actions import applying
from network.actions.applying import NotEditable, StaleStep, editable_steps
from network.forms import steps as step_forms
from network.forms.steps import DeclarationForm, StepForm
from network.forms.words import shown
from network.mail import answer_expected_by
from network.models import Application, StepAnswers
from network.signed_in import who
from network.states import REASONS, WITHDRAWAL_WORDS, IllegalMove, Move, Reason, State
from network.steps import Step, following
from network.views import autosave, presenting
from network.views.checker import SESSION_KEY, session_answers
from portal.accounts import may_use_staff_pages


def fetch(request: HttpRequest, reference: str) -> Application:
    """The application, if this person takes part in it; 404 for everyone else.

    Staff who type for somebody need their second factor here as on every staff page.
    """
    mine = Application.objects.visible_to(request.user)
    if request.user.is_staff and not may_use_staff_pages(request):
        mine = mine.not_typing(request.user)
    return get_object_or_404(mine, reference=reference)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def apply(request: HttpRequest) -> HttpResponse:
    """Where an application begins: sign up first, then start, or go on with one."""
    if not request.user.is_authenticated:
        return render(
            request, "network/apply.html", {"has_answers": SESSION_KEY in request.session}
        )
    if request.method == "POST":
        application = applying.start_application(
            by=who(request), now=timezone.now(), checked=session_answers(request)
        )
        request.session.pop(SESSION_KEY, None)
        return redirect("network:application", application.reference)
    mine = Application.objects.visible_to(request.user).order_by("-created_at", "-pk")[:20]
    return render(
        request,
        "network/apply.html",
        {
            "applications": presenting.with_words(mine),
            "has_answers": SESSION_KEY in request.session,
        },
    )


@require_safe
def application(request: HttpRequest, reference: str) -> HttpResponse:
    """The task list while it is written, the status page once it is sent."""
    found = fetch(request, reference)
    if found.state in {State.DRAFT, State.REFERRED} and not request.GET.get("status"):
        return render(request, "network/application_tasks.html", presenting.task_page(found))
    return render(request, "network/application_status.html", presenting.status_page(found))


@require_http_methods(["GET", "HEAD", "POST"])
def step(request: HttpRequest, reference: str, step: str) -> HttpResponse:
    """One step: kept by a button that requires nothing, or checked and left for the next."""
    found = fetch(request, reference)
    if step not in step_forms.FORMS:
        raise Http404
    this = Step(step)
    row = found.steps.select_related("updated_by").get(step=this)
    if request.method == "POST":
        return _save(request, found, this, row)
    if this not in editable_steps(found):
        messages.info(request, _("This part cannot be changed now."))
        return redirect("network:application", reference)
    form = step_forms.bound(row) if request.GET.get("check") else _unchecked(row)
    return _step_page(request, found, row, form)


def _unchecked(row: StepAnswers) -> StepForm:
    """The form with what was typed, without errors nobody asked for yet."""
    return step_forms.FORMS[Step(row.step)](initial=row.typed)


def _save(request: HttpRequest, found: Application, this: Step, row: StepAnswers) -> HttpResponse:
    form = step_forms.FORMS[this](data=request.POST)
    is_quiet = autosave.is_quiet(request)
    if not form.can_be_kept():
        return autosave.cannot_be_kept() if is_quiet else _step_page(request, found, row, form)
    try:
        saved = applying.save_step(
            application=found,
            step=this,
            typed=form.typed(),
            version=autosave.version(request),
            by=who(request),
            now=timezone.now(),
        )
    except NotEditable:
        return _refused(request, found, form, is_quiet)
    except StaleStep as stale:
        return _conflict(request, found, form, stale.current, is_quiet)
    if is_quiet:
        return autosave.saved(saved)
    if request.POST.get("action") == "save":
        messages.success(request, _("Saved. You can come back to it at any time."))
        return redirect("network:application", found.reference)
    if not form.is_valid():
        return _step_page(request, found, saved, form)
    return _onward(request, found, this)


def _refused(
    request: HttpRequest, found: Application, form: StepForm, is_quiet: bool
) -> HttpResponse:
    """The step is closed by now: what was typed is shown once more, to be copied."""
    if is_quiet:
        return autosave.moved_on(_("Save and continue"))
    typed = form.typed()
    rows = [(str(field.label), shown(field.field, typed.get(field.name))) for field in form]
    return moved_on(request, found, [(label, words) for label, words in rows if words])


def moved_on(
    request: HttpRequest,
    found: Application,
    typed: Iterable[tuple[str, str | list[str]]],
) -> HttpResponse:
    """409, with what was typed (label and words): it came too late, but is not taken away."""
    context = {"application": found, "typed": list(typed)}
    return render(request, "network/moved_on.html", context, status=409)


def _conflict(
    request: HttpRequest, found: Application, form: StepForm, current: StepAnswers, is_quiet: bool
) -> HttpResponse:
    """Another save came first: show it beside what was typed; saving again keeps this."""
    if is_quiet:
        return autosave.overtaken(request, current, _("Save and continue"))
    differences = presenting.differences(form, current.typed)
    return _step_page(request, found, current, form, status=409, differences=differences)


def _onward(request: HttpRequest, found: Application, this: Step) -> HttpResponse:
    if found.state == State.MORE_INFORMATION:
        saved = _("Saved. Now answer what the co-ordinator asked, and send it.")
        messages.success(request, saved)
        return redirect("network:answer", found.reference)
    after = following(this)
    if after is None:
        return redirect("network:check", found.reference)
    if after == Step.DOCUMENTS:
        return redirect("network:documents", found.reference)
    return redirect("network:step", found.reference, after)


def _step_page(
    request: HttpRequest,
    found: Application,
    row: StepAnswers,
    form: StepForm,
    status: int = 200,
    differences: Any = None,
) -> HttpResponse:
    context = {
        "application": found,
        "form": form,
        "step": Step(row.step),
        "number": list(Step).index(Step(row.step)) + 1,
        "total": len(Step),
        "version": row.version,
        "saved_row": row.pk,  # with the version the key under which the fields are kept
        "saved": row if row.version > 1 or differences is not None else None,
        "differences": differences,
        "changed_by": row.updated_by,
        "is_own_change": autosave.is_own(request, row),
    }
    return render(request, "network/step.html", context, status=status)


@require_safe
def check(request: HttpRequest, reference: str) -> HttpResponse:
    """Check your answers: everything at a glance, each with its way back."""
    found = fetch(request, reference)
    if found.state not in {State.DRAFT, State.REFERRED}:
        return redirect("network:application", reference)
    frozen, forms = step_forms.freeze(found.steps.all())
    context = presenting.check_page(found, forms) | {"is_complete": frozen is not None}
    return render(request, "network/check.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def declaration(request: HttpRequest, reference: str) -> HttpResponse:
    """The last page: who says so, and the button that sends."""
    found = fetch(request, reference)
    frozen, _forms = step_forms.freeze(found.steps.all())
    if found.state not in {State.DRAFT, State.REFERRED}:
        return redirect("network:application", reference)
    if frozen is None:
        return redirect("network:check", reference)
    form = DeclarationForm(request.POST or None, initial={"name": who(request).name})
    if request.method == "POST" and form.is_valid():
        return _send(request, found, frozen, form)
    return render(request, "network/declaration.html", {"application": found, "form": form})


def _send(
    request: HttpRequest,
    found: Application,
    frozen: applying.FrozenAnswers,
    form: DeclarationForm,
) -> HttpResponse:
    words = {"name": form.cleaned_data["name"], "wording": str(form.fields["agreed"].label)}
    try:
        applying.submit(
            application=found,
            frozen=frozen,
            declaration=words,
            by=who(request),
            now=timezone.now(),
        )
    except NotEditable:
        raise Http404 from None  # two years after it was referred it was reduced: nobody's any more
    except IllegalMove:
        pass  # a second click, or a colleague was quicker: the confirmation is what they need
    except StaleStep as stale:
        said = _("%(who)s changed “%(step)s” while you were here. Please look once more.")
        step_name = Step(stale.current.step).label
        person = stale.current.updated_by or _("Somebody")
        messages.warning(request, said % {"who": person, "step": step_name})
        return redirect("network:check", found.reference)
    return redirect("network:sent", found.reference)


@require_safe
def sent(request: HttpRequest, reference: str) -> HttpResponse:
    """Confirmation: the reference, what happens next, and by when."""
    found = fetch(request, reference)
    if found.submitted_at is None:
        return redirect("network:application", reference)
    context = {"application": found, "answer_by": answer_expected_by(found.submitted_at)}
    return render(request, "network/sent.html", context)


@require_safe
def copy(request: HttpRequest, reference: str) -> HttpResponse:
    """A printable copy of what was sent last."""
    found = fetch(request, reference)
    submission = found.submissions.newest_first().select_related("submitted_by").first()
    if submission is None:
        return redirect("network:application", reference)
    context = presenting.copy_page(found, submission)
    return render(request, "network/copy.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, reference: str) -> HttpResponse:
    """Taking an application back asks first and says what will happen."""
    found = fetch(request, reference)
    reasons = REASONS[Move.WITHDRAW]
    if request.method == "POST":
        reason = request.POST.get("reason", "")
        try:
            applying.withdraw(
                application=found,
                by=who(request),
                now=timezone.now(),
                reason=reason if reason in reasons else Reason.OTHER,
            )
            messages.success(request, _said_withdrawn(found))
        except IllegalMove:
            messages.info(request, _("There was nothing to withdraw any more."))
        return redirect("network:application", reference)
    context = {"application": found, "reasons": WITHDRAWAL_WORDS.items()}
    return render(request, "network/withdraw.html", context)


def _said_withdrawn(found: Application) -> str:
    if found.submitted_at is None:
        return _("Your draft has been closed. Nothing was sent.")
    return _("Your application has been taken back.")
