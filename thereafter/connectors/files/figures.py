"""Numbers as people write them: with a decimal comma, thousands marks, or a currency's sign. Never a guess."""

import re
from decimal import Decimal, InvalidOperation

import pyarrow as pa
import pyarrow.compute as pc

from thereafter.foundation.money import CURRENCIES

# Decimal marks that nobody takes for thousands marks: not one to three digits, a mark and three digits.
_PLAIN = {mark: rf"^[+-]?(\d+|\d+{mark}(\d{{1,2}}|\d{{4,}})|0{mark}\d+|\d{{4,}}{mark}\d+)$" for mark in (r"\.", ",")}
_AMBIGUOUS = {mark: re.compile(rf"^[+-]?[1-9]\d{{0,2}}{re.escape(mark)}\d{{3}}$") for mark in ".,"}
_GROUPED = re.compile(r"^[+-]?[1-9]\d{0,2}(\.\d{3})+(,\d*)?$")
_NUMBER = re.compile(r"[+-]?[0-9.,]+([eE][+-]?[0-9]+)?")  # Python reads 1_000 and the digits of other scripts, too
_BESIDE = re.compile(r"^(?P<before>[^\d.,+-]*)(?P<number>[+-]?[\d.,]+)(?P<after>[^\d.,]*)$")
_SIGNS = {"€": {"EUR"}, "£": {"GBP", "FKP", "GIP", "SHP"}, "¥": {"JPY", "CNY"}, "₹": {"INR"}, "₺": {"TRY"}}
_SIGNS["$"] = set("USD AUD BBD BMD BND BSD BZD CAD FJD GYD HKD JMD KYD LRD MXN NAD NZD SGD SRD TTD TWD XCD".split())


def plain(values: pa.Array, *, comma: bool) -> pa.Array | None:
    """Words that can be read at once, with a decimal point; None if any of them needs a closer look."""
    if not pc.all(pc.match_substring_regex(values, _PLAIN["," if comma else r"\."])).as_py():
        return None
    return pc.replace_substring(values, ",", ".") if comma else values


def without_sign(words: str, currency: str) -> str:
    """A price without the sign or code of its currency beside it. Raises ValueError if that is another currency."""
    found = _BESIDE.match(words)
    sign = (found["before"] + found["after"]).strip().upper() if found else ""
    if found is None or not (sign in _SIGNS or sign in CURRENCIES):
        return words
    if currency not in _SIGNS.get(sign, {sign}):
        expected = f"in {currency}" if currency else "one currency for all lines"
        raise ValueError(f"names a currency, and the price is to be {expected}. Name the right one with --currency")
    return found["number"]


def must_be_written_out(words: str, what: str) -> None:
    """Raises ValueError for powers of ten: nobody writes a price so; spreadsheets do so with article numbers."""
    if _NUMBER.fullmatch(words) and "e" in words.lower():
        raise ValueError(f"is not {what}, with all its digits")


def number_of(words: str, what: str, *, comma: bool, thousandths: bool) -> Decimal:
    """The number that words say. Raises ValueError with the rest of a sentence and its remedy."""
    mark = "," if comma else "."
    if not _NUMBER.fullmatch(words):
        raise ValueError(f"is not {what}")
    if not thousandths and _AMBIGUOUS[mark].match(words):
        other = "leave out --decimal-comma" if comma else "say --decimal-comma"
        raise ValueError(f'may mean thousands: then {other}. If "{mark}" stands before decimals, say --thousandths')
    if comma and "." in words and not _GROUPED.match(words):
        raise ValueError(f"is not {what}. Leave out --decimal-comma, or put points before three digits only")
    if not comma and "," in words:
        raise ValueError(f"is not {what}, or say --decimal-comma if it is written like 1.234,50")
    try:
        number = Decimal(words.replace(".", "").replace(",", ".") if comma else words)
    except InvalidOperation:
        raise ValueError(f"is not {what}") from None
    if not number.is_finite():
        raise ValueError(f"is not {what}")
    return number
