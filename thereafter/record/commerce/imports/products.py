"""Products: what they are called, where they belong, what they cost."""

from collections.abc import Mapping
from datetime import datetime

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from thereafter.foundation import planner, temporary
from thereafter.foundation.sql import Folder
from thereafter.foundation.staging import Column, Kind, Merged, Type
from thereafter.record.commerce.imports import amounts
from thereafter.record.commerce.imports.stores import PricedOptions, ensure_store
from thereafter.record.customers.imports import identity

SQL = Folder(__file__)
_WORDS = ("sku", "title", "category", "kind", "link", "image", "as_of")


def prepare() -> None:
    """Have the empty temporary table `commerce_staging_products`, and those of the rooms below."""
    identity.prepare()
    temporary.prepare(SQL["staging_products"])


def arrange(table: pa.Table, options: PricedOptions) -> Mapping[str, pa.Table]:
    """One row per product in, the same out, costs in minor units."""
    rows = {name: table[name] for name in _WORDS if name in table.column_names}
    rows["product_no"] = table["row_no"]
    if "cost" in table.column_names:
        none = pa.chunked_array([pa.nulls(table.num_rows, pa.string())])
        currency = pc.fill_null(table["currency"] if "currency" in table.column_names else none, options.currency)
        cost = pc.fill_null(table["cost"], 0).to_numpy()
        minor = amounts.minor(np.ones_like(cost), cost, amounts.decimals_of(currency))
        rows |= {"cost_minor": pa.array(minor, mask=table["cost"].is_null().to_numpy()), "currency": currency}
    return {"commerce_staging_products": pa.table(rows)}


def merge(options: PricedOptions, now: datetime, source: str) -> Merged:
    """Store the new; of the known overwrite what is older than the row, and fill in what was empty."""
    store = ensure_store(options.store, now=now)
    planner.tell("commerce_staging_products")
    done = SQL["products_describe"].one(store_id=store.pk, source=source, now=now)
    return Merged(new=done.new, changed=done.changed, unchanged=done.rows - done.new - done.changed)


PRODUCTS = Kind(
    name="products",
    title="Products, one row each",
    columns=(
        Column(
            "sku",
            Type.TEXT,
            "The product's number.",
            ("stockcode", "productid", "productcode", "id", "itemid", "articleno"),
            required=True,
            longest=120,
        ),
        Column("title", Type.TEXT, "Its name.", ("description", "name", "producttitle", "productname"), longest=500),
        Column("category", Type.TEXT, "Where it belongs.", ("producttype", "department", "group", "collection")),
        Column(
            "kind",
            Type.CHOICE,
            "A product, or a charge such as postage.",
            (),
            choices={"product": "product", "charge": "charge"},
        ),
        Column(
            "cost",
            Type.PRICE,
            "What one piece costs the shop.",
            ("unitcost", "costprice", "costperitem", "purchaseprice"),
            least=0,
        ),
        Column("currency", Type.CURRENCY, "The currency of the cost, if products differ.", ("currencycode",)),
        Column("link", Type.LINK, "Its page in the shop.", ("url", "producturl", "page"), longest=1000),
        Column("image", Type.LINK, "Its picture.", ("imageurl", "picture", "imagesrc", "photo"), longest=1000),
        Column("as_of", Type.PAST, "When this was so. Newer facts are never overwritten.", ("updatedat", "modifiedat")),
    ),
    options=PricedOptions,
    prepare=prepare,
    arrange=arrange,
    merge=merge,
)
