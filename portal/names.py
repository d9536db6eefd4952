"""When two written names are the same person's. Pure."""

import re
import unicodedata

_NOT_A_LETTER = re.compile(r"[^\w]+|_+")


def name_key(name: str) -> str:
    """A name as it is compared: without case, accents, punctuation and doubled spaces.

    "Zoë  O'Neill" and "zoe oneill" are one person; "Ọlá" and "Ola" too. A name of signs alone
    stays as it is typed, so that no two of them fall together.
    """
    decomposed = unicodedata.normalize("NFKD", name.casefold().replace("’", "").replace("'", ""))
    letters = "".join(sign for sign in decomposed if not unicodedata.combining(sign))
    return " ".join(_NOT_A_LETTER.sub(" ", letters).split())[:150] or name.strip()[:150]


def may_be_one_person(name: str, other: str) -> bool:
    """Whether two names at one address may be the same person's: "Ada" and "Ada Example".

    Somebody who gave no name may be anybody; two people who share a mailbox have two names.
    """
    words, others = set(name_key(name).split()), set(name_key(other).split())
    return words <= others or others <= words
