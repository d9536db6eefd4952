"""Members share news and practice: written, sent in, changed, taken back."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.files.storage import default_storage
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from bulletins.actions import submissions
from bulletins.forms.submissions import FORMS, ShareForm, first_values
from bulletins.mail.submissions import post_address
from bulletins.models import Bulletin, Submission
from bulletins.states import STARTED
from bulletins.submission_states import (
    MEMBER_WORDS,
    OPEN_TO_MEMBER,
    TAKEN_OFF,
    Move,
    State,
    Words,
    legal_moves,
)
from network.models import Organisation
from network.serving import serve
from network.signed_in import who
from portal.rates import is_allowed

PER_PAGE = 20
EXTENSIONS = {"image/jpeg": ".jpg", "image/png": ".png"}
HAPPENED = {
    Move.SUBMIT: gettext_lazy("Sent in"),
    Move.ASK: gettext_lazy("Changes asked for"),
    Move.ACCEPT: gettext_lazy("Accepted"),
    Move.DECLINE: gettext_lazy("Not taken"),
    Move.PUBLISH: gettext_lazy("Published"),
    Move.WITHDRAW: gettext_lazy("Taken back"),
}


@require_safe
def share(request: HttpRequest) -> HttpResponse:
    """What can be shared, and what one's organisations have shared."""
    organisations = _organisations(request)
    if not organisations:
        return render(request, "bulletins/share_closed.html")
    rows = Submission.objects.visible_to(who(request), now=timezone.now())
    newest = rows.select_related("organisation", "by").order_by("-changed_at", "-pk")
    page = Paginator(newest, PER_PAGE).get_page(request.GET.get("page"))
    readable = set(rows.readable().filter(pk__in=[row.pk for row in page]))
    context = {
        "page_obj": page,
        "shared": [(row, _words(row, row in readable)) for row in page],
        "has_several": len(organisations) > 1,
    }
    return render(request, "bulletins/share.html", context)


def _words(row: Submission, is_readable: bool) -> Words:
    """How it is shown to its members; `is_readable` says whether others can read it somewhere."""
    is_off = row.state == State.PUBLISHED and not is_readable
    return TAKEN_OFF if is_off else MEMBER_WORDS[State(row.state)]


def _organisations(request: HttpRequest) -> list[Organisation]:
    """The member organisations that somebody may share for."""
    mine = Organisation.objects.visible_to(who(request)).members_at(timezone.now())
    return list(mine.order_by("name", "pk"))


@require_http_methods(["GET", "HEAD", "POST"])
def share_new(request: HttpRequest, kind: str) -> HttpResponse:
    """Something new: nothing is kept before the first press of a button."""
    if kind not in FORMS:
        raise Http404
    organisations = _organisations(request)
    if not organisations:
        return render(request, "bulletins/share_closed.html")
    if request.method != "POST":
        first = {"key": uuid.uuid4()}
        return _edit(request, kind, FORMS[kind](organisations=organisations, initial=first))
    form = _typed(request, kind, organisations)
    if form.is_valid() and (answer := _start(request, kind, form)):
        return answer
    return _edit(request, kind, form)


def _typed(
    request: HttpRequest, kind: str, organisations: list[Organisation], **options: Any
) -> ShareForm:
    """What was sent. Whether it is to be kept or sent in is the button's word."""
    form = FORMS[kind](
        request.POST, request.FILES, organisations=organisations, sends=_sends(request), **options
    )
    if request.FILES and not is_allowed(request, action="upload"):
        said = _("Those were many files in an hour. Please wait a little")
        form.fields["picture"].refusal = said  # type: ignore[attr-defined]  # its kind
    return form


def _sends(request: HttpRequest) -> bool:
    return request.POST.get("action") == "send"


def _start(request: HttpRequest, kind: str, form: ShareForm) -> HttpResponse | None:
    if _is_too_much(request, form):
        return None
    key = form.cleaned_data["key"] or uuid.uuid4()
    new = submissions.New(kind, form.chosen, key, form.content())
    try:
        row = submissions.start(new=new, by=who(request), now=timezone.now(), send=_sends(request))
    except submissions.TooManyDrafts:
        said = _("You have %(most)d drafts, which is the most. Send one in or take one back first")
        form.add_error(None, said % {"most": submissions.MOST_DRAFTS})
    except submissions.NotAMember:
        form.add_error(None, _("The membership has ended meanwhile, so nothing was kept"))
    except submissions.Stale as stale:
        return _conflict(request, stale.current, form)
    except OSError:
        form.add_error("picture", _("We could not keep the picture just now. Please try again"))
    else:
        return _done(request, row)
    return None


