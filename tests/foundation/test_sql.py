"""A statement is a file with a header that people and tests can rely on."""

from pathlib import Path

import pytest
from django.db import connection

from thereafter.foundation import planner
from thereafter.foundation.sql import Folder, read

GOOD = """-- Count up to a number,
-- and say each.
-- Reads:  commerce_order, commerce_line
-- Writes: nothing
-- Safe to repeat: it only reads.
SELECT n, n * 2 AS twice FROM generate_series(1, %(last)s::int) AS n ORDER BY n
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "sql").mkdir()
    return tmp_path / "sql"


def test_the_header_is_read(folder: Path) -> None:
    (folder / "count.sql").write_text(GOOD)
    statement = read(folder / "count.sql")
    assert statement.summary == "Count up to a number, and say each."
    assert statement.reads == ("commerce_order", "commerce_line")
    assert statement.writes == ()
    assert statement.safe_to_repeat == "it only reads."


@pytest.mark.parametrize("missing", ["Reads:", "Writes:", "Safe to repeat:"])
def test_a_header_that_lacks_something_is_refused_by_name(folder: Path, missing: str) -> None:
    (folder / "count.sql").write_text("".join(line for line in GOOD.splitlines(keepends=True) if missing not in line))
    with pytest.raises(ValueError, match=f"lacks .*{missing.rstrip(':')}"):
        read(folder / "count.sql")


def test_a_header_without_a_summary_is_refused(folder: Path) -> None:
    (folder / "count.sql").write_text("".join(GOOD.splitlines(keepends=True)[2:]))
    with pytest.raises(ValueError, match="its summary"):
        read(folder / "count.sql")


@pytest.mark.django_db
def test_rows_have_names_and_a_run_is_counted(folder: Path) -> None:
    (folder / "count.sql").write_text(GOOD)
    statements = Folder(str(folder.parent / "module.py"))
    assert list(statements) == ["count"] and len(statements) == 1
    assert [(row.n, row.twice) for row in statements["count"].rows(last=3)] == [(1, 2), (2, 4), (3, 6)]
    assert statements["count"].run(last=3) == 3
    assert statements["count"].one(last=1).twice == 2


@pytest.mark.django_db
def test_one_row_means_exactly_one(folder: Path) -> None:
    (folder / "count.sql").write_text(GOOD)
    statement = Folder(str(folder.parent / "module.py"))["count"]
    with pytest.raises(LookupError, match="gave 2 rows where exactly one was expected"):
        statement.one(last=2)
    with pytest.raises(LookupError, match="gave 0 rows"):
        statement.one(last=0)
    assert connection.vendor == "postgresql"


def kept(folder: Path, plan: str) -> bool:
    """Whether a statement with this plan in its header, run just now, is prepared on the connection."""
    words = f"-- Plan:   {plan}\n" if plan else ""
    (folder / "count.sql").write_text(GOOD.replace("-- Safe", f"{words}-- Safe"))
    statement = Folder(str(folder.parent / "module.py"))["count"]
    assert statement.plan == plan
    assert [row.twice for row in statement.rows(last=2)] == [2, 4]
    with connection.cursor() as cursor:
        prepared = "SELECT count(*) FROM pg_prepared_statements WHERE position(%s in statement) > 0"
        cursor.execute(prepared, [f"{words}-- Safe to repeat: it only reads.\nSELECT n, n * 2"])
        return bool(cursor.fetchone() != (0,))


@pytest.mark.django_db
def test_a_plan_is_kept_where_the_header_says_so_and_nowhere_else(folder: Path) -> None:
    assert not kept(folder, "")
    assert kept(folder, "kept, for a test.")
    assert not kept(folder, "kept while little, for a test.")
    with planner.little(planner.LITTLE + 1):
        assert not kept(folder, "kept while little, for another test.")
    with planner.little(3):
        assert kept(folder, "kept while little, for a third test.")


def test_a_plan_that_is_neither_is_refused(folder: Path) -> None:
    (folder / "count.sql").write_text(GOOD.replace("-- Safe", "-- Plan:   keep it\n-- Safe"))
    with pytest.raises(ValueError, match='the plan is "keep it"'):
        read(folder / "count.sql")


@pytest.mark.django_db
def test_a_kept_plan_does_not_know_the_values_so_that_it_is_made_once(folder: Path) -> None:
    (folder / "count.sql").write_text(GOOD.replace("-- Safe", "-- Plan:   kept, to be counted.\n-- Safe"))
    statement = Folder(str(folder.parent / "module.py"))["count"]
    for last in (1, 2, 3):
        statement.run(last=last)
    with connection.cursor() as cursor:
        counts = "SELECT generic_plans, custom_plans FROM pg_prepared_statements WHERE statement LIKE %s"
        cursor.execute(counts, ["%to be counted%"])
        assert cursor.fetchall() == [(3, 0)]
