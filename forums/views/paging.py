"""Long lists of the forums' pages, a page at a time."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import InvalidPage, Page, Paginator
from django.http import Http404, HttpRequest

PER_PAGE = 25


@dataclass(frozen=True)
class Listed[T]:
    """Rows that are asked for a part at a time, as a Paginator takes them."""

    total: Callable[[], int]
    part: Callable[[slice], Sequence[T]]

    def count(self) -> int:
        return self.total()

    def __getitem__(self, part: slice) -> Sequence[T]:
        return self.part(part)


def page_of(request: HttpRequest, rows: Any, per_page: int = PER_PAGE) -> Page:
    """The page asked for. Raises Http404 for one that is not there, or is no number."""
    try:
        return Paginator(rows, per_page).page(request.GET.get("page", 1))
    except InvalidPage as error:
        raise Http404 from error
