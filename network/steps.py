"""The steps of an application, in the order in which people meet them."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Step(models.TextChoices):
    ORGANISATION = "organisation", _("Your organisation")
    PEOPLE = "people", _("People")
    LEADERSHIP = "leadership", _("Leadership")
    WORK = "work", _("What you do")
    DOCUMENTS = "documents", _("Supporting documents")
    HOPES = "hopes", _("What you hope for from the network")


ANSWERED_STEPS = (Step.ORGANISATION, Step.PEOPLE, Step.LEADERSHIP, Step.WORK, Step.HOPES)
"""Steps with a form; documents are uploaded instead, and are optional."""


def following(step: Step) -> Step | None:
    """The step after this one, or None after the last."""
    order = list(Step)
    position = order.index(step) + 1
    return order[position] if position < len(order) else None
