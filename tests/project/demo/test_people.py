"""Who the buyers are is invented, and can be repeated."""

import numpy as np
import pytest

from thereafter.project.demo.people import INVENTED, consents, contacts, countries, suppressed

NUMBERS = list(range(12_346, 16_346))
SINCE = np.full(len(NUMBERS), np.datetime64("2026-01-05T10:00:00", "us"))


def test_every_address_is_one_of_its_own_and_ends_in_example() -> None:
    addresses = contacts(NUMBERS, ["Germany", "France"] * 2_000)["email"].to_pylist()
    assert len(set(addresses)) == len(NUMBERS)
    assert all(address.endswith(".example") and address.isascii() for address in addresses)


def test_about_seventy_percent_said_yes_when_they_first_bought() -> None:
    said = consents(NUMBERS, SINCE).to_pylist()
    at_the_checkout = [row for row in said if row["method"] == "checkout box"]
    assert len(at_the_checkout) / len(NUMBERS) == pytest.approx(0.70, abs=0.02)
    assert {row["state"] for row in at_the_checkout} == {"granted"}


def test_some_changed_their_mind_later_and_only_from_what_they_had_said() -> None:
    said = consents(NUMBERS, SINCE).to_pylist()
    first = {row["customer"] for row in said if row["method"] == "checkout box"}
    withdrawn = {row["customer"] for row in said if row["state"] == "withdrawn"}
    joined = {row["customer"] for row in said if row["state"] == "granted" and row["method"] == "preference page"}
    assert withdrawn and withdrawn < first
    assert joined and not joined & first
    assert all(row["occurred_at"].replace(tzinfo=None) >= SINCE[0] for row in said)


def test_the_suppression_list_is_small_and_names_known_people() -> None:
    people = contacts(NUMBERS, ["United Kingdom"] * len(NUMBERS))
    left_alone = suppressed(people)["email"].to_pylist()
    assert 0.005 < len(left_alone) / len(NUMBERS) < 0.015
    assert set(left_alone) < set(people["email"].to_pylist())


def test_the_country_decides_time_zone_and_language() -> None:
    tokyo = contacts([1], ["Japan"]).to_pylist()[0]
    assert (tokyo["time_zone"], tokyo["country"]) == ("Asia/Tokyo", "JP")
    assert contacts([1], ["Germany"]).to_pylist()[0]["language"] == "de"
    assert len(countries()) == 38


def test_one_customers_invention_does_not_depend_on_the_others() -> None:
    among_many = contacts(NUMBERS, ["Spain"] * len(NUMBERS)).to_pylist()[77]
    assert contacts(NUMBERS[77:78], ["Spain"]).to_pylist() == [among_many]


def test_what_is_invented_says_so() -> None:
    assert "invented" in INVENTED
