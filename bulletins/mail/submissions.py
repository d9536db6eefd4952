"""What members are told about what they share: one function per message."""

from bulletins.models import Post, Submission
from bulletins.preset_texts import preset, subject
from bulletins.submission_states import Move
from network.models import User
from portal.letters import absolute, from_template, from_text, one_line
from portal.models import SiteSettings
from portal.outbox import Letter


def received(submission: Submission, person: User) -> Letter:
    return _about("shared_received", submission, person)


def waiting(submission: Submission, *, to: str) -> Letter:
    """To the co-ordinator: something new to read. Says from whom, and nothing of the text."""
    return from_template(
        "bulletins/mail/shared_waiting.txt",
        to=to,
        submission=submission,
        organisation=one_line(submission.organisation.name),
        link=absolute("admin:bulletins_submission_change", submission.pk),
    )


def entered(submission: Submission, person: User) -> Letter:
    """A copy to the person for whom staff typed, who may change it or take it back."""
    parts = [f"{heading}\n{text}".strip() for heading, text in submission.parts]
    return _about("shared_entered", submission, person, copy="\n\n".join(parts))


def taken_back(submission: Submission, person: User) -> Letter:
    return _about("shared_taken_back", submission, person)


def published(submission: Submission, person: User, *, where: str) -> Letter:
    """`where` is the address at which others read it."""
    return _about("shared_published", submission, person, where=where)


def taken_off(submission: Submission, person: User) -> Letter:
    """The post that was made of it can no longer be read."""
    return _about("shared_taken_off", submission, person)


def answer(submission: Submission, move: Move, text: str, person: User) -> Letter:
    """A decision in the co-ordinator's own words."""
    title = one_line(submission.title)
    return from_text(to=person.email, subject=subject(move, title=title), body=text)


def first_words(submission: Submission, move: Move, person: User | None) -> str:
    """What the co-ordinator's answer starts with."""
    return preset(
        move,
        name=one_line(person.name) if person else "",
        link=absolute("bulletins:shared", submission.reference),
        sender=SiteSettings.current().coordinator_name or "The network co-ordinator",
    )


def post_address(post: Post) -> str:
    """Where a post is read."""
    return absolute("bulletins:post", post.slug)


def _about(template: str, submission: Submission, person: User, **context: object) -> Letter:
    return from_template(
        f"bulletins/mail/{template}.txt",
        to=person.email,
        name=one_line(person.name),
        title=one_line(submission.title),
        submission=submission,
        link=absolute("bulletins:shared", submission.reference),
        **context,
    )
