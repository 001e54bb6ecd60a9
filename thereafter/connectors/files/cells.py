"""What a cell may hold, type by type: distinct values at once, and one by one where something is wrong.

`whole` gives the values of distinct cells, or raises ValueError (as Arrow does) if any of them does not fit; then `one`
is asked about each, and says of those that do not fit why.
"""

import json
import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from difflib import get_close_matches
from typing import Any, NoReturn
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from thereafter.connectors.files import characters, figures
from thereafter.connectors.files.countries import code_of
from thereafter.foundation.money import CURRENCIES
from thereafter.foundation.staging import Column, Type

INSTANT = pa.timestamp("us", "UTC")
EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
_CLOCKS_DIFFER = timedelta(days=2)
_AHEAD = timedelta(days=5 * 366)
_MILLION = 1_000_000
_DEAREST = 1_000_000_000  # units of a currency; its millionths are exact in a float
_GREATEST = 2**31 - 1
_FLAGS = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}
_ATOM = r"[^@\s\"<>,;.\[\]]+"  # what stands between the dots of an address
_EMAIL = rf"^{_ATOM}(\.{_ATOM})*@({_ATOM}\.)+{_ATOM}$"
_LINK = r"^https?://[^\s\"<>]+$"
_LANGUAGE = (  # BCP 47: language, script, region, variants
    r"^[A-Za-z]{2,3}([-_][A-Za-z]{4})?([-_]([A-Za-z]{2}|[0-9]{3}))?([-_]([A-Za-z0-9]{5,8}|[0-9][A-Za-z0-9]{3}))*$"
)
_DIGITS = r"^-?[0-9]+$"
_MOST_DIGITS = 4_000  # of a whole number in JSON; Python reads a few more
_DATE = (  # ISO 8601, and of its many forms the one that nobody takes for anything else
    r"^[0-9]{4}-[0-9]{2}-[0-9]{2}"
    r"([T ][0-9]{2}(:[0-9]{2}(:[0-9]{2}([.,][0-9]+)?)?)?(Z|[+-][0-9]{2}(:?[0-9]{2})?)?)?$"
)
_APART = r"(:[0-9]{2}) (UTC$|Z$|[+-][0-9]{2}:?[0-9]{2}$)"  # 14:05:00 +0100, as shops write it
_ESCAPED_NUL = re.compile(r"(?<!\\)(\\\\)*\\u0000")
_HALF = re.compile(r"[\ud800-\udfff]")
_ZONED = re.compile(r"(Z|[+-]\d{2}:?\d{2})$")


@dataclass(frozen=True)
class Manner:
    """How cells of this import are read: instants of that zone and format, prices as written there, as of `now`."""

    zone: ZoneInfo
    now: datetime
    date_format: str = ""
    decimal_comma: bool = False
    thousandths: bool = False  # 1.234 is a little more than one, not a thousand and some
    currency: str = ""  # of all prices; empty where rows differ


def arrow_type(column: Column) -> pa.DataType:
    """What a checked column is made of."""
    if column.type in {Type.WHOLE, Type.PRICE}:
        return pa.int64()
    if column.type is Type.NUMBER:
        return pa.float64()
    if column.type is Type.FLAG:
        return pa.bool_()
    return INSTANT if column.type in {Type.PAST, Type.FUTURE, Type.INSTANT} else pa.string()


def whole(values: pa.Array, column: Column, manner: Manner) -> pa.Array:
    """The values of distinct cells, none of them null. Raises ValueError if any does not fit."""
    return _WHOLE.get(column.type, _one_by_one)(values, column, manner)


def one(cell: object, column: Column, manner: Manner) -> Any:
    """The value of one cell. Raises ValueError with the rest of a sentence that begins with the column and the cell."""
    return _ONE[column.type](cell, column, manner)


# Words


def _whole_text(values: pa.Array, column: Column, manner: Manner) -> pa.Array:
    words = characters.single_spaced(values)
    if characters.have_controls(words) or (pc.max(pc.utf8_length(words)).as_py() or 0) > column.longest:
        _no()
    return words


def _one_text(cell: object, column: Column, manner: Manner) -> str:
    words = str(cell)
    if control := characters.control_in(words):
        _no(f"holds the control character {control}, which nobody can read. Remove it")
    words = str(characters.single_spaced(pa.array([words]))[0])
    _fits(words, column)
    return words


def _fits(words: str, column: Column) -> None:
    if len(words) > column.longest:
        _no(f"has {len(words):,} characters, and at most {column.longest:,} fit. Shorten it, or close a quote")


def _matching(pattern: str, remedy: str) -> tuple[Callable[..., pa.Array], Callable[..., str]]:
    def whole(values: pa.Array, column: Column, manner: Manner) -> pa.Array:
        if not pc.all(pc.match_substring_regex(values, pattern)).as_py():
            _no()
        words = _whole_text(values, column, manner)
        if not words.equals(values):  # white space that the pattern did not know as such
            _no()
        return words

    def one(cell: object, column: Column, manner: Manner) -> str:
        words = _one_text(cell, column, manner)
        if not re.match(pattern, str(cell)):
            _no(f"is not {column.type.value}. {remedy}")
        return words

    return whole, one


