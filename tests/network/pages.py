"""The applicant's pages: their addresses, and a step sent as its form does."""

from typing import Any

from django.test import Client
from django.urls import reverse

from network.models import Application
from network.steps import Step


def url(application: Application, name: str = "application", *args: object) -> str:
    return reverse(f"network:{name}", args=[application.reference, *args])


def post_step(client: Client, application: Application, step: Step, **typed: object) -> Any:
    """Press "Save and continue" in a tab that was opened just now, unless `version` is given."""
    version = application.steps.get(step=step).version
    data = {"version": version, "action": "continue"} | typed
    return client.post(url(application, "step", step), data)