def _is_too_much(request: HttpRequest, form: ShareForm) -> bool:
    if is_allowed(request, action="share"):
        return False
    form.add_error(None, _("That was very much in an hour. Wait a little, then press again"))
    return True


def _done(request: HttpRequest, row: Submission) -> HttpResponse:
    if row.state == State.SUBMITTED:
        messages.success(request, _("Sent in. Thank you for sharing!"))
        return redirect("bulletins:shared", row.reference)
    messages.success(request, _("Saved. Nothing is sent before you send it in."))
    return redirect("bulletins:share_change", row.reference)


@require_http_methods(["GET", "HEAD", "POST"])
def share_change(request: HttpRequest, reference: str) -> HttpResponse:
    """Write on in a draft, or in what was sent back with a question."""
    row = _theirs(request, reference)
    choices = _choices(request, row)
    if request.method != "POST":
        if row.state not in OPEN_TO_MEMBER:
            return _not_open(request, row)
        form = FORMS[row.kind](organisations=choices, kept=row, initial=first_values(row, choices))
        return _edit(request, row.kind, form, row)
    form = _typed(request, row.kind, choices, kept=row)
    if row.state not in OPEN_TO_MEMBER:
        return _too_late(request, row, form)
    if form.is_valid() and (answer := _change(request, row, form)):
        return answer
    return _edit(request, row.kind, form, row)


def _choices(request: HttpRequest, row: Submission) -> list[Organisation]:
    """For whom it may be shared: once it was sent, that stays."""
    return _organisations(request) if row.state == State.DRAFT else [row.organisation]


def _theirs(request: HttpRequest, reference: str) -> Submission:
    rows = Submission.objects.changeable_by(who(request), now=timezone.now())
    return get_object_or_404(rows.select_related("organisation", "by"), reference=reference)


def _change(request: HttpRequest, row: Submission, form: ShareForm) -> HttpResponse | None:
    if _is_too_much(request, form):
        return None
    version = form.cleaned_data["version"]
    try:
        kept = submissions.change(
            submission=row,
            content=form.content(),
            version=-1 if version is None else version,
            by=who(request),
            now=timezone.now(),
            send=_sends(request),
        )
    except submissions.NotTheirs as error:
        raise Http404 from error
    except submissions.NotOpen as closed:
        return _too_late(request, closed.current, form)
    except submissions.Stale as stale:
        return _conflict(request, stale.current, form)
    except submissions.NotAMember:
        form.add_error(None, _("That membership has ended meanwhile. Choose another organisation"))
    except OSError:
        form.add_error("picture", _("We could not keep the picture just now. Please try again"))
    else:
        return _done(request, kept)
    return None


def _not_open(request: HttpRequest, row: Submission) -> HttpResponse:
    """A second press, or an old tab: said kindly, on the page that shows how it stands."""
    if row.state == State.SUBMITTED:
        messages.info(request, _("It is sent in already, as it stands below."))
    else:
        messages.info(request, _("It cannot be changed any more. It stands as below."))
    return redirect("bulletins:shared", row.reference)


def _too_late(request: HttpRequest, row: Submission, form: ShareForm) -> HttpResponse:
    """What was typed and can no longer be kept is there to copy, where it is not there already."""
    unsaved = _differences(form, row)
    if not unsaved:
        return _not_open(request, row)
    context = {"submission": row, "words": _words(row, bool(_places(row))), "unsaved": unsaved}
    return render(request, "bulletins/share_too_late.html", context, status=409)


def _conflict(request: HttpRequest, current: Submission, typed_form: ShareForm) -> HttpResponse:
    """Another save came first: how it stands now beside what was typed; saving again keeps this."""
    if current.state not in OPEN_TO_MEMBER:
        return _too_late(request, current, typed_form)
    typed = request.POST.copy()
    typed["version"] = str(current.version)
    differences = _differences(typed_form, current)
    if request.FILES and current.picture_file:
        # The picture chosen here is not kept: its words must not stand under the other one.
        typed["picture_alternative"] = current.picture_alternative
    form = FORMS[current.kind](
        initial=typed.dict(), organisations=_choices(request, current), kept=current
    )
    context = {"differences": differences, "has_errors": True}
    context |= {"lost_picture": bool(request.FILES)}
    return _edit(request, current.kind, form, current, status=409, **context)