# Numbers


def _whole_number(values: pa.Array, column: Column, manner: Manner) -> pa.Array:
    if pa.types.is_string(values.type) and not pc.all(pc.match_substring_regex(values, _DIGITS)).as_py():
        _no()  # Arrow takes 0x10 for a number
    numbers = pc.cast(values, pa.int64())
    if len(numbers):
        bounds = pc.min_max(numbers).as_py()
        if not -_GREATEST <= bounds["min"] <= bounds["max"] <= _GREATEST:
            _no()
    return numbers


def _one_number(cell: object, column: Column, manner: Manner) -> int:
    what = "a whole number. Write it like 12"
    if isinstance(cell, str):
        figures.must_be_written_out(cell, what)
    number = _decimal(cell, what, manner, thousandths=manner.thousandths)
    if abs(number) > _GREATEST:
        _no(f"is too large: at most {_GREATEST:,} can be stored. Correct it")
    if number != number.to_integral_value():
        _no("is not a whole number. Write it like 12")
    return int(number)


def _whole_price(values: pa.Array, column: Column, manner: Manner) -> pa.Array:
    if pa.types.is_string(values.type):
        values = figures.plain(values, comma=manner.decimal_comma)
        if values is None:
            _no()
    units = pc.cast(values, pa.float64()).to_numpy(zero_copy_only=False)
    if not np.all(np.abs(units) < _DEAREST):  # not true of NaN either
        _no()
    if column.least is not None and np.any(units < column.least):
        _no()
    return pa.array(np.rint(units * _MILLION).astype(np.int64))


def _one_price(cell: object, column: Column, manner: Manner) -> int:
    what = f"a price. Write it like {'12,50' if manner.decimal_comma else '12.50'}"
    if isinstance(cell, str):
        cell = figures.without_sign(cell, manner.currency)
        figures.must_be_written_out(cell, what)
    units = _decimal(cell, what, manner, thousandths=manner.thousandths)
    if abs(units) >= _DEAREST:
        _no(f"is too large: prices stay below {_DEAREST:,}. Correct it")
    if column.least is not None and units < column.least:
        _no(f"is less than {column.least}, which it cannot be. Correct it{'' if column.required else ', or empty it'}")
    return int((units * _MILLION).to_integral_value())


def _whole_float(values: pa.Array, column: Column, manner: Manner) -> pa.Array:
    if manner.decimal_comma and pa.types.is_string(values.type):
        _no()
    numbers = pc.cast(values, pa.float64())
    if not pc.all(pc.is_finite(numbers)).as_py():
        _no()
    return numbers


def _one_float(cell: object, column: Column, manner: Manner) -> float:
    what = f"a number. Write it like {'12,5' if manner.decimal_comma else '12.5'}"
    number = float(_decimal(cell, what, manner, thousandths=True))
    if not math.isfinite(number):
        _no("is too large. Correct it")
    return number


def _decimal(cell: object, what: str, manner: Manner, *, thousandths: bool) -> Decimal:
    written = isinstance(cell, str)  # a Parquet column of numbers leaves nothing to interpret
    return figures.number_of(
        str(cell), what, comma=manner.decimal_comma and written, thousandths=thousandths or not written
    )


# Instants


def _whole_instant(values: pa.Array, column: Column, manner: Manner) -> pa.Array:
    if pa.types.is_string(values.type) and manner.date_format:
        instants = pc.strptime(values, manner.date_format, "us", error_is_null=True)
        if instants.null_count:
            _no()
    else:
        if pa.types.is_string(values.type):
            values = pc.replace_substring_regex(pc.replace_substring_regex(values, _APART, r"\1\2"), "UTC$", "Z")
        if pa.types.is_string(values.type) and not pc.all(pc.match_substring_regex(values, _DATE)).as_py():
            _no()
        instants = pc.cast(values, _instant_type(values.type), safe=False)
    if instants.type.tz is None:
        instants = pc.assume_timezone(instants, manner.zone.key, ambiguous="earliest", nonexistent="latest")
    instants = pc.cast(instants, INSTANT)
    if len(instants) and column.type is not Type.INSTANT:
        bounds = pc.min_max(instants).as_py()
        _within(bounds["min"], column, manner)
        _within(bounds["max"], column, manner)
    return instants


def _instant_type(of: pa.DataType) -> pa.DataType:
    return pa.timestamp("us", of.tz if pa.types.is_timestamp(of) else None)


def _one_instant(cell: object, column: Column, manner: Manner) -> datetime:
    instant = _instant(cell, manner)
    if instant.tzinfo is None:
        instant = instant.replace(tzinfo=manner.zone)
    if column.type is not Type.INSTANT:
        _within(instant, column, manner)
    return instant.astimezone(UTC)


