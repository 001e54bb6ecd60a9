"""Which column of a file says what: as told, else guessed from its name."""

import re
from collections.abc import Collection, Mapping, Sequence
from difflib import get_close_matches
from typing import Any

from thereafter.connectors.files.errors import Mismatched
from thereafter.connectors.files.kinds import KINDS
from thereafter.foundation.plural import plural
from thereafter.foundation.staging import Column, Kind

_GRAVE = ("suppressions",)  # what a file taken for another would do great harm
_MUCH = 3  # needed columns by which a kind is recognised
_PLAIN = re.compile(r"[\W_]+")


def match(kind: Kind[Any], header: Sequence[str], told: Mapping[str, str], name: str) -> dict[str, str]:
    """Our column → the file's. Raises Mismatched if one that is told or needed is not there.

    One that is told to be nothing is not read, whatever the file has.
    """
    columns = {column.name: column for column in kind.columns}
    silent = {ours for ours, theirs in told.items() if not theirs}
    told = {ours: theirs for ours, theirs in told.items() if theirs}
    for ours, theirs in told.items():
        if ours not in columns:
            raise Mismatched(
                f'{kind.name} have no column "{ours}".{_meant(ours, columns)} There are: {", ".join(columns)}.'
            )
        if theirs not in header:
            raise Mismatched(f'{name} has no column "{theirs}".{_meant(theirs, header)} It has: {_listed(header)}.')
    _once(told)
    found = likely(kind, header, told, silent)
    _complete(kind, header, found, name)
    if kind.name in _GRAVE and not told:
        _sure(kind, header, found, name)
    return {ours: found[ours] for ours in columns if ours in found}


def likely(
    kind: Kind[Any], header: Sequence[str], told: Mapping[str, str], silent: Collection[str] = ()
) -> dict[str, str]:
    """What is told, and of the other columns those that a name of the file's fits; none that is to be `silent`."""
    found = dict(told)
    free = {_plain(theirs): theirs for theirs in reversed(header) if theirs not in told.values()}
    for column in kind.columns:
        if column.name not in found and column.name not in silent:
            guess = next((free[word] for word in _words(column) if word in free), None)
            if guess is not None:
                found[column.name] = guess
                del free[_plain(guess)]
    return found


def _once(told: Mapping[str, str]) -> None:
    """Raises Mismatched if two of our columns are told to be the same one of the file."""
    for theirs in told.values():
        ours = [name for name, told_of in told.items() if told_of == theirs]
        if len(ours) > 1:
            raise Mismatched(
                f'Column "{theirs}" of the file is told to be {" and ".join(ours)}, and it can be one of them. '
                f"Leave out --column {ours[-1]}={theirs}, or name another column."
            )


def _complete(kind: Kind[Any], header: Sequence[str], found: Mapping[str, str], name: str) -> None:
    missing = [column.name for column in kind.columns if column.required and column.name not in found]
    if not missing and kind.one_of and not any(ours in found for ours in kind.one_of):
        either = " or ".join(f'"{ours}"' for ours in kind.one_of)
        options = " or ".join(f"--column {ours}=NAME" for ours in kind.one_of)
        raise Mismatched(
            f"{name} has no column that looks like {either}, and {kind.name} need one of them. "
            f"It has: {_listed(header)}. Name it with {options}, or import another kind."
        )
    if missing:
        what = kind.column(missing[0])
        others = f" (and none like {', '.join(missing[1:])})" if missing[1:] else ""
        options = " ".join(f"--column {ours}=NAME" for ours in missing)
        raise Mismatched(
            f'{name} has no column that looks like "{what.name}"{others}, which {kind.name} need: {what.help.lower()} '
            f"It has: {_listed(header)}. Name {plural(len(missing), 'it', 'them')} with {options}, "
            "or import another kind."
        )


def _sure(kind: Kind[Any], header: Sequence[str], found: Mapping[str, str], name: str) -> None:
    """Raises Mismatched if all that another kind needs is there too, and that is much."""
    names = {_plain(theirs) for theirs in header}
    for other in KINDS.values():
        needed = [column for column in other.columns if column.required]
        if len(needed) >= _MUCH and all(names.intersection(_words(column)) for column in needed):
            first = next(iter(found))
            raise Mismatched(
                f"{name} looks like {other.name}: it has {_listed(header)}. Run thereafter import {other.name}, "
                f"or say that these are {kind.name} with --column {first}={found[first]}."
            )


def _words(column: Column) -> tuple[str, ...]:
    return (_plain(column.name), *column.guesses)


def _plain(name: str) -> str:
    return _PLAIN.sub("", name).lower()


def _meant(word: str, among: Sequence[str] | Mapping[str, Column]) -> str:
    close = get_close_matches(word.lower(), [name.lower() for name in among], 1)
    return f" Did you mean {next(name for name in among if name.lower() == close[0])}?" if close else ""


def _listed(header: Sequence[str]) -> str:
    return ", ".join(header[:30]) + (f" and {len(header) - 30} more" if len(header) > 30 else "")
