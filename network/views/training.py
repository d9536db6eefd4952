"""The training exchange: what members offer and look for, and "we too"."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from network.actions import training
from network.actions.moderating import MovedOn, NotAMember, NotTheirs, SentAlready
from network.forms.deciding import VersionForm
from network.forms.training import ChangeForm, FindForm, JoinForm, PostForm
from network.models import Organisation, TrainingPost
from network.models.training import TrainingPostQuerySet
from network.move_tables import Actor
from network.signed_in import who
from network.training_states import OVER, TABLE, Move, State, is_running_out, words_of
from network.views import moderated
from network.views.moderated import METHODS, happened, members_of, say_too_late
from portal.rates import is_allowed

PER_PAGE = 20
OWN_MOVES = frozenset({Move.POST, *TABLE.moves_of(Actor.MEMBER)})
ENDS = {"met": Move.MEET, "take-down": Move.WITHDRAW}  # by the last part of the address
TOO_MANY = _("That was very often in an hour. Wait a little.")


@require_safe
def choose(request: HttpRequest) -> HttpResponse:
    return moderated.choose(request, title=_("Training exchange"), to="network:training_of")


@require_safe
def find(request: HttpRequest, reference: str) -> HttpResponse:
    """To the post's page, for whichever of one's organisations may see it: their own first."""
    post = get_object_or_404(_visible(request), reference=reference)
    own = members_of(request).order_by("name", "pk")
    acting = own.filter(pk=post.organisation_id).first() or own.first()
    return redirect("network:training_post", acting.pk if acting else 0, reference)


def _visible(request: HttpRequest) -> TrainingPostQuerySet:
    return TrainingPost.objects.visible_to(who(request), now=timezone.now())


def _acting(request: HttpRequest, pk: int) -> Organisation:
    return get_object_or_404(members_of(request), pk=pk)


@require_safe
def posts(request: HttpRequest, pk: int) -> HttpResponse:
    """What other members offer and look for, newest first; above it one's own."""
    organisation, form, now = _acting(request, pk), FindForm(request.GET), timezone.now()
    others = _visible(request).shown(now).exclude(organisation=organisation)
    narrowed = others.narrowed(form.asked).counted().select_related("organisation")
    ours = _visible(request).filter(organisation=organisation).counted()
    today = timezone.localdate(now)
    context = {
        "organisation": organisation,
        "others": moderated.others(request, organisation, to="network:training_of"),
        "form": form,
        "page_obj": Paginator(narrowed.order_by("-state_since", "-pk"), PER_PAGE).get_page(
            request.GET.get("page")
        ),
        "ours": [
            (post, words_of(post.state, post.shown_until, today))
            for post in ours.order_by("-created_at", "-pk")
        ],
    }
    return render(request, "network/training.html", context)


@require_http_methods(METHODS)
def new(request: HttpRequest, pk: int) -> HttpResponse:
    """Nothing is kept before the form is sent."""
    organisation = _acting(request, pk)
    form = PostForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if (made := _post(request, organisation, form)) is not None:
            messages.success(request, _("Thank you. The co-ordinator reads it and writes to you."))
            return redirect("network:training_post", pk, made.reference)
        form = form.with_new_key()
    context = {"organisation": organisation, "form": form}
    return render(request, "network/training_write.html", context)


def _post(request: HttpRequest, organisation: Organisation, form: PostForm) -> TrainingPost | None:
    """The post, or None with the reason on the form."""
    if not is_allowed(request, action="training"):
        form.add_error(None, TOO_MANY)
        return None
    try:
        return training.post(
            organisation=organisation, asked=form.asked(), by=who(request), now=timezone.now()
        )
    except NotAMember as error:
        raise Http404 from error
    except SentAlready as sent:
        said = _(
            "This form was sent already, with other words: see %(reference)s. Press again to send "
            "this as a second post"
        )
        form.add_error(None, said % {"reference": sent.known.reference})
        return None


def _seen(request: HttpRequest, pk: int, reference: str) -> tuple[Organisation, TrainingPost]:
    """For whom somebody acts, and the post, with `wanted`. Raises Http404."""
    organisation = _acting(request, pk)
    rows = _visible(request).seen_by(organisation, timezone.now()).counted()
    rows = rows.select_related("organisation", "by")
    return organisation, get_object_or_404(rows, reference=reference)


def _own(request: HttpRequest, pk: int, reference: str) -> TrainingPost:
    organisation, post = _seen(request, pk, reference)
    if post.organisation_id != organisation.pk:
        raise Http404
    return post


def _may(request: HttpRequest, post: TrainingPost) -> list[Move]:
    """What the person may do with a post of their organisation now."""
    theirs = TrainingPost.objects.changeable_by(who(request), now=timezone.now())
    return TABLE.legal_moves(State(post.state), Actor.MEMBER) if theirs.contains(post) else []


@require_safe
def one(request: HttpRequest, pk: int, reference: str) -> HttpResponse:
    """One post: one's own with how it stands, another's with "we too"."""
    organisation, post = _seen(request, pk, reference)
    is_own = post.organisation_id == organisation.pk
    context = {"organisation": organisation, "post": post, "is_own": is_own}
    return render(
        request,
        "network/training_post.html",
        context | (_of_own(request, post) if is_own else _of_others(post, organisation)),
    )


