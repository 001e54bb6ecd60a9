"""The page on the journey YAML is complete, and its example works."""

from pathlib import Path
from typing import get_args

import pytest
from pydantic import BaseModel

from thereafter.audience.profiles.models import Stage
from thereafter.audience.segments import written
from thereafter.engagement.journeys import checks, definition, playbooks
from thereafter.engagement.messaging.models import Kind
from thereafter.record.staff.roles import DOING

PAGE = (Path(__file__).parents[3] / "docs" / "reference" / "journey-yaml.md").read_text(encoding="utf-8")
HEADINGS: dict[str, list[type[BaseModel]]] = {
    "The journey": [definition.Definition],
    "Trigger": [definition.Trigger],
    "Exits": [definition.Exit],
    "Steps": [
        definition.Wait,
        definition.Message,
        definition.Branch,
        definition.Arm,
        definition.Task,
        definition.End,
    ],
}


@pytest.mark.parametrize("heading", HEADINGS)
def test_every_word_is_described_and_no_other(heading: str) -> None:
    section = PAGE.split(f"\n## {heading}\n", 1)[1].split("\n## ", 1)[0]
    described = {line.split("`")[1] for line in section.splitlines() if line.startswith("| `")}
    assert described == {
        field.alias or name for model in HEADINGS[heading] for name, field in model.model_fields.items()
    }


def test_every_value_that_may_be_chosen_is_named() -> None:
    choices = [*Stage.values, *DOING, *Kind.values, *get_args(definition.TroubleKind)]
    choices += [f"{{{name}}}" for name in definition.PLACEHOLDERS]
    choices += [how.value for how in definition._JSONPATH]
    assert not [choice for choice in choices if f"`{choice}`" not in PAGE]


def test_the_words_of_a_playbooks_other_files_are_named() -> None:
    words = [*playbooks.Measure.model_fields, *written.SegmentText.model_fields, *get_args(playbooks.Outcome)]
    assert not [word for word in words if f"`{word}`" not in PAGE]
    assert not [word for word in playbooks.FrontMatter._fields if f"`{word}:`" not in PAGE]


def test_the_example_is_a_journey_that_could_be_published() -> None:
    example = PAGE.split("```yaml\n", 1)[1].split("```", 1)[0]
    journey, _ = definition.read(example, "journey-yaml.md")
    assert checks.problems(journey, templates={message.template for message in journey.messages()}) == []
