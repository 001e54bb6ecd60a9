"""Children that begin warm: one process loads the house, and each child is forked from it.

A start of Python with the house in it takes two seconds of a core, and tests that kill workers start dozens. What is
killed is still a process of its own with connections of its own.
"""

from collections.abc import Callable
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from typing import Any

import django
from django.apps import apps
from django.db import connection

if not apps.ready:  # in the process that is forked
    django.setup()

_CONTEXT = get_context("forkserver")
_CONTEXT.set_forkserver_preload(["tests.warm", "tests.cast"])


def begun(work: Callable[..., None], *arguments: Any) -> BaseProcess:
    """A process that does this on the test's database. `work` is a function of a module; arguments are pickled."""
    name = str(connection.settings_dict["NAME"])
    child = _CONTEXT.Process(target=_live, args=(name, work, arguments))
    child.start()
    return child


def ended(work: Callable[..., None], *arguments: Any) -> int:
    """The same to its end: the exit code, negative where a signal ended it."""
    child = begun(work, *arguments)
    child.join()
    code = child.exitcode
    child.close()
    assert code is not None
    return code


def _live(database: str, work: Callable[..., None], arguments: tuple[Any, ...]) -> None:
    connection.settings_dict["NAME"] = database
    try:
        work(*arguments)
    finally:
        connection.close()
