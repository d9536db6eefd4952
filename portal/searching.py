"""Finding words in everything that somebody may see, in one query.

Each app names its sources (`<app>/found.py`): rows that the page they lead to would show to who
asks, and the fields of them that stand on that page. Nothing else is looked at, so that nobody
learns by searching what they cannot read.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import add
from typing import Any

from django.contrib.postgres.search import (
    SearchQuery,
    SearchRank,
    SearchVector,
    TrigramWordSimilarity,
)
from django.db.models import CharField, DateTimeField, F, FloatField, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast, Concat
from django.http import HttpRequest

LANGUAGE = "english"
NEARLY = 0.6  # how alike a word of the title must be to a word that was mistyped: pg_trgm's default
AROUND = 220  # characters of an extract
PART_ENDS = "\x1e"  # ASCII's record separator: where one text ends and the next begins
BEFORE = 60  # of them before the word that was found


@dataclass(frozen=True)
class Source:
    """One kind of page.

    `rows` are those that who asks may read at that moment; `key`, `title` and `at` name fields or
    are expressions; `texts` are the other fields that the page shows, and `vector` names a field
    that holds all of them as a tsvector already, if there is one. `url` leads from a key to the
    page.
    """

    kind: str
    label: Any
    rows: Callable[[HttpRequest, datetime], QuerySet[Any]]
    url: Callable[[str], str]
    key: Any
    title: Any
    texts: Sequence[Any] = ()
    at: Any = None
    vector: str = ""


def matching(
    sources: Sequence[Source], words: str, request: HttpRequest, now: datetime
) -> QuerySet[Any, dict[str, Any]]:
    """What matches, the best first: dictionaries of `found_kind`, `found_key`, `found_title`, ...

    Quotes, "or" and a minus are understood as in PostgreSQL's websearch_to_tsquery; a mistyped word
    finds titles that have one much like it.
    """
    first, *others = (_of(source, words, request, now) for source in sources)
    together = first.union(*others, all=True) if others else first
    newest = F("found_at").desc(nulls_last=True)
    return together.order_by("-found_score", newest, "found_kind", "found_key")


def _of(source: Source, words: str, request: HttpRequest, now: datetime) -> QuerySet[Any, Any]:
    title = _expression(source.title)
    query = SearchQuery(words, config=LANGUAGE, search_type="websearch")
    near = TrigramWordSimilarity(words, title)
    rows = source.rows(request, now).order_by()
    found = rows.annotate(found_vector=_vector_of(source), found_near=near)
    found = found.filter(Q(found_vector=query) | Q(found_near__gte=NEARLY))
    shown: QuerySet[Any, Any] = found.values(
        found_kind=Value(source.kind, CharField()),
        found_key=Cast(source.key, TextField()),
        found_title=Cast(title, TextField()),
        found_text=_joined(source.texts),
        found_at=Cast(_expression(source.at), DateTimeField()),
        found_score=Cast(SearchRank(F("found_vector"), query) + F("found_near"), FloatField()),
    )
    return shown


def _vector_of(source: Source) -> Any:
    if source.vector:
        return F(source.vector)
    title = SearchVector(source.title, weight="A", config=LANGUAGE)
    texts = (SearchVector(text, weight="B", config=LANGUAGE) for text in source.texts)
    return reduce(add, texts, title)


def _expression(field: Any) -> Any:
    return F(field) if isinstance(field, str) else Value(None) if field is None else field


def _joined(texts: Sequence[Any]) -> Any:
    """All of them as one text, `PART_ENDS` behind each."""
    plain = [Cast(_expression(text), TextField()) for text in texts]
    end, nothing = Value(PART_ENDS, TextField()), Value("", TextField())
    parted = [part for text in plain for part in (text, end)]
    return Concat(nothing, nothing, *parted, output_field=TextField())


def extract(text: str, words: str) -> str:
    """About `AROUND` characters of a text, with the first of the words that stands in it."""
    parts = [" ".join(part.split()) for part in text.split(PART_ENDS)]
    flat = " · ".join(filter(None, parts))
    places = [flat.casefold().find(word.casefold()) for word in words.split()]
    start = max(0, min([place for place in places if place >= 0], default=0) - BEFORE)
    if start:
        start = flat.find(" ", start) + 1
    cut = flat[start : start + AROUND]
    if start + AROUND < len(flat):
        cut = cut.rpartition(" ")[0] + "…"
    return f"…{cut}" if start else cut
