"""Programs of the house started over the tests' own database."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from django.conf import settings
from django.db import connection


def database_url() -> str:
    """The address of the database that this test works in."""
    there = connection.settings_dict
    name, user, password = (quote(str(there[word]), safe="") for word in ("NAME", "USER", "PASSWORD"))
    return f"postgresql://{user}:{password}@{quote(str(there['HOST']), safe='')}:{there['PORT']}/{name}"


@contextmanager
def beside(home: Path, *command: str, **environment: str) -> Iterator["subprocess.Popen[bytes]"]:
    """A command of `thereafter` in a process of its own, with another data folder; what it says stands in `said`."""
    words = {**os.environ, "DATABASE_URL": database_url(), "THEREAFTER_HOME": str(home), **environment}
    words["THEREAFTER_SECRET_KEY"] = settings.SECRET_KEY
    with (home / "said").open("ab") as said:
        started = [sys.executable, "-m", "thereafter.project.main", *command]
        process = subprocess.Popen(started, env=words, stdout=said, stderr=said)
        try:
            yield process
        finally:
            process.kill()
            process.wait()
