"""What is written about topics. Staff other than the co-ordinator read what mails went out, so
that those about a topic for the co-ordinator only say no more than where to read.
"""

from forums.mail.closing import closing
from forums.models import Topic
from network.models import User
from portal.letters import absolute, from_template, from_text, one_line
from portal.outbox import Letter

NEWS = "About the topic “{title}”"


def waiting(topic: Topic, *, to: str) -> Letter:
    """To the co-ordinator: a new topic."""
    return _to_staff("topic_waiting", topic, to)


def taken_back(topic: Topic, *, to: str) -> Letter:
    """To the co-ordinator: it is not to be talked about any more."""
    return _to_staff("topic_taken_back", topic, to)


def entered(topic: Topic, person: User) -> Letter:
    """A copy to the person for whom staff typed."""
    return _about("topic_entered", topic, person)


def told(topic: Topic, person: User, *, words: str) -> Letter:
    """News of a topic, in the words of staff; or where to read them."""
    if topic.is_for_coordinator:
        return _about("topic_told", topic, person)
    subject = NEWS.format(title=one_line(topic.title))
    return from_text(to=person.email, subject=subject, body=words)


def first_words(topic: Topic, person: User | None, *, closes: bool) -> str:
    """What the co-ordinator's answer starts with."""
    name = one_line(person.name) if person else ""
    said = (
        "It does not come to a forum, or is settled, so we close it:"
        if closes
        else "This is where it stands:"
    )
    return (
        f"{f'Dear {name}' if name else 'Hello'},\n\nThank you for proposing a topic. {said}\n\n\n\n"
        f"You find it here:\n\n{absolute('forums:topic', topic.pk)}\n\n{closing()}"
    )


def _to_staff(template: str, topic: Topic, to: str) -> Letter:
    return from_template(
        f"forums/mail/{template}.txt",
        to=to,
        is_quiet=topic.is_for_coordinator,
        title=one_line(topic.title),
        organisation=one_line(topic.organisation.name),
        link=absolute("admin:forums_topic_change", topic.pk),
    )


def _about(template: str, topic: Topic, person: User) -> Letter:
    return from_template(
        f"forums/mail/{template}.txt",
        to=person.email,
        name=one_line(person.name),
        is_quiet=topic.is_for_coordinator,
        topic=topic,
        title=one_line(topic.title),
        link=absolute("forums:topic", topic.pk),
    )
