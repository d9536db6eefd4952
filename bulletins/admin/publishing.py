"""Posts looked at before they are published, published, and taken off."""

from django.contrib import messages
from django.contrib.admin.utils import label_for_field
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from bulletins.actions import posts
from bulletins.actions.submissions import told_of_publishing, told_of_taking_off
from bulletins.admin.post_pages import (
    PUBLISH,
    VIEW,
    about_post,
    about_shared,
    post_page,
    refused,
    staff,
    to_post,
)
from bulletins.models import Bulletin, Post
from bulletins.views.showing import show


@about_post(VIEW)
def preview(request: HttpRequest, post: Post) -> HttpResponse:
    """The page as its readers see it."""
    return show(request, post, is_preview=True)


@about_post(PUBLISH)
def publish(request: HttpRequest, post: Post) -> HttpResponse:
    """Asks first, and says who will read it."""
    if request.method == "POST":
        return _published(request, post)
    if post.is_published:
        return _published_already(request, post)
    context = {"missing": _missing(post), "told": told_of_publishing(post)}
    context |= about_shared(request, post)
    return post_page(request, "publish.html", post, title=_("Publish this post?"), **context)


def _published(request: HttpRequest, post: Post) -> HttpResponse:
    try:
        seen = request.POST.get("seen", "")
        posts.publish(post=post, seen=seen, by=staff(request), now=timezone.now())
    except posts.PublishedAlready:
        return _published_already(request, post)
    except posts.Changed:
        text = _(
            "Somebody saved it after you had opened this page. Nothing was published. Go back to "
            "the post, read what it says now, and then publish it."
        )
        return refused(request, post, title=_("Changed meanwhile"), text=text)
    except posts.NotReady:
        text = _("Something that its readers need is missing. Nothing was changed.")
        return refused(request, post, title=_("Not ready yet"), text=text)
    messages.success(request, _("The post is published."))
    return to_post(post)


def _missing(post: Post) -> list[str]:
    return [str(label_for_field(name, Post)) for name in posts.missing_of(post)]


def _published_already(request: HttpRequest, post: Post) -> HttpResponse:
    text = _("Somebody published it already. Nothing was changed.")
    return refused(request, post, title=_("Published already"), text=text)


@about_post(PUBLISH)
def withdraw(request: HttpRequest, post: Post) -> HttpResponse:
    """Asks first, then takes it off all pages and the feed."""
    if request.method == "POST":
        try:
            posts.withdraw(post=post, by=staff(request), now=timezone.now())
        except posts.NotPublished:
            return _off_already(request, post)
        messages.success(request, _("The post is taken off."))
        return to_post(post)
    if not post.is_published:
        return _off_already(request, post)
    going = Bulletin.objects.telling(post=post.pk).to_go()
    context = {"going": going, "told": told_of_taking_off(post)}
    return post_page(request, "withdraw.html", post, title=_("Take this post off?"), **context)


def _off_already(request: HttpRequest, post: Post) -> HttpResponse:
    text = _("It is a draft, or somebody took it off already. Nothing was changed.")
    return refused(request, post, title=_("Not published"), text=text)
