"""Pictures of a post: added, described, put in order, removed."""

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from bulletins.actions import pictures as actions
from bulletins.admin.post_pages import (
    CHANGE,
    PostView,
    about_post,
    post_page,
    refused,
    staff,
    to_post,
)
from bulletins.forms.posts import NewPictureForm, PictureForm
from bulletins.models import Picture, Post
from portal.rates import is_allowed


@about_post(CHANGE)
def pictures(request: HttpRequest, post: Post) -> HttpResponse:
    """All of them in their order."""
    rows = list(post.pictures.in_order())
    return post_page(request, "pictures.html", post, title=_("Pictures"), rows=rows)


@about_post(CHANGE)
def add(request: HttpRequest, post: Post) -> HttpResponse:
    if request.method != "POST":
        return _add_page(request, post, NewPictureForm())
    form = NewPictureForm(request.POST, request.FILES)
    if not is_allowed(request, action="upload"):
        form.refuse_file(_("Those were many files in an hour. Please wait a little"))
    if form.is_valid() and _is_added(request, post, form):
        return to_post(post, "pictures")
    return _add_page(request, post, form)


def _is_added(request: HttpRequest, post: Post, form: NewPictureForm) -> bool:
    try:
        actions.add(
            post=post,
            about=form.about(),
            picture=form.cleaned_data["file"],
            key=form.cleaned_data["key"],
            by=staff(request),
            now=timezone.now(),
        )
    except actions.TooMany:
        said = _("A post has at most %(most)d pictures. Remove one first")
        form.add_error(None, said % {"most": actions.MOST})
        return False
    except OSError:
        form.add_error("file", _("We could not keep the file just now. Please try again"))
        return False
    messages.success(request, _("The picture is there."))
    return True


def _add_page(request: HttpRequest, post: Post, form: NewPictureForm) -> HttpResponse:
    return post_page(request, "picture_add.html", post, title=_("Add a picture"), form=form)


type Page = Callable[[HttpRequest, Post, Picture], HttpResponseBase]


def _about_picture(view: Page) -> PostView:
    """The view gets a picture of the post, or it is a 404; one that has gone leads back."""

    @about_post(CHANGE)
    @wraps(view)
    def guarded(request: HttpRequest, post: Post, picture: int) -> HttpResponseBase:
        try:
            return view(request, post, get_object_or_404(Picture, post=post, pk=picture))
        except actions.Gone:
            messages.info(request, _("Somebody else removed it. Nothing was changed."))
            return to_post(post, "pictures")

    return guarded


@_about_picture
def describe(request: HttpRequest, post: Post, picture: Picture) -> HttpResponse:
    """What is said of it."""
    now_said = {"alternative": picture.alternative, "credit": picture.credit}
    form = PictureForm(request.POST or None, initial=now_said)
    if request.method != "POST" or not form.is_valid():
        title = _("Describe the picture")
        return post_page(request, "picture.html", post, title=title, form=form, picture=picture)
    actions.describe(picture=picture, about=form.about(), by=staff(request), now=timezone.now())
    messages.success(request, _("Saved."))
    return to_post(post, "pictures")


@_about_picture
def remove(request: HttpRequest, post: Post, picture: Picture) -> HttpResponse:
    """Asks first, then removes it with its file."""
    if request.method != "POST":
        title = _("Remove this picture?")
        return post_page(request, "picture_remove.html", post, title=title, picture=picture)
    try:
        actions.remove(picture=picture, by=staff(request), now=timezone.now())
    except actions.InBulletin:
        text = _("A bulletin that is approved or sent shows it, and mails cannot be changed.")
        return refused(request, post, title=_("This picture has to stay"), text=text)
    messages.success(request, _("The picture is removed."))
    return to_post(post, "pictures")


@_about_picture
def _move(request: HttpRequest, post: Post, picture: Picture) -> HttpResponse:
    up = request.POST.get("way") == "up"
    actions.move(picture=picture, up=up, by=staff(request), now=timezone.now())
    return to_post(post, "pictures")


move = require_POST(_move)
