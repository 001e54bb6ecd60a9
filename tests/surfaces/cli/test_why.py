"""`thereafter why` finds whom it is asked about, and says so where there is nothing to tell."""

import pytest
from click.testing import CliRunner

from tests import cast
from tests.cast import NOON
from thereafter.record.customers import queries
from thereafter.record.customers.models import Customer, Identity
from thereafter.surfaces.cli.why import headline, why_command

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada() -> Customer:
    return numbered(cast.ada(), "K1")


@pytest.mark.parametrize("person", ["K1", "k1", " K1 ", "ADA@people.example"])
def test_a_number_is_found_as_the_shop_writes_it_and_case_aside(ada: Customer, person: str) -> None:
    assert queries.find(person, limit=5) == [ada.pk]
    assert f"(customer {ada.pk})" in CliRunner().invoke(why_command, [person], obj=lambda: None).output


def test_whoever_is_asked_about_is_named_by_all_that_we_know_of_her(ada: Customer) -> None:
    assert headline(ada) == f"Ada Byron, ada@people.example, K1 in web (customer {ada.pk})"
    ada.first_name = ada.last_name = ""
    assert headline(ada) == f"ada@people.example, K1 in web (customer {ada.pk})"
    assert headline(Customer(pk=ada.pk + 1)) == f"Nobody with a name (customer {ada.pk + 1})"


def test_two_numbers_that_differ_in_case_alone_are_two_people(ada: Customer) -> None:
    grace = numbered(cast.grace(), "k1")
    assert [queries.known("K1"), queries.known("k1")] == [[ada.pk], [grace.pk]]


def test_before_any_journey_exists_it_says_so(ada: Customer) -> None:
    assert "There is no journey yet" in CliRunner().invoke(why_command, ["K1"], obj=lambda: None).output


def numbered(person: Customer, number: str) -> Customer:
    """The same person, with a number in the shop."""
    Identity.objects.create(customer=person, kind="number", scope="web", value=number, source="test", known_at=NOON)
    return person
