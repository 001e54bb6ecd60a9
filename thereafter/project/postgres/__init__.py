"""The embedded PostgreSQL: `with running(say=print): ...`."""

from collections.abc import Callable

from thereafter.project.postgres.place import Place, here
from thereafter.project.postgres.server import Server


def running(say: Callable[[str], None]) -> Server:
    """The server of this environment's data folder, for a `with` block: started or shared, watched, stopped by the last."""
    return Server(here(), say)


__all__ = ["Place", "Server", "here", "running"]
