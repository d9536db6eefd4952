"""Figures of rows as parts of another query, so that a page asks for many of them at once."""

from typing import Any

from django.db.models import Count, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce


def number_of(rows: QuerySet[Any]) -> Any:
    """How many rows there are."""
    return Coalesce(of_all(rows, Count("pk")), 0)


def of_all(rows: QuerySet[Any], figure: Any) -> Subquery:
    """A figure of all rows together."""
    together = rows.order_by().annotate(together=Value(1)).values("together")
    return Subquery(together.annotate(figure=figure).values("figure"))
