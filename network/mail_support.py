"""What members and the co-ordinator are written about requests for support."""

from typing import Any

from django.utils.translation import gettext as _

from network.letters import fill
from network.mail import answer_expected_by
from network.models import SupportRequest, User
from network.support_letters import PRESETS, SUBJECT
from network.support_states import Move
from portal.letters import absolute, from_template, from_text, one_line
from portal.models import SiteSettings
from portal.outbox import Letter
from portal.templatetags.portal import long_date


def received(request: SupportRequest, person: User) -> Letter:
    """What happens next; where staff typed it in, also what they wrote down."""
    answer_by = answer_expected_by(request.created_at)
    return _to_member("support_received", request, person, answer_by=answer_by)


def how_it_went(request: SupportRequest, person: User) -> Letter:
    """Three months later: did it help, and what changed?"""
    return _to_member("support_follow_up", request, person)


def news(request: SupportRequest, move: Move, *, to: str) -> Letter:
    """To the co-ordinator: something new, from whom, and nothing of what they wrote."""
    return from_template(
        "network/mail/support_news.txt",
        to=to,
        request=request,
        organisation=one_line(request.organisation.name),
        move=move.value,
        link=absolute("admin:network_supportrequest_change", request.pk),
    )


def first_words(request: SupportRequest, move: Move, person: User | None) -> str:
    """What the co-ordinator's letter starts with; what is not decided yet stays in braces."""
    sender = SiteSettings.current().coordinator_name or _("The network co-ordinator")
    name = one_line(person.name) if person else ""
    values = {"name": name or _("colleague"), "link": page_of(request), "coordinator": sender}
    return fill(PRESETS[move], values)


def written(request: SupportRequest, text: str) -> str:
    """The letter's text with what was decided in it."""
    values: dict[str, Any] = {
        "who": one_line(request.allocated_to),
        "day": long_date(request.scheduled_on) if request.scheduled_on else "",
        "hours": request.hours_used if request.hours_used is not None else request.hours_offered,
    }
    return fill(text, {name: value for name, value in values.items() if value not in ("", None)})


def answer(request: SupportRequest, text: str, person: User) -> Letter:
    """A letter in the co-ordinator's own words; `text` as `written` gave it."""
    return from_text(
        to=person.email, subject=SUBJECT.format(reference=request.reference), body=text
    )


def page_of(request: SupportRequest) -> str:
    """Where the organisation's people see how it stands."""
    return absolute("network:support_request", request.organisation_id, request.reference)


def _to_member(template: str, request: SupportRequest, person: User, **context: Any) -> Letter:
    return from_template(
        f"network/mail/{template}.txt",
        to=person.email,
        name=one_line(person.name),
        request=request,
        link=page_of(request),
        **context,
    )
