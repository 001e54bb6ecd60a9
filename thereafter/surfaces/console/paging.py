"""Lists a page at a time. Where a count is stored or known already, it is not counted again."""

from typing import Any, Protocol, TypeVar

from django.core.paginator import Page, Paginator
from django.db.models import Model, QuerySet
from django.http import HttpRequest

Row = TypeVar("Row", bound=Model)
ROWS = 50
FURTHEST = 200  # pages; further on, a filter or the search is the way


class _Counted(Paginator):  # type: ignore[type-arg]  # Django's own class takes none
    """A paginator that is told how many there are."""

    def __init__(self, rows: Any, count: int) -> None:
        super().__init__(rows, ROWS)
        self.count = count

    @property
    def num_pages(self) -> int:
        return min(FURTHEST, max(1, -(-self.count // ROWS)))


class Sliced(Protocol):
    """Rows that are found by the slice."""

    def __getitem__(self, span: slice, /) -> Any: ...


def page_of(rows: "QuerySet[Row] | list[Any]", request: HttpRequest, *, count: int | None = None) -> "Page[Any]":
    """The page that the address asks for; the nearest where there is none such."""
    total = count if count is not None else (len(rows) if isinstance(rows, list) else rows.count())
    return _Counted(rows, total).get_page(request.GET.get("page"))


def slice_of(rows: Sliced, request: HttpRequest, *, count: int) -> "Page[Any]":
    """The same of rows that are found by the slice, and counted by who knows them."""
    return _Counted(rows, count).get_page(request.GET.get("page"))
