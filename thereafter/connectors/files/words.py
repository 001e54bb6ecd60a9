"""A report in words, for a terminal."""

from collections.abc import Mapping

from thereafter.connectors.files.report import Report
from thereafter.foundation.money import Money
from thereafter.foundation.plural import counted, plural
from thereafter.foundation.staging import OF_ERASED, Note

_MONEY = "revenue_minor"
_ABROAD = "orders_in_another_currency"
_SAID_ELSEWHERE = {_MONEY, _ABROAD, OF_ERASED}


def tell(report: Report) -> str:
    """What happened, which columns were read as what, what is remarkable, what conflicts, what is invalid."""
    parts = [_headline(report)]
    if report.refused:
        parts.append("The import would be refused: run it with --skip-invalid to leave the invalid ones out.")
    if report.new_store:
        parts.append(_new_store(report))
    parts.append(_columns(report.columns))
    if report.unread:
        parts.append(f"Not read: {', '.join(report.unread)}. Name them with --column OURS=THEIRS if they matter.")
    if report.passed_over:
        parts.append(f"Passed over: {counted(report.passed_over, 'row')} that the preset does not mean.")
    if report.counts and not report.already:
        parts.append(f"{'Would write' if report.dry_run else 'Wrote'}: {_amounts(report.counts, report.currency)}.")
    if abroad := report.counts.get(_ABROAD):
        parts.append(
            f"{counted(abroad, 'order')} in another currency than {report.currency}, which the shop counts in: "
            f"{plural(abroad, 'it counts as an order', 'they count as orders')}, without an amount in any sum."
        )
    if erased := report.counts.get(OF_ERASED):
        parts.append(_of_erased(report.kind, erased, report.unit))
    if there := {name: count for name, count in report.found.items() if count}:
        parts.append(f"In the file: {_amounts(there, report.currency)}.")
    if doubles := report.found.get("exact_duplicates"):
        parts.append(f"Kept: {counted(doubles, 'exact duplicate')}, each as a {report.unit} of its own; they count.")
    for column, cells in report.overlooked.items():
        parts.append(f"Left empty: {counted(cells, 'time')} {column} says something that nobody knows.")
    parts += _listed("Conflicting", report.conflicting, report.conflicts, report.unit)
    parts += _listed("Left out as invalid", report.invalid, report.problems, report.unit)
    return "\n".join(parts)


def _headline(report: Report) -> str:
    if report.already:
        would = "would change" if report.dry_run else "changed"
        return f"{report.file} was imported before, just as it is: nothing {would}. What was told since then stays."
    would = "would be " if report.dry_run else ""
    from_there = f" It went on after {report.resumed_at:,} that were imported before." if report.resumed_at else ""
    return (
        f"{report.file}: {counted(report.lines, report.unit)} read: {report.new:,} {would}new, "
        f"{report.changed:,} changed, {report.unchanged:,} unchanged, {report.invalid:,} invalid. "
        f"Conflicting among them: {report.conflicting:,}." + from_there
    )


def _new_store(report: Report) -> str:
    if report.dry_run:
        return f"Store {report.new_store} would be new. If it should not be, correct --store."
    return f"Store {report.new_store} was not known before: it is new."


def _of_erased(kind: str, count: int, unit: str) -> str:
    if kind == "orders":
        speak = plural(count, "speaks", "speak")
        return f"{counted(count, 'order')} {speak} of somebody who was erased: nobody’s, and counted as before."
    return f"{counted(count, unit)} {plural(count, 'speaks', 'speak')} of somebody who was erased: left out."


def _columns(columns: Mapping[str, str]) -> str:
    return "Columns: " + ", ".join(f"{ours} = {theirs}" for ours, theirs in columns.items())


def _amounts(counts: Mapping[str, int], currency: str) -> str:
    plain = [f"{name.replace('_', ' ')} {count:,}" for name, count in counts.items() if name not in _SAID_ELSEWHERE]
    money = [f"revenue {Money(counts[_MONEY], currency)}"] if counts.get(_MONEY) and currency else []
    return ", ".join(plain + money)


def _listed(title: str, count: int, notes: tuple[Note, ...], unit: str) -> list[str]:
    if not count:
        return []
    more = [f"  … and {count - len(notes):,} more"] if count > len(notes) else []
    return [f"{title} ({count:,}):", *(f"  {unit} {note.row}: {note.words}" for note in notes), *more]
