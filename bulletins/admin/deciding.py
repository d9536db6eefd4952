"""Decisions about what members share: words, then a preview, then the act. One winner."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from bulletins.actions import moderation
from bulletins.actions.submissions import reader
from bulletins.admin.sharing_pages import (
    CONFLICT,
    deciding,
    edit_url,
    staff,
    submission_page,
    to_submission,
)
from bulletins.forms.moderation import AnswerForm
from bulletins.mail import submissions as mail
from bulletins.models import Bulletin, Submission
from bulletins.submission_states import Move

DECISIONS = (Move.ACCEPT, Move.ASK, Move.DECLINE)
SAID = {
    Move.ACCEPT: gettext_lazy("Accepted. Its writer is told again once others can read it."),
    Move.ASK: gettext_lazy("Changes are asked for. It comes back here once it is sent in again."),
    Move.DECLINE: gettext_lazy("Declined."),
}


@require_http_methods(["GET", "HEAD", "POST"])
@deciding
def decide(request: HttpRequest, submission: Submission, move: str) -> HttpResponse:
    """One decision, step by step: write, preview, confirm."""
    if move not in DECISIONS:
        raise Http404
    to_make = Move(move)
    if moderation.is_own(submission, staff(request)):
        return own(request, submission)
    if request.method != "POST":
        return _open(request, submission, to_make)
    form = AnswerForm(request.POST, move=to_make)
    act = request.POST.get("act")
    if act == "change":
        typed = {name: form.data[name] for name in form.fields if name in form.data}
        return _write(request, submission, AnswerForm(initial=typed, move=to_make))
    if not form.is_valid() or _says_nothing(submission, form):
        return _write(request, submission, form)
    if act == "confirm":
        return _confirm(request, submission, form)
    return _preview(request, submission, form)


def _says_nothing(submission: Submission, form: AnswerForm) -> bool:
    """Whether the gap in the preset was left empty: the member would not know what is meant."""
    preset = mail.first_words(submission, form.move, reader(submission))
    if form.move == Move.ACCEPT or form.answer().text.split() != preset.split():
        return False
    form.add_error("text", _("Say in your own words what is meant: the text has a gap for it"))
    return True


def _open(request: HttpRequest, submission: Submission, move: Move) -> HttpResponse:
    try:
        moderation.check_move(submission, move)
        if move != Move.ACCEPT:
            moderation.check_free(submission)
    except moderation.InBulletin as error:
        return _goes_out(request, submission, error.bulletin)
    except moderation.MovedOn:
        return moved_on(request, submission, move)
    words = mail.first_words(submission, move, reader(submission))
    first = {"version": submission.version, "send": "yes", "as_post": "yes", "text": words}
    return _write(request, submission, AnswerForm(initial=first, move=move))


def _write(request: HttpRequest, submission: Submission, form: AnswerForm) -> HttpResponse:
    return submission_page(
        request,
        "decide.html",
        submission,
        title=form.move.label,
        form=form,
        person=reader(submission),
        leaves_post=submission.post if form.move != Move.ACCEPT else None,
    )


def _preview(request: HttpRequest, submission: Submission, form: AnswerForm) -> HttpResponse:
    answer, person = form.answer(), reader(submission)
    letter = None
    if answer.send and person is not None:
        letter = mail.answer(submission, form.move, answer.text, person)
    return submission_page(
        request,
        "preview.html",
        submission,
        title=form.move.label,
        form=form,
        letter=letter,
        text=answer.text,
        is_refusal=form.move == Move.DECLINE,
        chosen=_chosen(form),
    )


def _chosen(form: AnswerForm) -> list[tuple[Any, Any]]:
    """What was ticked beside the text, in words."""
    fields = [form[name] for name in ("as_post", "reason") if name in form.fields]
    return [
        (field.label, dict(field.field.choices)[form.cleaned_data[field.name]])  # type: ignore[attr-defined]  # its kind
        for field in fields
    ]


def _confirm(request: HttpRequest, submission: Submission, form: AnswerForm) -> HttpResponse:
    try:
        post = _act(request, submission, form)
    except moderation.OwnSubmission:
        return own(request, submission)
    except moderation.InBulletin as error:
        return _goes_out(request, submission, error.bulletin)
    except moderation.MovedOn:
        return moved_on(request, submission, form.move, form)
    except OSError:
        form.add_error(None, _("The picture could not be copied just now. Please try again"))
        return _write(request, submission, form)
    messages.success(request, SAID[form.move])
    if address := edit_url(post):
        return redirect(address)
    return to_submission(request, submission)


def _act(request: HttpRequest, submission: Submission, form: AnswerForm) -> Any:
    """Make the move; return the post that was made of it, if one was."""
    common: dict[str, Any] = {
        "submission": submission,
        "answer": form.answer(),
        "by": staff(request),
        "now": timezone.now(),
        "expected_version": form.cleaned_data["version"],
    }
    if form.move == Move.ACCEPT:
        as_post = form.cleaned_data["as_post"] == "yes"
        return moderation.accept(**common, as_post=as_post).post
    if form.move == Move.ASK:
        moderation.ask(**common)
    else:
        moderation.decline(**common, reason=form.cleaned_data["reason"])
    return None


@require_POST
@deciding
def make_post(request: HttpRequest, submission: Submission) -> HttpResponse:
    """A draft post of what was accepted without one; a second press leads to the same."""
    try:
        post = moderation.make_post(submission=submission, by=staff(request), now=timezone.now())
    except moderation.OwnSubmission:
        return own(request, submission)
    except moderation.MovedOn:
        return moved_on(request, submission, Move.ACCEPT)
    except OSError:
        messages.error(request, _("The picture could not be copied just now. Please try again."))
        return to_submission(request, submission)
    messages.success(request, _("There is a draft post of it now."))
    return redirect(edit_url(post)) if edit_url(post) else to_submission(request, submission)


def moved_on(
    request: HttpRequest, submission: Submission, move: Move, form: AnswerForm | None = None
) -> HttpResponse:
    """Somebody was quicker: who did what and when; what was typed is there to copy."""
    submission.refresh_from_db()
    return submission_page(
        request,
        "moved_on.html",
        submission,
        title=_("This has moved on"),
        status=CONFLICT,
        wanted=move.label,
        event=moderation.last_event(submission),
        unsent=form.cleaned_data["text"] if form else "",
    )


def _goes_out(request: HttpRequest, submission: Submission, bulletin: Bulletin) -> HttpResponse:
    text = _(
        "It stands in “%(bulletin)s”, which is approved and would go out with it. Have that taken "
        "back to edit and the item removed, then come back. Nothing was changed."
    ) % {"bulletin": bulletin}
    title = _("It is about to go out")
    return submission_page(
        request, "refused.html", submission, title=title, status=CONFLICT, text=text
    )


def own(request: HttpRequest, submission: Submission) -> HttpResponse:
    text = _("It comes from you, or from an organisation of yours, so somebody else decides.")
    title = _("Not your decision")
    return submission_page(request, "refused.html", submission, title=title, status=403, text=text)
