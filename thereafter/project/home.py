"""The data folder of this installation: where it is, and the secrets that are made once and kept in it."""

import os
import secrets
from pathlib import Path

from thereafter.foundation.errors import Refusal


def home() -> Path:
    """THEREAFTER_HOME; else the user's state folder; for root the system's, `/var/lib/thereafter`."""
    if named := os.environ.get("THEREAFTER_HOME"):
        return Path(named).expanduser().absolute()
    if os.geteuid() == 0:
        return Path("/var/lib/thereafter")
    state = os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state"
    return Path(state).absolute() / "thereafter"


def prepare(folder: Path) -> Path:
    """Make a folder that only its owner may read, or leave it as it is. Raises Refusal where it cannot be made."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise Refusal(
            f"The data folder {folder} cannot be made: {error.strerror}. "
            "Set THEREAFTER_HOME to a folder that you may write to."
        ) from None
    return folder


def secret(folder: Path, name: str) -> str:
    """The secret kept in the file `name` of a data folder, readable by its owner only; made when first asked for."""
    path = prepare(folder) / name
    if not path.exists():
        draft = path.with_name(f".{name}.{secrets.token_hex(8)}")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(48))
        try:
            os.link(draft, path)  # never replaces: of two that start at once, both keep the first one's secret
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text(encoding="ascii").strip()
