"""Lists a page at a time. Where a count is stored or known already, it is not counted again; else no further than
pages lead."""

from typing import Any, Protocol, TypeVar

from django.core.paginator import Page, Paginator
from django.db.models import Model, QuerySet
from django.http import HttpRequest

Row = TypeVar("Row", bound=Model)
ROWS = 50
FURTHEST = 200  # pages; further on, a filter or the search is the way
MOST = FURTHEST * ROWS


class _Counted(Paginator):  # type: ignore[type-arg]  # Django's own class takes none
    """A paginator that is told how many there are."""

    def __init__(self, rows: Any, count: int, *, or_more: bool = False) -> None:
        super().__init__(rows, ROWS)
        self.count = count
        self.or_more = or_more  # there may be more than were counted

    @property
    def num_pages(self) -> int:
        return min(FURTHEST, max(1, -(-self.count // ROWS)))


class Sliced(Protocol):
    """Rows that are found by the slice."""

    def __getitem__(self, span: slice, /) -> Any: ...


def page_of(rows: "QuerySet[Row] | list[Any]", request: HttpRequest, *, count: int | None = None) -> "Page[Any]":
    """The page that the address asks for; the nearest where there is none such."""
    if count is None and not isinstance(rows, list):
        counted = rows.order_by()[:MOST].count()
        return _Counted(rows, counted, or_more=counted == MOST).get_page(request.GET.get("page"))
    return _Counted(rows, len(rows) if count is None else count).get_page(request.GET.get("page"))


def slice_of(rows: Sliced, request: HttpRequest, *, count: int) -> "Page[Any]":
    """The same of rows that are found by the slice, and counted by who knows them."""
    return _Counted(rows, count).get_page(request.GET.get("page"))
