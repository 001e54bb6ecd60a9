"""A person all of whose words are canaries: wherever one of them is found again, something was kept of her."""

import csv
import io
from datetime import datetime, timedelta
from pathlib import Path

from django.core.files.base import ContentFile
from django.db import connection

from tests import cast
from tests.architecture.people import naming_a_customer
from tests.cast import NOON, days
from tests.engagement.journeys import plans
from thereafter.audience.segments import lists, membership
from thereafter.audience.segments.define import define
from thereafter.audience.segments.models import Draft, DraftLine
from thereafter.connectors.files import importing, uploads
from thereafter.connectors.files.report import Report
from thereafter.connectors.files.settings import Settings
from thereafter.engagement.cases import history
from thereafter.engagement.cases.models import Task
from thereafter.engagement.journeys.models import Expected, Outlook
from thereafter.engagement.messaging import personal
from thereafter.engagement.messaging.models import Decision, Kind, Message
from thereafter.engagement.messaging.signature import Signature
from thereafter.foundation import ids
from thereafter.foundation.clock import VirtualClock
from thereafter.record.customers import trouble
from thereafter.record.customers.merging import merge
from thereafter.record.customers.models import Correction, Customer, Identity, Note
from thereafter.record.shop import settings
from thereafter.record.staff.roles import Role

WORD = b"qzx"  # in all that she is called and all that is said of her, and in nothing else
FILES: dict[str, list[list[str]]] = {
    "orders": [
        ["number", "placed_at", "sku", "quantity", "price", "customer", "email", "country", "refund_of"],
        ["K1", "2026-03-09 12:00", "TEAPOT", "1", "10.00", "QZX-17", "qzx@people.example", "GB", ""],
        ["K1", "2026-03-09 12:00", "MUG", "2", "4.50", "QZX-17", "qzx@people.example", "GB", ""],
        ["R1", "2026-03-09 18:00", "MUG", "1", "4.50", "QZX-17", "", "", "K1"],
        ["K2", "2026-03-08 12:00", "TEAPOT", "1", "10.00", "21", "ada@people.example", "GB", ""],
    ],
    "customers": [
        ["customer", "email", "first_name", "last_name", "tags", "Remark"],
        ["QZX-17", "qzx@people.example", "Qzxa", "Qzxon", "qzx tag", "Qzx likes tea"],
        ["QZX-17", "qzx.old@people.example", "", "", "", ""],
        ["21", "ada@people.example", "Ada", "Byron", "", ""],
    ],
    "consents": [
        ["email", "state", "occurred_at", "method", "proof"],
        ["qzx@people.example", "granted", "2026-02-01 10:00", "qzx letter", "Yes, signed Qzx"],
    ],
    "suppressions": [["email", "reason", "since"], ["qzx.old@people.example", "Qzx asked", "2026-02-01 10:00"]],
    "shipments": [
        ["number", "order", "carrier", "announced_for", "dispatched_at"],
        ["QZX123", "K1", "Qzx Mail", "2026-03-09", "2026-03-09 15:00"],
    ],
    "events": [
        ["customer", "email", "name", "occurred_at", "message_id", "properties"],
        ["QZX-17", "", "Product Viewed", "2026-03-09 11:00", "qzx-1", '{"page": "/qzx"}'],
        ["QZX-17", "", "Qzx Waved", "2026-03-09 11:30", "", "{}"],
    ],
}
_COLUMNS = {"customers": {"custom.remark": "Remark"}}


def text(kind: str, *, more: list[list[str]] | None = None, blank: int = 0) -> bytes:
    """Her file of one kind; blank lines make it another file that says the same."""
    out = io.StringIO()
    csv.writer(out).writerows([*FILES[kind], *(more or [])])
    return (out.getvalue() + "\n" * blank).encode()


def bring(kind: str, folder: Path, *, now: datetime = NOON, **how: object) -> Report:
    """Import it."""
    path = folder / f"{kind}.csv"
    path.write_bytes(text(kind, **how))  # type: ignore[arg-type]
    settings = Settings(columns=_COLUMNS.get(kind, {}))
    return importing.run(path, kind, settings, clock=VirtualClock(now), actor="ruth")


