"""An import moves in small steps where it is slow, in large ones where it is quick, and says how long it took."""

from datetime import datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pytest

from tests.cast import NOON
from thereafter.connectors.files import importing, pacing
from thereafter.connectors.files.models import Run
from thereafter.connectors.files.settings import Settings
from thereafter.foundation.clock import VirtualClock


class Ticking(VirtualClock):
    """A second goes by whenever somebody looks."""

    def now(self) -> datetime:
        self.wait(timedelta(seconds=1))
        return self.instant


def sizes(rows_a_second: float, *, begin: int = 0) -> list[int]:
    clock, found = VirtualClock(NOON), []
    table = pa.table({"number": [str(row // 3) for row in range(30_000)]})
    for start, end in pacing.chunks(table, "number", begin=begin, first=300, most=9_000, clock=clock):
        clock.wait(timedelta(seconds=(end - start) / rows_a_second))
        found.append(end - start)
    return found


def test_a_slow_import_goes_on_in_small_steps_and_a_quick_one_in_large_ones() -> None:
    assert sizes(rows_a_second=100) == [300] + [402] * 73 + [354]
    assert sizes(rows_a_second=1_000_000) == [300, 1_200, 4_800, 9_000, 9_000, 5_700]
    assert sizes(rows_a_second=1_000_000, begin=24_000) == [300, 1_200, 4_500]


@pytest.mark.django_db
def test_a_run_took_from_its_first_look_at_the_file_until_its_last_row_was_in(tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_text("email\nada@people.example\n")
    importing.run(path, "customers", Settings(), clock=Ticking(NOON), actor="ruth")
    run = Run.objects.get()
    assert (run.started_at, run.ended_at) == (NOON + timedelta(seconds=1), run.moved_at)
    assert run.ended_at and run.ended_at > run.started_at + timedelta(seconds=2), "the merge counts, too"
