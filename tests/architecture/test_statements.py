"""SQL: one statement a file, its own tables only, no clock, and understood by the database that was migrated."""

import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction

from tests.architecture.house import PACKAGE, bare_sql, modules, owner, statements
from thereafter.foundation import sql

CLOCK = re.compile(
    r"\b(now|clock_timestamp|statement_timestamp|transaction_timestamp|timeofday)\s*\(|"
    r"\b(current_timestamp|current_date|current_time|localtime|localtimestamp)\b|'(now|today|tomorrow|yesterday)'",
    re.I,
)
_NAME = r"(?:ONLY )?\"?([a-z_][\w.]*)"
_WRITES = re.compile(
    rf"\b(?:INSERT INTO|UPDATE|DELETE FROM|MERGE INTO|TRUNCATE(?: TABLE)?|COPY|(?:ALTER|DROP) TABLE(?: IF EXISTS)?|"
    rf"CREATE (?:UNLOGGED )?TABLE(?: IF NOT EXISTS)?) {_NAME}",
    re.I,
)
_NOT_A_WRITE = re.compile(r"\bFOR (?:NO KEY )?UPDATE(?: OF \w+(?:, ?\w+)*)?|\bDO UPDATE\b", re.I)
_TEMPORARY = re.compile(rf"\bCREATE (?:LOCAL )?TEMP(?:ORARY)? TABLE(?: IF NOT EXISTS)? {_NAME}", re.I)
_PREPARABLE = re.compile(r"\s*(SELECT|INSERT|UPDATE|DELETE|WITH|MERGE|VALUES)\b", re.I)
PARAMETER = re.compile(r"%\((\w+)\)s")


def written(text: str) -> set[str]:
    """The tables that a statement writes, temporary ones it creates left out."""
    return {name.lower() for name in _WRITES.findall(_NOT_A_WRITE.sub(" ", bare_sql(text)))}


def temporary_tables(texts: Iterable[str]) -> set[str]:
    """The names that `CREATE TEMP TABLE` statements publish."""
    return {name.lower() for text in texts for name in _TEMPORARY.findall(bare_sql(text))}


def foreign_writes(text: str, app: str, temporary: set[str]) -> set[str]:
    """The tables of other apps that a statement writes."""
    return {table for table in written(text) - temporary if not table.startswith(f"{app}_")}


def statement_count(text: str) -> int:
    return len([part for part in bare_sql(text).split(";") if part.strip()])


def numbered(text: str) -> str:
    """The statement as PREPARE wants it: parameters by number, percent signs single."""
    names = list(dict.fromkeys(PARAMETER.findall(text)))
    text = PARAMETER.sub(lambda match: f"${names.index(match[1]) + 1}", text)
    return text.replace("%%", "%")


@pytest.mark.parametrize("path", statements(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_statement_says_what_it_does_and_writes_only_its_own_tables(path: Path) -> None:
    statement = sql.read(path)
    temporary = temporary_tables(other.read_text(encoding="utf-8") for other in statements())
    assert statement_count(statement.text) == 1, "one file, one statement"
    assert foreign_writes(statement.text, owner(path), temporary) == set()
    undeclared = written(statement.text) - temporary - set(statement.writes)
    assert not undeclared, f"the header's `Writes:` does not name {', '.join(sorted(undeclared))}"
    assert not CLOCK.search(re.sub(r"--[^\n]*", "", statement.text)), "time is an argument: %(now)s::timestamptz"


def test_no_sql_in_python_reads_the_clock() -> None:
    looks_like_sql = re.compile(r"\b(SELECT|INSERT INTO|UPDATE|DELETE FROM)\b")
    strings = [
        (found.name, literal)
        for found in modules()
        for literal in re.findall(r'"""(.*?)"""|"((?:[^"\\\n]|\\.)*)"', found.text, flags=re.S)
        if looks_like_sql.search("".join(literal))
    ]
    assert [name for name, literal in strings if CLOCK.search("".join(literal))] == []


@pytest.mark.django_db
def test_the_database_understands_every_statement() -> None:
    texts = {path: path.read_text(encoding="utf-8") for path in statements()}
    temporary = {path: text for path, text in texts.items() if temporary_tables([text])}
    _create(temporary)
    problems = []
    for path, text in texts.items():
        if path not in temporary and (problem := _misunderstanding(text)):
            problems.append(f"{path.relative_to(PACKAGE)}: {problem}")
    assert problems == []


def _create(temporary: dict[Path, str]) -> None:
    """Create all temporary tables; one may be shaped like another, so try until none is left or none can be made."""
    waiting = dict(temporary)
    while waiting:
        failed: dict[Path, str] = {}
        reasons = []
        for path, text in waiting.items():
            try:
                with transaction.atomic(), connection.cursor() as cursor:
                    cursor.execute(text.replace("%%", "%"))
            except DatabaseError as error:
                failed[path] = text
                reasons.append(f"{path.relative_to(PACKAGE)}: {error}")
        assert len(failed) < len(waiting), reasons
        waiting = failed


def _misunderstanding(text: str) -> str:
    """What PostgreSQL says against a statement. Utility statements cannot be prepared; they are run and undone."""
    if re.match(r"\s*COPY\b", bare_sql(text), re.I):
        return ""
    command = numbered(text)
    if _PREPARABLE.match(bare_sql(text)):
        command = f"PREPARE understood AS {command}"
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(command)
            if command.startswith("PREPARE"):
                cursor.execute("DEALLOCATE understood")
    except (DatabaseError, psycopg.Error) as error:
        return str(error).strip().splitlines()[0]
    return ""


def test_no_two_rooms_publish_one_temporary_table() -> None:
    owners = {(owner(path), name) for path in statements() for name in temporary_tables([path.read_text()])}
    doubled = [name for name, count in Counter(name for _, name in owners).items() if count > 1]
    assert doubled == []


@pytest.mark.django_db
def test_the_rules_of_sql_can_fail() -> None:
    story = """
        -- UPDATE journeys_enrollment is only a comment
        WITH due AS (SELECT id FROM messaging_message FOR UPDATE OF messaging_message SKIP LOCKED),
        held AS (UPDATE messaging_message SET state = 'UPDATE cases_task' RETURNING id)
        INSERT INTO customers_trouble SELECT id FROM held ON CONFLICT (id) DO UPDATE SET since = %(now)s
    """
    assert written(story) == {"messaging_message", "customers_trouble"}
    assert foreign_writes(story, "messaging", set()) == {"customers_trouble"}
    assert foreign_writes("DELETE FROM messaging_request", "journeys", {"messaging_request"}) == set()
    assert temporary_tables(["CREATE TEMP TABLE IF NOT EXISTS messaging_request (id int)"]) == {"messaging_request"}
    assert statement_count("SELECT ';' ; SELECT 2") == 2
    assert CLOCK.search("SELECT now ()") and CLOCK.search("SELECT CURRENT_DATE") and not CLOCK.search("%(now)s")
    assert numbered("SELECT %(b)s, %(a)s, %(b)s LIKE 'x%%'") == "SELECT $1, $2, $1 LIKE 'x%'"
    assert _misunderstanding("SELECT no_such_column FROM customers_customer")
    assert not _misunderstanding("SELECT id FROM customers_customer WHERE id = %(id)s::bigint")
