"""What the letters about a request for support start with, before the co-ordinator writes on.

`{who}`, `{day}` and `{hours}` are filled in from what is decided with the letter. Pure.
"""

from network.support_states import Move

SUBJECT = "Your request for support {reference}"
FILLED_IN = frozenset({"who", "day", "hours"})
_GREETING = "Dear {name},\n\n"
_CLOSE = "\n\nWhere your request stands:\n\n{link}\n\nWith good wishes,\n{coordinator}"
_BODIES: dict[Move, str] = {
    Move.TRIAGE: (
        "Thank you for telling us what you need. We take it on, and are looking for somebody who "
        "can help. As soon as we have found them, I write to you again."
    ),
    Move.ALLOCATE: (
        "Good news: {who} will help you. I put the two of you in touch, so that you can agree a "
        "day that suits you both."
    ),
    Move.SCHEDULE: (
        "The support takes place on {day}, with {who}. If the day does not suit you any more, "
        "answer this e-mail and we find another one."
    ),
    Move.DELIVER: (
        "I hope that the time with {who} was of use. In three months we ask you briefly what came "
        "of it: that helps us to help others."
    ),
    Move.CLOSE: (
        "Thank you for working with us. We have closed this request. If something new comes up, "
        "ask again at any time."
    ),
    Move.DECLINE: (
        "Thank you for telling us what you need. I am sorry: this time we cannot help with it.\n\n"
        "If you would like to talk about other ways, answer this e-mail."
    ),
}
PRESETS = {move: f"{_GREETING}{body}{_CLOSE}" for move, body in _BODIES.items()}
