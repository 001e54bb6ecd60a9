"""In which order the files of tests begin: what takes long first, so that no worker is alone with it in the end.

`--dist loadfile` hands out whole files in the order in which they were collected (`--no-loadscope-reorder`). How long
one takes is guessed from its number of tests; where that is far off, as for a story in a browser, it is named here.
"""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.architecture.house import ROOT

PER_TEST = 0.15  # seconds that a test takes, most of them
SECONDS = {
    "tests/stories/test_demo.py": 100,
    "tests/stories/test_first_day.py": 80,
    "tests/stories/test_console.py": 60,
    "tests/project/test_up.py": 60,
    "tests/project/test_postgres.py": 50,
    "tests/project/test_worker.py": 40,
    "tests/project/backup/test_backup.py": 40,
    "tests/connectors/files/test_resuming.py": 30,
    "tests/engagement/messaging/test_killed.py": 30,
    "tests/stories/test_inbox.py": 20,
    "tests/stories/test_imports.py": 20,
    "tests/stories/test_erasing_at_work.py": 25,
    "tests/stories/test_erasing.py": 20,
    "tests/stories/test_search.py": 15,
    "tests/stories/test_passkey.py": 15,
}


def longest_first(items: list[pytest.Item]) -> None:
    """Sort by files; within one the order stays."""
    files = [_file(item) for item in items]
    seconds = {file: SECONDS.get(file, number * PER_TEST) for file, number in Counter(files).items()}
    place = {file: number for number, file in enumerate(sorted(seconds, key=lambda file: (-seconds[file], file)))}
    order = sorted(range(len(items)), key=lambda number: place[files[number]])
    items[:] = [items[number] for number in order]


def unknown_files(known: Sequence[str] = tuple(SECONDS)) -> list[str]:
    """Files that are named above and are no more."""
    return [file for file in known if not (ROOT / file).is_file()]


def _file(item: pytest.Item) -> str:
    return Path(item.path).relative_to(ROOT).as_posix()
