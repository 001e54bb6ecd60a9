"""What is sold, made readable: a title like a sentence, a category by its words, an invented cost."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from thereafter.project.demo.chance import shares

_DATA = Path(__file__).parent / "data" / "categories.toml"
_GOODS = r"^(\d{5}|DCGS)"  # what does not begin like this stands on the bill only: postage, fees, vouchers


@dataclass(frozen=True)
class Category:
    """A shelf of the shop. `cost` is the range of what a piece costs the shop, as shares of its usual price."""

    name: str
    cost: tuple[float, float]
    words: re.Pattern[str] | None = None


@cache
def categories() -> tuple[Category, ...]:
    """Every category, in the order in which they are tried; the last one takes everything."""
    written = _written()
    rest = written["everything_else"]
    return (
        *(Category(each["name"], tuple(each["cost"]), _any_of(each["words"])) for each in written["category"]),
        Category(rest["name"], tuple(rest["cost"])),
    )


def category_of(description: str) -> Category:
    """The first category that one of the description's words belongs to."""
    return next(each for each in categories() if each.words is None or each.words.search(description))


def title_of(description: str) -> str:
    """A description in capitals, written like the beginning of a sentence: "JUMBO BAG RED RETROSPOT" is a jumbo bag."""
    words = re.sub(r"\s+", " ", description).replace(" ,", ",").strip(" .,").lower()
    words = re.sub(r"\bs(?:et)?\s?/\s?(?=\d)|\bset of(?=\d)", "set of ", words)
    words = " ".join(_written()["written_out"].get(word, word) for word in words.split(" "))
    lower = _capitals().sub(lambda found: _kept()[found[0].lower()], words)
    return lower[:1].upper() + lower[1:]


def products(lines: pa.Table) -> pa.Table:
    """One row per product: sku, title, category, cost, currency.

    `lines` are the file's, with StockCode, Description, UnitPrice and Quantity; what nobody ever paid for is left out.
    """
    goods = lines.filter(
        pc.and_(
            pc.and_(pc.match_substring_regex(lines["StockCode"], _GOODS), pc.is_valid(lines["Description"])),
            pc.and_(pc.greater(lines["UnitPrice"], 0), pc.greater(lines["Quantity"], 0)),
        )
    )
    prices = goods.group_by("StockCode").aggregate([("UnitPrice", "approximate_median")])
    named = goods.group_by(["StockCode", "Description"]).aggregate([("UnitPrice", "count")])
    named = named.sort_by([("StockCode", "ascending"), ("UnitPrice_count", "ascending"), ("Description", "descending")])
    description = _mapping(named["StockCode"], named["Description"])  # the last one stays, and is the commonest
    skus = sorted(description)
    usual = _mapping(prices["StockCode"], prices["UnitPrice_approximate_median"])
    shelves = [category_of(description[sku]) for sku in skus]
    low, high = np.array([shelf.cost for shelf in shelves]).T
    cost = np.array([usual[sku] for sku in skus]) * (low + (high - low) * shares("cost", skus))
    return pa.table(
        {
            "sku": skus,
            "title": [title_of(description[sku]) for sku in skus],
            "category": [shelf.name for shelf in shelves],
            "cost": [f"{max(0.01, amount):.2f}" for amount in cost],
            "currency": ["GBP"] * len(skus),
        }
    )


def _mapping(keys: pa.ChunkedArray, values: pa.ChunkedArray) -> dict[str, Any]:
    return dict(zip(keys.to_pylist(), values.to_pylist(), strict=True))


def _any_of(words: list[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, words))})(?:s|es)?(?![\w-])", re.IGNORECASE)


@cache
def _written() -> dict[str, Any]:
    return tomllib.loads(_DATA.read_text(encoding="utf-8"))


@cache
def _kept() -> dict[str, str]:
    return {word.lower(): word for word in _written()["capitals"]}


@cache
def _capitals() -> re.Pattern[str]:
    longest_first = sorted(_kept(), key=len, reverse=True)
    return re.compile(rf"(?<![\w'])(?:{'|'.join(map(re.escape, longest_first))})(?![\w'])")
