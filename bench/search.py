"""Search over a large shop: what somebody types, letter by letter, through the page that answers her.

Prefixes and words, hits and misses, people, orders, numbers and addresses, common names and rare: each is asked as the
field asks while somebody types, by a signed-in member of staff, in process. p95 is over all of them.
"""

from random import Random
from time import perf_counter

from django.conf import settings
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client

from bench import harness, kept, shop
from bench.harness import Result
from thereafter.foundation.clock import VirtualClock
from thereafter.record.customers.models import Customer
from thereafter.record.staff import members
from thereafter.record.staff.roles import Role
from thereafter.surfaces.console import present

_ASKED = 600
_WARM = 40


def run(size: int | None) -> Result:
    """Ask six hundred times, and say how long the slowest twentieth took at least."""
    size = size or 1_000_000
    kept.shop_of(size)
    present.clock = VirtualClock(shop.NOW)
    settings.ALLOWED_HOSTS = ["testserver"]
    browser = _signed_in()
    typed = _typed(size)
    for words in typed[:_WARM]:
        _ask(browser, words)
    with harness.timed() as watch:
        took = sorted((_ask(browser, words), words) for words in typed)
    seconds = [one for one, _ in took]
    return Result(
        size=size,
        seconds=watch.seconds,
        unit="customers",
        extras={
            "asked": len(typed),
            "p50_ms": _milliseconds(seconds, 0.5),
            "p95_ms": _milliseconds(seconds, 0.95),
            "slowest_ms": _milliseconds(seconds, 1),
            "slowest": [words for _, words in took[-3:]],
            "index_mb": _index_megabytes(),
        },
    )


def _signed_in() -> Client:
    user = User.objects.create_user("bench")
    members.join(user, Role.OWNER, now=shop.NOW)
    browser = Client()
    browser.force_login(user)
    return browser


def _ask(browser: Client, words: str) -> float:
    began = perf_counter()
    response = browser.get("/search/", {"q": words}, headers={"HX-Request": "true"})
    seconds = perf_counter() - began
    if response.status_code != 200:
        raise AssertionError(f"The search for “{words}” answered {response.status_code}.")
    return seconds


def _typed(size: int) -> list[str]:
    """What people type: beginnings of one letter to the whole, words, numbers, addresses, and what is not there."""
    chance = Random(11)
    people = list(Customer.objects.filter(pk__in=[chance.randrange(1, size + 1) for _ in range(_ASKED // 6)]))
    typed = []
    for person in people:
        first, last = person.first_name, person.last_name
        whole = chance.choice([f"{first} {last}", f"{last} {first}", last, first])
        address = f"{first}.{last}{person.pk}@people.example".lower()
        typed += [
            whole[: chance.randint(1, len(whole))],
            chance.choice([whole, last.split("-")[-1], f"{first} {last[:2]}"]),
            chance.choice([address, address[: chance.randint(2, 12)]]),
            chance.choice([f"C-{person.pk}", f"C-{person.pk // 100}", f"c-{person.pk}"]),
            chance.choice([f"L-{chance.randrange(1, 2 * size)}", f"L-{chance.randrange(1, 999)}"]),
            chance.choice(
                ["zzyzx", f"{first} zzyzx", "nobody@nowhere.example", "L-0", "Müllerin", "win-back", "settings"]
            ),
        ]
    return typed


def _milliseconds(seconds: list[float], share: float) -> float:
    return round(1000 * seconds[min(len(seconds) - 1, int(share * len(seconds)))], 1)


def _index_megabytes() -> float:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT sum(pg_relation_size(indexrelid)) / 1e6 FROM pg_stat_user_indexes WHERE indexrelname LIKE ANY (%s)",
            [["customers_by_%name%"]],
        )
        return round(float(cursor.fetchone()[0]), 1)
