"""The job worker: procrastinate runs what the list of recurring things says, each never overlapping itself.

A killed worker leaves its jobs marked as being done, and their locks held. The rescue finds them by their silent
heartbeat and puts them back. It has no lock of its own, so that a killed rescue stops no other.
"""

import logging
from datetime import timedelta

from procrastinate import App
from procrastinate.contrib.django import app as current_app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.exceptions import UniqueViolation
from procrastinate.jobs import DeleteJobCondition, Status

from thereafter.foundation.clock import RealClock
from thereafter.project.recurring import RECURRING
from thereafter.project.schedule import Recurring, cron

_log = logging.getLogger(__name__)
_HEARTBEAT = 3.0  # seconds between two signs of life
_SILENCE = 15.0  # seconds after which a worker counts as killed
_RESCUE = timedelta(seconds=5)
_CONCURRENCY = 4
_KEPT_HOURS = 7 * 24


def register(app: App) -> None:
    """Tell procrastinate about everything recurring; called by its Django app once every room is ready."""
    for entry in RECURRING:
        add(app, entry)

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
        entry.run(RealClock())


async def work() -> None:
    """Run jobs until told to stop."""
    connector = current_app.connector
    if not isinstance(connector, DjangoConnector):
        raise TypeError(f"Jobs live in Django's database, but procrastinate was given {connector!r}.")
    with current_app.replace_connector(connector.get_worker_connector()):
        async with current_app.open_async():
            await current_app.run_worker_async(
                concurrency=_CONCURRENCY,
                delete_jobs=DeleteJobCondition.SUCCESSFUL,
                update_heartbeat_interval=_HEARTBEAT,
                stalled_worker_timeout=_SILENCE,
                install_signal_handlers=True,
            )
