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
