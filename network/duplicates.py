"""Finding organisations and applications that may be the same; for the co-ordinator only."""

from dataclasses import dataclass

from django.contrib.postgres.search import TrigramSimilarity
from django.db.models import Q, QuerySet

from network.models import Application, Organisation, RegisteredNumber, SubmittedNumber
from network.states import State

SIMILAR_ENOUGH = 0.5
NOT_COMPARED = (State.DRAFT, State.WITHDRAWN)


@dataclass(frozen=True)
class Match:
    """`found` is an Organisation or an Application; `why` says what they share."""

    found: Organisation | Application
    why: str


def find_duplicates(application: Application) -> list[Match]:
    """Organisations, then applications, with a number of this one or a similar name."""
    numbers = list(application.submitted_numbers.values_list("register", "number"))
    matches = [
        *_by_number(Organisation.objects.all(), RegisteredNumber, "organisation", numbers),
        *_by_name(Organisation.objects.all(), "name", application.organisation_name),
        *_by_number(_others(application), SubmittedNumber, "application", numbers),
        *_by_name(_others(application), "organisation_name", application.organisation_name),
    ]
    return list({(type(m.found), m.found.pk): m for m in reversed(matches)}.values())[::-1]


def _others(application: Application) -> QuerySet[Application]:
    others = Application.objects.exclude(pk=application.pk).exclude(state__in=NOT_COMPARED)
    if application.organisation_id:
        others = others.exclude(organisation=application.organisation_id)
    return others


def _by_number(candidates, numbers_model, owner: str, numbers: list[tuple[str, str]]) -> list[Match]:
    if not numbers:
        return []
    same = Q()
    for register, number in numbers:
        same |= Q(register=register, number=number)
    rows = numbers_model.objects.filter(same, **{f"{owner}__in": candidates})
    return [Match(getattr(row, owner), str(row)) for row in rows.select_related(owner)]


def _by_name(candidates, field: str, name: str) -> list[Match]:
    if not name:
        return []
    alike = (
        candidates.filter(**{f"{field}__trigram_similar": name})
        .annotate(similarity=TrigramSimilarity(field, name))
        .filter(similarity__gte=SIMILAR_ENOUGH)
        .order_by("-similarity", "pk")[:10]
    )
    return [Match(found, "a similar name") for found in alike]


def flag_duplicates(application: Application) -> None:
    """Mark this application, and other applications that match it, for the queue."""
    matches = find_duplicates(application)
    application.is_possible_duplicate = bool(matches)
    application.save(update_fields=["is_possible_duplicate"])
    others = [m.found.pk for m in matches if isinstance(m.found, Application)]
    Application.objects.filter(pk__in=others).update(is_possible_duplicate=True)
