"""The demo's care guides: Markdown with a head that says for which category each is."""

from dataclasses import dataclass
from pathlib import Path

_FOLDER = Path(__file__).parent / "guides"


@dataclass(frozen=True)
class Written:
    """One guide as written. An empty category: for everybody whose purchase has no guide of its own."""

    key: str
    category: str
    title: str
    summary: str
    body: str


def guides() -> tuple[Written, ...]:
    """Every guide, by key."""
    return tuple(_read(path) for path in sorted(_FOLDER.glob("*.md")))


def _read(path: Path) -> Written:
    _, head, body = path.read_text(encoding="utf-8").split("---\n", 2)
    fields = dict(line.split(":", 1) for line in head.strip().splitlines())
    said = {name: words.strip() for name, words in fields.items()}
    return Written(key=path.stem, body=body.strip() + "\n", **said)
