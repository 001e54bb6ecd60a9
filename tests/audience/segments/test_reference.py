"""The reference of the rule language is complete."""

from pathlib import Path

import pytest

from thereafter.audience.segments import comparisons, durations, rule, sources

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "segment-rules.md"


@pytest.mark.parametrize("source", sources.registered(), ids=lambda source: source.name)
def test_every_source_and_every_column_is_described(source: sources.Source) -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert f"\n### {source.name}\n" in text, f"docs/reference/segment-rules.md has no heading for {source.name}"
    section = text.split(f"\n### {source.name}\n", 1)[1].split("\n### ", 1)[0]
    described = {line.split("`")[1] for line in section.splitlines() if line.startswith("| `")}
    assert described == set(source.columns)
    assert source.about in section
    choices = {word for column in source.columns.values() if not callable(column.choices) for word in column.choices}
    assert not {word for word in choices if f"`{word}`" not in section}


def test_every_comparison_and_every_unit_of_time_is_described() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert not {how for how in comparisons.How if f"`{how}`" not in text}
    assert not {unit for unit in durations.UNITS if f"{{{unit}: " not in text}
    assert str(rule.DEEPEST) in text


def test_the_example_is_read() -> None:
    example = PAGE.read_text(encoding="utf-8").split("```yaml\n", 1)[1].split("```", 1)[0]
    assert isinstance(rule.read_yaml(example), rule.All)
