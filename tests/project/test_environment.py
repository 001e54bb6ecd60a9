"""Every environment variable that the house reads is described, and every one that is described is read."""

import re

from tests.architecture.house import ROOT, modules

PAGE = ROOT / "docs" / "reference" / "environment.md"
READ = re.compile(
    r'\b(?:text|flag|choice|environ\.get)\(\s*"([A-Z_]+)"|environ\["([A-Z_]+)"\]|"(THEREAFTER_[A-Z_]+)"'
    r'|^VARIABLE = "([A-Z_]+)"',
    flags=re.M,
)
OTHERS = {"DJANGO_SETTINGS_MODULE", "PATH", "PYTHONPATH"}  # they tell Python and the system, not us


def test_the_page_of_the_environment_is_complete() -> None:
    read = {"".join(names) for found in modules() for names in READ.findall(found.text)} - OTHERS
    described = set(re.findall(r"^\| `([A-Z_]+)` \|", PAGE.read_text(encoding="utf-8"), flags=re.M))
    assert read == described


def test_the_search_for_variables_finds_them() -> None:
    sample = """flag("A_FLAG", False); environ.get("AN_OPTION"); environ["A_MUST"]; NAME = "THEREAFTER_NAMED"
VARIABLE = "A_URL"
"""
    found = READ.findall(sample)
    assert ["".join(names) for names in found] == ["A_FLAG", "AN_OPTION", "A_MUST", "THEREAFTER_NAMED", "A_URL"]
