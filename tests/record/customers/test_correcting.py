"""What a person put right stands until a source says since when it is otherwise."""

import pytest

from tests.cast import NOON, days
from tests.connectors.files.conftest import Bring, bring  # noqa: F401
from thereafter.record.customers import addresses, correcting
from thereafter.record.customers.models import ContactPoint, Customer

pytestmark = pytest.mark.django_db

PEOPLE = "customer,email,first_name,updated at\n"
RUTH = "console:ruth"


def her() -> Customer:
    """The only customer there is."""
    return Customer.objects.get()


def in_use() -> str:
    return ContactPoint.objects.get(preferred=True).address_key


@pytest.fixture
def corrected(bring: Bring) -> None:  # noqa: F811
    """Ada, known by a file and called otherwise by Ruth five days later."""
    bring("customers", PEOPLE + "7,ada@people.example,Ada,\n")
    correcting.correct(her().pk, {"first_name": "Augusta"}, by=RUTH, now=NOON + days(5))


@pytest.mark.usefixtures("corrected")
@pytest.mark.parametrize(
    ("as_of", "name"),
    [("2026-03-14", "Augusta"), ("", "Augusta"), ("2026-03-15 11:59", "Augusta"), ("2026-03-16", "Ida")],
)
def test_only_a_newer_fact_changes_a_correction(bring: Bring, as_of: str, name: str) -> None:  # noqa: F811
    bring("customers", PEOPLE + f"7,,Ida,{as_of}\n", now=NOON + days(10))
    assert her().first_name == name


@pytest.mark.usefixtures("corrected")
@pytest.mark.parametrize(("as_of", "address"), [("", "ada@home.example"), ("2026-03-20", "ada@new.example")])
def test_only_a_newer_address_takes_the_place_of_one_that_was_chosen(
    bring: Bring,  # noqa: F811
    as_of: str,
    address: str,
) -> None:
    chosen = addresses.add(her().pk, "ada@home.example", by=RUTH, now=NOON + days(5))
    addresses.use(chosen, by=RUTH, now=NOON + days(5))
    bring("customers", PEOPLE + f"7,ada@new.example,,{as_of}\n", now=NOON + days(11))
    assert in_use() == address


@pytest.mark.usefixtures("corrected")
def test_an_address_that_was_removed_is_not_used_again_by_a_file(bring: Bring) -> None:  # noqa: F811
    chosen = addresses.add(her().pk, "ada@home.example", by=RUTH, now=NOON + days(5))
    addresses.use(chosen, by=RUTH, now=NOON + days(5))
    addresses.remove(ContactPoint.objects.get(address_key="ada@people.example"), now=NOON + days(5))
    bring("customers", PEOPLE + "7,ada@people.example,,2026-03-20\n", now=NOON + days(11))
    assert in_use() == "ada@home.example"


@pytest.mark.usefixtures("corrected")
def test_what_is_taken_back_obeys_files_again(bring: Bring) -> None:  # noqa: F811
    correcting.undo(her().corrections.get(), now=NOON + days(6))
    assert her().first_name == "Ada"
    bring("customers", PEOPLE + "7,,Ida,2026-03-12\n", now=NOON + days(10))
    assert her().first_name == "Ida"
