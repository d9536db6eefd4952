"""Finding organisations and applications that may be the same; for the co-ordinator only."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.search import TrigramSimilarity
from django.db import connection
from django.db.models import Exists, F, FloatField, OuterRef, QuerySet, Value

from network.models import Application, Organisation, RegisteredNumber, SubmittedNumber
from network.registers import Register
from network.states import State

SIMILAR_ENOUGH = 0.5
COMPARING = 7_301  # this site's number for the lock in one_comparison_at_a_time
MOST_SIMILAR = 10
NOT_COMPARED = (State.DRAFT, State.WITHDRAWN)


@dataclass(frozen=True)
class Match:
    """`found` is an Organisation or an Application; `why` says what they share."""

    found: Organisation | Application
    why: str

    @property
    def is_organisation(self) -> bool:
        return isinstance(self.found, Organisation)


def find_duplicates(application: Application) -> list[Match]:
    """Organisations, then applications, with a number of this one or a similar name.

    Two queries: one for organisations, one for applications.
    """
    name = application.organisation_name
    organisations = _alike(
        Organisation.objects.all(),
        "name",
        name,
        "registered_numbers",
        _shared(RegisteredNumber.objects.all(), application),
    )
    applications = _alike(
        _others(application),
        "organisation_name",
        name,
        "submitted_numbers",
        _shared(SubmittedNumber.objects.exclude(application=application), application),
    )
    return [*_once(organisations), *_once(applications)]


def organisations_like(organisation: Organisation) -> list[Match]:
    """Other organisations with a number of this one or a similar name. One query."""
    own = RegisteredNumber.objects.filter(
        organisation=organisation, register=OuterRef("register"), number=OuterRef("number")
    )
    others = Organisation.objects.exclude(pk=organisation.pk)
    shared = RegisteredNumber.objects.filter(Exists(own))
    return _once(_alike(others, "name", organisation.name, "registered_numbers", shared))


def organisations_called(words: str) -> QuerySet[Organisation]:
    """By a registered number or a part of the name, with their numbers."""
    by_number = Organisation.objects.filter(registered_numbers__number__iexact=words)
    by_name = Organisation.objects.filter(name__icontains=words)
    found = Organisation.objects.filter(pk__in=by_number.values("pk")) | by_name
    return found.prefetch_related("registered_numbers").order_by("name", "pk")


def _others(application: Application) -> QuerySet[Application]:
    others = Application.objects.exclude(pk=application.pk).exclude(state__in=NOT_COMPARED)
    if application.organisation_id:
        others = others.exclude(organisation=application.organisation_id)
    return others


def _shared(numbers: QuerySet[Any], application: Application) -> QuerySet[Any]:
    own = SubmittedNumber.objects.filter(
        application=application, register=OuterRef("register"), number=OuterRef("number")
    )
    return numbers.filter(Exists(own))


def _alike(
    candidates: QuerySet[Any], field: str, name: str, numbers: str, shared: QuerySet[Any]
) -> QuerySet[Any]:
    """Candidates by number, then by name, with what they share as annotations."""
    by_number = candidates.filter(**{f"{numbers}__in": shared}).annotate(
        shared_register=F(f"{numbers}__register"),
        shared_number=F(f"{numbers}__number"),
        similarity=Value(2.0, output_field=FloatField()),
    )
    by_name = (
        candidates.filter(**{f"{field}__trigram_similar": name or " "})
        .annotate(
            shared_register=Value(""),
            shared_number=Value(""),
            similarity=TrigramSimilarity(field, name),
        )
        .filter(similarity__gte=SIMILAR_ENOUGH)
        .order_by("-similarity", "pk")[:MOST_SIMILAR]
    )
    both: QuerySet[Any] = by_number.union(by_name, all=True)
    return both.order_by("-similarity", "id")


def _once(rows: QuerySet[Any]) -> list[Match]:
    """Each candidate once, a shared number before a similar name."""
    found: dict[int, Match] = {}
    for row in rows:
        if row.shared_register:
            why = f"{Register(row.shared_register).label} {row.shared_number}"
        else:
            why = "a similar name"
        found.setdefault(row.pk, Match(row, why))
    return list(found.values())


def similarly_named(names: Sequence[str]) -> dict[str, list[tuple[int, str]]]:
    """By name: pk and name of the organisations that are called nearly so, the nearest first.

    One query, however many names.
    """
    with connection.cursor() as cursor:
        cursor.execute(_SIMILARLY_NAMED, [list(names), SIMILAR_ENOUGH])
        found: dict[str, list[tuple[int, str]]] = defaultdict(list)
        for wanted, pk, name in cursor.fetchall():
            found[wanted].append((pk, name))
    return found


# For each name the trigram index is asked by itself. "%%" is its operator, doubled for psycopg.
_SIMILARLY_NAMED = """
SELECT wanted.name, alike.id, alike.name
FROM unnest(%s::text[]) AS wanted (name)
CROSS JOIN LATERAL (
    SELECT id, name, similarity(name, wanted.name) AS nearness
    FROM network_organisation
    WHERE name %% wanted.name
) AS alike
WHERE alike.nearness >= %s
ORDER BY wanted.name, alike.nearness DESC, alike.id
"""


def one_comparison_at_a_time() -> None:
    """Hold others' comparisons back until this transaction ends.

    Call it before the application's own row is locked: two look-alikes sent at once would
    otherwise not see each other, or wait for each other's rows.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [COMPARING])


def flag_duplicates(application: Application) -> None:
    """Mark this application, and other applications that match it, for the queue."""
    matches = find_duplicates(application)
    application.is_possible_duplicate = bool(matches)
    application.save(update_fields=["is_possible_duplicate"])
    others = [m.found.pk for m in matches if isinstance(m.found, Application)]
    Application.objects.filter(pk__in=others).update(is_possible_duplicate=True)
