"""Words of the directory that no entry has any more."""

from django.db import connection, transaction

GONE = """
DELETE FROM network_directoryword known
WHERE NOT EXISTS (
    SELECT FROM standing WHERE standing.audience = known.audience AND standing.word = known.word
) OR EXISTS (
    SELECT FROM network_directoryword other
    WHERE other.audience = known.audience AND other.word = known.word AND other.id < known.id
)
"""
MISSING = """
INSERT INTO network_directoryword (audience, word)
SELECT standing.audience, standing.word FROM standing
WHERE NOT EXISTS (
    SELECT FROM network_directoryword known
    WHERE known.audience = standing.audience AND known.word = standing.word
)
"""
STANDING = """
WITH standing AS MATERIALIZED (
    SELECT DISTINCT entry.audience, found.word
    FROM network_directoryentry entry, unnest(network_words(entry.text)) found (word)
)
"""


def sweep_words() -> int:
    """Leave each word that stands in the directory, once; how many went.

    Adds what is missing, too: a word that went here while an entry with it was written.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(STANDING + GONE)
        gone = int(cursor.rowcount)
        cursor.execute(STANDING + MISSING)
    return gone
