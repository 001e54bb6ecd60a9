"""The one way by which events are written.

append.prepare()                      # the temporary table events_incoming is there, and empty
...fill it...
append.append()                       # in the same transaction
"""

from thereafter.foundation import planner, temporary
from thereafter.foundation.sql import Folder
from thereafter.record.events import months

SQL = Folder(__file__)


def prepare() -> None:
    """Have an empty `events_incoming`; the columns stand in sql/incoming.sql."""
    temporary.prepare(SQL["incoming"])


def append() -> int:
    """Append what stands in `events_incoming` and empty it; the number of events that were new."""
    if not (incoming := months.make_missing()):
        return 0
    with planner.little(incoming):
        planner.tell("events_incoming")
        written = SQL["append"].run()
    temporary.forget("events_incoming")
    return written
