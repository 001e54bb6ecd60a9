"""What the machine decides: the address of the database, secrets made once, strict pages, logs that name nobody."""

import io
import logging
import logging.config
import stat
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from procrastinate.exceptions import ConnectorException

from thereafter.project import database, logs
from thereafter.project.home import secret
from thereafter.project.supervise import Child


def test_an_address_of_another_server_is_taken_apart() -> None:
    url = "postgresql://shop%40:p%3Aw@%2Fvar%2Frun%2Fpg:5433/shop%20one?sslmode=require"
    found = database.configuration(url)
    assert {name: found[name] for name in ("HOST", "PORT", "USER", "PASSWORD")} == {
        "HOST": "/var/run/pg",
        "PORT": 5433,
        "USER": "shop@",
        "PASSWORD": "p:w",
    }
    assert found["OPTIONS"]["sslmode"] == "require"
    assert "jit=off" in found["OPTIONS"]["options"]


@pytest.mark.parametrize(
    "url", ["mysql://x/y", "postgresql://host", "postgresql://host:port/name", "name", "http://x/y"]
)
def test_what_is_no_postgresql_address_is_refused_without_repeating_its_password(url: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="DATABASE_URL is not the address"):
        database.configuration(url)


def test_a_secret_is_made_once_however_many_ask_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        secrets = set(pool.map(lambda _: secret(tmp_path / "home", "key"), range(32)))
    assert len(secrets) == 1 and len(secrets.pop()) == 64
    assert [path.name for path in (tmp_path / "home").iterdir()] == ["key"]
    assert stat.S_IMODE((tmp_path / "home" / "key").stat().st_mode) == 0o600


def test_pages_run_no_script_and_no_style_that_stands_in_them() -> None:
    directives = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    assert directives["default-src"] == ["'self'"]
    assert not [word for words in directives.values() for word in words if "unsafe" in word or word in {"*", "https:"}]
    assert settings.SESSION_COOKIE_HTTPONLY and settings.X_FRAME_OPTIONS == "DENY"


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What the house's own logging writes, for a test."""
    written = io.StringIO()
    configuration = logs.configuration("INFO")
    configuration["handlers"]["stderr"]["stream"] = written
    logging.config.dictConfig(configuration)
    yield written
    logging.config.dictConfig(settings.LOGGING)


def test_a_log_shows_where_an_error_came_from_and_not_whom_it_was_about() -> None:
    formatter = logs.WithoutValues("%(message)s")
    address = "ada@people.example"
    try:
        raise psycopg.errors.UniqueViolation(f"Key (email)=({address}) already exists.")
    except psycopg.Error as error:
        shown = formatter.formatException((type(error), error, error.__traceback__))
    assert "UniqueViolation 23505" in shown and "test_settings.py" in shown
    assert address not in shown


@pytest.mark.parametrize("name", ["django.request", "django.security.csrf", "django.security.SuspiciousOperation"])
def test_a_log_keeps_no_signed_link(name: str, log: io.StringIO) -> None:
    logging.getLogger(name).warning("%s: %s", "Not Found", "/u/token-of-ada")
    assert log.getvalue().endswith(f" WARNING {name}: Not Found: /u/…\n")


@pytest.mark.parametrize("name", ["procrastinate.worker.worker", "procrastinate.utils", "asyncio"])
def test_what_the_libraries_say_of_a_lost_database_is_left_out_and_their_other_errors_keep_their_trace(
    name: str, log: io.StringIO
) -> None:
    falls = (psycopg.OperationalError("server closed the connection"), psycopg.errors.AdminShutdown("shut down"))
    others = (psycopg.errors.QueryCanceled("statement timeout"), psycopg.errors.UndefinedTable("no table"))
    for cause in (*falls, *others):
        try:
            raise ConnectorException from cause
        except ConnectorException as error:
            logging.getLogger(name).error("Side task failed", exc_info=error)
    logging.getLogger("psycopg.pool").warning("error connecting in %r: %s", "pool-1", "refused")
    assert log.getvalue().count("Side task failed") == len(others)
    assert log.getvalue().count('File "') == len(others)
    assert "QueryCanceled 57014" in log.getvalue() and "UndefinedTable 42P01" in log.getvalue()
    assert "error connecting" not in log.getvalue()


@pytest.mark.django_db
def test_what_a_visitor_sends_too_much_of_is_one_line_in_the_log_and_a_sentence_to_the_visitor(
    log: io.StringIO,
) -> None:
    much = {f"field{number}": "x" for number in range(2_000)}
    for form in (much, {"login": "x" * 11_000_000}):
        answer = Client().post("/sign-in/", form)
        assert answer.status_code == 400
        assert "more than fits into one request" in answer.content.decode()
    first, second = log.getvalue().splitlines()
    assert " WARNING django.security.TooManyFieldsSent: " in first
    assert " WARNING django.security.RequestDataTooBig: " in second


@pytest.mark.django_db
def test_whoever_comes_by_a_strange_name_reads_where_the_shop_is_told_of_it(log: io.StringIO) -> None:
    answer = Client().get("/sign-in/", headers={"host": "crm.shop.example"})
    assert answer.status_code == 400
    assert "name that host in THEREAFTER_HOSTS" in answer.content.decode()
    assert log.getvalue() == ""


def test_a_child_that_falls_again_and_again_waits_longer_each_time() -> None:
    child = Child("sample", ["false"], {})
    assert [child.next_pause().total_seconds() for _ in range(7)] == [1, 2, 4, 8, 16, 30, 30]
