"""What an answer to a member starts with, before the co-ordinator makes it her own.

Pure: no database, no request, no settings.
"""

from bulletins.submission_states import Move

SUBJECTS: dict[Move, str] = {
    Move.ASK: "Could you change something in “{title}”?",
    Move.ACCEPT: "We take “{title}”: thank you",
    Move.DECLINE: "About “{title}”",
}
_CLOSE = "\n\nWith good wishes,\n{sender}"
PRESETS: dict[Move, str] = {
    Move.ASK: (
        "Thank you for sharing this. Before others read it, could you change the following?\n\n\n\n"
        "Change it here and send it in again:\n\n{link}" + _CLOSE
    ),
    Move.ACCEPT: (
        "Thank you for sharing this: we are glad to publish it. We may shorten it a little, and "
        "write to you as soon as others can read it.\n\n{link}" + _CLOSE
    ),
    Move.DECLINE: (
        "Thank you for sharing this. This time we do not publish it:\n\n\n\n"
        "If you see it differently, answer this e-mail. And do share other news." + _CLOSE
    ),
}


def subject(move: Move, *, title: str) -> str:
    """The subject of the mail that goes with a decision."""
    return SUBJECTS[move].format(title=title)


def preset(move: Move, *, name: str, link: str, sender: str) -> str:
    """The text to start from: a greeting, what there is to say, a place for one's own words."""
    greeting = f"Dear {name},\n\n" if name else "Hello,\n\n"
    return greeting + PRESETS[move].format(link=link, sender=sender)
