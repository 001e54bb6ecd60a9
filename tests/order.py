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
SECONDS = {  # on two cores, of a whole run
    "tests/project/test_up.py": 115,
    "tests/stories/test_demo.py": 115,
    "tests/stories/test_first_day.py": 85,
    "tests/surfaces/console/test_who_may_what.py": 75,
    "tests/stories/test_console.py": 70,
    "tests/project/test_postgres.py": 45,
    "tests/project/test_worker.py": 45,
    "tests/surfaces/console/test_pages.py": 40,
    "tests/project/backup/test_backup.py": 40,
    "tests/surfaces/console/test_hostile_names.py": 35,
    "tests/connectors/files/test_online_retail.py": 25,
    "tests/engagement/messaging/test_nights.py": 25,
    "tests/surfaces/ui/test_pages.py": 20,
    "tests/architecture/test_statements.py": 20,
    "tests/engagement/messaging/rendering/test_child.py": 20,
    "tests/stories/test_erasing.py": 15,
    "tests/engagement/journeys/test_a_year.py": 15,
    "tests/record/customers/merging/test_nothing_is_lost.py": 15,
    "tests/surfaces/console/test_door.py": 5,
    "tests/foundation/test_http.py": 5,
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
