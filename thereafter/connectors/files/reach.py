"""What the rows of a file allow us to send: of the people they name, who may hear what, and why not."""

from dataclasses import asdict, dataclass

import pyarrow as pa
import pyarrow.compute as pc

from thereafter.connectors.files import loading
from thereafter.connectors.files.importing import Job
from thereafter.foundation import planner, temporary
from thereafter.foundation.sql import Folder

SQL = Folder(__file__)
_NAMED = ("customer", "email")


@dataclass(frozen=True)
class Reach:
    """Numbers of people; each of those who are known counts once."""

    people: int = 0
    asks: int = 0  # agreed, reachable, not suppressed: asks, values and service
    withdrew: int = 0  # said no: service only
    never_asked: int = 0  # said nothing: service only
    suppressed: int = 0  # nothing at all
    without_address: int = 0  # nothing at all
    strangers: int = 0  # addresses of nobody we know
    vague_no: bool = False  # among those who withdrew may be some who were never asked: the file does not tell

    def plain(self) -> dict[str, int]:
        """For keeping."""
        return asdict(self)


def prepare() -> None:
    """Have the empty temporary table of those whom a file names."""
    temporary.prepare(SQL["named"])


def name(job: Job) -> None:
    """Remember whom the rows of this part name; several parts of one file may name the same people."""
    table = job.checked.table
    there = [column for column in _NAMED if column in table.column_names]
    if not there or not table.num_rows:
        return
    firsts = table.select([*there, "row_no"]).group_by(there, use_threads=False).aggregate([("row_no", "min")])
    scope = pa.repeat(pa.scalar(str(getattr(job.options, "store", ""))), firsts.num_rows)
    rows = {"row_no": firsts["row_no_min"], "scope": scope}
    rows |= {ours: firsts[theirs] for theirs, ours in zip(_NAMED, ("number", "email"), strict=True) if theirs in there}
    if "email" in rows:
        rows["email"] = pc.utf8_lower(rows["email"])
    loading.copy({"files_named": pa.table(rows)})


def measure() -> Reach:
    """Who of them may hear what, as things stand now."""
    planner.tell("files_named")
    return Reach(**SQL["reach"].one()._asdict())
