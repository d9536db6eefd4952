"""A bulletin as its readers will find it: online, as mail wide and narrow, as plain text."""

from html import escape
from typing import cast

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.csp import CSP
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.csp import csp_override

from bulletins.actions.testing import send_test
from bulletins.admin.pages import (
    CHANGE,
    SAFE,
    VIEW,
    about_bulletin,
    bulletin_page,
    staff,
    to_bulletin,
)
from bulletins.content import parts_of, readable
from bulletins.forms.sending import TestForm
from bulletins.leaving import TEST_TOKEN
from bulletins.mail.editions import edition_of
from bulletins.mime import Gap
from bulletins.models import Audience, Bulletin, Edition
from bulletins.states import State
from portal.letters import absolute
from portal.rates import is_allowed

SHAPES = {
    "web": gettext_lazy("Web page"),
    "wide": gettext_lazy("Mail, on a computer"),
    "narrow": gettext_lazy("Mail, on a phone"),
    "text": gettext_lazy("Plain text"),
}
# The pages that are framed are our own. Styles stand in a mail's elements, as mail programs want
# them; nothing in it may run or be fetched from elsewhere.
POLICY = cast("dict[str, list[str]]", settings.SECURE_CSP)
WITH_FRAME = csp_override(POLICY | {"frame-src": [CSP.SELF]})
FRAMED_PAGE = POLICY | {"frame-ancestors": [CSP.SELF]}
FRAMED_MAIL = {
    "default-src": [CSP.NONE],
    "img-src": [CSP.SELF],
    "style-src": [CSP.UNSAFE_INLINE],
    "frame-ancestors": [CSP.SELF],
}


@WITH_FRAME
@about_bulletin(VIEW, SAFE)
def preview(request: HttpRequest, bulletin: Bulletin) -> HttpResponse:
    """One look at a time: `?for=` an audience, `?as=` a shape."""
    audience = _audience(bulletin, request.GET.get("for", bulletin.audiences[0]))
    shape = request.GET.get("as", "wide")
    if shape not in SHAPES:
        raise Http404
    edition = edition_as_it_stands(bulletin, audience)
    return bulletin_page(
        request,
        "preview.html",
        bulletin,
        title=_("Preview"),
        audience=audience,
        shape=shape,
        shapes=[(name, str(label)) for name, label in SHAPES.items()],
        text=_filled(edition.text) if shape == "text" else "",
        weight=len(edition.html.encode()),
        frame=reverse("admin:bulletins_bulletin_frame", args=[bulletin.pk, audience, shape]),
    )


@xframe_options_sameorigin
@about_bulletin(VIEW, SAFE)
def frame(request: HttpRequest, bulletin: Bulletin, audience: str, shape: str) -> HttpResponse:
    """The page or the mail itself, to be framed by `preview` or opened alone."""
    readers = _audience(bulletin, audience)
    if shape == "web":
        response = _web(request, bulletin, readers)
        response._csp_config = FRAMED_PAGE  # type: ignore[attr-defined]  # Django's middleware
        return response
    if shape not in SHAPES:
        raise Http404
    edition = edition_as_it_stands(bulletin, readers)
    if shape == "text":
        return HttpResponse(_filled(edition.text), content_type="text/plain; charset=utf-8")
    response = HttpResponse(_filled(edition.html, is_html=True))
    response._csp_config = FRAMED_MAIL  # type: ignore[attr-defined]  # Django's middleware
    return response


@about_bulletin(CHANGE)
def test(request: HttpRequest, bulletin: Bulletin) -> HttpResponse:
    """Sent through the outbox, to staff alone; the mails of the bulletin itself are not touched."""
    form = TestForm(bulletin, staff(request), request.POST or None)
    if request.method == "POST" and not is_allowed(request, action="bulletin-test"):
        form.add_error(None, _("Those were many tests in an hour. Please wait a little"))
    if request.method == "POST" and form.is_valid():
        number = send_test(
            bulletin=bulletin,
            audience=Audience(form.cleaned_data["audience"]),
            to=form.cleaned_data["to"],
            key=form.cleaned_data["key"],
            by=staff(request),
            now=timezone.now(),
        )
        said = ngettext("A test is on its way to %(n)d person.",
                        "A test is on its way to %(n)d people.", number)  # fmt: skip
        messages.success(request, said % {"n": number})
        return to_bulletin(bulletin, "preview")
    return bulletin_page(request, "test.html", bulletin, title=_("Send a test"), form=form)


def edition_as_it_stands(bulletin: Bulletin, audience: Audience) -> Edition:
    """What was frozen or, of a draft, what approval would freeze."""
    if bulletin.state != State.DRAFT:
        frozen: Edition = bulletin.editions.get(audience=audience)
        return frozen
    return edition_of(bulletin, audience)


def _web(request: HttpRequest, bulletin: Bulletin, audience: Audience) -> HttpResponse:
    sees_all = audience == Audience.MEMBERS
    parts = parts_of(bulletin)
    context = {
        "bulletin": bulletin,
        "sections": readable(parts, sees_all=sees_all),
        "has_more": not sees_all
        and any(one.is_for_members for part in parts for one in part.items),
    }
    return render(request, "bulletins/bulletin.html", context)


def _audience(bulletin: Bulletin, name: str) -> Audience:
    """One of those it goes to, or it is a 404."""
    if name not in bulletin.audiences:
        raise Http404
    return Audience(name)


def _filled(body: str, *, is_html: bool = False) -> str:
    """With words in the gaps that stand for any reader's."""
    leave = absolute("bulletins:unsubscribe", TEST_TOKEN)
    for gap, words in {Gap.GREETING: _("Dear reader,"), Gap.LEAVE: leave}.items():
        body = body.replace(gap, escape(words) if is_html else words)
    return body
