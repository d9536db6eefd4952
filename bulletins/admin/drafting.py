"""Acts on a draft: what is told to an editor whom somebody else was quicker than."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from bulletins.actions import composing
from bulletins.admin.pages import (
    CHANGE,
    METHODS,
    BulletinView,
    about_bulletin,
    to_bulletin,
)
from bulletins.models import Bulletin


def drafting(methods: list[str] = METHODS) -> Callable[[BulletinView], BulletinView]:
    """The view changes a draft; what it cannot do leads back to the bulletin, with the reason."""

    def decorate(view: BulletinView) -> BulletinView:
        @about_bulletin(CHANGE, methods)
        @wraps(view)
        def guarded(request: HttpRequest, bulletin: Bulletin, **kwargs: Any) -> HttpResponseBase:
            try:
                return view(request, bulletin, **kwargs)
            except composing.NotADraft:
                said = _("It is approved or sent. Take it back to edit before you change it.")
            except composing.Stale:
                said = stale_words(bulletin)
            except composing.Gone:
                said = _("Somebody removed that meanwhile. Nothing was changed.")
            except composing.TooMany:
                said = _("There are as many as a bulletin can have. Remove one first.")
            messages.warning(request, said)
            return to_bulletin(bulletin)

        return guarded

    return decorate


def stale_words(bulletin: Bulletin) -> str:
    bulletin.refresh_from_db()
    who = bulletin.changed_by
    return _(
        "%(who)s changed this bulletin meanwhile. Nothing was lost and nothing of yours was "
        "written yet: look again, then press once more."
    ) % {"who": str(who) if who else _("Somebody")}


def differing(form: forms.Form, stands: dict[str, Any]) -> list[tuple[Any, str]]:
    """What stands there by now, by label, where something else was typed.

    Without it, the next press would overwrite what its editor never saw. `stands` is by field.
    """
    return [
        (form.fields[name].label, _in_words(value))
        for name, value in stands.items()
        if name in form.fields and _in_words(value) != _in_words(form.cleaned_data.get(name))
    ]


def _in_words(value: Any) -> str:
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    return str(value).replace("\r\n", "\n").strip()


def seen_in(request: HttpRequest) -> str:
    """What the page showed when the button on it was pressed."""
    return request.POST.get("seen", "")
