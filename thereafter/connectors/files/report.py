"""What an import did, or would do."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from thereafter.connectors.files.checking import Checked
from thereafter.connectors.files.reading import Source
from thereafter.foundation.staging import Merged, Note


@dataclass(frozen=True)
class Report:
    """New, changed, unchanged and invalid rows add up to all there are; conflicting ones are among them."""

    kind: str
    file: str
    unit: str  # line or row
    columns: Mapping[str, str]  # ours → the file's
    lines: int
    invalid: int
    new: int
    changed: int
    unchanged: int
    conflicting: int
    counts: Mapping[str, int]  # what was written
    found: Mapping[str, int] = field(default_factory=dict)  # what the file has that is worth knowing
    overlooked: Mapping[str, int] = field(default_factory=dict)  # column → cells that nobody understood
    problems: tuple[Note, ...] = ()  # the first invalid lines
    conflicts: tuple[Note, ...] = ()  # the first conflicting lines
    unread: tuple[str, ...] = ()  # columns of the file that nobody uses
    new_store: str = ""  # the store's key, if nobody had heard of it
    dry_run: bool = False
    refused: bool = False  # a dry run whose import would be refused, for some lines are invalid
    resumed_at: int = 0  # rows that an earlier, killed attempt had committed
    already: bool = False  # this very file had been imported before: nothing was done
    currency: str = ""
    passed_over: int = 0  # rows that are not meant
    run: str = ""  # the key of the run that did it

    def as_json(self) -> dict[str, Any]:
        """Plain data, for machines."""
        return {**asdict(self), "columns": dict(self.columns), "counts": dict(self.counts), "found": dict(self.found)}

    def stored(self) -> dict[str, Any]:
        """Plain data without anybody's name or address in it, for the database."""
        kept = self.as_json()
        for what in ("problems", "conflicts"):
            kept[what] = [note["row"] for note in kept[what]]
        return kept


def in_lines(source: Source, notes: tuple[Note, ...]) -> tuple[Note, ...]:
    """Notes whose rows are counted as in the file."""
    lines = source.line_of([note.row for note in notes]) if notes else []
    return tuple(Note(line, note.words) for line, note in zip(lines, notes, strict=True))


def problems_of(source: Source, checked: Checked, most: int) -> tuple[Note, ...]:
    """The first invalid lines of a source, torn rows included."""
    cells = in_lines(source, tuple(Note(problem.row, problem.words) for problem in checked.problems))
    torn = tuple(Note(line, f"{words}. Quote cells that hold the separator.") for line, words in source.torn.items())
    return tuple(sorted(cells + torn, key=lambda note: note.row)[:most])


def outcome(merged: Merged) -> dict[str, Any]:
    """The part of a report that the room answers for."""
    return {
        "new": merged.new,
        "changed": merged.changed,
        "unchanged": merged.unchanged,
        "conflicting": merged.conflicting,
        "counts": dict(merged.counts),
    }
