"""What is written about advice between members: one function per message.

No address stands in any but the one that brings an answer.
"""

from typing import Any

from network.directory import mark_of
from network.models import AdviceReport, AdviceRequest, User
from portal.letters import absolute, from_template
from portal.outbox import Letter


def asked(request: AdviceRequest, person: User) -> Letter:
    """To who answers for the organisation that is asked: the question, and where to answer."""
    return _to_asked("advice_asked", request, person)


def reminder(request: AdviceRequest, person: User) -> Letter:
    """The same once more; there is no second one."""
    return _to_asked("advice_reminder", request, person)


def answered(request: AdviceRequest, person: User) -> Letter:
    """To who asked: the answer, and how to reach who gave it."""
    return _about("advice_answered", request, person, request.asking_id)


def declined(request: AdviceRequest, person: User) -> Letter:
    return _about("advice_declined", request, person, request.asking_id)


def unanswered(request: AdviceRequest, person: User) -> Letter:
    return _about("advice_unanswered", request, person, request.asking_id)


def reported(report: AdviceReport, *, to: str) -> Letter:
    """To the co-ordinator: somebody says that a message is not all right."""
    return from_template(
        "network/mail/advice_reported.txt",
        to=to,
        report=report,
        link=absolute("admin:network_advicereport_change", report.pk),
    )


def _to_asked(template: str, request: AdviceRequest, person: User) -> Letter:
    mark = mark_of(request.asking.sector)
    return _about(template, request, person, request.asked_id, mark=mark)


def _about(
    template: str, request: AdviceRequest, person: User, organisation: int, **more: Any
) -> Letter:
    return from_template(
        f"network/mail/{template}.txt",
        to=person.email,
        person=person,
        request=request,
        link=absolute("network:advice", organisation, request.reference),
        directory=absolute("network:directory"),
        **more,
    )
