"""Every test, and the integration part beside them on the oldest PostgreSQL: `python -m tests.whole`.

The part takes a worker of its own, for tests that wait leave a third one room on two cores. What it says is shown when
all is done.
"""

import subprocess
import sys
import tempfile

from tests import oldest

WORKERS = 3


def main() -> int:
    """The first exit code that is not 0, if there is one."""
    with tempfile.TemporaryFile() as said:
        part = subprocess.Popen([sys.executable, "-m", "tests.oldest"], stdout=said, stderr=subprocess.STDOUT)
        failed = subprocess.run([sys.executable, "-m", "pytest", *oldest.by_file(WORKERS)]).returncode
        failed = part.wait() or failed
        said.seek(0)
        sys.stdout.flush()
        sys.stdout.buffer.write(said.read())
    return failed


if __name__ == "__main__":
    sys.exit(main())
