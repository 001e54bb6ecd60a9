"""Who the buyers are, invented: the file knows a number and a country, and no more.

Every address ends in `.example`, where nobody lives. About seven in ten said yes to hearing from the shop.
"""

import csv
import re
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import pyarrow as pa

from thereafter.project.demo.chance import choose, shares

INVENTED = "demo (invented)"
_DATA = Path(__file__).parent / "data"
_MAIL_HOUSES = ("post.example", "letterbox.example", "inbox.example", "homemail.example")

_SAYS_YES = 0.70  # at the checkout of her first order
_WITHDRAWS = 0.05  # of those who said yes, later
_CHANGES_HER_MIND = 0.06  # of those who did not, later
_WITHIN = np.timedelta64(300 * 86_400 * 1_000_000, "us")
_SUPPRESSED = 0.01
_WORDING = "Yes, write to me now and then with help and news about what I bought."


@dataclass(frozen=True)
class Country:
    """What a country's name in the file tells about somebody who lives there. `parcel_days` are working days."""

    name: str
    code: str
    time_zone: str
    language: str
    parcel_days: int


@cache
def countries() -> dict[str, Country]:
    """The countries of the file, by the name it gives them."""
    with (_DATA / "countries.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))[1:]
    return {name: Country(name, code, zone, language, int(days)) for name, code, zone, language, days in rows}


@cache
def _names() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads((_DATA / "names.toml").read_text(encoding="utf-8"))


def contacts(numbers: list[int], homes: list[str]) -> pa.Table:
    """Names, addresses, time zones and languages of customers, one row each, from their numbers and countries."""
    draws = zip(*(shares(question, numbers) for question in ("first name", "last name", "mail house")), strict=True)
    rows = [_contact(number, home, *draw) for number, home, draw in zip(numbers, homes, draws, strict=True)]
    return pa.Table.from_pylist(rows)


def _contact(number: int, home: str, first: float, last: float, house: float) -> dict[str, str]:
    country = countries()[home]
    names = _names()[country.language]
    first_name, last_name = choose(names["first"], first), choose(names["last"], last)
    return {
        "customer": str(number),
        "email": f"{_plain(first_name)}.{_plain(last_name)}.{number}@{choose(_MAIL_HOUSES, house)}",
        "first_name": first_name,
        "last_name": last_name,
        "country": country.code,
        "language": country.language,
        "time_zone": country.time_zone,
    }


def consents(numbers: list[int], since: np.ndarray) -> pa.Table:
    """What customers said about hearing from the shop, one row per thing said.

    `since`: UTC instants (datetime64[us]) of their first orders, where most said it; some changed their mind up to
    300 days later. Columns: customer, state, occurred_at, method, proof.
    """
    yes = shares("says yes", numbers) < _SAYS_YES
    turns = shares("changes her mind", numbers)
    later = since + (shares("when she changes her mind", numbers) * _WITHIN).astype("m8[us]")
    withdraws = yes & (turns < _WITHDRAWS)
    joins = ~yes & (turns < _CHANGES_HER_MIND)
    number = np.array([str(number) for number in numbers])
    parts = [
        _said(number[yes], "granted", since[yes], "checkout box"),
        _said(number[withdraws], "withdrawn", later[withdraws], "preference page"),
        _said(number[joins], "granted", later[joins], "preference page"),
    ]
    return pa.concat_tables(parts)


def _said(numbers: np.ndarray, state: str, at: np.ndarray, method: str) -> pa.Table:
    return pa.table(
        {
            "customer": pa.array(numbers.tolist(), pa.string()),
            "state": pa.array([state] * len(numbers), pa.string()),
            "occurred_at": pa.array(at, pa.timestamp("us", tz="UTC")),
            "method": pa.array([method] * len(numbers), pa.string()),
            "proof": pa.array([_WORDING] * len(numbers), pa.string()),
        }
    )


def suppressed(people: pa.Table) -> pa.Table:
    """The few addresses that a former mail provider's list says to leave alone. Columns: email, reason."""
    drawn = shares("suppressed", people["customer"].to_pylist()) < _SUPPRESSED
    addresses = people.filter(pa.array(drawn))["email"]
    return pa.table({"email": addresses, "reason": pa.array(["unsubscribed elsewhere"] * len(addresses), pa.string())})


def _plain(name: str) -> str:
    letters = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z]", "", letters)
