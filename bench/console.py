"""Every page of the console over a large shop, each asked for several things: 1M customers, 5M lines, 10M messages.

The pages answer through Django as for a browser, without the socket in between. `p95_ms` is over all answers; each
page's own slowest and its number of questions to the database stand beside it. Files are not pages and are left out.
"""

import random
import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta
from operator import itemgetter
from statistics import quantiles
from time import perf_counter

from django.conf import settings
from django.contrib.auth.models import User
from django.db import connection, reset_queries
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern

from bench import crowded, kept, shop
from bench.harness import Result, timed
from thereafter.audience.segments.models import Segment
from thereafter.connectors.files.models import Run
from thereafter.engagement.cases.models import Task
from thereafter.engagement.journeys import playbooks
from thereafter.engagement.journeys.models import Journey
from thereafter.engagement.messaging.models import Message
from thereafter.foundation.clock import VirtualClock
from thereafter.record.customers.models import Customer, Double
from thereafter.record.shop import figures
from thereafter.record.staff import members
from thereafter.record.staff.roles import Role
from thereafter.surfaces.console import present, urls
from thereafter.surfaces.ui.methods import DEED

TIMES = 7  # each page
COUNTED = timedelta(minutes=4)  # ago, by the worker
SEED = 4_338
ASKED = {  # what is asked of a page beyond its address
    "customers": [
        "",
        "?stage=loyal",
        "?stage=lapsed&sort=-spent",
        "?silent=on",
        "?hears=on",
        "?stage=loyal&sort=spent",
        "?sort=-spent",
        "?q=margaret",
        "?page=120",
    ],
    "search": ["?q=margaret", "?q=12345", "?q=ha", "?q=nobody+at+all"],
    "messages": ["", "?state=held", "?state=sent", "?page=90"],
    "inbox": ["", "?show=everybody", "?show=overdue", "?show=closed", "?show=everybody&page=150"],
}


def run(size: int | None) -> Result:
    """Make the shop, sign in, open every page again and again."""
    people = size or 1_000_000
    kept.shop_of(people)
    crowded.fill(people, now=shop.NOW)
    figures.keep(now=shop.NOW - COUNTED)
    settings.ALLOWED_HOSTS = ["testserver"]
    present.clock = VirtualClock(shop.NOW)
    browser = Client()
    user = User.objects.create_user("bench")
    members.join(user, Role.OWNER, now=shop.LONG_AGO)
    browser.force_login(user)
    found = Examples(random.Random(SEED))
    times: dict[str, list[float]] = defaultdict(list)
    questions: dict[str, int] = {}
    with timed() as watch:
        for page in _pages():
            for address in found.of(page, TIMES):
                began = perf_counter()
                response = browser.get(address)
                times[str(page.name)].append((perf_counter() - began) * 1_000)
                if response.status_code >= 400:
                    raise SystemExit(f"{address} answered {response.status_code}.")
            questions[str(page.name)] = _questions(browser, address)
    every = [one for several in times.values() for one in several]
    slowest = {name: round(max(several), 1) for name, several in times.items()}
    extras = {
        "p95_ms": round(quantiles(every, n=20)[-1], 1),
        "slowest_ms": dict(sorted(slowest.items(), key=itemgetter(1), reverse=True)),
        "questions": max(questions.values()),
    }
    return Result(len(every), watch.seconds, unit="pages", extras=extras)


class Examples:
    """Addresses of things that are there, different ones each time."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self._last = Customer.objects.order_by("-pk").values_list("pk", flat=True)[0]
        self._she = min(crowded.SHE, self._last)
        self._tasks = list(Task.objects.values_list("pk", flat=True)[:100])
        self._segments = list(Segment.objects.filter(kind=Segment.Kind.RULE).values_list("key", flat=True))
        self._lists = list(
            Segment.objects.filter(kind=Segment.Kind.LIST).order_by("pk").values_list("key", flat=True)[:3]
        )
        self._journeys = list(Journey.objects.exclude(live=None).values_list("key", flat=True))
        self._run = Run.objects.latest("started_at").pk
        self._double = Double.objects.earliest("pk").pk

    def of(self, page: URLPattern, times: int) -> Iterator[str]:
        """So many addresses of one page."""
        asked = ASKED.get(str(page.name), [""])
        for number in range(max(times, len(asked))):
            named = self._named(str(page.name), self._she if number == 0 else self._chance.randint(1, self._last))
            address = str(page.pattern)
            for word, value in named.items():
                address = re.sub(rf"<\w+:{word}>", str(value), address)
            yield f"/{address}{asked[number % len(asked)]}"

    def _named(self, name: str, customer: int) -> dict[str, object]:
        about: dict[str, object] = {
            "customer_id": customer,
            "double_id": self._double,
            "task_id": self._chance.choice(self._tasks),
            "key": self._chance.choice(self._keys(name)),
        }
        if name == "import":
            about["key"] = self._run
        if name.startswith("message"):
            message = Message.objects.filter(customer_id__gte=customer).order_by("customer_id")[0]
            about |= {
                "customer_id": message.customer_id,
                "purpose_id": message.purpose_id,
                "trigger_key": message.trigger_key,
                "visit": message.visit,
            }
        return about

    def _keys(self, name: str) -> list[str]:
        """What a page that is called so can be about."""
        books = [book.key for book in playbooks.shipped()]
        kinds = {"journey": self._journeys, "list": self._lists, "playbook": books}
        return kinds.get(name.partition("-")[0], self._segments)


def _pages() -> list[URLPattern]:
    """Pages of things that a shop of the benchmark has."""
    known = {"customer_id", "task_id", "double_id", "key", "purpose_id", "trigger_key", "visit"}
    pages = []
    for page in urls.pages:
        words = set(re.findall(r"<\w+:(\w+)>", str(page.pattern)))
        is_page = getattr(page.callback, "methods", None) != DEED
        is_file = re.search(r"(\.csv|\.json|\.zip|export/|file/)$", str(page.pattern))
        if is_page and not is_file and words <= known:
            pages.append(page)
    return pages


def _questions(browser: Client, address: str) -> int:
    reset_queries()
    with CaptureQueriesContext(connection) as asked:
        browser.get(address)
    return len(asked)
