"""Making the demo's shop: from an empty database to its last midnight."""

import logging
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from thereafter.foundation import planner
from thereafter.foundation.clock import Clock, VirtualClock
from thereafter.project import recurring, upkeep
from thereafter.project.demo import house, opening, retail, staff, story, summary
from thereafter.project.demo.calendar import ZONE, Calendar, moved_to
from thereafter.project.demo.feeding import Feed
from thereafter.project.demo.life import Life
from thereafter.project.demo.mailbox.visit import Mailbox
from thereafter.project.progress import Reporter
from thereafter.project.schedule import Recurring


def make(file: Path, days: int, mailbox: Mailbox, report: Reporter, *, address: str, real: Clock) -> Mapping[str, Any]:
    """Make the shop anew and let it live its last `days` days; what they came to. Only then it is noted as finished.

    The links in its mails lead to `address`.
    """
    began = real.now()
    lines = retail.lines(file)
    calendar = moved_to(began.astimezone(ZONE).date(), last_day=retail.last_day(lines), days=days)
    unfinished = house.Note(house.VERSION, house.digest(file), calendar.closes, None)
    house.build_anew(unfinished)
    upkeep.migrate(say=report.say)
    told = story.tell(lines, calendar)
    opening.open_shop(told, report, address=address, now=calendar.opens)
    live(told, calendar, report, real=real)
    seconds = (real.now() - began) / timedelta(seconds=1)
    days_lived = {"last_order_on": f"{calendar.closes}", "lived_until": f"{calendar.lived_until}"}
    came_to = {**days_lived, **summary.summary(mailbox), "seconds": round(seconds, 1)}
    house.write(house.Note(house.VERSION, unfinished.data, calendar.closes, came_to))
    return came_to


def _catch_up(_: Clock) -> None:
    """What autovacuum does in a day, for whom a day of the demo is half a second."""
    planner.catch_up()


def live(told: story.Story, calendar: Calendar, report: Reporter, *, real: Clock) -> None:
    """Let the shop live from its opening to the last midnight, every look on its own virtual clock."""
    looks = [*calendar.looks(), calendar.ends()]
    work = partial(staff.work, ends=calendar.closed)
    everything = [
        *(entry for entry in recurring.RECURRING if not entry.calls_out),
        Recurring("demo: tasks are done", timedelta(hours=1), work),
        Recurring("demo: the planner catches up", timedelta(days=1), _catch_up),
    ]
    clock, feed = VirtualClock(calendar.opens), Feed("feed")
    life = Life(told, clock, feed.bring, everything, real, report.say, mail=recurring.DELIVER)
    quiet = logging.getLogger("thereafter")
    level, quiet.level = quiet.level, logging.WARNING
    try:
        with report.work("Living", len(looks), "looks") as advance:
            done = iter(range(1, len(looks) + 1))

            def seen(look: datetime) -> None:
                advance(next(done), f"{look.astimezone(ZONE):%a %d %b %Y}")

            life.through(looks, seen=seen)
    finally:
        quiet.setLevel(level)
