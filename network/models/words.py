"""The words that stand in the directory, for finding those that somebody meant to type."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _

from network.directory import Audience
from portal.planned import planned_cursor

SHORTEST = 3  # letters: shorter words say too little
LONGEST = 27  # those kept have 25 at most (migration 0006); of longer ones far too much remains
MOST_TYPED, MOST_NEAR = 12, 20  # words, and for each of them words that come near

TYPED = """
WITH typed AS (
    SELECT left(unaccent(word), %(longest)s) COLLATE "C" AS word, place
    FROM unnest(%(typed)s::text[]) WITH ORDINALITY AS each (word, place)
    WHERE to_tsvector('english', word) <> ''
)
"""
# Both are asked of indexes; those most alike (of all groups of three letters in either) come first.
NEAR = """
SELECT array(
    SELECT word FROM (
        SELECT word FROM network_directoryword
        WHERE audience = %(audience)s AND network_misspelt(word) && network_misspelt(typed.word)
        UNION
        SELECT word FROM network_directoryword
        WHERE audience = %(audience)s AND word BETWEEN typed.word AND typed.word || %(last)s
    ) found
    ORDER BY similarity(word, typed.word) DESC, word
    LIMIT %(most)s
)
FROM typed
ORDER BY typed.place
"""
LAST = "\U0010ffff"  # sorts behind every letter
ACCENTS = re.compile("[\u0300-\u036f]")  # signs of their own, once letters are taken apart


class DirectoryWord(models.Model):
    """A word of an entry that an audience sees, without accents and capitals.

    It is found by what remains of it without a letter, or of a long one without two (migration
    0006): whoever left one out, put in one too many, took a wrong one or changed two about typed
    something of which the same remains.

    PostgreSQL adds those that are new with an entry (migration 0006). Two transactions that bring
    the same one do not wait for each other, so a word may stand twice; and it stays when its last
    entry goes, until `network.actions.words` looks.
    """

    audience = models.CharField(max_length=10, choices=Audience.choices)
    word = models.TextField(db_collation="C")

    class Meta:
        verbose_name = _("word of the directory")
        verbose_name_plural = _("words of the directory")
        indexes = [
            models.Index(fields=["audience", "word"], name="directory_word_known"),
            GinIndex(
                models.Func("word", function="network_misspelt"),
                name="directory_word_misspelt",
                fastupdate=False,  # as with entries
            ),
        ]

    def __str__(self) -> str:
        return self.word


@dataclass(frozen=True)
class Near:
    """Queries as PostgreSQL's to_tsquery reads them: for any of the words meant, and the likeliest.

    For whoever searches, never for showing: a word may be of an entry that is gone.
    """

    any: str
    nearest: str


def words_near(typed: str, audience: Audience) -> Near | None:
    """What may have been meant by each word typed: misspelt, or not typed to its end.

    Small words ("the", "for") do not count. None where one is near to no word that stands.
    """
    values: dict[str, Any] = {
        "typed": words_of(typed),
        "longest": LONGEST,
        "audience": audience.value,
        "last": LAST,
        "most": MOST_NEAR,
    }
    with planned_cursor() as cursor:
        cursor.execute(TYPED + NEAR, values)
        found = [near for (near,) in cursor.fetchall()]
    if not found or not all(found):
        return None
    each = ("(" + " | ".join(map(_quoted, near)) + ")" for near in found)
    return Near(" & ".join(each), " & ".join(_quoted(near[0]) for near in found))


def words_of(typed: str) -> list[str]:
    """The first words, without accents of Latin letters; split where neither letter nor mark is."""
    plain = ACCENTS.sub("", unicodedata.normalize("NFKD", typed.lower()))
    words = "".join(
        sign if unicodedata.category(sign)[0] in "LMN" else " "
        for sign in unicodedata.normalize("NFC", plain)
    ).split()
    return [word for word in words if len(word) >= SHORTEST][:MOST_TYPED]


def _quoted(word: str) -> str:
    escaped = word.replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}'"
