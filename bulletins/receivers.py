"""Where django-anymail hands over what the mail provider reported."""

from typing import Any

from django.utils import timezone

from bulletins.actions import mail_events


def receive(*, event: Any, esp_name: str, **_others: Any) -> None:
    mail_events.take_in(provider=esp_name, event=event, now=timezone.now())
