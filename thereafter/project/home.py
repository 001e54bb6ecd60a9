"""The data folder of this installation: where it is, and the secrets that are made once and kept in it."""

import os
import secrets
from pathlib import Path

from thereafter.foundation.errors import Refusal


def home() -> Path:
    """THEREAFTER_HOME; else the user's state folder; for root the system's, `/var/lib/thereafter`.

    Raises Refusal for a name with a line break, or that is not UTF-8.
    """
    if named := os.environ.get("THEREAFTER_HOME"):
        _refuse_what_no_program_can_say(named)
        return Path(named).expanduser().absolute()
    if os.geteuid() == 0:
        return Path("/var/lib/thereafter")
    if state := os.environ.get("XDG_STATE_HOME"):
        return Path(state).absolute() / "thereafter"
    try:
        return Path.home() / ".local" / "state" / "thereafter"
    except RuntimeError:
        raise Refusal(
            "This user has no home folder that the machine knows of. Set THEREAFTER_HOME to a folder for the data."
        ) from None


def _refuse_what_no_program_can_say(name: str) -> None:
    """PostgreSQL keeps the folder's name as a line of a file, and takes a connection's parameters as UTF-8."""
    for letter in name:
        if letter in "\r\n" or "\ud800" <= letter <= "\udfff":
            what = "a line break" if letter in "\r\n" else f"the byte {ord(letter) & 0xFF:#x}, which is no UTF-8"
            raise Refusal(
                f"THEREAFTER_HOME holds {what}, and PostgreSQL cannot work in such a folder. Name another one."
            )


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


def nearest(folder: Path) -> Path:
    """The folder, or the nearest one above it that is there: on whose disk it will lie."""
    return next(one for one in (folder, *folder.parents) if one.exists())


def older_secrets(folder: Path, name: str) -> list[str]:
    """The secrets that the file `name` of a data folder keeps from before, one a line; none where there is no file."""
    path = folder / name
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    return [line.strip() for line in lines if line.strip()]


def replace_secret(folder: Path, name: str, words: str) -> None:
    """Write a file of secrets anew, for its owner only; whoever reads it finds the old or the new ones, never half."""
    draft = prepare(folder) / f".{name}.{secrets.token_hex(8)}"
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(words)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(folder / name)


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
