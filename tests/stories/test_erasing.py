"""R17: who is erased is in no byte that the shop keeps, its books say what they said, and no file brings her back."""

import hmac
import io
import logging
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, connection
from django.db.models import Count, Sum
from django.test import Client

from tests import cast
from tests.cast import NOON, days
from tests.engagement.journeys import plans
from tests.stories import canary
from thereafter.audience.segments import membership
from thereafter.engagement.messaging import links, returns
from thereafter.engagement.messaging.keys import MessageKey
from thereafter.engagement.messaging.links import Page
from thereafter.engagement.messaging.models import Decision, Message
from thereafter.foundation.sealing import unseal
from thereafter.record.commerce.models import Line, Order, Refund
from thereafter.record.customers import erased_names, erasing, keepings
from thereafter.record.customers.models import Customer, ErasedName, Erasure, ErasureKey, Identity, Suppression

pytestmark = pytest.mark.django_db
LATER = NOON + days(2)
Erase = Callable[[Customer], list[int]]


@pytest.fixture(autouse=True)
def uploads_apart(settings: Any, tmp_path: Path) -> None:
    """A folder of uploads for this test alone."""
    settings.UPLOADS = tmp_path / "uploads"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the files lie that are brought; they are the merchant's own and no part of what the shop keeps."""
    (tmp_path / "brought").mkdir()
    return tmp_path / "brought"


@pytest.fixture
def erase(django_capture_on_commit_callbacks: Any) -> Erase:
    """Erase one person, and do what is done once that is committed."""

    def erase(her: Customer) -> list[int]:
        with django_capture_on_commit_callbacks(execute=True):
            gone = erasing.erase([her.pk], by="console:ruth", now=LATER)
        connection.check_constraints()
        return gone

    return erase


@pytest.fixture
def said() -> Iterator[io.StringIO]:
    """All that is logged meanwhile, by anybody, however unimportant."""
    words = io.StringIO()
    handler, root = logging.StreamHandler(words), logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    sql, sql.disabled = logging.getLogger("django.db.backends"), True
    yield words
    sql.disabled = False
    root.removeHandler(handler)
    root.setLevel(level)


def books() -> dict[str, Any]:
    """What the ledger says: orders, lines, refunds, and their sums."""
    return {
        **Order.objects.filter(counts=True).aggregate(orders=Count("pk"), revenue=Sum("total_minor")),
        **Line.objects.filter(excluded="").aggregate(lines=Count("position"), amount=Sum("amount_minor")),
        **Refund.objects.aggregate(refunds=Count("pk"), given_back=Sum("amount_minor")),
    }


def test_no_byte_of_her_stays_in_tables_uploads_or_logs_and_the_books_say_what_they_said(
    erase: Erase, folder: Path, said: io.StringIO
) -> None:
    her = canary.settle(folder)
    before = books()
    there = canary.found()
    assert {"customers_customer", "events_event", "messaging_message", "customers_merge"} <= there, "she was not tried"
    assert "the folder of uploads" in there
    assert erase(her) == [her.pk]
    assert canary.found() == set()
    assert canary.numbered(her.pk) == set()
    assert books() == before
    assert canary.WORD not in said.getvalue().lower().encode()
    assert Customer.objects.get().first_name == "Ada"


