"""Imports as a file."""

from django.http import HttpResponseBase

from thereafter.connectors.files.models import Run
from thereafter.surfaces.console import sheets
from thereafter.surfaces.console.desk import Desk

_RUNS = ("file", "kind", "state", "started", "ended", "rows", "done", "by", "error")


def runs(desk: Desk) -> HttpResponseBase:
    """Every import, the first first."""
    told = ("file_name", "kind", "state", "started_at", "ended_at", "rows_total", "rows_done", "actor", "error")
    rows = Run.objects.order_by("started_at", "pk").values_list(*told).iterator()
    return sheets.download(desk, "imports", _RUNS, rows, count=Run.objects.count())
