"""What the tests of staff's pages about issues share: their addresses and forms."""

from typing import Any

from django.test import Client
from django.urls import reverse

from forums.models import Issue, Submission
from portal.models import OutgoingMail
from tests.factories.issues import STATEMENT, today

BOARD = "/admin/forums/issue/"
ADD = f"{BOARD}add/"
KEY = "6f4e2f3e-7b0c-4b55-9c0b-0d6a2f3f1f10"


def of(issue: Issue, name: str, *more: Any) -> str:
    return reverse(f"admin:forums_issue_{name}", args=[issue.pk, *more])


def new(act: str = "confirm", **changes: Any) -> dict[str, Any]:
    first = {"statement": STATEMENT, "level": "operational", "themes": ["custody"], "key": KEY}
    return first | {"shown_words": "Raised.", "tells": "on", "act": act} | changes


def step_form(submission: Submission, act: str = "confirm", **changes: Any) -> dict[str, Any]:
    first = {"version": submission.version, "on": today(), "shown_words": "It went."}
    return first | {"tells": "on", "act": act} | changes


def press(client: Client, submission: Submission, step: str, **form: Any) -> Any:
    url = of(submission.issue, "step", submission.pk, step)
    return client.post(url, step_form(submission, **form))


def errors(response: Any) -> dict[str, list[str]]:
    return {name: list(messages) for name, messages in response.context["form"].errors.items()}


def mails() -> list[str]:
    rows = OutgoingMail.objects.filter(cause__startswith="issue-step:")
    return sorted(rows.values_list("to", flat=True))