def _of_own(request: HttpRequest, post: TrainingPost) -> dict[str, Any]:
    named = post.interests.filter(names_us=True).exclude(organisation=post.organisation_id)
    return {
        "words": words_of(post.state, post.shown_until, timezone.localdate()),
        "named": named.select_related("organisation").order_by("organisation__name", "pk"),
        "may": [move.value for move in _may(request, post)],
        "is_running_out": is_running_out(post.state, post.shown_until, timezone.localdate()),
        "events": happened(post, TABLE, OWN_MOVES),
        "version": VersionForm(initial={"version": post.version}),
    }


def _of_others(post: TrainingPost, organisation: Organisation) -> dict[str, Any]:
    said = post.interests.filter(organisation=organisation).first()
    return {"said": said, "join": JoinForm(initial={"names_us": said.names_us if said else False})}


@require_http_methods(METHODS)
def change(request: HttpRequest, pk: int, reference: str) -> HttpResponse:
    """Say it anew: it is read again before others see it."""
    post = _own(request, pk, reference)
    if Move.CHANGE not in _may(request, post):
        messages.info(request, _("It cannot be changed now. It stands as below."))
        return _to(post)
    form = ChangeForm(request.POST) if request.method == "POST" else ChangeForm.of(post)
    if request.method == "POST" and form.is_valid():
        form = _change(request, post, form)
        if not form.errors:
            return _to(post)
    context = {"organisation": post.organisation, "post": post, "form": form}
    return render(request, "network/training_write.html", context)


def _change(request: HttpRequest, post: TrainingPost, form: ChangeForm) -> ChangeForm:
    """Say what was done; or the form to show again, with the reason on it."""
    about = {"post": post, "version": form.cleaned_data["version"], "by": who(request)}
    if not is_allowed(request, action="training"):
        form.add_error(None, TOO_MANY)
        return form
    try:
        is_new = training.change(asked=form.asked(), now=timezone.now(), **about)
    except NotTheirs as error:
        raise Http404 from error
    except MovedOn as error:
        return _late(request, post, form, error)
    said = _("Kept. The co-ordinator reads it again.") if is_new else _("It says the same already.")
    messages.success(request, said)
    return form


def _late(request: HttpRequest, post: TrainingPost, form: ChangeForm, error: MovedOn) -> ChangeForm:
    """Somebody was quicker: a second press of one's own, or a colleague or the co-ordinator."""
    post.refresh_from_db()
    say_too_late(request, error, TABLE)
    if form.asked().is_in(post) or post.state in OVER:
        return form
    form = form.with_version(post.version)
    form.add_error(None, _("What you typed is below. Press again to send it"))
    return form


@require_POST
def renew(request: HttpRequest, pk: int, reference: str) -> HttpResponse:
    """One press; a second one changes nothing, as the first has moved it on."""
    post, form = _own(request, pk, reference), VersionForm(request.POST)
    if Move.RENEW not in _may(request, post) or not form.is_valid():
        messages.info(request, _("It cannot be kept on now. It stands as below."))
        return _to(post)
    try:
        training.renew(
            post=post, version=form.cleaned_data["version"], by=who(request), now=timezone.now()
        )
        messages.success(request, _("Other members see it for another six months."))
    except NotTheirs as error:
        raise Http404 from error
    except MovedOn as error:
        say_too_late(request, error, TABLE)
    return _to(post)


@require_http_methods(METHODS)
def end(request: HttpRequest, pk: int, reference: str, name: str) -> HttpResponse:
    """Mark it as met, or take it down. Asks first."""
    post, move = _own(request, pk, reference), ENDS.get(name)
    if move is None:
        raise Http404
    if move not in _may(request, post):
        messages.info(request, _("That is not possible now. It stands as below."))
        return _to(post)
    form = VersionForm(request.POST or None, initial={"version": post.version})
    if request.method != "POST" or not form.is_valid():
        context = {"post": post, "form": form, "move": move}
        return render(request, "network/training_end.html", context)
    version = form.cleaned_data["version"]
    try:
        training.end(post=post, move=move, version=version, by=who(request), now=timezone.now())
        messages.success(request, _("Done. Other members do not see it any more."))
    except NotTheirs as error:
        raise Http404 from error
    except MovedOn as error:
        say_too_late(request, error, TABLE)
    return _to(post)


@require_POST
def join(request: HttpRequest, pk: int, reference: str) -> HttpResponse:
    """Say "we too" for an organisation, or take it back; pressing twice is pressing once."""
    organisation, post = _seen(request, pk, reference)
    form, by, now = JoinForm(request.POST), who(request), timezone.now()
    try:
        if not is_allowed(request, action="training-interest"):
            messages.error(request, TOO_MANY)
        elif request.POST.get("act") == "undo":
            training.leave(post=post, organisation=organisation, by=by, now=now)
            messages.success(request, _("Taken back for %(name)s.") % {"name": organisation})
        elif form.is_valid():
            agreed = form.cleaned_data["names_us"]
            training.join(post=post, organisation=organisation, names_us=agreed, by=by, now=now)
            messages.success(request, _("Noted for %(name)s.") % {"name": organisation})
    except (NotAMember, NotTheirs) as error:
        raise Http404 from error
    except training.NotOpen:
        messages.info(request, _("That is not possible for this post."))
    return redirect("network:training_post", organisation.pk, reference)


def _to(post: TrainingPost) -> HttpResponse:
    return redirect("network:training_post", post.organisation_id, post.reference)
