"""The list of rows that were left out, with the reason, as a CSV file beside the upload's."""

import csv
import io
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from thereafter.connectors.files.importing import Job
from thereafter.connectors.files.report import problems_of
from thereafter.connectors.files.uploads import create

MOST = 100_000  # rows of the list


def write(path: Path, jobs: Sequence[Job]) -> int:
    """Write what was left out of these parts of one file; how many rows that is. Without any, there is no list."""
    rows = sum(job.invalid for job in jobs)
    path.unlink(missing_ok=True)
    if not rows:
        return 0
    with create(path) as file, io.TextIOWrapper(file, encoding="utf-8", newline="") as text:
        writer = csv.writer(text)
        for job in jobs:
            if job.invalid:
                names = job.source.table.column_names
                writer.writerow([job.source.unit, "left out of", "why", *names])
                writer.writerows(_rows(job))
    return rows


def _rows(job: Job) -> Iterator[list[str]]:
    """Line, kind, reasons, and the cells as they stand in the file; torn rows have none."""
    reasons: dict[int, list[str]] = {}
    for note in problems_of(job.source, job.checked, MOST):
        reasons.setdefault(note.row, []).append(note.words)
    wrong = np.flatnonzero(job.checked.invalid)[:MOST]
    lines = job.source.line_of([int(row) + 1 for row in wrong])
    cells = dict(zip(lines, job.source.table.take(wrong).to_pylist(), strict=True))
    for line in sorted({*lines, *job.source.torn}):
        row = cells.get(line, {})
        said = ["" if cell is None else str(cell) for cell in row.values()]
        yield [str(line), job.kind.name, " ".join(reasons.get(line, ())), *said]
