"""Whether a text that was asked for says anything at all."""

import re
import unicodedata

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
# What people type into a box that they have nothing for; a text of only these says nothing.
_FILLERS = frozenset(
    _WORD.findall("""
    n a na none nil null no not nothing does it apply applicable blank pending yet yes ok okay
    tbc tbd tba to be confirmed decided announced follow later soon unknown unsure sure dont do
    know as see above below same ditto attached website test asdf qwerty we i are am our the
    service services project projects
    """)
)


def has_evidence(text: str, fewest_words: int) -> bool:
    """Whether `text` has real words, at least one that tells something, and `fewest_words` in all.

    Blanks, punctuation, figures alone, "n/a", "none", "tbc", "see above", "xxx" and the like say
    nothing, in any case and width of letters.
    """
    words = _WORD.findall(unicodedata.normalize("NFKC", text).casefold())
    plain = [word.replace("'", "").replace("’", "") for word in words]
    telling = [word for word in plain if word not in _FILLERS and len(set(word)) > 1]
    return bool(telling) and len(plain) >= fewest_words
