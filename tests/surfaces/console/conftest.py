"""The console, opened by a member of staff, on the town's own clock."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

from tests.cast import NOON
from thereafter.foundation.clock import VirtualClock
from thereafter.surfaces.console import present


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> VirtualClock:
    """The pages stand at the noon from which the tests count."""
    stands = VirtualClock(NOON)
    monkeypatch.setattr(present, "clock", stands)
    return stands


@pytest.fixture
def owner(db: None) -> User:
    """Somebody who may come in."""
    return User.objects.create_user("owner", password="seven lanterns in a row", is_staff=True)


@pytest.fixture
def console(owner: User) -> Client:
    """A browser that is signed in."""
    browser = Client()
    browser.force_login(owner)
    return browser
