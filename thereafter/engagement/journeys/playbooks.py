"""Ready-made journeys: a folder with a journey, its templates, its measure, and its segment if it needs one.

    win-back/
      journey.yaml    segment.yaml    measure.yaml
      templates/what-changed.mjml     front matter (subject, preheader) between two lines of ---, then MJML with Liquid

The shipped ones lie beside this module; a merchant's own folder is read the same way.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Literal, NamedTuple

from django.db import transaction
from pydantic import BaseModel, ConfigDict, ValidationError

from thereafter.audience.segments import written
from thereafter.audience.segments.define import define
from thereafter.engagement.journeys import checks, definition, publishing
from thereafter.engagement.journeys.definition import Definition, Duration, Words
from thereafter.engagement.journeys.models import Journey
from thereafter.engagement.messaging import templates
from thereafter.foundation import marked_yaml
from thereafter.foundation.errors import Refusal

SHIPPED = Path(__file__).with_name("playbooks")
Outcome = Literal["repeat_purchase", "margin", "returns"]


class _Closed(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Measure(_Closed):
    """What the control group is compared by."""

    question: Words
    outcome: Outcome
    within: Duration
    also: tuple[Outcome, ...] = ()


class FrontMatter(NamedTuple):
    """The head of a template: a word, a colon, and text to the end of the line."""

    subject: str
    preheader: str


@dataclass(frozen=True)
class Playbook:
    """One folder, read and checked."""

    folder: Path
    journey: Definition
    text: str
    measure: Measure
    segment: written.SegmentText | None
    templates: dict[str, tuple[FrontMatter, str]]  # by key: front matter and body

    @property
    def key(self) -> str:
        """The journey's key."""
        return self.journey.key

    @property
    def name(self) -> str:
        """The journey's name."""
        return self.journey.name

    @property
    def about(self) -> str:
        """The journey in one sentence."""
        return self.journey.about


def shipped() -> list[Playbook]:
    """The playbooks that come with the product, by name."""
    return sorted((read(folder) for folder in SHIPPED.iterdir() if folder.is_dir()), key=lambda book: book.name)


def find(name: str) -> Playbook:
    """A shipped playbook by its key, or the one in a folder of that path. Raises Refusal if there is neither."""
    if (SHIPPED / name).is_dir() and "/" not in name and name not in {"", ".", ".."}:
        return read(SHIPPED / name)
    if Path(name).is_dir():
        return read(Path(name))
    there = ", ".join(sorted(folder.name for folder in SHIPPED.iterdir() if folder.is_dir()))
    raise Refusal(f'There is no playbook "{name}". There are: {there}; or name a folder of your own.')


def read(folder: Path) -> Playbook:
    """Read and check a folder. Raises Refusal with file, line, value and remedy."""
    return _checked(folder, _contents(folder))


def _contents(folder: Path) -> tuple[tuple[str, bytes], ...]:
    """Every file of a folder, by which is told whether it was checked before."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return tuple((str(path.relative_to(folder)), path.read_bytes()) for path in files)


@lru_cache(maxsize=64)
def _checked(folder: Path, contents: tuple[tuple[str, bytes], ...]) -> Playbook:
    """A folder of this content. To understand the YAML of five takes a fifth of a second, which is done once."""
    text = _text(folder, "journey.yaml")
    journey, document = definition.read(text, _shown(folder / "journey.yaml"))
    notes = {path.stem: _template(path) for path in sorted((folder / "templates").glob("*.mjml"))}
    if found := checks.problems(journey, templates=notes):
        raise document.refusal(found)
    place = folder / "segment.yaml"
    segment = written.read(place, source=_shown(place)) if place.exists() else None
    return Playbook(folder, journey, text, _measure(folder), segment, notes)


@transaction.atomic
def install(name: str, *, now: datetime) -> Journey:
    """Publish a playbook's segment, templates and journey. A new journey is off; the same again changes nothing."""
    book = find(name)
    if book.segment:
        define(book.segment.key, name=book.segment.name, rule=book.segment.rule, now=now)
    for key, (front, body) in book.templates.items():
        place = _shown(book.folder / "templates" / f"{key}.mjml")
        templates.publish(key, subject=front.subject, preheader=front.preheader, body=body, source=place, now=now)
    return publishing.publish(book.text, source=_shown(book.folder / "journey.yaml"), now=now).version.journey


def _template(path: Path) -> tuple[FrontMatter, str]:
    opening, _, rest = _text(path.parent, path.name).partition("---\n")
    head, closed, body = rest.partition("\n---\n")
    if opening or not closed:
        raise Refusal(
            f"{_shown(path)}, line 1: a template begins with subject and preheader between two lines of ---. Add them."
        )
    said: dict[str, str] = {}
    for number, line in enumerate(head.splitlines(), start=2):
        word, _, words = (part.strip() for part in line.partition(":"))
        if word not in FrontMatter._fields or word in said or not words:
            why = "is said twice" if word in said else "is not known here" if words else "says nothing"
            raise Refusal(f'{_shown(path)}, line {number}: "{word}" {why}. Write subject and preheader, a line each.')
        said[word] = words[1:-1] if len(words) > 1 and words[0] == words[-1] and words[0] in "'\"" else words
    if missing := [word for word in FrontMatter._fields if word not in said]:
        raise Refusal(f'{_shown(path)}, line 1: "{missing[0]}" is missing. Add a line for it.')
    return FrontMatter(**said), body.strip() + "\n"


def _measure(folder: Path) -> Measure:
    document = marked_yaml.read(_text(folder, "measure.yaml"), _shown(folder / "measure.yaml"))
    try:
        return Measure.model_validate(document.words("A measure", "question"))
    except ValidationError as error:
        raise document.invalid(error, Measure.model_fields) from None


def _text(folder: Path, name: str) -> str:
    try:
        return (folder / name).read_text(encoding="utf-8")
    except FileNotFoundError:
        raise Refusal(f'{_shown(folder)}: the file "{name}" is missing. A playbook needs it.') from None
    except UnicodeDecodeError as error:
        raise Refusal(f"{_shown(folder / name)}: byte {error.start} is not UTF-8. Save the file as UTF-8.") from None


def _shown(path: Path) -> str:
    """A path as a person names it: from the playbooks folder for ours."""
    return f"playbooks/{path.relative_to(SHIPPED)}" if path.is_relative_to(SHIPPED) else str(path)
