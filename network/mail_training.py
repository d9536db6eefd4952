"""What members and the co-ordinator are written about posts of the training exchange."""

from django.utils.translation import gettext as _

from network.letters import fill
from network.models import TrainingPost, User
from network.training_letters import PRESETS, SUBJECT
from network.training_states import Move
from portal.letters import absolute, from_template, from_text, one_line
from portal.models import SiteSettings
from portal.outbox import Letter
from portal.templatetags.portal import long_date


def received(post: TrainingPost, person: User) -> Letter:
    return _to_member("training_received", post, person)


def running_out(post: TrainingPost, person: User) -> Letter:
    """Two weeks before: keep it on, or let it go."""
    return _to_member("training_running_out", post, person)


def news(post: TrainingPost, move: Move, *, to: str) -> Letter:
    """To the co-ordinator: something new, from whom, and nothing of what they wrote."""
    return from_template(
        "network/mail/training_news.txt",
        to=to,
        post=post,
        organisation=one_line(post.organisation.name),
        move=move.value,
        link=absolute("admin:network_trainingpost_change", post.pk),
    )


def first_words(post: TrainingPost, move: Move, person: User | None) -> str:
    """What the co-ordinator's letter starts with; what is not decided yet stays in braces."""
    values = {
        "name": (one_line(person.name) if person else "") or _("colleague"),
        "topic": post.topic,
        "link": page_of(post),
        "coordinator": SiteSettings.current().coordinator_name or _("The network co-ordinator"),
    }
    return fill(PRESETS[move], values)


def written(post: TrainingPost, text: str) -> str:
    """The letter's text with what was decided in it."""
    return fill(text, {"day": long_date(post.shown_until)} if post.shown_until else {})


def answer(post: TrainingPost, text: str, person: User) -> Letter:
    """A letter in the co-ordinator's own words; `text` as `written` gave it."""
    return from_text(to=person.email, subject=SUBJECT.format(reference=post.reference), body=text)


def page_of(post: TrainingPost) -> str:
    """Where the organisation's people see how it stands."""
    return absolute("network:training_post", post.organisation_id, post.reference)


def _to_member(template: str, post: TrainingPost, person: User) -> Letter:
    return from_template(
        f"network/mail/{template}.txt",
        to=person.email,
        name=one_line(person.name),
        post=post,
        link=page_of(post),
    )
