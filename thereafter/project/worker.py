"""The job worker: procrastinate runs what the list of recurring things says, each never overlapping itself.

A killed worker leaves its jobs marked as being done, and their locks held. The rescue finds them by their silent
heartbeat and puts them back. It has no lock of its own, so that a killed rescue stops no other.

When the database goes away, procrastinate ends its worker. Then a new one begins as soon as the database answers.
"""

import asyncio
import logging
import signal
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import close_old_connections
from procrastinate import App
from procrastinate.contrib.django import app as current_app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.contrib.django.utils import connector_params
from procrastinate.exceptions import ConnectorException, UniqueViolation
from procrastinate.jobs import DeleteJobCondition, Status
from psycopg import OperationalError
from psycopg_pool import AsyncConnectionPool

from thereafter.foundation.clock import RealClock
from thereafter.foundation.outage import AWAY, is_lost
from thereafter.project.recurring import RECURRING
from thereafter.project.schedule import Recurring, cron
from thereafter.project.ticks import Worker

_log = logging.getLogger(__name__)
_HEARTBEAT = 3.0  # seconds between two signs of life
_SILENCE = 15.0  # seconds after which a worker counts as killed
_RESCUE = timedelta(seconds=5)
_CONCURRENCY = (
    len(RECURRING) + 2
)  # all of it at once: what waits for a lock, or takes an hour, keeps nothing else waiting
_KEPT_HOURS = 7 * 24
_PATIENCE = 10.0  # seconds that whoever needs a connection waits for one; so long a Ctrl-C may take without a database
_PAUSE = 1.0  # seconds before a worker that fell begins anew


def register(app: App) -> None:
    """Tell procrastinate about everything recurring; called by its Django app once every room is ready."""
    pace = timedelta(seconds=settings.PACE)
    for entry in RECURRING:
        add(app, entry.at_pace(pace))

    @app.periodic(cron=cron(_RESCUE), periodic_id="rescue")
    @app.task(name="rescue", queueing_lock="rescue")
    async def rescue(timestamp: int) -> None:
        for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=_SILENCE):
            _log.warning("The worker that ran %s was killed; it runs again.", job.task_name)
            try:
                await app.job_manager.retry_job(job)
            except UniqueViolation:  # the next one waits already, for the killed one's lock
                await app.job_manager.finish_job(job, status=Status.ABORTED, delete_job=True)

    @app.periodic(cron=cron(timedelta(days=1)), periodic_id="forget")
    @app.task(name="forget", queueing_lock="forget")
    async def forget(timestamp: int) -> None:
        await app.job_manager.delete_old_jobs(nb_hours=_KEPT_HOURS, include_failed=True, include_cancelled=True)


def add(app: App, entry: Recurring) -> None:
    """Let an entry recur: waiting at most once, running at most once, on the real clock."""

    @app.periodic(cron=cron(entry.every), periodic_id=entry.name)
    @app.task(name=entry.name, lock=entry.name, queueing_lock=entry.name)
    def run(timestamp: int) -> None:
        close_old_connections()  # a thread may hold one from before the database was killed
        entry.run(RealClock())


async def work() -> None:
    """Run jobs until SIGTERM or Ctrl-C, which wait for the jobs that are running.

    A worker, and after it the next one: it ends by itself only when it lost the database.
    """
    end = End()
    loop = asyncio.get_running_loop()
    loop.set_default_executor(ThreadPoolExecutor(_CONCURRENCY, thread_name_prefix="job"))  # else six on two cores
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, end.come)
    told = False
    while not end.has_come:
        try:
            await _work_until_it_falls(end)
            told = False  # it had begun, so that the database was there in between
        except (ConnectorException, OperationalError) as error:
            if not is_lost(error):
                raise
        if not end.has_come:
            if not told:
                _log.warning("%s; the worker begins anew as soon as it answers.", AWAY)
            told = True
            await asyncio.sleep(_PAUSE)


@dataclass
class End:
    """Whether somebody said stop. Not a cancellation: the libraries swallow one that comes while they connect."""

    has_come: bool = False
    worker: Worker | None = None

    def come(self) -> None:
        """Stop."""
        self.has_come = True
        if self.worker:
            self.worker.stop()  # type: ignore[no-untyped-call]


async def _work_until_it_falls(end: End) -> None:
    connector = current_app.connector
    if not isinstance(connector, DjangoConnector):
        raise TypeError(f"Jobs live in Django's database, but procrastinate was given {connector!r}.")
    pool = AsyncConnectionPool(
        kwargs=connector_params(), open=False, check=AsyncConnectionPool.check_connection, timeout=_PATIENCE
    )
    with current_app.replace_connector(connector.get_worker_connector()):
        async with pool, current_app.open_async(pool):
            end.worker = Worker(
                current_app,
                concurrency=_CONCURRENCY,
                delete_jobs=DeleteJobCondition.SUCCESSFUL,
                update_heartbeat_interval=_HEARTBEAT,
                stalled_worker_timeout=_SILENCE,
                install_signal_handlers=False,
            )
            if not end.has_come:  # from here on it hears of it
                await end.worker.run()  # type: ignore[no-untyped-call]
