"""The web server's process: `python -m thereafter.project.web HOST PORT PARENT`; it ends when its parent does."""

import sys

from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

from thereafter.project.supervise import follow

_THREADS = 4  # a view waits for the database and for nothing else


def main(host: str, port: int, parent: int) -> None:
    """Serve until told to stop."""
    follow(parent)
    Server(
        "thereafter.project.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=_THREADS,
        respawn_failed_workers=True,
        log_level=LogLevels.warning,
        log_access=False,
    ).serve()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
