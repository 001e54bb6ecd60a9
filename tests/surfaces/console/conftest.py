"""The console, opened by a member of staff, on the town's own clock."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection, transaction
from django.test import Client

from tests import cast
from tests.cast import NOON
from tests.surfaces.console import town as builder
from thereafter.foundation.clock import VirtualClock
from thereafter.record.customers.models import Customer
from thereafter.surfaces.console import present


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> VirtualClock:
    """The pages stand at the noon from which the tests count."""
    stands = VirtualClock(NOON)
    monkeypatch.setattr(present, "clock", stands)
    return stands


@pytest.fixture(scope="module")
def town(django_db_setup: None, django_db_blocker: Any) -> Iterator[list[Customer]]:
    """A town that all tests of a module look at; it is gone after the last of them."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield builder.settle(24)
        transaction.set_rollback(True)


@pytest.fixture
def owner(db: None) -> User:
    """Somebody who may come in."""
    return cast.member("owner").user


@pytest.fixture
def console(owner: User) -> Client:
    """A browser that is signed in."""
    browser = Client()
    browser.force_login(owner)
    return browser


@pytest.fixture
def queries(db: None) -> Any:
    """How many queries an address takes."""

    def count(browser: Client, address: str) -> int:
        connection.queries_log.clear()
        connection.force_debug_cursor = True
        try:
            assert browser.get(address).status_code == 200, address
            return len(connection.queries_log)
        finally:
            connection.force_debug_cursor = False

    return count
