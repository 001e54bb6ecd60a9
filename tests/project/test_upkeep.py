"""What a database must be before we work in it."""

import pytest

from thereafter.project import upkeep


@pytest.mark.parametrize("version", [150_000, 150_018, 160_001, 180_004])
def test_postgresql_from_15_on_will_do(version: int) -> None:
    assert upkeep.age_trouble(version) == ""


@pytest.mark.parametrize(("version", "major"), [(140_022, 14), (130_000, 13), (90_624, 9)])
def test_an_older_one_is_refused_with_its_version_and_a_remedy(version: int, major: int) -> None:
    trouble = upkeep.age_trouble(version)
    assert f"is on PostgreSQL {major}, and thereafter needs 15 or later. Upgrade that server" in trouble


@pytest.mark.django_db
def test_a_database_with_our_tables_is_not_empty_and_nothing_is_pending() -> None:
    assert not upkeep.is_empty()
    assert upkeep.pending() == 0
