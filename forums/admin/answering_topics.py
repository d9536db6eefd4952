"""Answering who proposed a topic, or closing it: words, then a preview, then the act."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from forums.actions import topics
from forums.admin.topic_pages import CHANGE, CONFLICT, find, staff, topic_page, topic_url
from forums.forms.topic_answers import AnswerForm
from forums.mail import topics as mail
from forums.models import Topic

METHODS = ["GET", "HEAD", "POST"]


@require_http_methods(METHODS)
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Write to who proposed it; it stays as it is."""
    return _decide(request, pk, closes=False)


@require_http_methods(METHODS)
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Say why it is closed, and close it."""
    return _decide(request, pk, closes=True)


def _decide(request: HttpRequest, pk: int, *, closes: bool) -> HttpResponse:
    if not request.user.has_perm(CHANGE):
        raise PermissionDenied
    topic = find(pk)
    if not topic.is_alive:
        return _moved_on(request, topic)
    if request.method != "POST":
        words = _preset(topic, closes=closes)
        first = {"version": topic.version, "send": "yes", "text": words}
        return _write(request, topic, AnswerForm(initial=first), closes=closes)
    form = AnswerForm(request.POST)
    if request.POST.get("act") == "change":
        typed = {name: form.data[name] for name in form.fields if name in form.data}
        return _write(request, topic, AnswerForm(initial=typed), closes=closes)
    if not form.is_valid() or _says_nothing(topic, form, closes=closes):
        return _write(request, topic, form, closes=closes)
    if request.POST.get("act") == "confirm":
        return _confirm(request, topic, form, closes=closes)
    return _preview(request, topic, form, closes=closes)


def _preset(topic: Topic, *, closes: bool) -> str:
    person = topics.proposer(topic, now=timezone.now())
    return mail.first_words(topic, person, closes=closes)


def _says_nothing(topic: Topic, form: AnswerForm, *, closes: bool) -> bool:
    """Whether the gap in the preset was left empty: nobody would know what is meant."""
    if form.answer().text.split() != _preset(topic, closes=closes).split():
        return False
    form.add_error("text", _("Say in your own words what is meant: the text has a gap for it"))
    return True


def _title(*, closes: bool) -> str:
    return _("Close this topic") if closes else _("Answer this topic")


def _write(request: HttpRequest, topic: Topic, form: AnswerForm, *, closes: bool) -> HttpResponse:
    return topic_page(
        request,
        "answer.html",
        topic,
        title=_title(closes=closes),
        form=form,
        person=topics.proposer(topic, now=timezone.now()),
    )


def _preview(request: HttpRequest, topic: Topic, form: AnswerForm, *, closes: bool) -> HttpResponse:
    words = form.answer()
    person = topics.proposer(topic, now=timezone.now()) if words.send else None
    return topic_page(
        request,
        "preview.html",
        topic,
        title=_title(closes=closes),
        form=form,
        text=words.text,
        letter=mail.told(topic, person, words=words.text) if person else None,
        closes=closes,
    )


def _confirm(request: HttpRequest, topic: Topic, form: AnswerForm, *, closes: bool) -> HttpResponse:
    try:
        topics.reply(
            topic=topic,
            answer=form.answer(),
            closes=closes,
            version=form.cleaned_data["version"],
            by=staff(request),
            now=timezone.now(),
        )
    except (topics.Stale, topics.NotOpen):
        topic.refresh_from_db()
        return _moved_on(request, topic, form.answer().text)
    messages.success(request, _("Closed.") if closes else _("Answered."))
    return redirect(topic_url(request, topic))


def _moved_on(request: HttpRequest, topic: Topic, unsent: str = "") -> HttpResponse:
    """Somebody was quicker, or it was changed: what was typed is there to copy."""
    title = _("This has moved on")
    return topic_page(request, "moved_on.html", topic, title=title, status=CONFLICT, unsent=unsent)