def _differences(form: ShareForm, current: Submission) -> list[dict[str, Any]]:
    """Where what was typed is not what is kept, both in the words of the page."""
    kept = first_values(current)
    rows = []
    for field in form:
        typed, saved = str(field.value() or ""), str(kept.get(field.name) or "")
        if not field.is_hidden and field.name in kept and typed.split() != saved.split():
            rows.append(
                {
                    "label": field.label,
                    "theirs": _in_words(field, saved),
                    "yours": _in_words(field, typed),
                }
            )
    return rows


def _in_words(field: Any, value: str) -> str:
    choices = dict(getattr(field.field, "choices", ()))
    return str(choices.get(value, value)) if value else ""


def _edit(
    request: HttpRequest,
    kind: str,
    form: ShareForm,
    row: Submission | None = None,
    status: int = 200,
    **context: Any,
) -> HttpResponse:
    """The page to write on. Without a row its address is that of something new."""
    context |= {"form": form, "submission": row, "is_practice": kind == Submission.Kind.PRACTICE}
    context["asked"] = _last_words(row) if row else None
    return render(request, "bulletins/share_edit.html", context, status=status)


def _last_words(row: Submission) -> Any:
    """What was asked or said last, for as long as it is of use."""
    if row.state not in {State.CHANGES_ASKED, State.DECLINED}:
        return None
    return row.events.filter(to_state=row.state).order_by("-at", "-pk").first()


@require_safe
def shared(request: HttpRequest, reference: str) -> HttpResponse:
    """One of them: how it stands, what was asked, what happened, where it can be read."""
    row = _visible(request, reference)
    is_theirs = Submission.objects.changeable_by(who(request), now=timezone.now()).contains(row)
    state = State(row.state)
    places = _places(row) if state == State.PUBLISHED else []
    context = {
        "submission": row,
        "words": _words(row, bool(places)),
        "asked": _last_words(row),
        "events": _happened(row),
        "places": places,
        "may_change": is_theirs and state in OPEN_TO_MEMBER,
        "may_take_back": is_theirs and Move.WITHDRAW in legal_moves(state),
    }
    return render(request, "bulletins/shared.html", context)


def _visible(request: HttpRequest, reference: str) -> Submission:
    rows = Submission.objects.visible_to(who(request), now=timezone.now())
    found = rows.select_related("organisation", "by", "post")
    return get_object_or_404(found, reference=reference)


def _happened(row: Submission) -> list[dict[str, Any]]:
    """The timeline in the member's words: staff act as the network, not by name."""
    events = row.events.select_related("by").order_by("-at", "-pk")
    return [
        {
            "title": HAPPENED[Move(event.move)],
            "at": event.at,
            "actor": _("the network") if event.is_by_staff else event.by,
            "text": event.text,
        }
        for event in events
    ]


def _places(row: Submission) -> list[tuple[str, str]]:
    """Titles and addresses of the post and the bulletins in which others read it."""
    places = []
    if row.post is not None and row.post.is_published:
        places.append((row.post.title, post_address(row.post)))
    sent = Bulletin.objects.filter(state__in=STARTED, sections__items__submission=row).distinct()
    for bulletin in sent.order_by("started_at", "pk"):
        places.append((bulletin.subject, reverse("bulletins:bulletin", args=[bulletin.slug])))
    return places


@require_http_methods(["GET", "HEAD", "POST"])
def share_take_back(request: HttpRequest, reference: str) -> HttpResponse:
    """Asks first."""
    row = _theirs(request, reference)
    if Move.WITHDRAW not in legal_moves(State(row.state)):
        return _not_open(request, row)
    if request.method != "POST":
        return render(request, "bulletins/share_take_back.html", {"submission": row})
    try:
        submissions.take_back(submission=row, by=who(request), now=timezone.now())
    except submissions.NotTheirs as error:
        raise Http404 from error
    except submissions.NotOpen as closed:
        return _not_open(request, closed.current)
    messages.success(request, _("Taken back. Nobody reads it any further."))
    return redirect("bulletins:share")


@require_safe
def share_picture(request: HttpRequest, reference: str) -> FileResponse:
    """For who may read the submission."""
    row = _visible(request, reference)
    return served(row)


def served(row: Submission) -> FileResponse:
    """The picture of a submission. Raises Http404 where it has none."""
    if not row.picture_file or not default_storage.exists(str(row.picture_file.name)):
        raise Http404
    name = f"{row.reference}{EXTENSIONS.get(row.picture_type, '')}"
    return serve(str(row.picture_file.name), name, row.picture_type)
