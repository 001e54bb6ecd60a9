"""Where other rooms put the contacts they ask for."""

from thereafter.foundation import temporary
from thereafter.foundation.sql import Folder

SQL = Folder(__file__)


def prepare() -> None:
    """Have an empty `messaging_request`; the columns stand in sql/requests.sql. Fill it, then call `judge.judge`."""
    temporary.prepare(SQL["requests"])