def _instant(cell: object, manner: Manner) -> datetime:
    if isinstance(cell, datetime):
        return cell
    if isinstance(cell, date):
        return datetime(cell.year, cell.month, cell.day)  # noqa: DTZ001 - its zone is the file's, set by the caller
    try:
        if manner.date_format:
            return datetime.strptime(str(cell), manner.date_format)  # noqa: DTZ007
        words = re.sub("UTC$", "Z", re.sub(_APART, r"\1\2", str(cell)))
        if not re.match(_DATE, words):  # Python takes 2026-W05 for a date, and it is a week
            _no()
        return datetime.fromisoformat(words)
    except ValueError:
        if manner.date_format:
            _no(f"is not a date. --date-format says {manner.date_format}: write it so, or correct the option")
        _no("is not a date. Write it like 2026-03-10 14:05, or say how dates are written with --date-format")


def _within(instant: datetime, column: Column, manner: Manner) -> None:
    latest = manner.now + (_AHEAD if column.type is Type.FUTURE else _CLOCKS_DIFFER)
    if instant < EARLIEST:
        _no(f"lies before {EARLIEST.year}. Correct it, or say how dates are written with --date-format")
    if instant > latest:
        _no(f"lies after {latest:%Y-%m-%d}. Correct it, or say how dates are written with --date-format")


# Codes


def _one_currency(cell: object, column: Column, manner: Manner) -> str:
    code = str(cell).upper()
    if code not in CURRENCIES:
        close = get_close_matches(code, sorted(CURRENCIES), 1)
        _no(f"is not an ISO 4217 code. {f'Did you mean {close[0]}?' if close else 'Use one like EUR, GBP or USD'}")
    return code


def _one_country(cell: object, column: Column, manner: Manner) -> str | None:
    return code_of(str(cell))


def _one_zone(cell: object, column: Column, manner: Manner) -> str:
    try:
        return ZoneInfo(str(cell)).key
    except (KeyError, ValueError, OSError):
        _no("is not a time zone. Write it like Europe/London")


def _one_choice(cell: object, column: Column, manner: Manner) -> str:
    word = str(cell).lower()
    if word not in column.choices:
        _no(f"is not one of {', '.join(column.choices)}. Correct it")
    return column.choices[word]


def _one_flag(cell: object, column: Column, manner: Manner) -> bool:
    word = str(cell).lower()
    if word not in _FLAGS:
        _no("is neither yes nor no. Write one of them")
    return _FLAGS[word]


def _one_json(cell: object, column: Column, manner: Manner) -> str:
    words = str(cell)
    _fits(words, column)
    try:
        value = json.loads(words, parse_float=_finite, parse_int=_countable, parse_constant=_refuse_constant)
    except OverflowError:
        _no("holds a number that is too large to be stored. Correct it, or write it in quotes")
    except (ValueError, RecursionError):
        value = None
    if not isinstance(value, dict):
        _no('is not a JSON object. Write it like {"colour": "red"}')
    normal = json.dumps(value, ensure_ascii=False)
    if _ESCAPED_NUL.search(normal):
        _no("holds a NUL character (\\u0000), which no text holds. Remove it")
    if _HALF.search(normal):
        _no("holds half a character (a lone surrogate such as \\ud800). Remove it")
    return normal


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number")


def _countable(digits: str) -> int:
    if len(digits) > _MOST_DIGITS:
        raise OverflowError
    return int(digits)


def _finite(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise OverflowError
    return number


def _one_by_one(values: pa.Array, column: Column, manner: Manner) -> pa.Array:
    return pa.array([one(cell, column, manner) for cell in values.to_pylist()], arrow_type(column))


def _no(why: str = "") -> NoReturn:
    raise ValueError(why)


_whole_email, _one_email = _matching(_EMAIL, "Write it like ada@example.com")
_whole_link, _one_link = _matching(_LINK, "Begin it with https://")
_whole_language, _one_language = _matching(_LANGUAGE, "Write it like en or pt-BR")

_WHOLE: dict[Type, Callable[[pa.Array, Column, Manner], pa.Array]] = {
    Type.TEXT: _whole_text,
    Type.WHOLE: _whole_number,
    Type.PRICE: _whole_price,
    Type.NUMBER: _whole_float,
    Type.INSTANT: _whole_instant,
    Type.PAST: _whole_instant,
    Type.FUTURE: _whole_instant,
    Type.EMAIL: _whole_email,
    Type.LINK: _whole_link,
    Type.LANGUAGE: _whole_language,
}
_ONE: dict[Type, Callable[[object, Column, Manner], Any]] = {
    Type.TEXT: _one_text,
    Type.WHOLE: _one_number,
    Type.PRICE: _one_price,
    Type.NUMBER: _one_float,
    Type.INSTANT: _one_instant,
    Type.PAST: _one_instant,
    Type.FUTURE: _one_instant,
    Type.EMAIL: _one_email,
    Type.LINK: _one_link,
    Type.LANGUAGE: _one_language,
    Type.CURRENCY: _one_currency,
    Type.COUNTRY: _one_country,
    Type.TIME_ZONE: _one_zone,
    Type.CHOICE: _one_choice,
    Type.FLAG: _one_flag,
    Type.JSON: _one_json,
}
