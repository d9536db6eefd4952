"""How to get in online: typed here, shown to those who join two days before."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from forums.actions.organising import Settled
from forums.actions.video_links import set_link
from forums.admin.running_pages import (
    RUN,
    about_forum,
    forum_page,
    staff,
    to_forum,
    version_in,
)
from forums.forms.running import JoiningLinkForm
from forums.models import Forum, JoiningLink
from forums.states import SET_UP


@about_forum(RUN)
def link(request: HttpRequest, forum: Forum) -> HttpResponse:
    """For who runs forums alone. Empty boxes take the way in away."""
    if forum.state not in SET_UP:
        raise Settled
    known = JoiningLink.objects.filter(forum=forum).select_related("changed_by").first()
    form = JoiningLinkForm(
        request.POST if request.method == "POST" else None, initial=JoiningLinkForm.of(known)
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        set_link(
            forum=forum,
            version=version_in(request),
            url=data["url"],
            dial_in=data["dial_in"],
            by=staff(request),
            now=timezone.now(),
        )
        messages.success(request, _("Saved."))
        return to_forum(forum)
    return forum_page(
        request, "link.html", forum, title=_("The way in online"), form=form, known=known
    )
