"""A segment as a text: `key`, `name` and `rule`, in YAML. Playbooks bring such files, and so may a merchant.

key: best-customers
name: Best customers
rule: {profile: {orders: {at_least: 4}}}
"""

from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from thereafter.audience.segments import rule
from thereafter.audience.segments.spelling import unquoted
from thereafter.foundation import marked_yaml
from thereafter.foundation.errors import Refusal


class SegmentText(BaseModel):
    """A segment before it is defined; its rule is read."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)

    key: Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
    name: Annotated[str, Field(min_length=1, max_length=120)]
    rule: Any


def read(path: Path, *, source: str = "") -> SegmentText:
    """Read and check a file; `source` names it in errors. Raises Refusal with file, line, value and remedy."""
    named = source or str(path)
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise Refusal(f"{named}: byte {error.start} is not UTF-8. Save the file as UTF-8.") from None
    except OSError as error:
        raise Refusal(f"{named} cannot be read: {error.strerror}. Check the name and its permissions.") from None
    document = marked_yaml.read(text, named)
    try:
        found = SegmentText.model_validate(document.words("A segment", "key"))
        return found.model_copy(update={"rule": rule.read(found.rule, name="")})
    except ValidationError as error:
        raise document.invalid(error, SegmentText.model_fields) from None
    except rule.RuleError as error:
        at = ("rule", *error.path)
        raise Refusal(document.problem(at, unquoted(document.root, at, str(error)))) from None
