"""Filters of the admin's lists that stand on something before anybody chose."""

from abc import abstractmethod
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

EVERYTHING = "all"


class DefaultedFilter(admin.SimpleListFilter):
    """Shows `default` unless something else is asked for; a search looks everywhere.

    `words` names every value in the order of the list, `default` among them; `conditions` says
    what each shows. *All* is added to both. A value that nobody offered is the default.
    """

    default: str
    words: tuple[tuple[str, Any], ...]

    @abstractmethod
    def conditions(self, request: HttpRequest) -> Mapping[str, Q | Callable[[], Q]]:
        """What each value shows, for whoever asks; one that takes long to write as a function."""

    def lookups(self, _request: HttpRequest, _model_admin: Any) -> list[tuple[str, Any]]:
        return [*self.words, (EVERYTHING, _("All"))]

    def choices(self, changelist: Any) -> Iterator[Any]:
        chosen = self._chosen(is_search=bool(changelist.query))
        for value, label in self.lookup_choices:
            yield {
                "selected": value == chosen,
                "query_string": changelist.get_query_string({self.parameter_name: value}),
                "display": label,
            }

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        wanted = {**self.conditions(request), EVERYTHING: Q()}
        chosen = wanted[self._chosen(is_search=bool(request.GET.get("q")))]
        return queryset.filter(chosen if isinstance(chosen, Q) else chosen())

    def _chosen(self, *, is_search: bool) -> str:
        value = self.value() or (EVERYTHING if is_search else self.default)
        return value if value in dict(self.lookup_choices) else self.default
