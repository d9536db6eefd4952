"""The first wording of every letter; co-ordinators edit their own copies in the admin."""

from network.states import Move, Reason

_GREETING = "Dear {name},\n\n"
_CLOSE = "\n\nWith good wishes,\n{coordinator}\nRace and Justice Network"


def _letter(body: str) -> str:
    return f"{_GREETING}{body}{_CLOSE}"


PRESETS: dict[tuple[str, str], tuple[str, str]] = {
    (Move.ASK, ""): (
        "A question about your application {reference}",
        _letter(
            "Thank you for applying for {organisation} to join the network. To finish reading "
            "your application I need to know a little more:\n\n{questions}\n\n"
            "You can answer here:\n\n{link}\n\n"
            "If writing is not easy for you, ring me on {telephone} or answer this e-mail: I will "
            "enter it for you."
        ),
    ),
    (Move.APPROVE, ""): (
        "Welcome to the Race and Justice Network",
        _letter(
            "I am glad to tell you that {organisation} is now a member of the network.\n\n"
            "Sign in with this e-mail address to find what is there for you:\n\n{dashboard}\n\n"
            "You will hear about the next quarterly forum, and you can send me your news for "
            "the e-bulletin at any time."
        ),
    ),
    (Move.REFER, ""): (
        "Your application {reference}: let us talk",
        _letter(
            "Thank you for telling us about {organisation}. I cannot say yes on paper, but there "
            "may well be a way forward, and I would like to find it with you.\n\n"
            "Could we talk? Answer this e-mail with a time that suits you. If something was "
            "left out, you can change your answers and send the application again:\n\n{link}"
        ),
    ),
    (Move.REFER, Reason.NO_CATEGORY_MET): (
        "Your application {reference}: let us talk",
        _letter(
            "Thank you for telling us about {organisation}. From what you wrote, none of the "
            "four categories is clearly met yet, but there may well be a way forward, and I "
            "would like to find it with you.\n\n"
            "Could we talk? Answer this e-mail with a time that suits you. If something was "
            "left out, you can change your answers and send the application again:\n\n{link}"
        ),
    ),
    (Move.REFER, Reason.CONTRACTOR): (
        "Your application {reference}: let us talk",
        _letter(
            "Thank you for your interest on behalf of {organisation}. Organisations that hold "
            "contracts to run prison or probation services take part in the network in a "
            "different way, so that members can speak freely in the forums. I would like to "
            "explain how, and hear what you hope for.\n\nYour application stays here for two "
            "years:\n\n{link}"
        ),
    ),
    (Move.REFER, Reason.NOT_READY): (
        "Your application {reference}: let us talk",
        _letter(
            "Thank you for telling us about {organisation}. You are still setting up, and I "
            "would like to hear how it goes and what would help you. Your application stays "
            "here for two years, and you can send it again as soon as you are ready:\n\n{link}"
        ),
    ),
    (Move.REFER, Reason.STATUTORY_BODY): (
        "Your application {reference}: let us talk",
        _letter(
            "Thank you for your interest on behalf of {organisation}. Public bodies take part "
            "in the network in a different way from voluntary organisations, so that members "
            "can speak freely in the forums. I would like to explain how, and hear what you "
            "hope for.\n\nYour application stays here for two years:\n\n{link}"
        ),
    ),
    (Move.REFER, Reason.OUTSIDE_CRIMINAL_JUSTICE): (
        "Your application {reference}: let us talk",
        _letter(
            "Thank you for telling us about {organisation}. The network is for organisations "
            "that work with people in, or at risk of contact with, the criminal justice system, "
            "and I could not see that in your answers. If I missed it, please tell me.\n\n"
            "You can change your answers and send the application again:\n\n{link}"
        ),
    ),
    (Move.DECLINE, ""): (
        "Our decision about your application {reference}",
        _letter(
            "Thank you for the time you gave to applying for {organisation}. I am sorry to tell "
            "you that we cannot offer membership at the moment. If you would like to know more "
            "about the reason than I can write here, answer this e-mail.\n\n"
            "Things change: you are welcome to apply again, and to ring me on {telephone} before "
            "you do. If you think that we got this wrong, answer this e-mail and somebody else "
            "will look."
        ),
    ),
    (Move.DECLINE, Reason.ALREADY_MEMBER): (
        "Your application {reference}",
        _letter(
            "Thank you for applying for {organisation}. There is no need for a new application: "
            "please answer this e-mail, and I will help you to find your place with the people "
            "who already take part."
        ),
    ),
    (Move.DECLINE, Reason.NO_ANSWER): (
        "We have closed your application {reference}",
        _letter(
            "We asked some questions about the application of {organisation} and have not heard "
            "from you, so we have closed it for now. Nothing is lost by that: you are welcome "
            "to apply again when the time is right."
        ),
    ),
}
