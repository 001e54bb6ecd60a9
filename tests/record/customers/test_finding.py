"""Finding people by what somebody types."""

import pytest

from tests.cast import NOON, customer
from thereafter.record.customers import queries
from thereafter.record.customers.models import Customer, Identity

pytestmark = pytest.mark.django_db


def person(first: str, last: str = "", number: str = "", *, scope: str = "web", email: str = "") -> Customer:
    """Somebody with a name, and a number in a store."""
    made = customer(first, last_name=last, email=email)
    if number:
        Identity.objects.create(customer=made, kind="number", scope=scope, value=number, source="test", known_at=NOON)
    return made


def found(text: str, limit: int = 10) -> list[str]:
    """The names that are found, best first."""
    people = Customer.objects.in_bulk(ids := queries.find(text, limit=limit))
    return [str(people[pk]) for pk in ids]


def test_an_exact_address_or_number_comes_before_what_begins_so() -> None:
    person("Ida", email="ada@people.example.org")
    person("Ada", email="ada@people.example")
    person("Karl", number="100")
    person("Otto", number="10", scope="market")
    person("Ruth", "10cc")
    assert found("ada@people.example") == ["Ada", "Ida"]
    assert found("ADA@PEOPLE.EXAMPLE")[0] == "Ada"
    assert found("10") == ["Otto", "Karl", "Ruth 10cc"]


def test_accents_and_capitals_are_set_aside_on_both_sides() -> None:
    person("Jürgen", "Müller")
    person("Jurgen", "Muller")
    person("Łucja", "Søren-Großmann")
    both = {"Jürgen Müller", "Jurgen Muller"}
    assert set(found("muller")) == set(found("MÜLL")) == set(found("jürgen mü")) == both
    assert found("lucja") == found("soren") == found("grossm") == found("Großm") == ["Łucja Søren-Großmann"]


def test_names_are_found_by_the_beginnings_of_both_in_either_order() -> None:
    person("Anna Maria", "van der Berg")
    person("Anna", "Bergmann")
    person("Bert", "Anders")
    assert found("anna b") == ["Anna Bergmann", "Anna Maria van der Berg"]
    assert found("bergm an") == ["Anna Bergmann"]
    assert found("anna maria van") == found("van der berg anna") == ["Anna Maria van der Berg"]


def test_a_later_word_of_a_name_is_found_too() -> None:
    person("Anna Maria", "van der Berg")
    person("Emmy", "Noether-Hall")
    assert found("berg") == found("maria") == ["Anna Maria van der Berg"]
    assert found("hall") == found("emmy hal") == ["Emmy Noether-Hall"]


@pytest.mark.parametrize(
    "text", ["", "  ", "\0", "%", "_", "\\", "' | !x:*", "&", "a" * 5000, "😀", "\U0010ffff", "((", "-"]
)
def test_what_means_nothing_finds_nobody_and_breaks_nothing(text: str) -> None:
    person("Ada", "Byron")
    assert found(text) == []


def test_no_more_are_found_than_asked_for_and_nobody_twice() -> None:
    for number in range(5):
        person("Ada", "Ada", str(number))
    assert len(queries.find("ada", limit=3)) == len(set(queries.find("ada", limit=3))) == 3
