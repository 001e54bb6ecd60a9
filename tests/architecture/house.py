"""The house as its tests see it: rooms in their order, modules as syntax trees, SQL statements with their owners."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import thereafter

PACKAGE = Path(thereafter.__file__).parent
ROOT = PACKAGE.parent
# Top to bottom, as in .importlinter; what stands in one tuple does not know its neighbours.
FLOORS = ("project", "surfaces", "connectors", "engagement", "audience", "record", "foundation")
ORDER = {
    "surfaces": (("console", "portal", "cli"), ("ui",)),
    "engagement": (("journeys",), ("cases",), ("messaging",), ("content",), ("experiments",)),
    "audience": (("segments",), ("profiles",)),
    "record": (("commerce",), ("events",), ("customers",), ("staff",), ("shop",)),
}


@dataclass(frozen=True)
class Module:
    """One source file: where it lies, its text and its syntax tree."""

    path: Path
    text: str
    tree: ast.Module

    @property
    def name(self) -> str:
        """Its place in the house, for messages."""
        return str(self.path.relative_to(ROOT)) if self.path.is_relative_to(ROOT) else str(self.path)

    @property
    def floor(self) -> str:
        return self.path.relative_to(PACKAGE).parts[0] if self.path.is_relative_to(PACKAGE) else ""


def module(text: str, name: str = "thereafter/record/sample.py") -> Module:
    """A module from its text, for the samples that prove a rule able to fail."""
    return Module(ROOT / name, text, ast.parse(text))


def modules() -> Iterator[Module]:
    """Every module of the house, without generated migrations."""
    for path in sorted(PACKAGE.rglob("*.py")):
        if "migrations" not in path.parts:
            yield module(path.read_text(encoding="utf-8"), str(path.relative_to(ROOT)))


def statements() -> list[Path]:
    """Every file with a statement in it."""
    return sorted(PACKAGE.rglob("sql/**/*.sql"))


def owner(path: Path) -> str:
    """The app whose folder a file lies in: the part after its floor."""
    return path.relative_to(PACKAGE).parts[1]


def bare_sql(text: str) -> str:
    """A statement without comments and string literals, its white space made even."""
    text = re.sub(r"--[^\n]*|/\*.*?\*/", " ", text, flags=re.S)
    text = re.sub(r"\$(\w*)\$.*?\$\1\$|'(?:[^']|'')*'", "''", text, flags=re.S)
    return re.sub(r"\s+", " ", text).strip()


def rank(floor: str, room: str) -> tuple[int, int]:
    """How high a room stands; a foreign key may point to an equal or lower one of another room, never to a higher."""
    height = len(FLOORS) - FLOORS.index(floor)
    shelves = ORDER.get(floor, ())
    inside = next((len(shelves) - number for number, shelf in enumerate(shelves) if room in shelf), 0)
    return height, inside
