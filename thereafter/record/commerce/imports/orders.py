"""Orders, their lines, and refunds, as a file or a feed tells them: one row per line. `order_lines` reads the rows."""

from datetime import datetime

from thereafter.foundation import planner, temporary
from thereafter.foundation.sql import Folder
from thereafter.foundation.staging import MOST_NOTES, OF_ERASED, Column, Kind, Merged, Note, Type
from thereafter.record.commerce.imports.order_lines import OrderOptions, arrange, lacks, tally
from thereafter.record.commerce.imports.stores import adopt_currency, ensure_store
from thereafter.record.customers.imports import identity
from thereafter.record.customers.imports.people import EMAIL, NUMBER
from thereafter.record.events import append
from thereafter.record.shop import settings

SQL = Folder(__file__)
_STAGED = ("staging_orders", "staging_lines", "staging_products")
_TABLES = (*_STAGED, "import_products", "import_orders", "import_conflicts")
_MANY = 20_000  # rows written at once from which on the planner should hear of them without waiting for autovacuum

COLUMNS = (
    Column(
        "number",
        Type.TEXT,
        "The order's number, the same on each of its lines.",
        (
            "order",
            "orderid",
            "orderno",
            "ordernumber",
            "ordername",
            "name",
            "invoice",
            "invoiceno",
            "invoicenumber",
            "bestellnummer",
            "auftragsnummer",
            "bestelnummer",
            "commande",
            "pedido",
        ),
        required=True,
        longest=120,
    ),
    Column(
        "placed_at",
        Type.PAST,
        "When it was ordered.",
        (
            "date",
            "orderdate",
            "orderedat",
            "createdat",
            "created",
            "invoicedate",
            "datetime",
            "timestamp",
            "purchasedat",
            "datum",
            "bestelldatum",
            "besteldatum",
            "fecha",
        ),
        required=True,
    ),
    Column(
        "sku",
        Type.TEXT,
        "The number of the product that the line is about.",
        (
            "stockcode",
            "productcode",
            "productid",
            "productno",
            "lineitemsku",
            "itemcode",
            "itemid",
            "articleno",
            "product",
            "item",
            "article",
            "artikelnummer",
            "artikelnr",
            "référence",
            "referencia",
        ),
        required=True,
        longest=120,
    ),
    Column(
        "quantity",
        Type.WHOLE,
        "How many pieces.",
        (
            "qty",
            "pieces",
            "units",
            "lineitemquantity",
            "amountofitems",
            "menge",
            "anzahl",
            "quantité",
            "aantal",
            "cantidad",
        ),
        required=True,
    ),
    Column(
        "price",
        Type.PRICE,
        "The price of one piece.",
        ("unitprice", "lineitemprice", "itemprice", "pricepaid", "preis", "einzelpreis", "prix", "prijs", "precio"),
        required=True,
    ),
    Column(
        "title",
        Type.TEXT,
        "The product's name.",
        (
            "description",
            "producttitle",
            "productname",
            "lineitemname",
            "itemname",
            "product",
            "item",
            "article",
            "bezeichnung",
            "artikelname",
            "désignation",
        ),
        longest=500,
    ),
    NUMBER,
    EMAIL,
    Column(
        "country",
        Type.COUNTRY,
        "Where the customer lives.",
        ("countrycode", "billingcountry", "shippingcountry"),
    ),
    Column(
        "currency",
        Type.CURRENCY,
        "The currency of the price, if orders differ.",
        ("currencycode", "währung", "devise", "valuta", "moneda"),
    ),
    Column("cancelled_at", Type.PAST, "When the order was cancelled.", ("canceledat", "cancelled", "canceled")),
    Column(
        "refund_of",
        Type.TEXT,
        "The number of the order that this line refunds: the line is of a refund.",
        ("originalorder", "refundedorder", "parentorder"),
        longest=120,
    ),
)


def prepare() -> None:
    """Have the empty temporary tables that `arrange` names, and those of the rooms below."""
    identity.prepare()
    append.prepare()
    temporary.prepare(*(SQL[name] for name in _TABLES))


def merge(options: OrderOptions, now: datetime, source: str) -> Merged:
    """Take over what stands in the temporary tables: products, customers, orders, lines, refunds, events."""
    store = ensure_store(options.store, now=now)
    adopt_currency(options.currency, source=source, now=now)
    planner.tell("commerce_staging_orders", "commerce_staging_lines", "commerce_staging_products")
    SQL["products_mention"].run(store_id=store.pk, source=source)
    SQL["products_resolve"].run(store_id=store.pk)
    SQL["orders_people"].run(scope=store.key, store_id=store.pk)
    people = identity.recognise(source=source, now=now, begins=True)
    resolved = SQL["orders_resolve"].one(store_id=store.pk)
    planner.tell("commerce_import_orders", "commerce_import_products")
    orders = SQL["orders_insert"].run(store_id=store.pk, now=now)
    new = SQL["lines_insert"].run(now=now)
    SQL["refunds_tie"].run(store_id=store.pk)
    refunds = changed = 0
    if resolved.refunds:
        refunds = SQL["refunds_insert"].run(store_id=store.pk, now=now)
        new += SQL["refund_lines_insert"].run()
        SQL["refunds_unfit"].run(store_id=store.pk)
    if resolved.known:
        added, changed = _change_known(store.pk, now=now)
        new += added
    SQL["orders_events"].run(store=store.key, source=source, now=now)
    events = append.append()
    SQL["orders_touched"].run()
    if new > _MANY:
        planner.tell("commerce_order", "commerce_line", "commerce_refund", "commerce_product")
    outcome = SQL["orders_outcome"].one(currency=settings.read().currency)
    return Merged(
        new=new,
        changed=changed,
        unchanged=outcome.lines - new - changed,
        conflicting=outcome.conflicting,
        counts={
            "orders": orders,
            "counting_orders": outcome.counting_orders,
            "cancelled_orders": outcome.cancelled_orders,
            "refunds": refunds,
            "customers": people.new,
            "orders_in_another_currency": outcome.in_another_currency,
            "revenue_minor": outcome.revenue_minor,
            "events": events,
            OF_ERASED: people.left_out + resolved.disowned,
        },
        notes=tuple(Note(row.row_no, row.words) for row in SQL["conflicts"].rows(most=MOST_NOTES)),
    )


def _change_known(store_id: int, *, now: datetime) -> tuple[int, int]:
    """Bring orders and refunds that were known up to date: lines added, lines changed."""
    SQL["orders_change"].run(now=now)
    lines = SQL["lines_change"].one(now=now)
    SQL["orders_total"].run()
    refund_lines = SQL["refund_lines_change"].one()
    SQL["refunds_total"].run(store_id=store_id)
    return lines.added + refund_lines.added, lines.changed + refund_lines.changed


ORDERS = Kind(
    name="orders",
    title="Orders and refunds, one row per line",
    columns=COLUMNS,
    options=OrderOptions,
    prepare=prepare,
    arrange=arrange,
    merge=merge,
    whole="number",
    lacks=lacks,
    tally=tally,
)