def settle(folder: Path) -> Customer:
    """Her whole life with the shop: every file, every note, every passage and message there can be."""
    plans.on("- message: note\n  template: note\n  kind: value\n- wait: 20 days", since=NOON - days(10))
    define("britain", name="Britain", rule={"customer": {"country": "GB"}}, now=NOON - days(10))
    for kind in FILES:
        bring(kind, folder, now=NOON - timedelta(hours=6))
    her = Customer.objects.get(pk=Identity.objects.get(kind="number", value="QZX-17").customer_id)
    bring("shipments", folder, now=NOON + days(1), blank=1)  # late by now: a trouble that names the parcel
    membership.refresh_all(now=NOON)
    plans.tick(NOON)
    message = Message.objects.get(customer_id=her.pk)
    Message.objects.filter(pk=message.pk).update(error="qzx@people.example refused", message_id="qzx@shop.example")
    Decision.objects.create(
        customer_id=her.pk, purpose_id=message.purpose_id, trigger_key=1, visit=1, decided_at=NOON, state="held"
    )
    outlook = Outlook.objects.create(asked_at=NOON, until=NOON + days(1), looked_at=NOON)
    expected = {"purpose_id": message.purpose_id, "goes_out": True, "state": "ready"}
    Expected.objects.create(outlook=outlook, customer_id=her.pk, **expected)
    _by_hand(her)
    ours = ["qzx@people.example", "ruth@shop.example"]
    settings.change("test_addresses", ours, source="console:ruth", now=NOON)
    return her


def _by_hand(her: Customer) -> None:
    Note.objects.create(customer=her, text="Qzx called", by="console:ruth", at=NOON)
    told = {"before": ["Qzxo", None], "after": ["Qzxa", ["console:ruth", NOON.isoformat()]]}
    Correction.objects.create(customer=her, field="first_name", by="console:ruth", at=NOON, **told)
    trouble.hold(her.pk, until=NOON + days(9), words="Qzx is on holiday", source="console:ruth", now=NOON)
    task = Task.objects.create(
        customer_id=her.pk, origin="qzx", title="Call Qzxa", reason="Qzx", role=Role.AGENT, opened_at=NOON, due_at=NOON
    )
    history.comment(task, "Qzx is away", by="ruth", now=NOON)
    hand = Signature("Ruth", "ruth@shop.example", "ruth@shop.example")
    letter = personal.Draft(her.pk, Kind.SERVICE, "Qzx, your lid", "Dear Qzxa,", hand)
    history.wrote(task, personal.send("form", letter, by="console:ruth", now=NOON)[0], by="ruth", now=NOON)
    second = cast.customer("Qzxa", last_name="Qzxon-Second", email="qzx.second@people.example")
    merge.join(her.pk, second.pk, by="console:ruth", now=NOON)
    chosen = lists.make("Guests", now=NOON)
    lists.add(chosen, [her.pk], by="console:ruth", now=NOON)
    draft = Draft.objects.create(key=ids.run_key(), name="Next", words="pasted", by="console:ruth", at=NOON)
    for place, (word, number) in enumerate([("QZX-17", her.pk), ("QZX@people.example", None)]):
        DraftLine.objects.create(draft=draft, place=place, line=place, word=word, customer_id=number)
    handler = uploads.Receiver()
    content = ContentFile(text("customers"))
    handler.new_file("file", "people.csv", "text/csv", content.size)
    handler.receive_data_chunk(text("customers"), 0)
    received = handler.file_complete(content.size)
    assert received
    uploads.keep(received, actor="ruth", now=NOON)


def tables() -> list[str]:
    """Every table there is."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT oid::regclass::text FROM pg_class WHERE relnamespace = current_schema()::regnamespace"
            " AND relkind IN ('r', 'p') AND NOT relispartition"
        )
        return sorted(name for (name,) in cursor.fetchall())


def found(word: bytes = WORD) -> set[str]:
    """The tables in whose rows, and the files in whose bytes, the word stands: all that a dump would hold."""
    there = set()
    with connection.cursor() as cursor:
        for table in tables():
            with cursor.copy(f"COPY (SELECT * FROM {table}) TO STDOUT") as copied:
                if word in b"".join(bytes(part) for part in copied).lower():
                    there.add(table)
    files = {path.name for path in uploads.folder().iterdir() if word in path.read_bytes().lower()}
    return there | ({"the folder of uploads"} if files else set())


def numbered(customer_id: int) -> set[str]:
    """The columns in which her number still stands."""
    with connection.cursor() as cursor:
        left = set()
        for name in naming_a_customer():
            table, _, column = name.partition(".")
            cursor.execute(f"SELECT count(*) FROM {table} WHERE {column} = %s", [customer_id])
            if cursor.fetchone()[0]:
                left.add(name)
        return left