@pytest.mark.parametrize("left_out", [kept.name for kept in keepings.all_kept()])
def test_a_room_that_is_left_out_is_found_out(
    left_out: str, erase: Erase, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    her = canary.settle(folder)
    monkeypatch.delitem(keepings._keepings, left_out)
    try:
        erase(her)
    except IntegrityError:
        return  # the database itself keeps what points to her
    assert canary.found() or canary.numbered(her.pk)


def test_the_same_files_again_speak_of_nobody(erase: Erase, folder: Path) -> None:
    erase(canary.settle(folder))
    before = books()
    for kind in canary.FILES:
        report = canary.bring(kind, folder, now=LATER + days(1), blank=2)
        assert not report.already, "it was not tried"
        assert report.counts["rows_of_erased_people"] > 0, kind
        assert report.new + report.changed + report.unchanged + report.invalid == report.lines, kind
    membership.refresh_all(now=LATER + days(1))
    plans.tick(LATER + days(1))
    assert canary.found() == set()
    assert books() == before
    assert Customer.objects.get().first_name == "Ada"
    assert not Suppression.objects.exists()


def test_an_order_of_hers_that_was_not_known_comes_in_without_a_customer(erase: Erase, folder: Path) -> None:
    erase(canary.settle(folder))
    old = ["K9", "2026-03-01 12:00", "MUG", "1", "4.50", "QZX-17", "qzx@people.example", "GB", ""]
    canary.bring("orders", folder, now=LATER + days(1), more=[old])
    order = Order.objects.get(number="K9")
    assert (order.customer_id, order.counts) == (None, False)


def test_an_order_placed_since_is_a_new_beginning_and_what_was_before_stays_nobodys(erase: Erase, folder: Path) -> None:
    erase(canary.settle(folder))
    since = ["K9", "2026-03-12 13:00", "MUG", "1", "4.50", "QZX-17", "qzx@people.example", "GB", ""]
    canary.bring("orders", folder, now=LATER + days(1), more=[since])
    order = Order.objects.get(number="K9")
    assert order.customer_id and order.counts
    assert Order.objects.get(number="K1").customer_id is None
    assert Identity.objects.filter(customer_id=order.customer_id).count() == 2
    canary.bring("events", folder, now=LATER + days(1), blank=2)
    assert canary.numbered(order.customer_id) >= {"commerce_order.customer_id", "customers_identity.customer_id"}
    assert canary.found(b"/qzx") == set()  # what she looked at before


def test_erasing_twice_or_nobody_changes_nothing(erase: Erase, folder: Path) -> None:
    her = canary.settle(folder)
    erase(her)
    names = set(ErasedName.objects.values_list("erased_at", flat=True))
    assert erase(her) == []
    assert set(ErasedName.objects.values_list("erased_at", flat=True)) == names
    assert erasing.look_again(now=LATER + days(1)) == 1
    assert erasing.look_again(now=LATER + days(3)) == 0


def test_what_a_late_writer_left_goes_at_the_next_look(erase: Erase) -> None:
    ada = cast.ada()
    erase(ada)
    about = {"purpose_id": cast.purpose().pk, "trigger_key": 1, "visit": 1, "state": "held", "decided_at": LATER}
    Decision.objects.create(customer_id=ada.pk, **about)
    assert canary.numbered(ada.pk) == {"messaging_decision.customer_id"}
    erasing.look_again(now=LATER + days(1))
    assert canary.numbered(ada.pk) == set()


def test_if_anything_fails_nothing_is_erased(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    her = canary.settle(folder)
    before = canary.found()

    def fails(*rows: object, **how: object) -> None:
        raise RuntimeError("the plug was pulled")

    monkeypatch.setattr(Erasure.objects, "bulk_create", fails)
    with pytest.raises(RuntimeError):
        erasing.erase([her.pk], by="console:ruth", now=LATER)
    assert canary.found() == before


def test_the_hash_of_a_name_is_hmac_sha_256_under_a_key_of_its_own_that_lies_sealed(erase: Erase) -> None:
    ada = cast.ada()
    erase(ada)
    kept = bytes(ErasedName.objects.get().digest)
    assert kept == erased_names.digest("email", "", "ada@people.example")
    opened = unseal(ErasureKey.objects.get().sealed, "erased names")
    assert opened and len(bytes.fromhex(opened)) == 32
    assert kept == hmac.digest(bytes.fromhex(opened), b"email\x1f\x1fada@people.example", "sha256")


def test_a_click_in_a_mail_to_somebody_erased_since_leads_nowhere_and_is_kept_nowhere(
    erase: Erase, folder: Path, client: Client
) -> None:
    her = canary.settle(folder)
    key = MessageKey(*Message.objects.get(customer_id=her.pk, purpose__letter=None).pk)
    pages = [links.to(page, key, public_url="") for page in Page]
    erase(her)
    assert {client.get(address).status_code for address in pages} == {404}
    assert client.post(pages[0], {"List-Unsubscribe": "One-Click"}).status_code == 404
    assert not returns.complained(key, words="spam", source="smtp", now=LATER)
    assert not returns.bounced(key, for_good=True, words="gone", source="smtp", now=LATER)
    assert canary.numbered(her.pk) == set()
