"""What the letters about a post of the training exchange start with. Pure.

`{day}` is filled in from what is decided with the letter.
"""

from network.training_states import Move

SUBJECT = "Your post in the training exchange {reference}"
FILLED_IN = frozenset({"day", "what"})  # "what" by hand: nothing is sent before it is
_GREETING = "Dear {name},\n\n"
_CLOSE = "\n\nYour post:\n\n{link}\n\nWith good wishes,\n{coordinator}"
_BODIES: dict[Move, str] = {
    Move.PUBLISH: (
        "Thank you for “{topic}”. Other members can see it from now on, until {day}. You see on "
        "its page how many organisations would join in."
    ),
    Move.RETURN: (
        "Thank you for “{topic}”. Before other members see it, please change this:\n\n{what}\n\n"
        "Once you have changed it, I read it again."
    ),
    Move.DECLINE: (
        "Thank you for “{topic}”. I am sorry: we do not put it into the exchange.\n\nIf you would "
        "like to talk about it, answer this e-mail."
    ),
}
PRESETS = {move: f"{_GREETING}{body}{_CLOSE}" for move, body in _BODIES.items()}
