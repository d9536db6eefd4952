"""What the decisions' pages are sent, and what they send out."""

from typing import Any

from network.models import Application
from network.states import REASONS, Move
from portal.models import OutgoingMail

QUEUE = "/admin/network/application/"
BODY = "Dear {name},\n\n{organisation}, see {link}\n\n{questions}"


def decide(application: Application, move: str) -> str:
    return f"{QUEUE}{application.pk}/decide/{move}/"


def letter(application: Application, move: Move, **changes: Any) -> dict[str, Any]:
    """What the decision's form sends."""
    data = {"version": application.version, "subject": "About {reference}", "body": BODY}
    data |= {"send": "yes", "act": "confirm", **changes}
    if move in REASONS:
        data |= {"reason": REASONS[move][0].value}
    if move == Move.ASK:
        data |= {"question_1": "What is it called?", "about_1": "work"}
    if move == Move.APPROVE:
        data |= {"basis": "specialist|"}
    return data | changes


def mails_to_people(application: Application) -> list[OutgoingMail]:
    """The letters of decisions: not what the site sends at submission."""
    people = [person.user.email for person in application.people.all()]
    mails = OutgoingMail.objects.filter(to__in=people, subject__startswith="About ")
    return list(mails.order_by("pk"))
