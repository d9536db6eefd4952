"""What the admin's pages about lists and addresses share."""

from typing import Any, cast

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

from network.models import User

METHODS = ["GET", "HEAD", "POST"]
VIEW, ADD, CHANGE = (f"bulletins.{verb}_subscriber" for verb in ("view", "add", "change"))
LIFT = "bulletins.delete_suppression"
SEE_SETTINGS = "bulletins.view_bulletinsettings"
CHANGE_SETTINGS = "bulletins.change_bulletinsettings"


def staff(request: HttpRequest) -> User:
    """The member of staff at work; the admin site lets nobody else in."""
    return cast(User, request.user)


def refuse_without(request: HttpRequest, right: str) -> None:
    if not request.user.has_perm(right):
        raise PermissionDenied


def tag(word: Any, tone: str) -> SafeString:
    """A status tag: a word with a colour."""
    return format_html('<span class="tag tag--{}">{}</span>', tone, word)
