"""The entry of the command `thereafter`. It loads nothing itself: a Ctrl-C while the house is loaded is one too."""

import sys
from collections.abc import Sequence
from importlib import import_module

_STOPPED = 130


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one command line and exit with its code."""
    try:
        code = import_module("thereafter.project.commandline").run(arguments)
    except KeyboardInterrupt:
        sys.stderr.write("thereafter: stopped.\n")
        code = _STOPPED
    sys.exit(code)


if __name__ == "__main__":
    main()
