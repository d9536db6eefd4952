"""How a forum stands for one person, as a word and its tone. Pure."""

from django.utils.translation import gettext as _

from forums.choices import Answer
from forums.states import TONES, State


def in_words(state: str, answer: str | None, *, is_over: bool, is_taken: bool) -> tuple[str, str]:
    """The word and the tone of its tag: what they answered, as long as that is to come.

    `is_taken`: the forum can (still) be joined as they answered.
    """
    if state != State.OPEN:
        return str(State(state).label), TONES[State(state)]
    if is_over:
        return _("Over"), "neutral"
    if not is_taken:
        return _("Please answer anew"), "wait"
    words = {
        Answer.IN_PERSON: (_("You come in person"), "good"),
        Answer.ONLINE: (_("You join online"), "good"),
        Answer.APOLOGIES: (_("You cannot come"), "neutral"),
    }
    return words[Answer(answer)] if answer else (_("Open to join"), "info")
