"""Speakers and officials of forums, with a link of which the secret is known."""

from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from forums.models import Forum, JoiningLink, Speaker
from portal.tokens import new_token

TOKEN = new_token()


def asked(forum: Forum, **fields: Any) -> Speaker:
    """Invited, by `TOKEN`; one at a time."""
    values = {
        "name": "Amara Example",
        "email": "amara@example.org",
        "state": "invited",
        "token_hash": TOKEN.hash,
        "invited_at": timezone.now(),
    }
    if fields.get("state") in {"accepted", "declined", "withdrawn"}:
        values["answered_at"] = timezone.now()
    return Speaker.objects.create(forum=forum, **(values | fields))


def page(name: str = "", secret: str = TOKEN.secret) -> str:
    return reverse(f"forums:speaker{name and '_' + name}", args=[secret])


def open_video(forum: Forum, url: str = "https://video.example.org/room-7") -> None:
    JoiningLink.objects.create(
        forum=forum, url=url, dial_in="020 7946 0123", changed_at=timezone.now()
    )


def seen(client: Client | None = None) -> str:
    """What the page of `TOKEN` says."""
    return (client or Client()).get(page()).text
