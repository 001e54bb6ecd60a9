"""The touched: customers whose facts changed, so that what follows from them is to be computed again.

touched.prepare()                  # the temporary table profiles_touched(customer_id) is there, and empty
...fill it...
refresh.refresh_touched(now=now)   # in the same transaction
"""

from collections.abc import Iterator
from contextlib import contextmanager

from thereafter.foundation import planner, temporary
from thereafter.foundation.sql import Folder

SQL = Folder(__file__)


def prepare() -> None:
    """Have an empty `profiles_touched(customer_id)`; doubles and unknown customers in it do no harm."""
    temporary.prepare(SQL["touched"])


def forget() -> None:
    """Have nobody touched. It may have been the whole shop."""
    temporary.forget("profiles_touched", look=True)


@contextmanager
def expected() -> Iterator[None]:
    """Plans for work on as many as are touched now: twenty of them and a million need different ones."""
    with planner.expecting(SQL["how_many"].one().people):
        planner.tell("profiles_touched")
        yield
