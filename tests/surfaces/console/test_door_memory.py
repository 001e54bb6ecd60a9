"""What is counted at the door is counted by all web processes together, and outlives each of them."""

import os
import subprocess
import sys
from datetime import timedelta

import pytest
from allauth.core import ratelimit
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from tests import cast
from tests.project.processes import database_url
from thereafter.foundation.clock import RealClock
from thereafter.surfaces.console.door import memory
from thereafter.surfaces.console.models import Remembered

# Tries codes for one member until it is told to stop, and says how often it was not.
TRIES = """
import django
django.setup()
from allauth.core import ratelimit
from django.test import RequestFactory
request = RequestFactory().post("/sign-in/", REMOTE_ADDR="203.0.113.7")
tries = 0
while ratelimit.consume(request, action="login_failed", key="mfa-auth-user-1"):
    tries += 1
print(tries)
"""


@pytest.mark.django_db(transaction=True)
def test_two_processes_together_get_no_more_tries_than_one_and_a_third_none() -> None:
    there = {**os.environ, "DATABASE_URL": database_url(), "THEREAFTER_SECRET_KEY": settings.SECRET_KEY}
    command = [sys.executable, "-c", TRIES]
    running = [subprocess.Popen(command, env=there, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    assert sum(int(process.communicate(timeout=60)[0]) for process in running) == 5
    request = RequestFactory().post("/sign-in/", REMOTE_ADDR="198.51.100.9")
    assert not ratelimit.consume(request, action="login_failed", key="mfa-auth-user-1")
    assert ratelimit.consume(request, action="login_failed", key="mfa-auth-user-2")


@pytest.mark.django_db
def test_what_is_kept_is_kept_once_for_its_time_and_names_nobody() -> None:
    assert cache.add("tried:203.0.113.7", [1.5, 2.5], 60)
    assert not cache.add("tried:203.0.113.7", [9.0], 60)
    assert cache.get("tried:203.0.113.7") == [1.5, 2.5] and cache.get("another") is None
    kept = Remembered.objects.get()
    assert len(kept.key) == 64 and "203" not in str(kept.value)
    Remembered.objects.update(until=RealClock().now() - timedelta(seconds=1))
    assert cache.get("tried:203.0.113.7") is None and not cache.touch("tried:203.0.113.7", 60)
    assert cache.add("tried:203.0.113.7", [3.5], 60) and cache.touch("tried:203.0.113.7", 90)
    cache.set("tried:203.0.113.7", [4.5], 60)
    assert cache.get("tried:203.0.113.7") == [4.5]
    cache.set("old", True, -1)
    assert memory.forget_what_is_over(now=RealClock().now()) == 1 and Remembered.objects.count() == 1
    assert cache.delete("tried:203.0.113.7") and not cache.delete("tried:203.0.113.7")


@pytest.mark.django_db
def test_a_page_of_somebody_who_is_inside_does_not_ask_it() -> None:
    console = Client()
    console.force_login(cast.member().user)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert console.get("/inbox/").status_code == 200
    assert not [query for query in asked.captured_queries if "console_remembered" in str(query["sql"])]
