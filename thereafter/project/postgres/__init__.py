"""The embedded PostgreSQL: `with running(say=print): ...`."""

from collections.abc import Callable

from thereafter.project.postgres.place import Place, here
from thereafter.project.postgres.server import Server


def running(say: Callable[[str], None]) -> Server:
    """This environment's server, for a `with` block: started or shared, watched, stopped by the last to leave."""
    return Server(here(), say)


__all__ = ["Place", "Server", "here", "running"]
