"""The house for the tests: settings, and the embedded PostgreSQL at default durability in a folder of its own.

Under pytest-xdist the workers inherit the folder from the session that started them: one server, a database for each.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import django
import pytest

_OWN = "thereafter-test-"
_OWN_HOME = ""
if not os.environ.get("THEREAFTER_HOME"):
    _OWN_HOME = os.environ["THEREAFTER_HOME"] = tempfile.mkdtemp(prefix=_OWN)
os.environ["DJANGO_SETTINGS_MODULE"] = "thereafter.project.settings"
django.setup()

from django.conf import settings  # noqa: E402

from tests import emptying, order  # noqa: E402
from thereafter.engagement.messaging import company, transports  # noqa: E402
from thereafter.project import postgres  # noqa: E402

# A hopeless plan is an error that names the statement, not a silence.
settings.DATABASES["default"]["OPTIONS"]["options"] += " -c statement_timeout=120s"

# Hashing that takes half a second is for people, not for tests.
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
emptying.only_what_was_filled()

pytest_plugins = ["tests.nobody_in_logs"]
if find_spec("tests.cast"):
    pytest_plugins.append("tests.cast")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> Iterator[None]:
    """Before the first test that needs a database: start or share the server. The last worker to leave stops it."""
    if os.environ.get("DATABASE_URL"):
        yield
        return
    from tests import nobody_in_logs  # a plugin must not be imported before pytest has rewritten it

    with postgres.running(say=print):
        yield
        nobody_in_logs.names_nobody(postgres.here().log)


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """A database goes with its folder; to drop it before costs a checkpoint, which takes a minute on a busy disk."""
    return _OWN in os.environ["THEREAFTER_HOME"] and not os.environ.get("DATABASE_URL")


@pytest.fixture(autouse=True)
def whoever_carries_mail_goes_with_the_test(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test may register a transport of its own; the next one finds the house's."""
    monkeypatch.setattr(transports, "_REGISTERED", dict(transports._REGISTERED))


@pytest.fixture(autouse=True)
def nobody_stays_to_deliver() -> Iterator[None]:
    """Who delivers keeps a connection, and a database with connections cannot be dropped."""
    yield
    company.dismiss()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes long begins first."""
    order.longest_first(items)


def pytest_unconfigure(config: pytest.Config) -> None:
    """The session that made the folder removes it, with everything that the server's account keeps elsewhere for it."""
    if not _OWN_HOME or hasattr(config, "workerinput"):
        return
    place = postgres.here()
    for folder in (place.socket_folder, place.folder, Path(_OWN_HOME)):
        shutil.rmtree(folder, ignore_errors=True)
